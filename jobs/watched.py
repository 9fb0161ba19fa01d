"""What is watched, made ready once and kept between jobs until it changes.

The picture matcher is imported where it is used, here and in the modules beside: its libraries are large, and the
console and the clock load the jobs too.
"""

from dataclasses import dataclass
from threading import Lock

from django.conf import settings

from jobs.judging import Screen
from jobs.seeing import Eyes
from jobs.shared_index import screen_of
from matchers.image import CODES
from storage import brands, logos


@dataclass(slots=True)
class _Ready:
    """The watchlist of a version."""

    brands_version: str = ""
    screen: Screen | None = None
    logos_version: str = ""
    eyes: Eyes | None = None


_ready = _Ready()
_one_at_a_time = Lock()
"""A worker's jobs are threads: two that made ready at once could leave what one read under the version the other did."""


def watched_screen() -> Screen:
    """The watched brands, kept until one changes."""
    with _one_at_a_time:
        version = brands.watchlist_version()
        if _ready.screen is None or _ready.brands_version != version:
            _ready.screen = screen_of(brands.watched_brands(), settings.HAISHAO_HOME / "index")
            _ready.brands_version = version
        return _ready.screen


def watched_eyes() -> Eyes:
    """The watched logos, kept until one changes."""
    from matchers.image.codes import LogoCodes
    from matchers.image.matcher import WatchedLogo

    with _one_at_a_time:
        version = logos.logos_version(CODES)
        if _ready.eyes is None or _ready.logos_version != version:
            kept = [
                WatchedLogo(brand_id=one.brand_id, sha256=one.sha256, codes=LogoCodes.from_bytes(one.codes))
                for one in logos.watched_logos(CODES)
            ]
            _ready.eyes, _ready.logos_version = Eyes(kept, coded=True), version
        return _ready.eyes
