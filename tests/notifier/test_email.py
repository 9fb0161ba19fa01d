"""Email to a real SMTP server on loopback."""

import base64
import email
import socket
import socketserver
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from email.policy import default
from pathlib import Path

import dkim
import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from notifier.channel import Undelivered
from notifier.email import EmailSettings, Mailer
from notifier.mail import DkimKey, compose, composed
from notifier.message import Message, Picture

MESSAGE = Message(
    subject="【高风险】美国：有人申请“QINGLU”",
    text="文\n",
    html="<p>文</p>",
    markdown="",
    message_id="<a-1@haishao>",
)


def send(message: Message, address: str, settings: EmailSettings) -> str:
    with Mailer(settings) as mailer:
        return mailer.send(message, address)


class Receiver:
    """A mail server that answers RCPT and DATA as told."""

    def __init__(self, rcpt: str = "250 ok", data: str = "250 kept") -> None:
        self.rcpt, self.data = rcpt, data
        self.raw: list[bytes] = []
        self.passwords: list[str] = []
        self.port = 0
        self.sessions = 0

    def sign_in(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: LoginPassword
    ) -> AuthResult:
        if data.password != b"open sesame":
            return AuthResult(success=False, handled=False)
        self.passwords.append(data.password.decode())
        return AuthResult(success=True)

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        self.sessions += 1
        session.host_name = hostname
        return responses

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
    def serve(
        tls: ssl.SSLContext | None = None, starttls: ssl.SSLContext | None = None, **answers: str
    ) -> Iterator[Receiver]:
        receiver = Receiver(**answers)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            receiver.port = probe.getsockname()[1]
        controller = Controller(
            receiver,
            hostname="127.0.0.1",
            port=receiver.port,
            ssl_context=tls,
            tls_context=starttls,
            authenticator=receiver.sign_in,
            auth_require_tls=tls is None,
        )
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


def test_subject_spaces_and_look_alike_encodings_arrive_as_written(
    mail_server: Callable[..., Iterator[Receiver]],
) -> None:
    subject = (
        "【高风险】美国有人申请“QING LU =?utf-8?q?a=0ABcc:_x=40y.z?= HAI FOODS 青 鹭 海”——异议截止 2026-12-20"
    )
    with mail_server() as receiver:
        send(replace(MESSAGE, subject=subject), "wang@example.cn", settings(receiver.port))
    mail = email.message_from_bytes(receiver.raw[0], policy=default)
    assert mail["Subject"] == subject
    assert mail["Bcc"] is None
    assert mail["From"].addresses[0].display_name == "海哨 haishao"


def test_a_header_with_a_line_break_is_never_sent() -> None:
    for broken in (
        replace(MESSAGE, subject="a\nBcc: x@y.z"),
        replace(MESSAGE, message_id="<a>\r\nBcc: x@y.z"),
    ):
        with pytest.raises(ValueError, match="line"):
            compose(broken, "wang@example.cn", "haishao@example.org")


@pytest.fixture
def scripted_server() -> Callable[[dict[bytes, bytes]], AbstractContextManager[int]]:
    """A server that answers each command by its first word as scripted, and yields its port."""

    @contextmanager
    def serve(script: dict[bytes, bytes]) -> Iterator[int]:
        class Talker(socketserver.StreamRequestHandler):
            timeout = 5

            def handle(self) -> None:
                self.wfile.write(script.get(b"", b"220 hello") + b"\r\n")
                while line := self.rfile.readline():
                    word = line.split()[0].upper() if line.split() else b""
                    answer = script.get(word, b"250 ok")
                    if answer == b"hang up":
                        return
                    self.wfile.write(answer + b"\r\n")
                    if word == b"DATA" and answer.startswith(b"354"):
                        while self.rfile.readline() not in (b".\r\n", b""):
                            pass
                        self.wfile.write(script.get(b".", b"250 kept") + b"\r\n")
                        if script.get(b"AFTER") == b"hang up":
                            return

        with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Talker) as server:
            server.daemon_threads = True
            thread = threading.Thread(
                target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
            )
            thread.start()
            yield server.server_address[1]
            server.shutdown()
            thread.join(5)

    return serve


READY = {b"DATA": b"354 go on"}


@pytest.mark.parametrize("goodbye", [b"421 too late", b"554 never", b"hang up", b"nonsense"])
def test_how_the_goodbye_is_taken_changes_nothing(
    scripted_server: Callable[..., AbstractContextManager[int]], goodbye: bytes
) -> None:
    with scripted_server({**READY, b"QUIT": goodbye}) as port:
        assert send(MESSAGE, "wang@example.cn", settings(port)) == "250 kept"
    with (
        scripted_server({**READY, b"QUIT": goodbye, b"RCPT": b"550 no such user"}) as port,
        pytest.raises(Undelivered, match="550 no such user") as refusal,
    ):
        send(MESSAGE, "wang@example.cn", settings(port))
    assert refusal.value.permanent


