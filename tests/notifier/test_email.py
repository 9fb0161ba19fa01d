"""Email to a real SMTP server on loopback."""

import datetime as dt
import email
import ipaddress
import socket
import socketserver
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from email.policy import default
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from notifier.channel import Undelivered
from notifier.email import EmailSettings, compose, send
from notifier.message import Message

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
        self.passwords: list[str] = []
        self.port = 0

    def sign_in(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: LoginPassword
    ) -> AuthResult:
        if data.password != b"open sesame":
            return AuthResult(success=False, handled=False)
        self.passwords.append(data.password.decode())
        return AuthResult(success=True)

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


def certificate(folder: Path) -> Path:
    """A certificate and key for 127.0.0.1, signed by nobody else, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "made up for a test")])
    now = dt.datetime.now(dt.UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file = folder / "server.pem"
    file.write_bytes(private + signed.public_bytes(Encoding.PEM))
    return file


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_a_password_goes_over_tls_that_can_be_trusted_and_nowhere_else(
    mail_server: Callable[..., Iterator[Receiver]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    security: str,
) -> None:
    file = certificate(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    with mail_server(**{security: context}) as receiver:
        signed_in = replace(
            settings(receiver.port), security=security, user="haishao", password="open sesame"
        )
        with pytest.raises(Undelivered, match="CERTIFICATE_VERIFY_FAILED") as refusal:
            send(MESSAGE, "wang@example.cn", signed_in)
        assert not refusal.value.permanent
        assert receiver.passwords == []
        monkeypatch.setenv("SSL_CERT_FILE", str(file))
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
