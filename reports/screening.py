"""The matches of a screening, written for a terminal, a program, a spreadsheet or a browser. 筛查结果."""

import datetime as dt
import heapq
from collections.abc import Iterable
from enum import StrEnum
from typing import TextIO

from domain.match import Match
from reports.screening_html import HTML_BOUND, write_page
from reports.screening_rows import write_csv, write_jsonl
from reports.screening_table import TABLE_BOUND, write_table
from reports.wording import urgency


class Format(StrEnum):
    """How matches are written."""

    TABLE = "table"
    JSONL = "jsonl"
    CSV = "csv"
    HTML = "html"


def write_matches(matches: Iterable[Match], format: Format, out: TextIO, *, today: dt.date) -> int:
    """Write the matches to `out`, a UTF-8 text stream; the answer is how many there were.

    `jsonl` and `csv` write each match as it comes and keep none (open a file for `csv` with newline="").
    `table` and `html` keep and show the most serious 500 and 5,000, say how many there were in all, and
    sort by tier, then the nearest last day still open. `today` is what days left are counted from.
    """
    match format:
        case Format.JSONL:
            return write_jsonl(matches, out)
        case Format.CSV:
            return write_csv(matches, out)
        case Format.TABLE:
            kept, total = _most_serious(matches, TABLE_BOUND, today)
            write_table(kept, total, out, today=today)
        case Format.HTML:
            kept, total = _most_serious(matches, HTML_BOUND, today)
            write_page(kept, total, out, today=today)
    return total


def _most_serious(matches: Iterable[Match], bound: int, today: dt.date) -> tuple[list[Match], int]:
    total = 0

    def counted() -> Iterable[Match]:
        nonlocal total
        for match in matches:
            total += 1
            yield match

    kept = heapq.nsmallest(bound, counted(), key=lambda match: urgency(match, today))
    return kept, total
