"""Columns of export figures, as the two sources head them. 出口数据的列。

海关统计数据在线查询平台: headings, GB18030, thousands separators and an empty last column as public programs that read its files
show them (looked up 2026-11-30); the platform itself was not seen. UN Comtrade: the header of its CSV as it stands in public
code, and the meaning of its fields as in its public record schema (both looked up 2026-11-30).
"""

from dataclasses import dataclass

from domain.trade import TradeSource
from watchlists.columns import heading_key

_CUSTOMS = {
    "month": ("数据年月", "年月", "统计年月", "月份"),
    "hs": ("商品编码", "HS编码", "商品代码"),
    "partner": ("贸易伙伴名称", "贸易伙伴", "国家（地区）", "国别（地区）", "最终目的国（地区）名称"),
    "mode": ("贸易方式名称", "贸易方式"),
    "region": ("注册地名称", "注册地", "收发货人注册地"),
    "flow": ("进出口", "进出口类型", "进出口标志", "贸易流向"),
    "quantity": ("第一数量", "数量"),
    "unit": ("第一计量单位", "计量单位"),
    "quantity2": ("第二数量",),
    "unit2": ("第二计量单位",),
    "usd": ("美元", "金额（美元）", "金额_美元", "美元值"),
    "cny": ("人民币", "金额（人民币）", "金额_人民币", "人民币值"),
}
_COMTRADE = {
    "month": ("period",),
    "hs": ("cmdCode",),
    "iso3": ("partnerISO",),
    "partner": ("partnerDesc",),
    "reporter": ("reporterISO",),
    "reporter_code": ("reporterCode",),
    "flow": ("flowCode",),
    "partner2": ("partner2Code",),
    "customs": ("customsCode",),
    "transport": ("motCode",),
    "quantity": ("qty",),
    "unit": ("qtyUnitAbbr",),
    "weight": ("netWgt",),
    "usd": ("primaryValue",),
}
_NAMES = {
    TradeSource.CUSTOMS: {_key: field for field, named in _CUSTOMS.items() for _key in (*named, field)},
    TradeSource.COMTRADE: {_key: field for field, named in _COMTRADE.items() for _key in named},
}


def _plain(heading: object) -> str:
    """As `heading_key`, with what stands in brackets kept: it is what tells 金额（美元） from 金额（人民币）."""
    said = "" if heading is None else str(heading)
    return heading_key(said.translate(str.maketrans("", "", "()（）[]")))


_FIELDS = {source: {_plain(name): field for name, field in names.items()} for source, names in _NAMES.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureColumns:
    """The field of each position ("" for one that is not read), and the headings as typed."""

    source: TradeSource
    fields: tuple[str, ...]
    written: tuple[str, ...]

    @property
    def enough(self) -> bool:
        """True when code, month, partner and a value are there."""
        there = set(self.fields)
        return {"month", "hs"} <= there and bool(there & {"partner", "iso3"}) and bool(there & {"usd", "cny"})

    def heading(self, field: str) -> str:
        """The heading of a field as it was typed; "" where it is not there."""
        return self.written[self.fields.index(field)] if field in self.fields else ""


def read_figure_header(cells: tuple[object, ...]) -> FigureColumns:
    """The columns of a header row, by the source whose headings it has more of."""
    written = tuple("" if cell is None else str(cell).strip() for cell in cells)
    found = [_columns(source, written) for source in TradeSource]
    return max(found, key=lambda one: sum(map(bool, one.fields)))


def known_figure_columns(cells: tuple[object, ...]) -> int:
    """How many cells of a header row name a column that is read."""
    return sum(map(bool, read_figure_header(cells).fields))


def _columns(source: TradeSource, written: tuple[str, ...]) -> FigureColumns:
    fields: list[str] = []
    for heading in written:
        field = _FIELDS[source].get(_plain(heading), "")
        fields.append("" if field in fields else field)
    return FigureColumns(source=source, fields=tuple(fields), written=written)
