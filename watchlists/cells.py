"""What a watchlist cell means: text, several values, Nice classes, markets. 单元格.

Odd cells seen: 9.0 for class 9; 3545 where "35,45" became one number; a date where "7-11" or "9-12" was
typed; #N/A of a broken formula; a full-width ； or ｜ between values; "第9类", "全类"; a country's name where
a code was asked for.
"""

import csv
import datetime as dt
import re
import unicodedata
from decimal import Decimal
from functools import cache
from importlib import resources

from domain.history import Exposure, ExposureKind, UsualPrice
from watchlists.cell_pictures import stands_for_picture

_BETWEEN = re.compile(r"[|;；｜\n\r]+")
_BETWEEN_CLASSES = re.compile(r"[|;,，、/\s]+")
_CLASS = re.compile(r"(?:第|class(?:es)?|cl\.?|nice)?(\d{1,2})(?:\.0+)?类?", re.IGNORECASE)
_SPACED_CLASS_WORD = re.compile(r"(第|class(?:es)?|cl\.?|nice)\s+(?=\d)|(?<=\d)\s+(?=类)", re.IGNORECASE)
_EVERY = frozenset({"all", "*", "全部", "所有", "全类", "全类别", "全球", "全部市场", "所有市场", "不限"})
_EXCEL_ERRORS = frozenset({"#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!"})
_INVISIBLE = dict.fromkeys(map(ord, "\ufeff\u200b\u200c\u200d\u2060\xad"), "")
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")
_NEUTRALISED = re.compile(r"'(?=[=+\-@\t\r\n＝＋－＠])")
"""An apostrophe that keeps a spreadsheet from taking what follows for a formula, as exports write it."""
_CODE_ALIASES = {"EU": "EM", "UK": "GB"}


def is_date(cell: object) -> bool:
    """True for what Excel keeps as a date or a time of day."""
    return isinstance(cell, dt.date | dt.time | dt.timedelta)


def is_blank(cell: object) -> bool:
    """True for a cell that shows nothing."""
    return not _typed(cell)


def text(cell: object) -> str:
    """The cell as one line would be typed: trimmed, whole numbers without ".0", Excel's errors as ""."""
    written = _typed(cell)
    return "" if written in _EXCEL_ERRORS else written


