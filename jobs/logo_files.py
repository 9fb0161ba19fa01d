"""The files of logos a watchlist names, read or fetched, and each decoded once to see that it can be. Needs no database."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from crawlers.fetch import NotFetched, fetch_small
from domain.fault import Fault
from domain.fault_kind import FaultKind
from pictures.decode import decode
from pictures.limits import MOST_BYTES
from pictures.refused import Refused
from watchlists.logos import LogoPlace

if TYPE_CHECKING:  # large libraries: see jobs/watched.py
    from matchers.image.matcher import WatchedLogo


@dataclass(frozen=True, slots=True, kw_only=True)
class LogosRead:
    """The files of logos by brand id, each decoded once to see that it can be, and what could not be had or read."""

    contents: dict[str, tuple[bytes, ...]]
    faults: tuple[Fault, ...]


def read_logos(places: Iterable[LogoPlace]) -> LogosRead:
    """Reads the logos a watchlist names: files, and addresses, which are fetched. Nothing is raised."""
    contents: dict[str, tuple[bytes, ...]] = {}
    faults: list[Fault] = []
    for place in places:
        try:
            content = place.content if place.content is not None else fetch_small(place.said, most=MOST_BYTES)
            decode(content)
        except Refused as refused:
            faults.append(refused.fault(place.file, f"{place.row} {place.said}".strip()))
        except NotFetched as error:
            fault = Fault(
                kind=FaultKind.PICTURE_MISSING, file=place.file, record=place.row, detail=str(error)
            )
            faults.append(fault)
        else:
            contents[place.brand_id] = (*contents.get(place.brand_id, ()), content)
    return LogosRead(contents=contents, faults=tuple(faults))


def watched_from(read: LogosRead) -> list["WatchedLogo"]:
    """The logos made ready to be watched."""
    from matchers.image.codes import codes_of
    from matchers.image.matcher import WatchedLogo

    return [
        WatchedLogo(
            brand_id=brand_id,
            sha256=hashlib.sha256(content).hexdigest(),
            codes=codes_of(decode(content)),
        )
        for brand_id, contents in read.contents.items()
        for content in contents
    ]
