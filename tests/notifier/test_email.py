"""Email to a real SMTP server on loopback."""

import email
import socket
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from email.policy import default

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from notifier.channel import Message, Undelivered
from notifier.email import EmailSettings, send

MESSAGE = Message(
    subject="【高风险】美国：有人申请“QINGLU”",
    text="文\n",
    html="<p>文</p>",
    markdown="",
    message_id="<a-1@haishao>",
)


class Receiver:
    """A mail server that answers RCPT and DATA as told."""

    def __init__(self, rcpt: str = "250 ok", data: str = "250 kept") -> None:
        self.rcpt, self.data = rcpt, data
        self.raw: list[bytes] = []
        self.port = 0

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.rcpt_tos.append(address)
        return self.rcpt

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        self.raw.append(bytes(envelope.content or b""))
        return self.data


@pytest.fixture
def mail_server() -> Callable[..., AbstractContextManager[Receiver]]:
    @contextmanager
    def serve(**answers: str) -> Iterator[Receiver]:
        receiver = Receiver(**answers)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            receiver.port = probe.getsockname()[1]
        controller = Controller(receiver, hostname="127.0.0.1", port=receiver.port)
        controller.start()
        try:
            yield receiver
        finally:
            controller.stop()

    return serve


def settings(port: int, **rest: str) -> EmailSettings:
    fields = {"host": "127.0.0.1", "sender": "haishao@example.org", "security": "none"}
    return EmailSettings(port=port, timeout=5.0, **(fields | rest))


def test_a_message_arrives_whole_and_the_server_s_answer_is_kept(
    mail_server: Callable[..., Iterator[Receiver]],
) -> None:
    with mail_server() as receiver:
        answer = send(MESSAGE, "wang@example.cn", settings(receiver.port))
    assert answer == "250 kept"
    mail = email.message_from_bytes(receiver.raw[0], policy=default)
    assert mail["Subject"] == MESSAGE.subject
    assert mail["Message-ID"] == "<a-1@haishao>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail.get_body(("plain",)).get_content().strip() == "文"
    assert mail.get_body(("html",)).get_content().strip() == "<p>文</p>"


@pytest.mark.parametrize(
    ("answers", "permanent"),
    [
        ({"rcpt": "550 no such user"}, True),
        ({"rcpt": "451 try later"}, False),
        ({"data": "552 too large"}, True),
        ({"data": "421 shutting down"}, False),
    ],
)
def test_a_refusal_says_whether_to_try_again(
    mail_server: Callable[..., Iterator[Receiver]], answers: dict[str, str], permanent: bool
) -> None:
    with mail_server(**answers) as receiver, pytest.raises(Undelivered) as refusal:
        send(MESSAGE, "wang@example.cn", settings(receiver.port))
    assert refusal.value.permanent is permanent
    assert refusal.value.reason == next(iter(answers.values()))


def test_a_server_that_is_not_there_is_tried_again() -> None:
    with pytest.raises(Undelivered) as refusal:
        send(MESSAGE, "wang@example.cn", settings(1))
    assert not refusal.value.permanent


@pytest.mark.parametrize("address", ["", "nobody", "a@b@c", "a b@example.cn", "a@example.cn\nBcc: x@y.z"])
def test_what_is_no_address_is_refused_for_good(address: str) -> None:
    with pytest.raises(Undelivered) as refusal:
        send(MESSAGE, address, settings(1))
    assert refusal.value.permanent


def test_a_missing_mail_server_is_named() -> None:
    with pytest.raises(Undelivered, match="HAISHAO_SMTP_HOST"):
        send(MESSAGE, "wang@example.cn", settings(25, host=""))
