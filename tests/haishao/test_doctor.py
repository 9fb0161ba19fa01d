"""`haishao doctor` beside parts that are really broken."""

import json
import socket
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from django.test import override_settings
from django.utils import timezone

from domain.alert import Channel, Contact
from haishao.demo.smtp_catcher import SmtpCatcher, free_port
from haishao.doctor import machine, names, receivers, service
from haishao.doctor.finding import Check, Finding, Level, found_by
from haishao.doctor.names import known_names, unknown_settings
from storage.brands import save_contact
from storage.heartbeats import CLOCK, beat
from storage.models import CanaryRun
from tests.cli import haishao
from tests.test_house import PACKAGES

ROOT = Path(__file__).resolve().parents[2]


def haishao_doctor(*arguments: str, **environment: str) -> tuple[int, dict[str, list[dict[str, str]]], str]:
    """Exit status, findings by name, and all that was said, of the command run without Chromium."""
    done = haishao("doctor", "--json", *arguments, **{"HAISHAO_CHROMIUM": "/nowhere", **environment})
    found: dict[str, list[dict[str, str]]] = {}
    for one in json.loads(done.stdout)["checks"]:
        found.setdefault(one["name"], []).append(one)
    return done.returncode, found, done.stdout + done.stderr


def test_an_installation_without_faults_is_told_line_by_line(live_db: None, tmp_path: Path) -> None:
    beat(CLOCK)
    save_contact("", Contact(name="值班", channel=Channel.EMAIL, address="duty@example.org"))
    with SmtpCatcher(tmp_path) as smtp:
        status, found, said = haishao_doctor(
            "--free-gb", "0", HAISHAO_SMTP_HOST="127.0.0.1", HAISHAO_SMTP_PORT=str(smtp.port),
            HAISHAO_SMTP_SECURITY="none", HAISHAO_SMTP_SENDER="haishao@example.org",
        )  # fmt: skip
    assert status == 0, said
    levels = {name: {one["level"] for one in lines} for name, lines in found.items()}
    fine = {
        "settings",
        "disk",
        "secret-key",
        "evidence",
        "database",
        "migrations",
        "role",
        "smtp",
        "queue",
        "sources",
    }
    assert {name for name, level in levels.items() if level == {"ok"}} >= fine | {
        "clock",
        "staff",
        "database-time",
    }
    assert levels["workers"] == {"warn"}, "none was ever started"
    assert levels["browser"] == {"warn"}
    assert levels["wecom"] == levels["bounces"] == {"skip"}
    assert list(tmp_path.glob("*.eml")) == [], "nothing is sent"


def test_several_faults_are_told_together_with_their_cures_and_without_secrets(tmp_path: Path) -> None:
    key = tmp_path / "secret-key"
    key.write_text("k" * 64)
    key.chmod(0o644)
    status, found, said = haishao_doctor(
        "--free-gb", "1000000", HAISHAO_HOME=str(tmp_path), HAISHAO_SMTP_PASWORD="oops",
        DATABASE_URL="postgresql://nobody:topsecret@127.0.0.1:1/none",
    )  # fmt: skip
    assert status == 1
    failed = {name for name, lines in found.items() if any(one["level"] == "fail" for one in lines)}
    assert failed == {"database", "disk", "secret-key"}
    assert "DATABASE_URL" in found["database"][0]["cure_en"]
    assert f"chmod 600 {key}" in found["secret-key"][0]["cure_en"]
    assert "HAISHAO_EVIDENCE_DAYS" in found["disk"][0]["cure_zh"]
    assert "HAISHAO_SMTP_PASSWORD" in found["settings"][0]["cure_en"]
    assert "topsecret" not in said


def test_a_setting_that_stops_the_start_stops_no_check_that_can_do_without(live_db: None) -> None:
    status, found, _ = haishao_doctor(HAISHAO_AUDIT_DAYS="7")
    assert status == 1
    assert "HAISHAO_AUDIT_DAYS" in found["settings"][0]["en"]
    assert found["smtp"][0]["level"] == found["database"][0]["level"] == "skip"
    assert found["secret-key"][0]["level"] == found["evidence"][0]["level"] == "ok"


def test_every_setting_of_the_docs_is_known_and_a_slip_is_named_with_the_nearest() -> None:
    docs = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    rows = [line.split("|")[1] for line in docs.splitlines() if line.startswith("| `HAISHAO_")]
    named = {word.strip("` ") for row in rows for word in row.split(",") if "HAISHAO_" in word}
    assert len(named) > 60
    assert set(names.PACKAGES) == set(PACKAGES), "every package of the house is looked through"
    assert named <= known_names()
    (slip,) = unknown_settings({"HAISHAO_WEBHOK_HOSTS": "x", "HAISHAO_HOME": "/", "PATH": "/bin"})
    assert (slip.level, slip.cure_en) == (Level.WARN, "did you mean HAISHAO_WEBHOOK_HOSTS?")
    (strange,) = unknown_settings({"HAISHAO_QQQQQ": "x"})
    assert "docs/settings.md" in strange.cure_en


@contextmanager
def mail_server_that_refuses_passwords() -> Iterator[int]:
    def refuse(*_: object) -> AuthResult:
        return AuthResult(success=False, handled=False, message="535 5.7.8 Authentication failed")

    port = free_port()
    one = Controller(
        object(),
        hostname="127.0.0.1",
        port=port,
        authenticator=refuse,
        auth_require_tls=False,
        ready_timeout=10,
    )
    one.start()
    try:
        yield port
    finally:
        one.stop()


