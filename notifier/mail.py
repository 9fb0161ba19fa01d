"""A message as mail (RFC 5322): text beside HTML with its pictures, the headers of an automatic notice, DKIM."""

from collections.abc import Iterator
from dataclasses import dataclass
from email.header import Header
from email.message import Message as MimeMessage
from email.mime.image import MIMEImage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.policy import compat32
from email.utils import formatdate
from pathlib import Path

import dkim

from notifier.message import Message, Picture

_SIGNED_HEADERS = (
    "From To Subject Date Message-ID References In-Reply-To MIME-Version Content-Type Auto-Submitted List-Id "
    "List-Unsubscribe List-Unsubscribe-Post"
).split()


_NAME = Header("海哨 haishao", "utf-8").encode()
_POLICY = compat32.clone(linesep="\r\n")
"""The older policy: the newer one parses every header it is given, which takes longer than all the rest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DkimKey:
    """The key mail is signed with (RFC 6376): its domain, its selector in the DNS, and the private key as PEM."""

    domain: str
    selector: str
    pem: bytes

    @classmethod
    def read(cls, domain: str, selector: str, file: Path) -> "DkimKey":
        """From a file. Raises ValueError for one that cannot be read, or holds no RSA key in PEM."""
        try:
            pem = file.read_bytes()
            dkim.crypto.parse_pem_private_key(pem)
        except (OSError, dkim.crypto.UnparsableKeyError) as error:
            raise ValueError(f"no DKIM key in {file}: {error}") from error
        return cls(domain=domain, selector=selector, pem=pem)


def composed(message: Message, address: str, sender: str, key: DkimKey | None) -> bytes:
    """The message as it goes over the line, signed when there is a key to sign with."""
    raw = compose(message, address, sender).as_bytes()
    if key is None:
        return raw
    present = [
        name.encode()
        for name in _SIGNED_HEADERS
        if f"\r\n{name}: ".encode() in b"\r\n" + raw.partition(b"\r\n\r\n")[0]
    ]
    signature: bytes = dkim.sign(
        raw,
        key.selector.encode(),
        key.domain.encode(),
        key.pem,
        canonicalize=(b"relaxed", b"relaxed"),
        include_headers=present,
    )
    return signature + raw


def compose(message: Message, address: str, sender: str) -> MimeMessage:
    """The message in ASCII, with the headers of an automatic notice (RFC 3834, RFC 2919) and, where there is an
    address for it, of one-click unsubscription (RFC 8058). A line break in a header raises ValueError: no text of
    ours can add one.
    """
    mail = MIMEMultipart("alternative", policy=_POLICY)
    for name, value in _headers(message, address, sender):
        if len(value.splitlines()) > 1 or value != value.strip("\r\n"):
            raise ValueError(f"{name} is one line")
        mail[name] = Header(value, "utf-8", header_name=name).encode() if name == "Subject" else value
    mail.attach(MIMEText(message.text, "plain", "utf-8", policy=_POLICY))
    html = MIMEText(message.html, "html", "utf-8", policy=_POLICY)
    mail.attach(_with_pictures(html, message.pictures) if message.pictures else html)
    return mail


def _headers(message: Message, address: str, sender: str) -> Iterator[tuple[str, str]]:
    yield "Subject", message.subject
    yield "From", f"{_NAME} <{sender}>"
    yield "To", address
    yield "Date", formatdate(localtime=False)
    yield "Message-ID", message.message_id
    if message.thread_id and message.thread_id != message.message_id:
        yield "In-Reply-To", message.thread_id
        yield "References", message.thread_id
    yield "Auto-Submitted", "auto-generated"
    yield "List-Id", f"haishao alerts <alerts.{sender.rpartition('@')[2]}>"
    if message.unsubscribe_url:
        yield "List-Unsubscribe", f"<{message.unsubscribe_url}>"
        yield "List-Unsubscribe-Post", "List-Unsubscribe=One-Click"


def _with_pictures(html: MIMEText, pictures: tuple[Picture, ...]) -> MIMEMultipart:
    related = MIMEMultipart("related", type="text/html", policy=_POLICY)
    related.attach(html)
    for picture in pictures:
        part = MIMEImage(picture.content, picture.media_type.partition("/")[2], policy=_POLICY)
        part["Content-ID"] = f"<{picture.picture_id}>"
        part["Content-Disposition"] = "inline"
        related.attach(part)
    return related
