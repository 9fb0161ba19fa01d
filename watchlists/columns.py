"""Which column is which, by the heading a person gave it. 表头."""

import re
import unicodedata
from dataclasses import dataclass

_HEADINGS: dict[str, tuple[str, ...]] = {
    "name": (
        "name", "brand", "brand name", "mark", "trademark", "trade mark",
        "品牌", "品牌名", "品牌名称", "商标", "商标名称", "名称", "商标文字",
    ),
    "brand_id": ("brand id", "id", "brand no", "品牌编号", "编号", "品牌ID", "品牌代码"),
    "enterprise": ("enterprise", "company", "企业", "企业名称", "公司", "公司名称", "单位名称"),
    "aliases": ("aliases", "alias", "别名", "外文名", "外文名称", "英文名", "英文名称", "其他名称"),
    "owners": (
        "owners", "owner", "holder", "holders", "所有人", "权利人", "注册人", "商标注册人", "申请人",
    ),
    "authorised": (
        "authorised", "authorized", "authorised parties", "authorized parties",
        "授权方", "授权主体", "被授权人", "被许可人", "经销商",
    ),
    "classes": (
        "classes", "class", "nice class", "nice classes", "类别", "尼斯分类", "商标类别", "国际分类",
    ),
    "markets": (
        "markets", "market", "country", "countries",
        "市场", "关注市场", "重点市场", "重点关注市场", "目标市场", "国家", "国家/地区",
    ),
    "goods": (
        "goods", "goods and services", "商品", "商品和服务", "商品/服务", "商品服务", "商品与服务", "产品",
    ),
    "addresses": ("addresses", "address", "owner address", "地址", "所有人地址", "注册地址", "企业地址"),
    "shown": (
        "shown", "shown in public", "fairs", "trade fairs", "公开展示", "参展", "参展记录", "展会", "上架日期", "展会与上架",
    ),
    "prices": ("prices", "price", "least price", "价格", "最低价", "最低售价", "参考价"),
    "logo": ("logo", "图样", "标识", "商标图样", "图标", "标志"),
}  # fmt: skip

MULTIPLE = frozenset(
    {"name", "aliases", "owners", "authorised", "classes", "markets", "addresses", "shown", "prices"}
)
"""Columns whose cells hold several values, and which several columns of a file may fill together."""

_REMARK = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_FILLING = re.compile(r"[\s_\-*:.。、\u200b\ufeff]+")


def heading_key(heading: object) -> str:
    """A heading without case, width, spacing, remarks in brackets and the asterisk of a mandatory column."""
    text = unicodedata.normalize("NFKC", "" if heading is None else str(heading))
    return _FILLING.sub("", _REMARK.sub("", text)).casefold()


_FIELD_OF = {heading_key(heading): field for field, headings in _HEADINGS.items() for heading in headings}


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """What a header says: the field of each position, and the headings that say nothing known.

    A second heading of a field that takes one value (or of the name) counts as unknown. `written` is the heading of each
    position as it was typed.
    """

    fields: tuple[str, ...]
    unknown: tuple[str, ...]
    headings: tuple[str, ...]
    written: tuple[str, ...]

    @property
    def has_name(self) -> bool:
        """True when the one mandatory column is there."""
        return "name" in self.fields

    def heading(self, field: str) -> str:
        """The heading of a field as it was typed, the first of several; "" for a field that is not there."""
        return self.written[self.fields.index(field)] if field in self.fields else ""


def read_header(cells: tuple[object, ...]) -> Columns:
    """The columns of a header row."""
    fields: list[str] = []
    unknown: list[str] = []
    for cell in cells:
        field = _FIELD_OF.get(heading_key(cell), "")
        heading = "" if cell is None else str(cell).strip()
        if field and field in fields and (field == "name" or field not in MULTIPLE):
            unknown.append(f"{heading} = {field} ×2")
            field = ""
        elif not field and heading:
            unknown.append(heading)
        fields.append(field)
    written = tuple("" if cell is None else str(cell).strip() for cell in cells)
    headings = tuple(filter(None, written))
    return Columns(fields=tuple(fields), unknown=tuple(unknown), headings=headings, written=written)


def known_columns(cells: tuple[object, ...]) -> int:
    """How many cells of a header row name a known column."""
    return sum(bool(field) for field in read_header(cells).fields)
