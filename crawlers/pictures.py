"""Pictures a run keeps: those inside its records, and those it is sent out to fetch by address."""

import hashlib
from dataclasses import dataclass
from typing import Final

from crawlers.page import Page
from crawlers.run_files import RunFiles
from crawlers.warc import Part
from domain.fault import Fault
from domain.fault_kind import FaultKind
from domain.observation import Observation

BESIDE: Final = "/pictures"
"""Behind a source's name: the spider that fetches the pictures its records lead to."""

MOST_PICTURES: Final = 5_000
"""Pictures inside the records of one run that are kept."""

MOST_BYTES: Final = 256 * 1024**2
"""Bytes of pictures one run keeps, those it fetches or those inside records."""


@dataclass(slots=True)
class InlinePictures:
    """The pictures inside the records of one run, within its bounds; reaching one is said once."""

    files: RunFiles
    cut: bool = False

    def keep(self, observation: Observation, image: bytes, page: Page, robots: str) -> Fault | None:
        """Keeps a picture; a fault when it is the first that no longer fits."""
        files = self.files
        if files.pictures >= MOST_PICTURES or files.picture_bytes + len(image) > MOST_BYTES:
            first, self.cut = not self.cut, True
            detail = f"> {MOST_PICTURES:,} / {MOST_BYTES:,} bytes"
            return (
                Fault(kind=FaultKind.PICTURES_CUT, file=page.url, record=observation.ref, detail=detail)
                if first
                else None
            )
        part = Part(
            url=f"{page.url}#{observation.ref}",
            body=image,
            sha256=hashlib.sha256(image).hexdigest(),
            fetched_at=page.fetched_at,
            robots=robots,
        )
        files.keep_picture(observation, part)
        return None
