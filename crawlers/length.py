"""Whether a list is as long as it should be: one that shrank is a page that broke more often than a fair that did."""

from crawlers.errors import Shrunk
from crawlers.source import Source


def check_length(source: Source, kept: int, *, last_good: int) -> None:
    """Raises Shrunk when `kept` observations are fewer than the source's `max_drop` lets them be.

    `last_good` is the number its last good run gave, 0 when there was none.
    """
    if source.max_drop is None or kept >= last_good * (1 - source.max_drop):
        return
    raise Shrunk(
        f"{kept:,} < {last_good:,} − {source.max_drop:.0%}；确认属实 · if that is right: "
        f"haishao crawl {source.name} --accept-shorter"
    )
