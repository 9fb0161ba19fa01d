"""Observations as a table: CSV with a header, or JSON lines.

Columns `sign` (the only mandatory one), `holder`, `country` (the holder's, WIPO ST.3), `classes` (Nice,
separated by `;` `|` `,` or space), `office`, `ref`, `published_on`, `url`. A CSV may be separated by comma,
semicolon or tab. A JSON line has the same keys, or is an observation of a crawl run (`domain.wire`), known
by its key `kind`. A row without `ref` has no identity: it is named and left out.
"""

import csv
import json
import re
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from crawlers.families.lines import read_lines
from crawlers.families.values import NICE_CLASSES, Notes, country_code, one_line
from domain import wire
from domain.fault import Fault
from domain.fault_kind import FaultKind
from domain.observation import Goods, Kind, Observation, Party

SOURCE = "table"
COLUMNS = ("sign", "holder", "country", "classes", "office", "ref", "published_on", "url")
DELIMITERS = (",", ";", "\t")

_SEPARATOR = re.compile(r"[;|,，；、\s]+")
_MOST_LINES = 100
"""Lines one quoted row may run over; a quote that is never closed then costs one row, not the rest."""


def columns_of(header: str) -> tuple[str, list[str]]:
    """The delimiter and the column names of a header line: the delimiter under which most are known."""
    split = [(mark, [name.strip().lower() for name in _cells(header, mark)]) for mark in DELIMITERS]
    return max(split, key=lambda pair: len(set(pair[1]) & set(COLUMNS)))


def read_csv(stream: BinaryIO, file: str, source: str = "") -> Iterator[Observation | Fault]:
    """The rows of a CSV, in file order."""
    notes = Notes(file)
    header: list[str] | None = None
    delimiter = ","
    for item in _rows(read_lines(stream, file)):
        if isinstance(item, Fault):
            yield item
            continue
        number, text = item
        if not text.strip():
            continue
        if header is None:
            delimiter, header = columns_of(text)
            yield from _header_faults(header, file)
            if "sign" not in header:
                return
            continue
        notes.record = f"line {number}"
        cells = _cells(text, delimiter)
        if not any(cell.strip() for cell in cells):
            continue
        if any(cell.strip() for cell in cells[len(header) :]):
            notes.add(FaultKind.ROW_MALFORMED, f"{len(cells)} > {len(header)}")
            yield from notes.taken()
            continue
        row = dict(zip(header, cells, strict=False))
        yield from _noted(_observation(row, notes, source), notes)


def read_json_lines(stream: BinaryIO, file: str, source: str = "") -> Iterator[Observation | Fault]:
    """The lines of a JSON lines file, in file order."""
    notes = Notes(file)
    for item in read_lines(stream, file):
        if isinstance(item, Fault):
            yield item
            continue
        number, text = item
        if text.strip():
            notes.record = f"line {number}"
            yield from _noted(_of_json(text, notes, source), notes)


def _noted(observation: Observation | None, notes: Notes) -> Iterator[Observation | Fault]:
    yield from notes.taken()
    if observation is not None:
        yield observation


def _rows(lines: Iterable[tuple[int, str] | Fault]) -> Iterator[tuple[int, str] | Fault]:
    """Lines joined into rows where a quoted cell holds line breaks."""
    held: list[tuple[int, str]] = []
    for line in lines:
        if isinstance(line, Fault):
            yield from held
            held = []
            yield line
            continue
        held.append(line)
        open_quote = sum(text.count('"') for _, text in held) % 2
        if not open_quote:
            yield held[0][0], "\n".join(text for _, text in held)
            held = []
        elif len(held) >= _MOST_LINES:
            yield held[0]
            yield from _rows(held[1:])
            held = []
    yield from held


def _cells(text: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([text], delimiter=delimiter), [])
    except csv.Error:
        return text.split(delimiter)


def _header_faults(header: list[str], file: str) -> Iterator[Fault]:
    if "sign" not in header:
        yield Fault(kind=FaultKind.COLUMN_MISSING, file=file, record="line 1", detail="sign")
    for name in header:
        if name and name not in COLUMNS:
            yield Fault(kind=FaultKind.COLUMN_UNKNOWN, file=file, record="line 1", detail=name[:40])


def _of_json(text: str, notes: Notes, source: str) -> Observation | None:
    try:
        data = json.loads(text)
        if not isinstance(data, dict):
            raise ValueError("not a JSON object")
        if "kind" in data:
            return _checked(wire.from_json(text))
        if "sign" not in data:
            raise ValueError("no sign")
        row = {str(name): _as_text(value) for name, value in data.items()}
    except (ValueError, RecursionError) as error:
        notes.add(FaultKind.ROW_MALFORMED, str(error)[:120])
        return None
    return _observation(row, notes, source)


def _checked(observation: Observation) -> Observation:
    """The observation, once its inner values are what their types say. Raises ValueError."""
    for goods in observation.goods:
        nice_class = goods.nice_class
        if not (nice_class is None or (type(nice_class) is int and nice_class in NICE_CLASSES)):
            raise ValueError(f"nice_class: {nice_class!r}")
    texts = [text for goods in observation.goods for text in (goods.text, goods.language)]
    texts += [text for party in observation.holders for text in (party.name, party.country, party.identifier)]
    if not all(isinstance(text, str) for text in texts):
        raise ValueError("a text is not a string")
    if not observation.ref:
        raise ValueError("no ref")
    return observation


def _as_text(value: object) -> str:
    if isinstance(value, list):
        return ";".join(str(item) for item in value)
    return "" if value is None else str(value)


def _observation(row: dict[str, str], notes: Notes, source: str) -> Observation | None:
    ref = one_line(row.get("ref"))
    if not ref:
        notes.add(FaultKind.NO_NUMBER, one_line(row.get("sign"))[:40])
        return None
    notes.record = f"{ref} ({notes.record})"
    holder = one_line(row.get("holder"))
    country = _country(row, "country", notes)
    codes = [code for code in _SEPARATOR.split(row.get("classes", "").strip()) if code]
    classes = dict.fromkeys(c for code in codes if (c := notes.nice_class(code)) is not None)
    return Observation(
        kind=Kind.FILING,
        source=source or SOURCE,
        ref=ref,
        sign=one_line(row.get("sign")),
        office=_country(row, "office", notes),
        holders=(Party(name=holder, country=country),) if holder or country else (),
        goods=tuple(Goods(nice_class=c) for c in classes),
        published_on=notes.date(row.get("published_on"), "published_on"),
        url=one_line(row.get("url")),
    )


def _country(row: dict[str, str], column: str, notes: Notes) -> str:
    written = one_line(row.get(column))
    code = country_code(written)
    if written and not code:
        notes.add(FaultKind.BAD_MARKET, f"{column}: {written[:40]}")
    return code
