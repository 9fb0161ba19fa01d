"""A file of export figures becomes figures, with a fault for all that could not be taken. 出口数据导入。

Read are CSV (UTF-8 or GB18030) and XLSX as 海关统计数据在线查询平台 and UN Comtrade export them (`watchlists.trade_columns` says
what of both could be verified). One row is one code, partner and month; a code of an odd number of digits lost its leading
zero to a spreadsheet and is given it back.
"""

import datetime as dt
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

import pycountry

from domain.fault import Fault
from domain.fault_kind import FaultKind
from domain.trade import TradeFigure, TradeSource
from watchlists import cells
from watchlists.files import rows_of
from watchlists.tables import MAX_ROWS, Row, Unreadable
from watchlists.trade_columns import FigureColumns, known_figure_columns, read_figure_header

MOST_FAULTS = 200
"""Faults that are listed one by one."""

_MONTH = re.compile(r"((?:19|20)\d\d)[-/.年]?(0?[1-9]|1[0-2])月?")
_HS = re.compile(r"\d{2,10}")
_KILOGRAMS = frozenset({"千克", "公斤", "kg"})
_CHINA = frozenset({"CHN", "156", "CN"})
_EXPORT = frozenset({"出口", "e", "x", "export", "exports", "1"})
_MOST = Decimal(10) ** 16
_WORLD = frozenset({"W00", "WLD"})


@dataclass(frozen=True, slots=True, kw_only=True)
class TradeRead:
    """The figures of a file, each once, and everything in it that could not be taken."""

    figures: tuple[TradeFigure, ...]
    faults: tuple[Fault, ...]


def read_trade(data: bytes, file: str) -> TradeRead:
    """Reads a file of export figures; what is wrong comes back as faults, never as an exception."""
    found: dict[tuple[object, ...], TradeFigure] = {}
    faults: list[Fault] = []
    left_out: Counter[FaultKind] = Counter()
    try:
        if not data.strip():
            raise Unreadable(Fault(kind=FaultKind.NO_FIGURES, file=file, detail=f"{len(data)} bytes"))
        for one in _figures(file, rows_of(data, file, known_figure_columns, MAX_ROWS), left_out):
            if isinstance(one, Fault):
                faults.append(one)
                continue
            place, figure = one
            had = found.setdefault(figure.key, figure)
            if had != figure:
                detail = f"{figure.hs} {figure.partner} {figure.month:%Y%m}: {had.value} ≠ {figure.value}"
                faults.append(Fault(kind=FaultKind.FIGURE_TWICE, file=file, record=place, detail=detail))
    except Unreadable as unreadable:
        faults.append(unreadable.fault)
    else:
        faults += [Fault(kind=kind, file=file, detail=f"{n:,}") for kind, n in sorted(left_out.items())]
        if not found:
            faults.append(Fault(kind=FaultKind.NO_FIGURES, file=file))
    return TradeRead(figures=tuple(found.values()), faults=_listed(file, faults))


def _listed(file: str, faults: list[Fault]) -> tuple[Fault, ...]:
    if len(faults) <= MOST_FAULTS:
        return tuple(faults)
    more = Fault(kind=FaultKind.MORE_FAULTS, file=file, detail=f"+{len(faults) - MOST_FAULTS:,}")
    fatal = [one for one in faults[MOST_FAULTS:] if one.fatal]
    return (*faults[:MOST_FAULTS], more, *fatal)


def _figures(
    file: str, rows: Iterator[Row | Fault], left_out: Counter[FaultKind]
) -> Iterator[tuple[str, TradeFigure] | Fault]:
    """Figures with their places, and faults among them; `left_out` counts rows that are no figures of their own."""
    columns: FigureColumns | None = None
    for row in rows:
        if isinstance(row, Fault):
            yield row
        elif all(map(cells.is_blank, row.cells)):
            continue
        elif columns is None:
            columns = read_figure_header(row.cells)
            if not columns.enough:
                headings = ", ".join(filter(None, columns.written))[:200]
                raise Unreadable(
                    Fault(kind=FaultKind.FIGURE_COLUMNS, file=file, record=row.place, detail=headings)
                )
            if "flow" not in columns.fields:
                yield Fault(kind=FaultKind.FLOW_NOT_SAID, file=file)
        else:
            yield from _row(file, row, columns, left_out)


