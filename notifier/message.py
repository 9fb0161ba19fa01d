"""What is handed to a channel: one message, in every form a channel may need."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

_PICTURE_ID = re.compile(r"[A-Za-z0-9-]{1,40}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """One thing a reader can do: its label, and the https address that does it, or asks first."""

    label: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture shown inside a message. The HTML names it as `cid:` and its `picture_id`.

    `media_type` is `image/png` or `image/jpeg`; `alt` stands where pictures are not shown. Raises ValueError
    for an id that is not 1 to 40 letters, digits and hyphens, or another media type.
    """

    picture_id: str
    content: bytes
    media_type: str
    alt: str

    def __post_init__(self) -> None:
        if not _PICTURE_ID.fullmatch(self.picture_id):
            raise ValueError(f"a picture's id is letters, digits and hyphens, not {self.picture_id!r}")
        if self.media_type not in ("image/png", "image/jpeg"):
            raise ValueError(f"a picture is image/png or image/jpeg, not {self.media_type!r}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """The message as a chat's card. Plain text on one line each; a channel cuts what is too long for it.

    `emphasis` is the figure shown large and what it counts (`27`, `天后截止`), `quote` the reason in a
    sentence, `rows` label and value of a few facts. A tap on the card opens `url`.
    """

    title: str
    description: str
    url: str
    emphasis: tuple[str, str] | None = None
    quote: str = ""
    rows: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What one recipient is told at one time.

    `subject` is one line. `markdown` has no HTML, colours or @ (WeCom's markdown_v2): headings, bold, quotes,
    lists, tables and links. `card` is None for what no card can hold, as a digest. `buttons` stand in `text`,
    `html` and `markdown` already; a card shows the first of them. `fields` are for programs, by the names of the
    glossary (`office`, `ref`, `tier`, `last_day` …), dates in ISO form. `kind` tells them what it is about: `alert` or `case`.

    `message_id` is an RFC 5322 Message-ID, the same each time a delivery is tried, so that a receiver can drop
    a repetition; `thread_id` is that of the first message of the same alert, "" when there is none.
    `unsubscribe_url` takes one POST without signing in (RFC 8058); "" when the recipient cannot leave this way.
    """

    subject: str
    text: str
    html: str
    markdown: str
    message_id: str
    card: Card | None = None
    pictures: tuple[Picture, ...] = ()
    buttons: tuple[Button, ...] = ()
    fields: tuple[tuple[str, str], ...] = ()
    kind: str = "alert"
    thread_id: str = ""
    unsubscribe_url: str = ""


def host_of(address: str) -> str:
    """The console's host as the right side of a Message-ID."""
    return re.sub(r"[^A-Za-z0-9.-]", "", urlsplit(address).hostname or "").strip(".-") or "haishao"
