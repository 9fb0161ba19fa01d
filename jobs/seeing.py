"""Looking at pictures: decoded, met with the watched logos, and read where there are no words to go by.

Needs no database: `haishao screen` looks through here as the queue does.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from domain.observation import Kind, Observation
from domain.picture import Picture
from matchers.met import Seen
from pictures.decode import decode
from pictures.refused import Refused

if TYPE_CHECKING:  # large libraries: see jobs/watched.py
    from matchers.image.matcher import LogoMatch, WatchedLogo

AT_ONCE = 8
"""Pictures decoded at once: a bound on memory, 10 MB each at most."""

LEAST_CONFIDENCE = 0.6
"""How sure the reader must be of a text for it to be judged by."""

LEAST_LETTERS = 2
"""Letters of a text that counts: shapes are easily read as one."""

MOST_READ = 300
"""Characters of the words read in one picture."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """What was found in one picture; `picture` is there while a logo was, `refused` says why it was not read, `codes` are
    those searches by picture go by, b"" for what cannot be compared, None where none were wanted.
    """

    seen: Seen | None = None
    picture: Picture | None = None
    refused: Refused | None = None
    codes: bytes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A picture to look at: its file, and whether words are to be read in it."""

    image: bytes
    read: bool


class Eyes:
    """The watched logos, ready to be met by pictures. With `coded` each picture is coded for searches as well."""

    def __init__(self, logos: Sequence["WatchedLogo"], *, coded: bool = False) -> None:
        self._coded = coded
        self._matcher = None
        if logos:
            from matchers.image.matcher import LogoMatcher

            self._matcher = LogoMatcher(logos)

    def look(self, sent: Iterable[Sent]) -> Iterator[Sight]:
        """What is in each picture, in their order."""
        stream = iter(sent)
        while batch := list(islice(stream, AT_ONCE)):
            decoded = [_decoded(one.image) for one in batch]
            for one, picture in zip(batch, decoded, strict=True):
                if isinstance(picture, Refused):
                    yield Sight(refused=picture, codes=b"" if self._coded else None)
                else:
                    yield self._sight(picture, read=one.read)

    def _sight(self, picture: Picture, *, read: bool) -> Sight:
        logos: Sequence[LogoMatch] = ()
        codes = None
        if self._coded or self._matcher:
            from matchers.image.look import glimpse_of
            from matchers.image.shelf import picture_codes_of

            glimpse = glimpse_of(picture)
            if glimpse is not None and self._matcher:
                logos = self._matcher.found_in(glimpse)
            if self._coded:
                codes = b"" if glimpse is None else picture_codes_of(glimpse).to_bytes()
        words = read_words(picture) if read else ""
        seen = Seen(logos=tuple(logos), words=words)
        return Sight(seen=seen, picture=picture if logos else None, codes=codes)


def _decoded(image: bytes) -> Picture | Refused:
    try:
        return decode(image)
    except Refused as refused:
        return refused


def read_words(picture: Picture) -> str:
    """The words read in a picture, in one line."""
    from matchers.image.reading import words_of

    texts = [one.text.strip() for one in words_of(picture) if one.confidence >= LEAST_CONFIDENCE]
    return " ".join(text for text in texts if sum(map(str.isalnum, text)) >= LEAST_LETTERS)[:MOST_READ]


def wants_look(observation: Observation, *, logos: bool) -> bool:
    """True for an observation whose picture can say more than its words. With `logos` some logo is watched; else
    pictures are only read, for signs without words.
    """
    return observation.may_show_picture and (logos or lacks_words(observation))


def lacks_words(observation: Observation) -> bool:
    """True for a figurative filing of which the source gives no word."""
    return observation.kind is Kind.FILING and not observation.sign.strip()


def to_be_read(
    observations: Sequence[Observation], meet: Callable[[Sequence[str]], Sequence[bool]]
) -> list[bool]:
    """In whose picture words are read: figurative filings without a word, and listings whose title meets no brand. `meet`
    tells which signs do, and is asked of those titles alone.
    """
    listings = [number for number, one in enumerate(observations) if one.kind is Kind.LISTING]
    met = dict(zip(listings, meet([observations[number].sign for number in listings]), strict=True))
    return [lacks_words(one) or not met.get(number, True) for number, one in enumerate(observations)]