def _row(
    file: str, row: Row, columns: FigureColumns, left_out: Counter[FaultKind]
) -> Iterator[tuple[str, TradeFigure] | Fault]:
    """The figures of a row, one for each currency, or the fault that spoils it."""
    said: dict[str, object] = {
        field: cell for field, cell in zip(columns.fields, row.cells, strict=False) if field
    }

    def fault(kind: FaultKind, field: str) -> Fault:
        detail = cells.text(said.get(field))[:80]
        return Fault(kind=kind, file=file, record=row.place, detail=detail, column=columns.heading(field))

    if aside := _aside(columns.source, said):
        left_out[aside] += 1
        return
    hs, month = _hs(said.get("hs")), _month(said.get("month"))
    if not hs or month is None:
        yield fault(FaultKind.BAD_MONTH, "month") if hs else fault(FaultKind.BAD_HS_CODE, "hs")
        return
    partner, known = _partner(said)
    if not partner:
        yield fault(FaultKind.PARTNER_UNKNOWN, "partner")
        return
    if not known:
        yield fault(FaultKind.PARTNER_UNKNOWN, "partner" if "partner" in said else "iso3")
    quantity, unit, weight = _amounts(said)
    for field, currency in (("usd", "USD"), ("cny", "CNY")):
        if field not in said or (cells.is_blank(said[field]) and len({"usd", "cny"} & said.keys()) == 2):
            continue
        value = _number(said[field])
        if value is None:
            yield fault(FaultKind.BAD_FIGURE, field)
            continue
        yield row.place, TradeFigure(
            source=columns.source, region=cells.text(said.get("region"))[:40], mode=cells.text(said.get("mode"))[:40],
            hs=hs, partner=partner, month=month, currency=currency, value=value, quantity=quantity, unit=unit, weight_kg=weight,
        )  # fmt: skip


def _aside(source: TradeSource, said: dict[str, object]) -> FaultKind | None:
    """Why a row is no figure of its own: not an export of China, or a total, or a part of one."""
    flow = cells.text(said.get("flow")).casefold()
    if "flow" in said and flow not in _EXPORT:
        return FaultKind.NOT_EXPORTS
    if source is TradeSource.CUSTOMS:
        total = cells.text(said.get("partner")) in ("合计", "总计") or cells.text(said.get("hs")) in (
            "合计",
            "总计",
        )
        return FaultKind.SUM_ROWS if total else None
    reporter = cells.text(said.get("reporter")) or cells.text(said.get("reporter_code"))
    if reporter and reporter not in _CHINA:
        return FaultKind.NOT_EXPORTS
    parts = (("partner2", {"", "0"}), ("customs", {"", "C00"}), ("transport", {"", "0"}))
    world = cells.text(said.get("iso3")) in _WORLD or cells.text(said.get("partner")) == "World"
    if (
        world
        or cells.text(said.get("hs")) == "TOTAL"
        or any(cells.text(said.get(a)) not in b for a, b in parts)
    ):
        return FaultKind.SUM_ROWS
    return None


def _hs(cell: object) -> str:
    written = unicodedata.normalize("NFKC", cells.text(cell)).replace(".", "").replace(" ", "")
    if not _HS.fullmatch(written) or not written.isascii():
        return ""
    return written if len(written) % 2 == 0 else f"0{written}"


def _month(cell: object) -> dt.date | None:
    if isinstance(cell, dt.date):
        return dt.date(cell.year, cell.month, 1)
    found = _MONTH.fullmatch(unicodedata.normalize("NFKC", cells.text(cell)))
    return dt.date(int(found[1]), int(found[2]), 1) if found else None


def _partner(said: dict[str, object]) -> tuple[str, bool]:
    """The partner's code, or its name where none is known by it; "" where the row names none."""
    iso3, named = cells.text(said.get("iso3")), cells.text(said.get("partner"))[:80]
    country = pycountry.countries.get(alpha_3=iso3) if re.fullmatch("[A-Z]{3}", iso3) else None
    code = country.alpha_2 if country is not None else cells.market_code(named) if named else ""
    return (code, True) if code else (named or iso3[:80], False)


def _amounts(said: dict[str, object]) -> tuple[Decimal | None, str, Decimal | None]:
    """Quantity, its unit, and the kilograms either quantity is, None where the file has none."""
    quantity, unit = _number(said.get("quantity")), cells.text(said.get("unit"))[:20]
    second, unit2 = _number(said.get("quantity2")), cells.text(said.get("unit2"))
    weights = [
        n for n, of in ((quantity, unit), (second, unit2)) if n is not None and of.casefold() in _KILOGRAMS
    ]
    weight = _number(said.get("weight"))
    return quantity, unit, weight if weight is not None else (weights[0] if weights else None)


def _number(cell: object) -> Decimal | None:
    """A number of zero or more to two places; None for what is none."""
    if isinstance(cell, bool):
        return None
    written = unicodedata.normalize("NFKC", cells.text(cell)).replace(",", "").replace(" ", "")
    try:
        value = Decimal(written)
    except InvalidOperation:
        return None
    return round(value, 2) if value.is_finite() and 0 <= value < _MOST else None
