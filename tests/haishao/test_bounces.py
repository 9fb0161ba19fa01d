"""`haishao bounces` as a mail server's pipe and the staff of a centre call it."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

from domain.alert import Channel, Contact
from storage.bounces import kept_bounces
from storage.brands import save_contact
from tests.cli import haishao

REPORT = Path(__file__).parent.parent / "notifier" / "bounces" / "postfix-headers.eml"


def test_files_and_a_pipe_are_read_and_each_says_what_it_did(live_db: None, tmp_path: Path) -> None:
    save_contact("", Contact(name="王", channel=Channel.EMAIL, address="wang@example.cn"))
    person = tmp_path / "person.eml"
    person.write_bytes(b"From: a@b.c\nSubject: hello\n\nhello\n")
    mail = REPORT.read_bytes() + b"x" * 3_000_000
    done = haishao("bounces", "-", str(person), mail=mail)
    assert done.returncode == 0, done.stderr
    first, second = done.stdout.splitlines()
    assert "kept for staff" in first
    assert "no bounce" in second
    assert len(kept_bounces()) == 1
    assert "read before" in haishao("bounces", str(REPORT)).stdout


def test_what_cannot_be_read_is_named_and_nothing_is_done(live_db: None, tmp_path: Path) -> None:
    done = haishao("bounces", str(REPORT), str(tmp_path / "missing.eml"))
    assert (done.returncode, "missing.eml" in done.stderr) == (2, True)
    assert kept_bounces() == ()


def test_without_a_file_the_mailbox_is_read_and_a_wrong_setting_is_named(
    live_db: None, imap_server: Callable[..., AbstractContextManager]
) -> None:
    assert "HAISHAO_BOUNCE_HOST" in haishao("bounces").stderr
    with imap_server() as server:
        server.add(b"Subject: hello\r\n\r\n")
        login = {"HAISHAO_BOUNCE_HOST": "127.0.0.1", "HAISHAO_BOUNCE_PORT": str(server.port)}
        login |= {"HAISHAO_BOUNCE_USER": "haishao", "HAISHAO_BOUNCE_SECURITY": "none"}
        wrong = haishao("bounces", **login, HAISHAO_BOUNCE_PASSWORD="wrong")
        assert (wrong.returncode, "HAISHAO_BOUNCE_PASSWORD" in wrong.stderr) == (2, True)
        done = haishao("bounces", **login, HAISHAO_BOUNCE_PASSWORD="open sesame")
    assert done.returncode == 0, done.stderr
    assert "1\t不是退信" in done.stdout
