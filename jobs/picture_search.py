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

MOST_PICTURES = 50_000
"""Pictures that are searched, the newest ones: at most about 300 MB, where a tenth of them are photos."""

MOST_LOOKED = 30
"""Pictures that are measured."""

MOST_UNLIKE = 6
"""Pictures that are shown though they are not alike."""

SECONDS = 12.0
"""After so long no further picture is measured."""

WAIT = 15.0
"""Seconds a search waits for the one before."""

_ASKED = "asked for"
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
    """The pictures most alike first. `counts` say what could be searched at all, `allowed` how many pictures the filters left,
    `measured` how many of these were near enough to be measured; `cut` where time ran out before all were.
    """

    hits: tuple[PictureHit, ...]
    measured: int
    counts: CodeCounts
    allowed: int
    cut: bool


@dataclass(frozen=True, slots=True)
class _Near:
    look_id: int
    observation_id: int


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
        met, cut = _measured(codes, [_Near(_held.looks[n], _held.observations[n]) for n in near])
        return PictureAnswer(
            hits=_shown(asked, met),
            measured=len(met),
            counts=code_counts(CODES),
            allowed=int(allowed.sum()),
            cut=cut,
        )


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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Met:
    """How the picture asked for was found in that of a look."""

    look_id: int
    observation_id: int
    match: "LogoMatch"


def _measured(codes: "LogoCodes", near: list[_Near]) -> tuple[list[_Met], bool]:
    """The pictures of these looks, measured until time is up, the most alike first; and whether it was up."""
    from matchers.image.matcher import LogoMatcher, WatchedLogo
    from matchers.image.strangers import strangers

    asked = WatchedLogo(brand_id=_ASKED, sha256="", codes=codes)
    matcher = LogoMatcher([asked, *strangers()], called=_CALLED)
    places = pictures_of([one.look_id for one in near])
    give_up = time.monotonic() + SECONDS
    met: list[_Met] = []
    for one in near:
        if time.monotonic() > give_up:
            return _most_alike_first(met), True
        match = _match(matcher, places.get(one.look_id))
        if match is not None:
            met.append(_Met(look_id=one.look_id, observation_id=one.observation_id, match=match))
    return _most_alike_first(met), False


def _most_alike_first(met: list[_Met]) -> list[_Met]:
    return sorted(met, key=lambda one: (-one.match.score, -one.observation_id))


def _match(matcher: "LogoMatcher", kept: KeptPicture | None) -> "LogoMatch | None":
    """How the picture asked for lies in a kept one; None where that cannot be read."""
    from matchers.image.look import glimpse_of

    theirs = _opened(kept)
    glimpse = None if theirs is None else glimpse_of(theirs)
    found = [] if glimpse is None else matcher.found_in(glimpse, least=0.0)
    return next((one for one in found if one.brand_id == _ASKED), None)


def _opened(kept: KeptPicture | None) -> Picture | None:
    try:
        return None if kept is None else decode(kept_picture(kept))
    except (EvidenceLost, Refused):  # its look says why, and the sweep of evidence may be at work
        return None


def _shown(asked: Picture, met: list[_Met]) -> tuple[PictureHit, ...]:
    """What is alike, and the nearest of the rest, drawn beside the picture asked for."""
    from matchers.image.rules import LOGOS_1

    alike = [one for one in met if one.match.score >= LOGOS_1.low]
    shown = met[: len(alike) + MOST_UNLIKE]
    places = pictures_of([one.look_id for one in shown])
    kept = {hit.observation_id: hit for hit in register.hits_of([one.observation_id for one in shown])}
    hits = []
    for one in shown:
        theirs = _opened(places.get(one.look_id))
        if theirs is not None and one.observation_id in kept:
            reason = replace(one.match.evidence, ours="", theirs="")
            hit = replace(kept[one.observation_id], score=one.match.score, evidence=(reason,))
            beside = side_by_side(asked, theirs, one.match.points)
            hits.append(PictureHit(hit=hit, alike=one.match.score >= LOGOS_1.low, beside=beside))
    return tuple(hits)