@pytest.mark.parametrize(
    "script",
    [
        {b"": b"554 blocked for now"},
        {b"": b"421 busy"},
        {b"": b"not smtp"},
        {b"EHLO": b"554 no", b"HELO": b"554 no"},
        {b"MAIL": b"550 sender not allowed"},
        {b"RCPT": b"530 authentication required"},
        {b"RCPT": b"nonsense"},
        {b"DATA": b"451 later"},
        {b"DATA": b"250 accepted before it was sent"},
        {b"DATA": b"hang up"},
        {**READY, b".": b"nonsense"},
        {**READY, b".": b"451 later"},
    ],
)
def test_what_an_operator_or_time_can_mend_is_tried_again(
    scripted_server: Callable[..., AbstractContextManager[int]], script: dict[bytes, bytes]
) -> None:
    with scripted_server(script) as port, pytest.raises(Undelivered) as refusal:
        send(MESSAGE, "wang@example.cn", settings(port))
    assert not refusal.value.permanent


def test_a_server_that_never_answers_is_given_up() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(Undelivered) as refusal:
        send(MESSAGE, "wang@example.cn", replace(settings(silent.getsockname()[1]), timeout=0.2))
    assert not refusal.value.permanent
    assert "imed out" in refusal.value.reason


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_a_password_goes_over_tls_that_can_be_trusted_and_nowhere_else(
    mail_server: Callable[..., Iterator[Receiver]],
    certificate: Path,
    monkeypatch: pytest.MonkeyPatch,
    security: str,
) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with mail_server(**{security: context}) as receiver:
        signed_in = replace(
            settings(receiver.port), security=security, user="haishao", password="open sesame"
        )
        with pytest.raises(Undelivered, match="CERTIFICATE_VERIFY_FAILED") as refusal:
            send(MESSAGE, "wang@example.cn", signed_in)
        assert not refusal.value.permanent
        assert receiver.passwords == []
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        assert send(MESSAGE, "wang@example.cn", signed_in) == "250 kept"
        assert receiver.passwords == ["open sesame"]
        with pytest.raises(Undelivered, match="535") as wrong:
            send(MESSAGE, "wang@example.cn", replace(signed_in, password="wrong"))
    assert not wrong.value.permanent
    assert "wrong" not in wrong.value.reason


def test_a_server_without_starttls_gets_no_message(mail_server: Callable[..., Iterator[Receiver]]) -> None:
    with mail_server() as receiver, pytest.raises(Undelivered, match="STARTTLS") as refusal:
        send(MESSAGE, "wang@example.cn", settings(receiver.port, security="starttls"))
    assert not refusal.value.permanent
    assert receiver.raw == []


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"host": ""}, "HAISHAO_SMTP_HOST"),
        ({"sender": ""}, "HAISHAO_SMTP_SENDER"),
        ({"sender": "海哨 <a@b.c>"}, "HAISHAO_SMTP_SENDER"),
        ({"security": "ssl"}, "HAISHAO_SMTP_SECURITY"),
        ({"host": "192.0.2.1", "user": "u", "password": "p"}, "HAISHAO_SMTP_SECURITY"),
    ],
)
def test_a_wrong_setting_is_named_and_nothing_is_sent(wrong: dict[str, str], named: str) -> None:
    with pytest.raises(Undelivered, match=named) as refusal:
        send(MESSAGE, "wang@example.cn", settings(1, **wrong))
    assert not refusal.value.permanent


def test_a_server_that_is_not_there_is_tried_again() -> None:
    with pytest.raises(Undelivered) as refusal:
        send(MESSAGE, "wang@example.cn", settings(1))
    assert not refusal.value.permanent


@pytest.mark.parametrize(
    "address",
    [
        "",
        "nobody",
        "a@b@c",
        "a b@example.cn",
        "a@example.cn\nBcc: x@y.z",
        "a@example.cn\n",
        "王@example.cn",
        "a@例子.cn",
        "a\0b@example.cn",
        ".a@example.cn",
        "a@example..cn",
        "a@-example.cn",
        "a" * 250 + "@b.cn",
    ],
)
def test_what_is_no_address_is_refused_for_good(address: str) -> None:
    with pytest.raises(Undelivered) as refusal:
        send(MESSAGE, address, settings(1))
    assert refusal.value.permanent


