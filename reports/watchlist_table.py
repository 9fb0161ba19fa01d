"""A watchlist as CSV and as a workbook: brands as they are kept, or a template to fill in. 品牌清单导出与模板."""

import csv
import io
from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.styles import Font

from domain.brand import Brand
from domain.brand_fields import values_of
from reports.cells import inert, inert_in_workbook

_COLUMNS: tuple[tuple[str, str, str], ...] = (
    ("name", "品牌名称", "Brand name"), ("brand_id", "品牌编号", "Brand id"), ("aliases", "别名", "Aliases"),
    ("owners", "权利人", "Owners"), ("authorised", "授权主体", "Authorised parties"), ("classes", "尼斯分类", "Nice classes"),
    ("markets", "重点关注市场", "Markets"), ("goods", "商品和服务", "Goods and services"),
    ("addresses", "所有人地址", "Owner address"), ("shown", "公开展示", "Shown in public"), ("prices", "最低价", "Least price"),
)  # fmt: skip
"""The headings the reader of watchlists knows (watchlists/columns.py)."""

_WIDTHS = {
    "name": 20,
    "brand_id": 24,
    "aliases": 32,
    "owners": 32,
    "authorised": 28,
    "goods": 32,
    "addresses": 32,
}

_EXAMPLE = Brand(
    brand_id="",
    name="青鹭海",
    aliases=("QINGLUHAI", "Цинлухай"),
    owners=("示例（福建）食品有限公司", "Example (Fujian) Food Co., Ltd."),
    authorised=("Example Trading GmbH",),
    classes=(29, 30),
    markets=("US", "EM", "RU"),
    goods="鱼罐头",
    addresses=("1 Example Road, Fuzhou",),
)


def watchlist_csv(brands: Sequence[Brand] | None, language: str) -> bytes:
    """CSV as Excel opens it: BOM, CRLF, no cell it would take for a formula. Of None, the template."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(_header(language))
    writer.writerows([inert(cell) for cell in _cells(brand)] for brand in brands or ())
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def watchlist_xlsx(brands: Sequence[Brand] | None, language: str) -> bytes:
    """A workbook, every cell text, so that Excel makes no dates and numbers of classes. Of None, the template, with an example
    on a sheet of its own.
    """
    book = Workbook()
    sheet = book.active
    sheet.title = "品牌清单" if language.startswith("zh") else "Watchlist"
    sheet.freeze_panes = "B2"
    sheet.append(_header(language))
    for brand in brands or ():
        sheet.append([inert_in_workbook(cell) for cell in _cells(brand)])
    for number, (name, _, _) in enumerate(_COLUMNS, 1):
        sheet.cell(1, number).font = Font(bold=True)
        letter = sheet.cell(1, number).column_letter
        sheet.column_dimensions[letter].width = _WIDTHS.get(name, 16)
        for row in range(2, max(sheet.max_row, 200 if brands is None else 0) + 1):
            sheet.cell(row, number).number_format = "@"
    if brands is None:
        example = book.create_sheet("示例" if language.startswith("zh") else "Example")
        for heading, cell in zip(_header(language), _cells(_EXAMPLE), strict=True):
            example.append([heading, cell])
        example.column_dimensions["A"].width, example.column_dimensions["B"].width = 24, 60
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _header(language: str) -> list[str]:
    return [chinese if language.startswith("zh") else english for _, chinese, english in _COLUMNS]


def _cells(brand: Brand) -> list[str]:
    return [
        brand.brand_id if name == "brand_id" else "|".join(values_of(brand, name)) for name, _, _ in _COLUMNS
    ]
