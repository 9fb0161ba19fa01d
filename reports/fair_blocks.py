"""What a fair's papers are laid out of: for a page and for Word alike. 展会文书的版式."""

from collections.abc import Callable
from dataclasses import dataclass

from domain.deadline import Origin
from reports.wording import HOW_CHECKED


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; 1 is the paper's title."""

    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; `tone` is "" , `alarm` for what must not be overlooked, or `note` for small print."""

    text: str
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Bullets:
    """An unordered list."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Checks:
    """A list to tick: what is ticked, what it says, and in small print where it is from."""

    items: tuple[tuple[bool, str, str], ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """Rows of label and text."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table with a head; `widths` are the columns' shares of the page."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class NewPage:
    """What follows begins a new page on paper."""


Block = Heading | Paragraph | Bullets | Checks | Facts | Grid | NewPage


Words = Callable[[str, str], str]
"""Chooses between Chinese and English."""


def words_in(language: str) -> Words:
    """The chooser for a language."""
    return (lambda chinese, _: chinese) if language.startswith("zh") else (lambda _, english: english)


def origin_text(origin: Origin, words: Words) -> str:
    """Where a piece of advice was read, and how far to trust it."""
    known = words(*HOW_CHECKED[origin.confidence])
    return " · ".join(part for part in (origin.source, str(origin.checked_on), known) if part)
