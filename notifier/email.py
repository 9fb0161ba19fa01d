"""Email by SMTP (RFC 5321): the session with the server, kept open over a batch."""

import contextlib
import re
import smtplib
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from domain.alert import Contact
from notifier.channel import Undelivered, WrongAddress, check_form
from notifier.hosts import AllowedHosts, is_loopback
from notifier.mail import DkimKey, composed
from notifier.message import Message

_ADDRESS = re.compile(
    r"(?=.{3,254}\Z)[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*"
)
_SECURITIES = ("none", "starttls", "tls")
_SIGN_IN_WANTED = 530
_NOBODY = re.compile(
    r"(?:\b5\.1\.[0-36]\b|\b5\.2\.1\b|no such|unknown|not exist|not found|invalid recipient)", re.I
)
_NOBODY_CODES = frozenset({550, 551, 553})
_MOST_MESSAGES = 100
"""Messages handed over on one connection, below what servers commonly allow."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EmailSettings:
    """The mail server. `security` is `none`, `starttls` or `tls`; `timeout`, in seconds, is each answer's.

    With `none` a password is only ever sent to this machine itself. With `dkim` every message is signed.
    """

    host: str
    port: int
    sender: str
    security: str = "starttls"
    user: str = ""
    password: str = ""
    timeout: float = 30.0
    dkim: DkimKey | None = None


def check(contact: Contact, allowed: AllowedHosts) -> None:
    """Raises `WrongAddress` for what is no email address."""
    check_form(contact.form, ())
    if not is_address(contact.address):
        raise WrongAddress("地址不是邮箱 · the address is not an email address")


def is_address(text: str) -> bool:
    """True for an address a header and an SMTP command can carry as it is (RFC 5321 dot-string, ASCII)."""
    return _ADDRESS.fullmatch(text) is not None


class Mailer:
    """Hands messages over while its block runs, on one connection as long as the server keeps it."""

    def __init__(self, settings: EmailSettings) -> None:
        self._settings = settings
        self._server: smtplib.SMTP | None = None
        self._handed_over = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._leave()

    def send(self, message: Message, address: str) -> str:
        """Hands a message over and returns the server's answer.

        Raises `Undelivered`: permanent when the recipient or the message itself is refused with 5xx, or the
        address is none. Everything else is to be tried again: 4xx, a connection that fails, and what only an
        operator can mend (settings, certificate, sign-in, a sender the server will not take).
        """
        if not is_address(address):
            raise Undelivered(
                "the contact's address is not an email address", permanent=True, dead_address=True
            )
        if fault := _fault_of(self._settings):
            raise Undelivered(fault, permanent=False, of_receiver=True)
        mail = composed(message, address, self._settings.sender, self._settings.dkim)
        with self._refusals_told():
            answer = _hand_over(self._ready(), mail, address)
        self._handed_over += 1
        return answer

    def check(self) -> None:
        """Connects, encrypts, signs in and has the sender accepted as `send` does, and hands nothing over. Raises
        `Undelivered`.
        """
        if fault := _fault_of(self._settings):
            raise Undelivered(fault, permanent=False, of_receiver=True)
        with self._refusals_told():
            self._ready()
        self._leave()

    @contextlib.contextmanager
    def _refusals_told(self) -> Iterator[None]:
        """What a session can end in, as `Undelivered`."""
        try:
            yield
        except Undelivered:
            self._forget_transaction()
            raise
        except smtplib.SMTPResponseException as refusal:
            self._leave()
            said = _answer(refusal.smtp_code, refusal.smtp_error)
            raise Undelivered(said, permanent=False, of_receiver=True) from None
        except (smtplib.SMTPException, OSError, UnicodeError) as trouble:
            self._leave()
            said = f"mail server: {type(trouble).__name__}: {' '.join(str(trouble).split())[:200]}"
            raise Undelivered(said, permanent=False, of_receiver=True) from None

    def _ready(self) -> smtplib.SMTP:
        """A session in which the sender was accepted: the one kept, or a new one when that has ended meanwhile."""
        if self._server is not None and self._handed_over < _MOST_MESSAGES:
            with contextlib.suppress(smtplib.SMTPException, OSError):
                code, _ = self._server.mail(self._settings.sender)
                if 200 <= code < 300:
                    return self._server
        self._leave()
        self._server = _session(self._settings)
        self._server.ehlo_or_helo_if_needed()
        code, answer = self._server.mail(self._settings.sender)
        if not 200 <= code < 300:
            raise Undelivered(_answer(code, answer), permanent=False, of_receiver=True)
        return self._server

    def _forget_transaction(self) -> None:
        try:
            if self._server is not None and 200 <= self._server.rset()[0] < 300:
                return
        except (smtplib.SMTPException, OSError):
            pass
        self._leave()

    def _leave(self) -> None:
        """How the server takes the goodbye never changes what was answered before."""
        server, self._server, self._handed_over = self._server, None, 0
        if server is not None:
            with contextlib.suppress(smtplib.SMTPException, OSError):
                server.quit()
            server.close()


def _fault_of(settings: EmailSettings) -> str:
    if not settings.host:
        return "no mail server is set; set HAISHAO_SMTP_HOST"
    if not is_address(settings.sender):
        return "the sender is not an email address; set HAISHAO_SMTP_SENDER"
    if settings.security not in _SECURITIES:
        return f"HAISHAO_SMTP_SECURITY must be one of {', '.join(_SECURITIES)}"
    if settings.security == "none" and settings.user and not is_loopback(settings.host):
        return "no password is sent without TLS; set HAISHAO_SMTP_SECURITY to starttls or tls"
    return ""


def _session(settings: EmailSettings) -> smtplib.SMTP:
    """A server connected, encrypted and signed in to as the settings say."""
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
    except BaseException:
        server.close()
        raise
    return server


def _hand_over(server: smtplib.SMTP, mail: bytes, address: str) -> str:
    """RCPT and DATA one by one: `sendmail` would hide the server's final answer. Only 2xx is a yes."""
    code, answer = server.rcpt(address)
    if not 200 <= code < 300:
        said = _answer(code, answer)
        nobody = code in _NOBODY_CODES and _NOBODY.search(said) is not None
        permanent = 500 <= code < 600 and code != _SIGN_IN_WANTED
        raise Undelivered(said, permanent=permanent, dead_address=nobody)
    try:
        code, answer = server.data(mail)
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
