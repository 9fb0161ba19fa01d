"""Email by SMTP (RFC 5321), text beside HTML."""

import contextlib
import ipaddress
import re
import smtplib
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import formatdate
from typing import Any

from notifier.channel import Undelivered
from notifier.message import Message

_ADDRESS = re.compile(
    r"(?=.{3,254}\Z)[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*"
)
_SECURITIES = ("none", "starttls", "tls")
_SIGN_IN_WANTED = 530


class _NoticePolicy(EmailPolicy):
    """Encodes the subject as a whole (RFC 2047).

    `EmailPolicy` loses spaces where it folds a line of two scripts, and decodes what looks encoded already.
    """

    def header_store_parse(self, name: str, value: Any) -> tuple[str, Any]:
        """The subject in encoded words; every other header as `EmailPolicy` has it."""
        if name != "Subject":
            return super().header_store_parse(name, value)
        if len(value.splitlines()) > 1:
            raise ValueError("a subject is one line")
        return name, Header(value, "utf-8", header_name=name).encode()


_POLICY = _NoticePolicy(linesep="\r\n", cte_type="7bit", refold_source="none")


@dataclass(frozen=True, slots=True, kw_only=True)
class EmailSettings:
    """The mail server. `security` is `none`, `starttls` or `tls`; `timeout`, in seconds, is each answer's.

    With `none` a password is only ever sent to this machine itself.
    """

    host: str
    port: int
    sender: str
    security: str = "starttls"
    user: str = ""
    password: str = ""
    timeout: float = 30.0


def send(message: Message, address: str, settings: EmailSettings) -> str:
    """Hands a message to the mail server and returns its answer.

    Raises `Undelivered`: permanent when the recipient or the message itself is refused with 5xx, or the
    address is none. Everything else is to be tried again: 4xx, a connection that fails, and what only an
    operator can mend (settings, certificate, sign-in, a sender the server will not take).
    """
    if not is_address(address):
        raise Undelivered("the contact's address is not an email address", permanent=True)
    if fault := _fault_of(settings):
        raise Undelivered(fault, permanent=False)
    mail = compose(message, address, settings.sender)
    try:
        with _session(settings) as server:
            return _hand_over(server, mail, settings.sender, address)
    except smtplib.SMTPResponseException as refusal:
        raise Undelivered(_answer(refusal.smtp_code, refusal.smtp_error), permanent=False) from None
    except (smtplib.SMTPException, OSError, UnicodeError) as trouble:
        said = " ".join(str(trouble).split())[:200]
        raise Undelivered(f"mail server: {type(trouble).__name__}: {said}", permanent=False) from None


def is_address(text: str) -> bool:
    """True for an address a header and an SMTP command can carry as it is (RFC 5321 dot-string, ASCII)."""
    return _ADDRESS.fullmatch(text) is not None


def _fault_of(settings: EmailSettings) -> str:
    if not settings.host:
        return "no mail server is set; set HAISHAO_SMTP_HOST"
    if not is_address(settings.sender):
        return "the sender is not an email address; set HAISHAO_SMTP_SENDER"
    if settings.security not in _SECURITIES:
        return f"HAISHAO_SMTP_SECURITY must be one of {', '.join(_SECURITIES)}"
    if settings.security == "none" and settings.user and not _is_loopback(settings.host):
        return "no password is sent without TLS; set HAISHAO_SMTP_SECURITY to starttls or tls"
    return ""


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


@contextlib.contextmanager
def _session(settings: EmailSettings) -> Iterator[smtplib.SMTP]:
    """A server greeted and signed in to. How it takes the goodbye never changes what was answered before."""
    context = ssl.create_default_context()
    server: smtplib.SMTP
    if settings.security == "tls":
        server = smtplib.SMTP_SSL(settings.host, settings.port, timeout=settings.timeout, context=context)
    else:
        server = smtplib.SMTP(settings.host, settings.port, timeout=settings.timeout)
    try:
        if settings.security == "starttls":
            server.starttls(context=context)
        if settings.user:
            server.login(settings.user, settings.password)
        yield server
    finally:
        with contextlib.suppress(smtplib.SMTPException, OSError):
            server.quit()
        server.close()


def _hand_over(server: smtplib.SMTP, mail: EmailMessage, sender: str, address: str) -> str:
    """MAIL, RCPT, DATA one by one: `sendmail` would hide the server's final answer. Only 2xx is a yes."""
    server.ehlo_or_helo_if_needed()
    code, answer = server.mail(sender)
    if not 200 <= code < 300:
        raise Undelivered(_answer(code, answer), permanent=False)
    code, answer = server.rcpt(address)
    if not 200 <= code < 300:
        raise Undelivered(_answer(code, answer), permanent=500 <= code < 600 and code != _SIGN_IN_WANTED)
    try:
        code, answer = server.data(mail.as_bytes(policy=_POLICY))
    except smtplib.SMTPDataError as refusal:
        raise _refused(refusal.smtp_code, refusal.smtp_error) from None
    if not 200 <= code < 300:
        raise _refused(code, answer)
    return _answer(code, answer)


def _refused(code: int, answer: bytes | str) -> Undelivered:
    return Undelivered(_answer(code, answer), permanent=500 <= code < 600)


def _answer(code: int, answer: bytes | str) -> str:
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    return f"{code} {' '.join(text.split())}"[:300]


def compose(message: Message, address: str, sender: str) -> EmailMessage:
    """The message as it goes over the line, in ASCII, with the headers of an automatic notice (RFC 3834,
    RFC 2919). A line break in a header raises ValueError: no text of ours can add one.
    """
    mail = EmailMessage(policy=_POLICY)
    mail["Subject"] = message.subject
    mail["From"] = Address("海哨 haishao", addr_spec=sender)
    mail["To"] = address
    mail["Date"] = formatdate(localtime=False)
    mail["Message-ID"] = message.message_id
    mail["Auto-Submitted"] = "auto-generated"
    mail["List-Id"] = f"haishao alerts <alerts.{sender.rpartition('@')[2]}>"
    mail.set_content(message.text)
    mail.add_alternative(message.html, subtype="html")
    return mail
