"""A search of the register by a picture: the nearest kept pictures by code, then each measured on its pixels. 以图检索.

Nothing of the picture asked for is kept. The codes of kept pictures are held in this process from the first search on, and
grow with what is coded since. One search goes on at a time in a process; the next waits, and is turned away when that takes
too long.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from crawlers.warc import EvidenceLost
from domain.match import Evidence
from domain.picture import Picture
from domain.search import RegisterHit, RegisterQuery
from jobs.kept_pictures import kept_picture
from jobs.searching import narrowed_to
from matchers.image import CODES
from pictures.beside import side_by_side
from pictures.decode import decode
from pictures.refused import Refused
from storage import register
from storage.look_codes import CodeCounts, code_counts, coded_looks, codes_version, pictures_of
from storage.looks import KeptPicture

if TYPE_CHECKING:  # large libraries: see jobs/watched.py
    from matchers.image.codes import LogoCodes
    from matchers.image.matcher import LogoMatch, LogoMatcher
    from matchers.image.shelf import PictureShelf

MOST_PICTURES = 100_000
"""Pictures that are searched, the newest ones: about 150 MB."""

MOST_LOOKED = 30
"""Pictures that are measured and shown."""

SECONDS = 12.0
"""After so long no further picture is measured."""

WAIT = 15.0
"""Seconds a search waits for the one before."""

_CALLED = ("所查图片", "the picture asked for")


class NothingToCompare(ValueError):
    """A picture that can be opened and shows nothing: one colour from edge to edge."""


class Busy(Exception):
    """Other searches by picture were not done within `WAIT`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureHit:
    """An observation whose picture was measured, with its score and reason, and both pictures side by side as a PNG. `alike`
    is false for what a watched logo would not be told of.
    """

    hit: RegisterHit
    alike: bool
    beside: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureAnswer:
    """The pictures most alike first. `counts` say what could be searched at all, `allowed` how many pictures the filters left;
    `cut` where time ran out before all candidates were measured.
    """

    hits: tuple[PictureHit, ...]
    counts: CodeCounts
    allowed: int
    cut: bool


@dataclass(slots=True)
class _Held:
    """The shelf, whose the pictures on it are, and how many codes there were and the newest of them when it was filled."""

    shelf: "PictureShelf | None" = None
    looks: list[int] = field(default_factory=list)
    observations: list[int] = field(default_factory=list)
    version: tuple[int, int] = (0, 0)


_held = _Held()
_one_at_a_time = threading.Lock()


def search_by_picture(content: bytes, query: RegisterQuery) -> PictureAnswer:
    """What of the kept pictures looks like this one, among what a query narrows to.

    Raises Refused of `pictures` for a file that cannot be opened, NothingToCompare, Busy, UnreadableWord of `jobs.searching` and
    SearchTooLong of `storage.register`.
    """
    from matchers.image.codes import codes_of

    asked = decode(content)
    with _turn():
        codes = codes_of(asked)
        if codes.blank:
            raise NothingToCompare
        found = register.pictured(narrowed_to(query), limit=MOST_PICTURES)
        shelf = _shelf()
        allowed = np.fromiter((one in found for one in _held.observations), bool, len(_held.observations))
        near = shelf.nearest(codes, MOST_LOOKED, allowed) if allowed.any() else []
        hits, cut = _measured(asked, codes, [(_held.looks[n], _held.observations[n]) for n in near])
        return PictureAnswer(hits=hits, counts=code_counts(CODES), allowed=int(allowed.sum()), cut=cut)


@contextmanager
def _turn() -> Iterator[None]:
    if not _one_at_a_time.acquire(timeout=WAIT):
        raise Busy
    try:
        yield
    finally:
        _one_at_a_time.release()


def _shelf() -> "PictureShelf":
    """The shelf with every code there is now, made anew where some are gone."""
    from matchers.image.shelf import PictureCodes, PictureShelf

    version = count, _ = codes_version(CODES)
    if _held.shelf is not None and _held.version == version:
        return _held.shelf
    fresh = list(coded_looks(CODES, above_id=_held.version[1], limit=MOST_PICTURES))
    held = _held.shelf
    if held is None or _held.version[0] + len(fresh) != count:
        held, _held.looks, _held.observations = PictureShelf([]), [], []
        fresh = list(coded_looks(CODES, above_id=0, limit=MOST_PICTURES))
    without = max(0, len(held) + len(fresh) - MOST_PICTURES)
    _held.shelf = held.with_more([PictureCodes.from_bytes(one.codes) for one in fresh], without=without)
    _held.looks = [*_held.looks, *(one.look_id for one in fresh)][without:]
    _held.observations = [*_held.observations, *(one.observation_id for one in fresh)][without:]
    _held.version = version
    return _held.shelf


def _measured(
    asked: Picture, codes: "LogoCodes", near: list[tuple[int, int]]
) -> tuple[tuple[PictureHit, ...], bool]:
    """The pictures of these looks and observations, measured until time is up, and whether it was."""
    from matchers.image.matcher import LogoMatcher, WatchedLogo
    from matchers.image.rules import LOGOS_1

    matcher = LogoMatcher([WatchedLogo(brand_id="", sha256="", codes=codes)], called=_CALLED)
    places = pictures_of([look_id for look_id, _ in near])
    kept = {hit.observation_id: hit for hit in register.hits_of([observation for _, observation in near])}
    give_up = time.monotonic() + SECONDS
    hits: list[PictureHit] = []
    cut = False
    for look_id, observation in near:
        if look_id not in places or observation not in kept:
            continue
        if time.monotonic() > give_up:
            cut = True
            break
        if (met := _met(matcher, asked, places[look_id])) is not None:
            match, beside = met
            scored = replace(kept[observation], score=match.score, evidence=(_reason(match),))
            hits.append(PictureHit(hit=scored, alike=match.score >= LOGOS_1.low, beside=beside))
    hits.sort(key=lambda one: (-(one.hit.score or 0.0), -one.hit.observation_id))
    return tuple(hits), cut


def _met(matcher: "LogoMatcher", asked: Picture, kept: KeptPicture) -> tuple["LogoMatch", bytes] | None:
    """How the picture asked for lies in a kept one, and both beside each other; None where that cannot be read."""
    from matchers.image.look import glimpse_of

    try:
        theirs = decode(kept_picture(kept))
    except (EvidenceLost, Refused):
        return None
    glimpse = glimpse_of(theirs)
    found = [] if glimpse is None else matcher.found_in(glimpse, least=0.0)
    return (found[0], side_by_side(asked, theirs, found[0].points)) if found else None


def _reason(match: "LogoMatch") -> Evidence:
    return replace(match.evidence, ours="", theirs="")
