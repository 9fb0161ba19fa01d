"""A known vulnerability fails the audit, and an audit that did not take place does not look like a good one."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tools import audit_packages
from tools.audit_packages import NotReached, Package, drift, forbidden, main, pins, vulnerabilities

DJANGO = Package(name="django", version="5.2.1", licence="BSD-3-Clause")
RICH = Package(name="rich", version="14.0.0", licence="MIT")
KNOWN = {
    "id": "PYSEC-0000-1",
    "summary": "made up for a test",
    "affected": [
        {
            "package": {"name": "django", "ecosystem": "PyPI"},
            "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "5.2.2"}]}],
        }
    ],
}


@contextmanager
def osv(*, status: int = 200) -> Iterator[str]:
    """A vulnerability service on loopback, which knows one fault of Django."""

    class Answers(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            known = {"vulns": [KNOWN]} if asked["package"]["name"] == "django" else {}
            self.send_response(status)
            self.end_headers()
            self.wfile.write(json.dumps(known).encode())

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Answers) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/v1/query"
        finally:
            server.shutdown()


def test_a_known_vulnerability_is_named_with_the_version_that_mends_it() -> None:
    with osv() as address:
        assert vulnerabilities([DJANGO, RICH], osv=address) == ["django 5.2.1: PYSEC-0000-1, mended in 5.2.2"]
        assert vulnerabilities([RICH], osv=address) == []


def test_a_service_that_fails_or_is_not_there_is_no_good_news() -> None:
    with osv(status=503) as address, pytest.raises(NotReached):
        vulnerabilities([RICH], osv=address)
    with pytest.raises(NotReached) as unreached:
        vulnerabilities([RICH], osv="http://127.0.0.1:9/v1/query")
    assert "http://" not in str(unreached.value)
    with pytest.raises(NotReached, match="within"):
        vulnerabilities([RICH], osv="http://127.0.0.1:9/v1/query", longest=0.01)


def test_make_check_goes_on_without_the_service_and_says_so_where_make_audit_fails(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def silent(*_: object, **__: object) -> list[str]:
        raise NotReached("no route")

    monkeypatch.setattr(audit_packages, "vulnerabilities", silent)
    assert main([]) == 3
    assert "NOT AUDITED" in capsys.readouterr().err
    assert main(["--unreached-is-no-fault"]) == 0
    said = capsys.readouterr()
    assert "未审计漏洞" in said.err and "no known vulnerability" not in said.out
    monkeypatch.setattr(audit_packages, "vulnerabilities", lambda *_, **__: ["django 5.2.1: PYSEC-0000-1"])
    assert main(["--unreached-is-no-fault"]) == 1


def test_what_is_installed_is_what_is_pinned() -> None:
    pinned = pins("# a remark\nDjango==5.2.1\nrich==13.0.0\n")
    assert drift([DJANGO, RICH, Package(name="new", version="1", licence="MIT")], pinned) == [
        "rich 14.0.0: constraints.txt says 13.0.0",
        "new 1: not in constraints.txt",
    ]


def test_a_strong_copyleft_or_no_licence_fails_only_where_haishao_needs_the_package_to_run() -> None:
    found = [
        Package(name="a", version="1", licence="AGPL-3.0-only"),
        Package(name="b", version="1", licence=""),
        Package(name="c", version="1", licence="LGPL-3.0-only"),
        Package(name="d", version="1", licence="GPL-3.0-or-later"),
    ]
    said = forbidden(found, frozenset("abc"))
    assert [line.partition(":")[0] for line in said] == ["a", "b"]
