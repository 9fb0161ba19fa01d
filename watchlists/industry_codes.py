"""HS codes counted as an industry's until the centre writes its own; and what the centre types. 行业商品编码。

Headings are those of the Harmonized System; which of them stand for an industry is a choice of this file, not of any law.
"""

import csv
import datetime as dt
import re
from functools import cache
from importlib import resources

from domain.trade import IndustryCode

MOST_CODES = 200
"""Codes of one industry."""

_CODE = re.compile(r"\d{2}(?:\d\d){0,4}")
_HEAD = ("hs", "says_zh", "says_en", "source", "checked_on", "confidence")


class BadCodes(ValueError):
    """A line that was typed is no code; `line` is its number from 1, `found` what stands there."""

    def __init__(self, line: int, found: str) -> None:
        super().__init__(f"line {line}: {found!r}")
        self.line, self.found = line, found


@cache
def given_codes() -> tuple[IndustryCode, ...]:
    """The codes of industry_codes.csv."""
    lines = resources.files("watchlists").joinpath("industry_codes.csv").read_text("utf-8").splitlines()
    return tuple(_code(row["industry"], row) for row in csv.DictReader(lines, strict=True))


def given_for(industry: str) -> tuple[IndustryCode, ...]:
    """Those of one industry; none for one this file does not know."""
    return tuple(one for one in given_codes() if one.industry == industry)


def industries_given() -> tuple[str, ...]:
    """The industries this file knows."""
    return tuple(dict.fromkeys(one.industry for one in given_codes()))


def codes_text(codes: tuple[IndustryCode, ...]) -> str:
    """Codes as CSV lines that `read_codes` reads back."""
    return "\n".join(_line(one) for one in codes)


def read_codes(industry: str, typed: str) -> tuple[IndustryCode, ...]:
    """Codes from CSV lines: code, Chinese, English, source, day checked, confidence; all but the code may be missing. Raises
    `BadCodes` for the first line that is none, that stands there twice, or that is one too many."""
    found: dict[str, IndustryCode] = {}
    rows = csv.reader(typed.replace("，", ",").splitlines())
    for number, row in enumerate(rows, 1):
        cells = [cell.strip() for cell in row]
        if not any(cells):
            continue
        cells[0] = cells[0].replace(".", "").replace(" ", "")
        if (
            not _CODE.fullmatch(cells[0])
            or cells[0] in found
            or len(cells) > len(_HEAD)
            or len(found) == MOST_CODES
        ):
            raise BadCodes(number, ",".join(cells)[:80])
        try:
            found[cells[0]] = _code(industry, dict(zip(_HEAD, cells, strict=False)))
        except ValueError:
            raise BadCodes(number, ",".join(cells)[:80]) from None
    return tuple(found.values())


def _code(industry: str, row: dict[str, str]) -> IndustryCode:
    day = row.get("checked_on", "")
    return IndustryCode(
        industry=industry, hs=row["hs"], says_zh=row.get("says_zh", ""), says_en=row.get("says_en", ""),
        source=row.get("source", ""), checked_on=dt.date.fromisoformat(day) if day else None,
        confidence="verified" if row.get("confidence") == "verified" else "general",
    )  # fmt: skip


def _line(one: IndustryCode) -> str:
    cells = (one.hs, one.says_zh, one.says_en, one.source, str(one.checked_on or ""), one.confidence)
    return ",".join(
        f'"{cell.replace(chr(34), chr(34) * 2)}"' if "," in cell or '"' in cell else cell for cell in cells
    )
