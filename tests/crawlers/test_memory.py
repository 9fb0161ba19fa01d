"""Memory stays flat whatever the size of a file."""

import subprocess
import sys
from pathlib import Path

import pytest

MOST_GROWTH = 60 * 1024
"""KiB."""

_SCRIPT = """
import io, sys
from crawlers.families import st66, uspto_daily

def peak():
    return int(next(l for l in open("/proc/self/status") if l.startswith("VmHWM")).split()[1])

class Stream(io.RawIOBase):
    def __init__(self, head, record, count, tail):
        self.pieces = ([head], [record] * count, [tail])
        self.rest, self.at, self.parts = b"", 0, iter(p for part in self.pieces for p in part)
        self.size = 0
    def read(self, size=-1):
        while len(self.rest) < size and (piece := next(self.parts, None)) is not None:
            self.rest += piece
        out, self.rest = self.rest[:size], self.rest[size:]
        self.size += len(out)
        return out

binary = b"<MarkImageBinary>" + b"QUJD" * 50_000 + b"</MarkImageBinary>"
picture = b"<MarkImageDetails><MarkImage>" + binary + b"</MarkImage></MarkImageDetails>"
mark = b"<TradeMark><ApplicationNumber>UK00004000001</ApplicationNumber>" + picture + b"</TradeMark>"
events = b"<case-file-event-statements>" + b"<x>event</x>" * 300 + b"</case-file-event-statements>"
case = b"<case-file><serial-number>99000001</serial-number>" + events + b"</case-file>"
before = peak()
journal = Stream(b"<Transaction>", mark, 800, b"</Transaction>")
daily = Stream(b"<trademark-applications-daily>", case, 45_000, b"</trademark-applications-daily>")
counts = [sum(1 for _ in st66.read(journal, "j")), sum(1 for _ in uspto_daily.read(daily, "d"))]
print(*counts, journal.size, daily.size, peak() - before)
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="peak memory is read from /proc")
def test_files_of_over_150_megabytes_are_read_in_a_few() -> None:
    root = Path(__file__).resolve().parents[2]
    ran = subprocess.run(
        [sys.executable, "-c", _SCRIPT], cwd=root, capture_output=True, text=True, timeout=120, check=True
    )
    marks, cases, journal, daily, growth = map(int, ran.stdout.split())
    assert (marks, cases) == (800, 45_000)
    assert journal > 150_000_000
    assert daily > 150_000_000
    assert growth < MOST_GROWTH
