"""The mailbox that bounces come to, read by IMAP (RFC 3501) over TLS."""

import base64
import contextlib
import imaplib
import re
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from notifier.bounces import MOST_BYTES
from notifier.hosts import is_loopback

LONGEST_SESSION = 60.0
"""Seconds after which a session is cut off, however much the server still has to say."""

_SECURITIES = ("none", "starttls", "tls")
_LARGEST_ANSWER = 128 * 1024 * 1024
_NOT_ASCII = re.compile(r"[^\x20-\x7e]+|&")


class MailboxTrouble(Exception):
    """The mailbox cannot be read. Says why, and the setting to look at, in `chinese` and `english`; holds no secret."""

    def __init__(self, chinese: str, english: str) -> None:
        super().__init__(f"{chinese} · {english}")
        self.chinese = chinese
        self.english = english


@dataclass(frozen=True, slots=True, kw_only=True)
class MailboxSettings:
    """Where bounces come to. `security` is `none`, `starttls` or `tls`; `timeout`, in seconds, is each answer's.

    With `none` a password is only ever sent to this machine itself.
    """

    host: str
    port: int
    user: str
    password: str
    folder: str = "INBOX"
    security: str = "tls"
    timeout: float = 30.0

    @property
    def name(self) -> str:
        """What tells this mailbox from every other."""
        return f"{self.user}@{self.host}:{self.port}/{self.folder}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A mail of the folder: its UID there, and its first `MOST_BYTES`."""

    uid: int
    raw: bytes


class Mailbox:
    """The folder, open while the block runs; entering raises `MailboxTrouble`, as every method may.

    `validity` is the folder's UIDVALIDITY: UIDs mean something only under the same one (RFC 3501 §2.3.1.1).
    """

    def __init__(self, settings: MailboxSettings) -> None:
        self._settings = settings
        self.validity = 0

    def __enter__(self) -> Self:
        if fault := _fault_of(self._settings):
            raise MailboxTrouble(*fault)
        with self._explained("HAISHAO_BOUNCE_HOST, HAISHAO_BOUNCE_PORT, HAISHAO_BOUNCE_SECURITY"):
            self._server = _connected(self._settings)
        self._cut_off = threading.Timer(LONGEST_SESSION, _hang_up, (self._server,))
        self._cut_off.daemon = True
        self._cut_off.start()
        try:
            self._sign_in()
        except MailboxTrouble:
            self._leave()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._leave()

    def unseen(self, *, after: int, limit: int) -> Iterator[Letter]:
        """The unseen mails with a UID above `after`, ascending, `limit` at most. None is marked as seen."""
        with self._explained("HAISHAO_BOUNCE_HOST"):
            _, found = self._server.uid("SEARCH", "UNSEEN", "UID", f"{after + 1}:*")
        words = b" ".join(one for one in found if isinstance(one, bytes)).split()
        # `n:*` always holds the last mail, be its UID below n (RFC 3501 §6.4.8).
        uids = sorted({int(word) for word in words if word.isdigit() and int(word) > after})
        for uid in uids[:limit]:
            with self._explained("HAISHAO_BOUNCE_HOST"):
                _, parts = self._server.uid("FETCH", str(uid), f"(BODY.PEEK[]<0.{MOST_BYTES}>)")
            raw = next((one[1] for one in parts if isinstance(one, tuple) and len(one) > 1), None)
            if raw is not None:  # None: somebody deleted it meanwhile
                yield Letter(uid=uid, raw=raw)

    def mark_seen(self, uid: int) -> None:
        """Marks one mail as seen."""
        with self._explained("HAISHAO_BOUNCE_FOLDER"):
            self._server.uid("STORE", str(uid), "+FLAGS.SILENT", r"(\Seen)")

    def _sign_in(self) -> None:
        with self._explained("HAISHAO_BOUNCE_USER, HAISHAO_BOUNCE_PASSWORD"):
            self._server.login(self._settings.user, self._settings.password)
        self._say_who_asks()
        with self._explained("HAISHAO_BOUNCE_FOLDER"):
            kind, said = self._server.select(quoted(self._settings.folder))
            if kind != "OK":
                raise imaplib.IMAP4.error(said[-1])
        _, validity = self._server.response("UIDVALIDITY")
        told = validity[-1] if validity else None
        self.validity = int(told) if isinstance(told, bytes) and told.isdigit() else 0

    def _say_who_asks(self) -> None:
        """RFC 2971. NetEase (163, 126) opens no folder for a client without a name; QQ hangs up on one that says it
        unasked.
        """
        with self._explained("HAISHAO_BOUNCE_HOST"):
            _, able = self._server.capability()
            words = b" ".join(one for one in able if isinstance(one, bytes)).upper().split()
            if b"ID" in words:
                self._server.xatom("ID", '("name" "haishao" "version" "1" "vendor" "haishao")')

    @contextmanager
    def _explained(self, names: str) -> Iterator[None]:
        """Turns what the library raises into `MailboxTrouble` that names the settings to look at."""
        try:
            yield
        except TimeoutError:
            wait = f"{self._settings.timeout:.0f}"
            raise MailboxTrouble(
                f"退信邮箱服务器 {wait} 秒内没有应答，请检查 HAISHAO_BOUNCE_HOST、HAISHAO_BOUNCE_PORT",
                f"the mailbox of bounces did not answer within {wait} s; check HAISHAO_BOUNCE_HOST, HAISHAO_BOUNCE_PORT",
            ) from None
        except UnicodeError:
            raise MailboxTrouble(f"{names} 只能用 ASCII 字符", f"{names}: ASCII only") from None
        except (imaplib.IMAP4.error, OSError, ValueError) as trouble:
            said, both = _words_of(trouble, self._settings.password), names.replace(", ", "、")
            raise MailboxTrouble(
                f"退信邮箱无法读取：{said}。请检查 {both}",
                f"the mailbox of bounces cannot be read: {said}; check {names}",
            ) from None

    def _leave(self) -> None:
        self._cut_off.cancel()
        with contextlib.suppress(imaplib.IMAP4.error, OSError, ValueError):
            self._server.logout()
        with contextlib.suppress(OSError):
            self._server.shutdown()


