"""Lists that were handed in, each read once in a process however often its preview is looked at."""

from collections import OrderedDict
from threading import Lock

from jobs.import_logos import MOST_BRANDS
from watchlists.read import WatchlistRead, read_content

MOST_KEPT = 4
"""Outcomes kept, those looked at last: a list of 5,000 brands is some 20 MB as records."""

_kept: OrderedDict[tuple[str, str], WatchlistRead] = OrderedDict()
_turn = Lock()


def list_read(content: bytes, file: str, *, sha256: str) -> WatchlistRead:
    """What stands in a list of this hash. Whoever asks for several at once waits for their turn: reading is bounded
    (`watchlists/workbooks.py`), and one at a time is all a process reads.
    """
    with _turn:
        found = _kept.pop((sha256, file), None)
        if found is None:
            found = read_content(content, file, most=MOST_BRANDS)
        _kept[sha256, file] = found
        while len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
    return found