def test_a_mail_server_that_refuses_the_password_is_told_with_the_cure() -> None:
    with (
        mail_server_that_refuses_passwords() as port,
        override_settings(
            SMTP_HOST="127.0.0.1", SMTP_PORT=port, SMTP_SECURITY="none", SMTP_USER="u", SMTP_PASSWORD="p",
            SMTP_SENDER="haishao@example.org",
        ),
    ):  # fmt: skip
        (found,) = receivers.smtp()
        assert (found.level, "535" in found.en, "HAISHAO_SMTP_PASSWORD" in found.cure_en) == (
            Level.FAIL,
            True,
            True,
        )
        with override_settings(SMTP_SECURITY="starttls"):
            (found,) = receivers.smtp()
            assert (found.level, "HAISHAO_SMTP_SECURITY" in found.cure_en) == (Level.FAIL, True)
        with override_settings(SMTP_PORT=1, SMTP_USER=""):
            (found,) = receivers.smtp()
            assert (found.level, "firewall" in found.cure_en) == (Level.FAIL, True)


def test_a_wecom_app_half_set_or_out_of_reach_is_told(db: None) -> None:
    with override_settings(WECOM_CORP="c", WECOM_SECRET="", WECOM_AGENT=0):
        assert [one.level for one in receivers.wecom()] == [Level.FAIL]
    with override_settings(
        WECOM_CORP="c",
        WECOM_SECRET="s",
        WECOM_AGENT=1,
        WECOM_API="http://127.0.0.1:1",
        WEBHOOK_HOSTS="127.0.0.1",
    ):
        (found,) = receivers.wecom()
        assert (found.level, "no answer" in found.en) == (Level.FAIL, True)


@pytest.mark.parametrize(("wanted", "level"), [(0.0, Level.OK), (1e6, Level.FAIL)])
def test_a_disk_is_held_against_the_space_there_should_be(
    tmp_path: Path, wanted: float, level: Level
) -> None:
    (found,) = machine.disk(tmp_path, name="disk", wanted_gb=wanted)
    assert found.level is level


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "runs").write_text("a file stands where the folder should")
    (found,) = machine.evidence(tmp_path / "runs")
    assert (found.level, "HAISHAO_HOME" in found.cure_en) == (Level.FAIL, True)


@pytest.mark.parametrize(
    ("script", "level"),
    [
        ("#!/bin/sh\necho '<p>haishao</p>'\n", Level.OK),
        ("#!/bin/sh\necho no display >&2; exit 5\n", Level.FAIL),
    ],
)
def test_a_browser_that_does_not_start_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, level: Level
) -> None:
    browser = tmp_path / "chromium"
    browser.write_text(script)
    browser.chmod(0o755)
    monkeypatch.setenv("HAISHAO_CHROMIUM", str(browser))
    (found,) = machine.browser()
    assert found.level is level
    assert ("no display" in found.en) == (level is Level.FAIL)


def test_a_clock_that_is_off_is_told_and_a_time_server_that_is_silent_is_no_fault() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind(("127.0.0.1", 0))
        server.settimeout(10)

        def answer() -> None:
            asked, asked_by = server.recvfrom(256)
            stamp = struct.pack("!II", int(time.time()) + 2_208_988_800 + 3600, 0)
            server.sendto(b"\x24\x02" + bytes(22) + asked[40:48] + stamp + stamp, asked_by)

        thread = threading.Thread(target=answer)
        thread.start()
        (found,) = machine.clock(f"127.0.0.1:{server.getsockname()[1]}")
        thread.join()
    assert (found.level, "+3" in found.en) == (Level.FAIL, True)
    (found,) = machine.clock(f"127.0.0.1:{free_port()}")
    assert (found.level, "UDP 123" in found.cure_en) == (Level.WARN, True)
    (found,) = machine.clock("")
    assert found.level is Level.SKIP


def test_a_canary_that_stopped_and_a_centre_nobody_is_told_of_stand_in_the_report(db: None) -> None:
    now = timezone.now()
    CanaryRun.objects.create(day=now.date(), step="judge", started_at=now, ended_at=now, said="ValueError")
    with override_settings(CANARY=True):
        found = {one.name: one for one in service.at_work_within()}
    assert found["canary"].level is Level.FAIL
    assert "judging" in found["canary"].en
    assert found["staff"].level is Level.WARN


def test_one_check_that_fails_or_hangs_stops_no_other_and_its_words_hold_no_secret(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HAISHAO_SMTP_PASSWORD", "topsecret")
    may_end = threading.Event()

    def fails() -> Iterator[Finding]:
        raise ValueError("topsecret")

    def hangs() -> Iterator[Finding]:
        may_end.wait(20)
        return iter(())

    def works() -> Iterator[Finding]:
        yield Finding(name="works", level=Level.OK, zh="好", en="fine")

    checks = (Check("hangs", hangs, 0.1), Check("fails", fails), Check("works", works))
    found = {one.name: one for one in found_by(checks, settings=True)}
    may_end.set()
    assert [found[name].level for name in ("hangs", "fails", "works")] == [Level.FAIL, Level.FAIL, Level.OK]
    assert "ValueError: ***" in found["fails"].en
    left_out = found_by((Check("works", works),), settings=False)
    assert [one.level for one in left_out] == [Level.SKIP]