class _Bounded(imaplib.IMAP4):
    """Keeps of an answer no more than was asked for: some servers send a mail whole whatever part of it is wanted."""

    def read(self, size: int) -> bytes:
        if size > _LARGEST_ANSWER:
            raise self.abort(f"an answer of {size} bytes")
        kept = super().read(min(size, MOST_BYTES))
        left = size - len(kept)
        while left > 0 and (dropped := super().read(min(left, 65_536))):
            left -= len(dropped)
        return kept


class _BoundedTls(_Bounded, imaplib.IMAP4_SSL):
    pass


def quoted(folder: str) -> str:
    """A folder's name as IMAP writes it: quoted, in its own UTF-7 (RFC 3501 §5.1.3)."""
    escaped = folder.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{_NOT_ASCII.sub(_shifted, escaped)}"'


def _shifted(run: re.Match[str]) -> str:
    if run.group() == "&":
        return "&-"
    shifted = base64.b64encode(run.group().encode("utf-16-be")).rstrip(b"=").replace(b"/", b",")
    return f"&{shifted.decode()}-"


def _connected(settings: MailboxSettings) -> imaplib.IMAP4:
    context = ssl.create_default_context()
    if settings.security == "tls":
        return _BoundedTls(settings.host, settings.port, ssl_context=context, timeout=settings.timeout)
    server = _Bounded(settings.host, settings.port, timeout=settings.timeout)
    if settings.security == "starttls":
        try:
            server.starttls(context)
        except BaseException:
            server.shutdown()
            raise
    return server


def _hang_up(server: imaplib.IMAP4) -> None:
    with contextlib.suppress(OSError):
        server.socket().shutdown(socket.SHUT_RDWR)


def _fault_of(settings: MailboxSettings) -> tuple[str, str] | None:
    if not (settings.user and settings.password):
        names = "HAISHAO_BOUNCE_USER", "HAISHAO_BOUNCE_PASSWORD"
        return f"请设置 {'、'.join(names)}", f"set {', '.join(names)}"
    if settings.security not in _SECURITIES:
        known = ", ".join(_SECURITIES)
        return f"HAISHAO_BOUNCE_SECURITY 应为 {known} 之一", f"HAISHAO_BOUNCE_SECURITY is one of {known}"
    if settings.security == "none" and not is_loopback(settings.host):
        return (
            "不加密不发送密码，请将 HAISHAO_BOUNCE_SECURITY 设为 tls 或 starttls",
            "no password is sent without TLS; set HAISHAO_BOUNCE_SECURITY to tls or starttls",
        )
    return None


def _words_of(trouble: Exception, secret: str) -> str:
    said = trouble.args[0] if trouble.args else ""
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(trouble)
    text = " ".join(text.split())[:200] or type(trouble).__name__
    return text.replace(secret, "…") if secret else text
