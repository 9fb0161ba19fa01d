"""The mailbox that bounces come to, on a real IMAP server on loopback."""

import socket
import socketserver
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from notifier import mailbox
from notifier.bounces import MOST_BYTES
from notifier.mailbox import Mailbox, MailboxSettings, MailboxTrouble, quoted

Served = Callable[..., AbstractContextManager]


def settings(port: int, **rest: object) -> MailboxSettings:
    chosen = MailboxSettings(
        host="127.0.0.1", port=port, user="haishao", password="open sesame", security="none", timeout=5.0
    )
    return replace(chosen, **rest)


def read(chosen: MailboxSettings, *, after: int = 0, limit: int = 9) -> list[tuple[int, bytes]]:
    with Mailbox(chosen) as box:
        return [(letter.uid, letter.raw) for letter in box.unseen(after=after, limit=limit)]


def test_unseen_mails_are_read_in_their_order_and_stay_unseen_until_marked(imap_server: Served) -> None:
    with imap_server() as server:
        for number in range(1, 5):
            server.add(b"Subject: %d\r\n\r\n" % number)
        chosen = settings(server.port)
        assert [uid for uid, _ in read(chosen, limit=2)] == [1, 2]
        assert server.seen() == []
        with Mailbox(chosen) as box:
            box.mark_seen(2)
        assert server.seen() == [2]
        assert read(chosen, after=1) == [(3, b"Subject: 3\r\n\r\n"), (4, b"Subject: 4\r\n\r\n")]
        assert read(chosen, after=4) == [], "the last mail is not read again and again"


def test_of_a_large_mail_only_the_beginning_is_kept(imap_server: Served) -> None:
    with imap_server() as server:
        server.add(b"x" * (MOST_BYTES + 100_000))
        server.add(b"Subject: next\r\n\r\n")
        (_, large), (_, small) = read(settings(server.port))
    assert (large, small) == (b"x" * MOST_BYTES, b"Subject: next\r\n\r\n")


def test_a_folder_may_have_a_chinese_name(imap_server: Served) -> None:
    assert quoted('退信 & "A\\B" 箱') == '"&kABP4Q- &- \\"A\\\\B\\" &e7E-"'
    with imap_server() as server:
        server.add(b"Subject: a\r\n\r\n", folder='"&kABP4Q-"')
        assert len(read(settings(server.port, folder="退信"))) == 1
        with pytest.raises(MailboxTrouble, match="HAISHAO_BOUNCE_FOLDER"):
            read(settings(server.port, folder="没有"))


def test_a_password_goes_over_tls_that_can_be_trusted(
    imap_server: Served, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with imap_server(certificate) as server:
        server.add(b"Subject: a\r\n\r\n")
        chosen = settings(server.port, security="tls")
        with pytest.raises(MailboxTrouble, match=r"CERTIFICATE_VERIFY_FAILED.*HAISHAO_BOUNCE_HOST"):
            read(chosen)
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        assert len(read(chosen)) == 1


def test_a_wrong_password_names_the_setting_and_not_itself(imap_server: Served) -> None:
    with imap_server() as server, pytest.raises(MailboxTrouble, match="HAISHAO_BOUNCE_PASSWORD") as trouble:
        read(settings(server.port, password="wrong-one"))
    assert "wrong-one" not in str(trouble.value)


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"user": ""}, "HAISHAO_BOUNCE_USER"),
        ({"password": ""}, "HAISHAO_BOUNCE_PASSWORD"),
        ({"password": "芝麻开门"}, "HAISHAO_BOUNCE_PASSWORD"),
        ({"security": "ssl"}, "HAISHAO_BOUNCE_SECURITY"),
        ({"host": "192.0.2.1"}, "HAISHAO_BOUNCE_SECURITY"),
        ({"security": "starttls"}, "HAISHAO_BOUNCE_SECURITY"),
    ],
)
def test_a_wrong_setting_is_named(wrong: dict[str, str], named: str) -> None:
    with scripted(ABLE) as port, pytest.raises(MailboxTrouble, match=named):
        read(settings(port, **wrong))


def test_a_server_that_is_not_there_or_never_answers_is_named() -> None:
    with pytest.raises(MailboxTrouble, match="HAISHAO_BOUNCE_PORT"):
        read(settings(1))
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        with pytest.raises(MailboxTrouble, match=r"0 s; check HAISHAO_BOUNCE_HOST"):
            read(settings(port, timeout=0.2))


@contextmanager
def scripted(script: dict[bytes, bytes]) -> Iterator[int]:
    """A server that answers each command by its name as scripted, `TAG` standing for the command's tag."""

    class Talker(socketserver.StreamRequestHandler):
        timeout = 5

        def handle(self) -> None:
            self.wfile.write(script.get(b"", b"* OK ready\r\n"))
            while words := self.rfile.readline().split():
                answer = script.get(words[1].upper(), b"TAG OK done\r\n")
                if answer == b"drip":
                    self.drip()
                    return
                self.wfile.write(answer.replace(b"TAG", words[0]))

        def drip(self) -> None:
            try:
                for _ in range(200):
                    self.wfile.write(b"*")
                    stop.wait(0.05)
            except OSError:
                pass

    stop = threading.Event()
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Talker) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        yield server.server_address[1]
        stop.set()
        server.shutdown()
        thread.join(5)


ABLE = {b"CAPABILITY": b"* CAPABILITY IMAP4rev1\r\nTAG OK done\r\n"}
FOUND = {**ABLE, b"UID": b"* SEARCH 5\r\nTAG OK done\r\n"}


@pytest.mark.parametrize(
    "script",
    [
        {b"": b"* BYE busy\r\n"},
        {b"": b"not imap\r\n"},
        {b"": b""},
        {**ABLE, b"LOGIN": b"TAG BAD what\r\n"},
        {**ABLE, b"LOGIN": b"* BYE too many sessions\r\n"},
        {**ABLE, b"SELECT": b"TAG NO Unsafe Login\r\n"},
        {**ABLE, b"UID": b"TAG BAD what\r\n"},
        {**ABLE, b"UID": b"* 1 FETCH (BODY[]<0> {99999999999}\r\nxxx"},
        {**ABLE, b"UID": b"x" * 2_000_000},
    ],
)
def test_whatever_a_server_says_is_told_as_trouble(script: dict[bytes, bytes]) -> None:
    with scripted(script) as port, pytest.raises(MailboxTrouble, match="HAISHAO_BOUNCE_"):
        read(settings(port, timeout=0.5))


def test_a_mail_deleted_meanwhile_is_left_out() -> None:
    with scripted(FOUND) as port:
        assert read(settings(port)) == []


def test_a_server_that_drips_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mailbox, "LONGEST_SESSION", 0.5)
    start = time.monotonic()
    with scripted({**ABLE, b"UID": b"drip"}) as port, pytest.raises(MailboxTrouble):
        read(settings(port))
    assert time.monotonic() - start < 4


def test_a_client_that_does_not_say_its_name_would_open_no_folder(imap_server: Served) -> None:
    """The test server is as strict as NetEase's, so that every other test here shows that the name is said."""
    import imaplib

    with imap_server() as server, imaplib.IMAP4("127.0.0.1", server.port, timeout=5) as client:
        client.login("haishao", "open sesame")
        kind, said = client.select()
    assert (kind, b"Unsafe Login" in said[0]) == ("NO", True)