def test_many_messages_go_over_one_connection_and_a_refused_one_spoils_none(
    mail_server: Callable[..., AbstractContextManager[Receiver]],
) -> None:
    with mail_server() as receiver, Mailer(settings(receiver.port)) as mailer:
        assert [mailer.send(MESSAGE, f"a{n}@example.cn") for n in range(3)] == ["250 kept"] * 3
        receiver.rcpt = "550 5.1.1 no such user"
        with pytest.raises(Undelivered) as refusal:
            mailer.send(MESSAGE, "nobody@example.cn")
        receiver.rcpt = "250 ok"
        assert mailer.send(MESSAGE, "b@example.cn") == "250 kept"
        assert receiver.sessions == 1
    assert refusal.value.dead_address
    assert not refusal.value.of_receiver


def test_a_server_that_hung_up_between_two_messages_is_asked_again(
    scripted_server: Callable[..., AbstractContextManager[int]],
) -> None:
    with (
        scripted_server({**READY, b"AFTER": b"hang up"}) as port,
        Mailer(settings(port)) as mailer,
    ):
        assert mailer.send(MESSAGE, "a@example.cn") == "250 kept"
        assert mailer.send(MESSAGE, "b@example.cn") == "250 kept"


@pytest.mark.parametrize(
    ("answer", "dead"),
    [
        ("550 5.1.1 <x@y>: Recipient address rejected: User unknown in local recipient table", True),
        ("550 No such user here", True),
        ("550 5.7.1 message looks like spam", False),
        ("552 5.2.2 mailbox full", False),
        ("451 4.3.0 user unknown for the moment", False),
    ],
)
def test_only_an_address_said_to_be_nobody_s_counts_as_dead(
    mail_server: Callable[..., AbstractContextManager[Receiver]], answer: str, dead: bool
) -> None:
    with mail_server(rcpt=answer) as receiver, pytest.raises(Undelivered) as refusal:
        send(MESSAGE, "wang@example.cn", settings(receiver.port))
    assert refusal.value.dead_address is dead


def test_pictures_stand_in_the_html_and_the_way_out_in_the_headers() -> None:
    picture = Picture(picture_id="theirs", content=b"\x89PNG", media_type="image/png", alt="")
    message = replace(
        MESSAGE,
        html='<p><img src="cid:theirs"></p>',
        pictures=(picture,),
        unsubscribe_url="https://haishao.example.org/leave/abc",
        thread_id="<a-0@haishao>",
    )
    mail = email.message_from_bytes(
        compose(message, "wang@example.cn", "haishao@example.org").as_bytes(), policy=default
    )
    text, related = mail.iter_parts()
    html, inline = related.iter_parts()
    assert (mail.get_content_type(), text.get_content_type()) == ("multipart/alternative", "text/plain")
    assert (related.get_content_type(), html.get_content_type()) == ("multipart/related", "text/html")
    assert (inline["Content-ID"], inline.get_content()) == ("<theirs>", b"\x89PNG")
    assert mail["List-Unsubscribe"] == "<https://haishao.example.org/leave/abc>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["References"] == mail["In-Reply-To"] == "<a-0@haishao>"


def test_signed_mail_verifies_and_a_changed_one_does_not(tmp_path: Path) -> None:
    private = rsa.generate_private_key(public_exponent=65_537, key_size=2_048)
    file = tmp_path / "dkim.pem"
    file.write_bytes(private.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption()))
    public = private.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    record = b"v=DKIM1; k=rsa; p=" + base64.b64encode(public)
    key = DkimKey.read("example.org", "h1", file)
    message = replace(MESSAGE, unsubscribe_url="https://haishao.example.org/leave/abc")
    raw = composed(message, "wang@example.cn", "haishao@example.org", key)
    assert dkim.verify(
        raw, dnsfunc=lambda name, **_: record if name == b"h1._domainkey.example.org." else None
    )
    signed = email.message_from_bytes(raw)["DKIM-Signature"]
    assert all(name in signed.lower() for name in ("list-unsubscribe-post", "message-id", "subject"))
    changed = raw.replace(b"leave/abc", b"leave/abd")
    assert not dkim.verify(changed, dnsfunc=lambda name, **_: record)


def test_a_dkim_key_that_is_none_is_named(tmp_path: Path) -> None:
    file = tmp_path / "dkim.pem"
    with pytest.raises(ValueError, match="DKIM key"):
        DkimKey.read("example.org", "h1", file)
    file.write_text("not a key")
    with pytest.raises(ValueError, match="DKIM key"):
        DkimKey.read("example.org", "h1", file)