def _typed(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    written = _UNWRITABLE.sub("", str(cell)).translate(_INVISIBLE)
    return _NEUTRALISED.sub("", written.strip(), count=1) if written.lstrip()[:1] == "'" else written.strip()


def is_formula(cell: object) -> bool:
    """True for a formula that was left where its value should stand; that of a picture in a cell is none."""
    return isinstance(cell, str) and cell.lstrip().startswith("=") and not stands_for_picture(cell)


def values(cell: object) -> tuple[str, ...]:
    """The values of a cell, parted by | or ; or a line break, each once, in order."""
    parts = (" ".join(part.split()) for part in _BETWEEN.split(text(cell)))
    return tuple(dict.fromkeys(part for part in parts if part))


def nice_classes(cell: object) -> tuple[tuple[int, ...], tuple[str, ...]]:
    """The Nice classes of a cell, and what in it is none. "全类" or "all" is no class: every one."""
    written = _SPACED_CLASS_WORD.sub(r"\1", unicodedata.normalize("NFKC", text(cell)))
    good: list[int] = []
    bad: list[str] = []
    for part in filter(None, _BETWEEN_CLASSES.split(written)):
        if part.casefold() in _EVERY:
            continue
        found = _CLASS.fullmatch(part)
        number = int(found.group(1)) if found else 0
        if 1 <= number <= 45:
            good.append(number)
        else:
            bad.append(part)
    return tuple(sorted(set(good))), tuple(bad)


_SHOWN = re.compile(
    r"(?:(?P<kind>[^\d:：]{1,20})[:：]\s*)?(?P<day>\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2})日?\s*(?P<where>.*)",
    re.DOTALL,
)
_KINDS = {
    **dict.fromkeys(("", "fair", "trade fair", "参展", "展会"), ExposureKind.FAIR),
    **dict.fromkeys(("listing", "listed", "launch", "上架", "上市", "开店"), ExposureKind.LISTING),
    **dict.fromkeys(
        ("publication", "published", "国内公告", "公告", "初审公告"), ExposureKind.HOME_PUBLICATION
    ),
}


def exposures(cell: object) -> tuple[tuple[Exposure, ...], tuple[str, ...]]:
    """The days a brand was shown, as "2026-04-15 广交会" or "上架: 2026-03-01 Amazon US", and what is none of these."""
    good: list[Exposure] = []
    bad: list[str] = []
    for value in values(cell):
        found = _SHOWN.fullmatch(unicodedata.normalize("NFKC", value))
        kind = _KINDS.get((found["kind"] or "").strip().casefold()) if found else None
        day = _day(found["day"]) if found else None
        if found is None or kind is None or day is None:
            bad.append(value)
        else:
            good.append(Exposure(kind=kind, day=day, where=found["where"].strip()))
    return tuple(dict.fromkeys(good)), tuple(bad)


def _day(written: str) -> dt.date | None:
    try:
        year, month, day = map(int, re.split(r"\D", written))
        return dt.date(year, month, day)
    except ValueError:
        return None


_PRICE = re.compile(r"(?P<currency>[A-Z]{3})\s*(?P<amount>\d{1,9}(?:\.\d{1,2})?)")


def prices(cell: object) -> tuple[tuple[UsualPrice, ...], tuple[str, ...]]:
    """The least prices of a cell, each "USD 39.90", and what is none."""
    good: list[UsualPrice] = []
    bad: list[str] = []
    for value in values(cell):
        found = _PRICE.fullmatch(unicodedata.normalize("NFKC", value).upper())
        if found and Decimal(found["amount"]) > 0:
            good.append(UsualPrice(amount=Decimal(found["amount"]), currency=found["currency"]))
        else:
            bad.append(value)
    return tuple(dict.fromkeys(good)), tuple(bad)


def market_codes(cell: object) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The ST.3 codes of a cell of codes or country names, and what in it is neither.

    "EU" means EM and "UK" GB. "全球" or "all" is no code: every market.
    """
    good: list[str] = []
    bad: list[str] = []
    for value in values(cell):
        whole = market_code(value)
        parts = [value] if whole else [p for p in re.split(r"[,，、/]+", value) if p.strip()]
        for part in parts:
            if _name_key(part) in _EVERY:
                continue
            code = whole or market_code(part)
            if code:
                good.append(code)
            else:
                bad.append(part.strip())
    return tuple(dict.fromkeys(good)), tuple(bad)


def market_code(written: str) -> str:
    """The ST.3 code of one market, by its code or a name of its own; "" for none that is known."""
    key = _name_key(written)
    code = _CODE_ALIASES.get(key.upper(), key.upper())
    codes, by_name = _markets()
    return code if code in codes else by_name.get(key, "")


def market_name(code: str, language: str) -> str:
    """The name of a market by its ST.3 code in Chinese (`zh…`) or English; "" for none that is known."""
    names = _market_names().get(code)
    return "" if names is None else names[0 if language.startswith("zh") else 1]


@cache
def _market_names() -> dict[str, tuple[str, str]]:
    return {row["st3"]: (row["name_zh"], row["name_en"]) for row in _market_rows()}


@cache
def _market_rows() -> tuple[dict[str, str], ...]:
    lines = resources.files("watchlists").joinpath("markets.csv").read_text("utf-8").splitlines()
    return tuple(csv.DictReader(lines, strict=True))


def _name_key(written: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", written).casefold().replace("’", "'").split())


@cache
def _markets() -> tuple[frozenset[str], dict[str, str]]:
    """Codes and names of markets.csv: ST.3 codes, names after Unicode CLDR (as in Babel 2.18) and our own, 2026-11-23."""
    codes: set[str] = set()
    by_name: dict[str, str] = {}
    for row in _market_rows():
        codes.add(row["st3"])
        for name in (row["name_zh"], row["name_en"], *row["also"].split("|")):
            if name:
                by_name[_name_key(name)] = row["st3"]
    return frozenset(codes), by_name
