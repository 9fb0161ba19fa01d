"""Email by SMTP (RFC 5321), text beside HTML."""

import re
import smtplib
import ssl
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate

from notifier.channel import Message, Undelivered

_ADDRESS = re.compile(r"[^@\s<>\"',;:\\()\[\]]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,250}[A-Za-z0-9])?")


@dataclass(frozen=True, slots=True, kw_only=True)
class EmailSettings:
    """The mail server. `security` is `none` (loopback only), `starttls` or `tls`; `timeout` in seconds."""

    host: str
    port: int
    sender: str
    security: str = "starttls"
    user: str = ""
    password: str = ""
    timeout: float = 30.0


def send(message: Message, address: str, settings: EmailSettings) -> str:
    """Hands a message to the mail server and returns its answer.

    Raises `Undelivered`: permanent for a 5xx answer or an address that is none, to be tried again for 4xx,
    a refused sign-in (an operator may mend it), and whatever happens to the connection.
    """
    if not settings.host or not settings.sender:
        raise Undelivered("no mail server is set (HAISHAO_SMTP_HOST, HAISHAO_SMTP_SENDER)", permanent=False)
    if not _ADDRESS.fullmatch(address):
        raise Undelivered("the contact's address is not an email address", permanent=True)
    mail = compose(message, address, settings.sender)
    try:
        with _connect(settings) as server:
            return _hand_over(server, mail, settings.sender, address)
    except smtplib.SMTPAuthenticationError as refusal:
        raise Undelivered(
            f"sign-in refused: {_answer(refusal.smtp_code, refusal.smtp_error)}", permanent=False
        ) from None
    except smtplib.SMTPResponseException as refusal:
        raise _refused(refusal.smtp_code, refusal.smtp_error) from None
    except (smtplib.SMTPException, OSError) as trouble:
        raise Undelivered(
            f"connection to the mail server: {type(trouble).__name__}", permanent=False
        ) from trouble


def _connect(settings: EmailSettings) -> smtplib.SMTP:
    context = ssl.create_default_context()
    server: smtplib.SMTP
    if settings.security == "tls":
        server = smtplib.SMTP_SSL(settings.host, settings.port, timeout=settings.timeout, context=context)
    else:
        server = smtplib.SMTP(settings.host, settings.port, timeout=settings.timeout)
        if settings.security == "starttls":
            server.starttls(context=context)
    if settings.user:
        server.login(settings.user, settings.password)
    return server


def _hand_over(server: smtplib.SMTP, mail: EmailMessage, sender: str, address: str) -> str:
    """MAIL, RCPT, DATA one by one: `sendmail` would hide the server's final answer."""
    server.ehlo_or_helo_if_needed()
    for code, answer in (server.mail(sender), server.rcpt(address), server.data(mail.as_bytes(policy=SMTP))):
        if code >= 400:
            raise _refused(code, answer)
    return _answer(code, answer)


def _refused(code: int, answer: bytes | str) -> Undelivered:
    return Undelivered(_answer(code, answer), permanent=500 <= code < 600)


def _answer(code: int, answer: bytes | str) -> str:
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    return f"{code} {' '.join(text.split())}"[:300]


def compose(message: Message, address: str, sender: str) -> EmailMessage:
    """The message as it goes over the line, with the headers of an automatic notice (RFC 3834, RFC 2919)."""
    mail = EmailMessage(policy=SMTP)
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
