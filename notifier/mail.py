"""A message as mail (RFC 5322): text beside HTML with its pictures, the headers of an automatic notice, DKIM."""

from dataclasses import dataclass
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import formatdate
from pathlib import Path
from typing import Any

import dkim

from notifier.message import Message

_SIGNED_HEADERS = (
    "From To Subject Date Message-ID References In-Reply-To MIME-Version Content-Type Auto-Submitted List-Id "
    "List-Unsubscribe List-Unsubscribe-Post"
).split()


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
    raw = compose(message, address, sender).as_bytes(policy=_POLICY)
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


def compose(message: Message, address: str, sender: str) -> EmailMessage:
    """The message in ASCII, with the headers of an automatic notice (RFC 3834, RFC 2919) and, where there is an
    address for it, of one-click unsubscription (RFC 8058). A line break in a header raises ValueError: no text of
    ours can add one.
    """
    mail = EmailMessage(policy=_POLICY)
    mail["Subject"] = message.subject
    mail["From"] = Address("海哨 haishao", addr_spec=sender)
    mail["To"] = address
    mail["Date"] = formatdate(localtime=False)
    mail["Message-ID"] = message.message_id
    if message.thread_id and message.thread_id != message.message_id:
        mail["In-Reply-To"] = mail["References"] = message.thread_id
    mail["Auto-Submitted"] = "auto-generated"
    mail["List-Id"] = f"haishao alerts <alerts.{sender.rpartition('@')[2]}>"
    if message.unsubscribe_url:
        mail["List-Unsubscribe"] = f"<{message.unsubscribe_url}>"
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail.set_content(message.text)
    mail.add_alternative(message.html, subtype="html")
    if message.pictures:
        _, html = mail.iter_parts()
        assert isinstance(html, EmailMessage)
        for picture in message.pictures:
            kind = picture.media_type.partition("/")[2]
            html.add_related(
                picture.content, "image", kind, cid=f"<{picture.picture_id}>", disposition="inline"
            )
    return mail
