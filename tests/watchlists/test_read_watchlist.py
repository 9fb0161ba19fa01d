import datetime as dt
import io
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.brand import Brand
from domain.fault import Fault
from domain.fault_kind import FaultKind
from watchlists.cells import is_blank
from watchlists.read import WatchlistRead, derived_id, read_watchlist
from watchlists.workbooks import MAX_UNPACKED_BYTES

FULL_HEADER = "name,brand_id,enterprise,aliases,owners,authorised,classes,markets,goods,logo"


def read(tmp_path: Path, content: bytes | str, name: str = "brands.csv") -> WatchlistRead:
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_watchlist(path)


def workbook(rows: list[list[Any]], *, before: list[list[Any]] | None = None) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    if before is not None:
        for row in before:
            sheet.append(row)
        sheet = book.create_sheet("品牌")
    for row in rows:
        sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def kinds(result: WatchlistRead) -> list[FaultKind]:
    return [fault.kind for fault in result.faults]


def only_fault(result: WatchlistRead) -> Fault:
    assert len(result.faults) == 1, result.faults
    return result.faults[0]


def test_every_column_reaches_the_brand(tmp_path: Path) -> None:
    row = "海底捞,B1,四川海底捞,HAIDILAO|Hai Di Lao,四川海底捞餐饮;SICHUAN HAIDILAO,"
    row += "Super Hi Int'l,43; 30,US|EM|EU,餐饮服务,logos/hdl.png"
    result = read(tmp_path, f"{FULL_HEADER}\n{row}\n")
    assert result.faults == ()
    assert result.brands == (
        Brand(
            brand_id="B1",
            name="海底捞",
            enterprise="四川海底捞",
            aliases=("HAIDILAO", "Hai Di Lao"),
            owners=("四川海底捞餐饮", "SICHUAN HAIDILAO"),
            authorised=("Super Hi Int'l",),
            classes=(30, 43),
            markets=("US", "EM"),
            goods="餐饮服务",
            logo="logos/hdl.png",
        ),
    )


def test_the_name_alone_is_enough(tmp_path: Path) -> None:
    result = read(tmp_path, "name\nHaier\nMidea\n")
    assert [b.name for b in result.brands] == ["Haier", "Midea"]
    assert result.faults == ()
    assert len({b.brand_id for b in result.brands}) == 2


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_chinese_headers_are_read_in_every_encoding(tmp_path: Path, encoding: str) -> None:
    text = (
        "品牌名称,品牌编号,企业名称,外文名,权利人,被授权人,尼斯分类,重点市场,商品和服务,图样\r\n"
        "大白兔,7,冠生园,WHITE RABBIT；大白兔奶糖,冠生园食品,,第30类、29,巴西｜欧盟；UK,糖果,\r\n"
    )
    result = read(tmp_path, text.encode(encoding))
    assert result.faults == ()
    (brand,) = result.brands
    assert (brand.name, brand.brand_id, brand.enterprise) == ("大白兔", "7", "冠生园")
    assert brand.aliases == ("WHITE RABBIT", "大白兔奶糖")
    assert brand.classes == (29, 30)
    assert brand.markets == ("BR", "EM", "GB")


@pytest.mark.parametrize(
    "heading", ["NAME", " Name ", "Ｎａｍｅ", "品牌（必填）", "*商标", "品 牌 名 称", "名称:"]
)
def test_a_heading_may_differ_in_case_space_width_and_remarks(tmp_path: Path, heading: str) -> None:
    assert [b.name for b in read(tmp_path, f"{heading}\nHaier\n").brands] == ["Haier"]


@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_the_header_line_decides_the_delimiter(tmp_path: Path, delimiter: str) -> None:
    lines = [["name", "aliases", "classes"], ["Haier", "海尔|ハイアール", "11|7"]]
    result = read(tmp_path, "\n".join(delimiter.join(line) for line in lines))
    (brand,) = result.brands
    assert brand.aliases == ("海尔", "ハイアール")
    assert brand.classes == (7, 11)


def test_a_semicolon_in_a_cell_is_no_delimiter_when_the_header_has_commas(tmp_path: Path) -> None:
    (brand,) = read(tmp_path, "name,aliases\nHaier,海尔;Casarte\n").brands
    assert brand.aliases == ("海尔", "Casarte")


def test_several_columns_of_one_field_are_taken_together(tmp_path: Path) -> None:
    result = read(tmp_path, "品牌,别名,外文名\n大疆,DJI,Da-Jiang|DJI\n")
    assert result.brands[0].aliases == ("DJI", "Da-Jiang")
    assert result.faults == ()


def test_a_second_name_column_is_told_not_taken(tmp_path: Path) -> None:
    result = read(tmp_path, "品牌,商标\n大疆,DJI\n")
    assert [b.name for b in result.brands] == ["大疆"]
    assert kinds(result) == [FaultKind.COLUMN_UNKNOWN]


def test_a_row_without_a_name_is_named_by_its_row_and_the_others_are_kept(tmp_path: Path) -> None:
    result = read(tmp_path, "name,classes\nHaier,11\n,9\nMidea,11\n")
    fault = only_fault(result)
    assert (fault.kind, fault.record) == (FaultKind.ROW_WITHOUT_NAME, "row 3")
    assert [b.name for b in result.brands] == ["Haier", "Midea"]


def test_blank_rows_are_silent_but_counted(tmp_path: Path) -> None:
    result = read(tmp_path, "\nname,classes\n\n , \nHaier,11\n,9\n")
    assert only_fault(result).record == "row 6"
    assert [b.name for b in result.brands] == ["Haier"]


def test_a_line_break_in_a_quoted_cell_does_not_shift_the_row_numbers(tmp_path: Path) -> None:
    result = read(tmp_path, 'name,goods\nHaier,"fridges\nand\nfreezers"\n,x\n')
    assert only_fault(result).record == "row 3 (line 5)"


def test_an_unclosed_quote_costs_its_own_row_only(tmp_path: Path) -> None:
    rows = [f"Brand{n:03},x" for n in range(200)]
    rows[10] = '"Brand010,x'
    result = read(tmp_path, "name,goods\n" + "\n".join(rows))
    fault = only_fault(result)
    assert (fault.kind, fault.record) == (FaultKind.ROW_MALFORMED, "row 12")
    assert len(result.brands) == 199


def test_a_row_with_more_cells_than_the_header_is_malformed(tmp_path: Path) -> None:
    result = read(tmp_path, "name,classes\nHaier,9,25\nMidea,11,\n")
    assert (only_fault(result).kind, only_fault(result).record) == (FaultKind.ROW_MALFORMED, "row 2")
    assert [b.name for b in result.brands] == ["Midea"]


@pytest.mark.parametrize("content", ["", "\n\n", "﻿", "name,classes\n", "name\n\n\n"])
def test_a_watchlist_without_brands_is_empty(tmp_path: Path, content: str) -> None:
    assert kinds(read(tmp_path, content)) == [FaultKind.EMPTY_WATCHLIST]


def test_two_brands_with_one_id_are_both_named_and_the_first_is_kept(tmp_path: Path) -> None:
    result = read(tmp_path, "name,brand_id\nHaier,1\nMidea,2\nGree,1\n")
    fault = only_fault(result)
    assert fault.kind is FaultKind.DUPLICATE_BRAND
    assert (fault.record, fault.detail) == ("row 4", "1 Gree; row 2")
    assert [b.name for b in result.brands] == ["Haier", "Midea"]


def test_the_same_brand_twice_without_an_id_is_a_duplicate(tmp_path: Path) -> None:
    fault = only_fault(read(tmp_path, "name,enterprise\n海尔,青岛\n海尔,青岛\n"))
    assert (fault.kind, fault.detail) == (FaultKind.DUPLICATE_BRAND, "海尔; row 2")


def test_one_name_in_two_enterprises_is_two_brands(tmp_path: Path) -> None:
    result = read(tmp_path, "name,enterprise\n熊猫,南京\n熊猫,成都\n")
    assert result.faults == ()
    assert len({b.brand_id for b in result.brands}) == 2


@pytest.mark.parametrize("cell", ["46", "0", "3545", "9.5", "第九类", "IX", "-9"])
def test_a_class_that_is_none_is_left_out_and_told(tmp_path: Path, cell: str) -> None:
    result = read(tmp_path, f"name,classes\nHaier,{cell};11\n")
    fault = only_fault(result)
    assert (fault.kind, fault.record, fault.detail) == (FaultKind.BAD_CLASS, "row 2", cell)
    assert result.brands[0].classes == (11,)


@pytest.mark.parametrize(
    "cell",
    [
        "9|25",
        "9;25",
        "9；25",
        "9｜25",
        '"9,25"',
        "9，25",
        "9、25",
        "25 9",
        "第9类、第25类",
        "09/25",
        "9.0|25.0",
    ],
)
def test_classes_may_be_parted_in_many_ways(tmp_path: Path, cell: str) -> None:
    result = read(tmp_path, f"name,classes\nHaier,{cell}\n")
    assert result.faults == ()
    assert result.brands[0].classes == (9, 25)


@pytest.mark.parametrize(
    ("cell", "codes"),
    [
        ("us", ("US",)),
        ("EU;UK", ("EM", "GB")),
        ("韩国、越南", ("KR", "VN")),
        ("Brazil|Türkiye", ("BR", "TR")),
        ("香港|澳门|台湾", ("HK", "MO", "TW")),
        ("全球", ()),
        ("OA|AP|BX|WO", ("OA", "AP", "BX", "WO")),
    ],
)
def test_markets_are_codes_or_names_of_countries(tmp_path: Path, cell: str, codes: tuple[str, ...]) -> None:
    assert read(tmp_path, f"name,markets\nHaier,{cell}\n").brands[0].markets == codes


def test_an_unknown_market_is_left_out_and_told(tmp_path: Path) -> None:
    result = read(tmp_path, "name,markets\nHaier,US|QQ|Atlantis\n")
    assert [(f.kind, f.detail) for f in result.faults] == [
        (FaultKind.BAD_MARKET, "QQ"),
        (FaultKind.BAD_MARKET, "Atlantis"),
    ]
    assert result.brands[0].markets == ("US",)


@pytest.mark.parametrize("cells", ["99,", ",火星", "99,US", "9,火星", "99,火星", ",Ｕ Ｓ"])
def test_a_row_with_nothing_left_of_a_filled_cell_is_left_out_not_watched_in_all(
    tmp_path: Path, cells: str
) -> None:
    result = read(tmp_path, f"name,classes,markets\nHaier,{cells}\nGree,,\n")
    assert [b.name for b in result.brands] == ["Gree"]
    assert FaultKind.NONE_LEFT in kinds(result)


def test_a_fault_speaks_no_parser_s_language(tmp_path: Path) -> None:
    torn = read(tmp_path, b"PK\x03\x04 torn", "b.xlsx")
    assert only_fault(torn).says("zh").endswith("不是可读的 Excel 文件，请另存为 XLSX")
    assert only_fault(read(tmp_path, b"name\n\xff\xfe\xfd\n")).detail == ""
    market = read(tmp_path, "name,markets\nHaier,US|火星\n").faults[0].says("zh")
    assert "中文名、英文名或两字母代码" in market


def test_an_unknown_column_is_told_and_ignored(tmp_path: Path) -> None:
    result = read(tmp_path, "name,备注,\nHaier,x,\n")
    assert (only_fault(result).kind, only_fault(result).detail) == (FaultKind.COLUMN_UNKNOWN, "备注")
    assert [b.name for b in result.brands] == ["Haier"]


def test_a_missing_name_column_lists_the_headings_found(tmp_path: Path) -> None:
    result = read(tmp_path, "编号,备注\n1,海尔\n")
    fault = only_fault(result)
    assert fault.kind is FaultKind.COLUMN_MISSING
    assert (fault.record, fault.column, fault.detail) == ("row 1", "品牌名称 / name", "编号, 备注")
    assert result.brands == ()


@pytest.mark.parametrize(
    "content",
    [
        "name\nMüller\n".encode("latin-1"),
        "name\nJosé\n".encode("cp1252"),
        "name\n海尔\n".encode("utf-16"),
        b"name\n\xff\xfe\xfd\n",
        "name\nСамсунг".encode("koi8-r")[:-1] + b"\x80\n",
    ],
)
def test_an_encoding_that_is_neither_is_said(tmp_path: Path, content: bytes) -> None:
    assert kinds(read(tmp_path, content)) == [FaultKind.WRONG_ENCODING]


def test_an_old_excel_file_is_told_how_to_be_saved(tmp_path: Path) -> None:
    result = read(tmp_path, bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600), "brands.xls")
    assert only_fault(result).kind is FaultKind.NOT_A_WATCHLIST
    assert ".xlsx" in only_fault(result).says("zh")


@pytest.mark.parametrize("content", [b"%PDF-1.7\n%abc", b"\x89PNG\r\n\x1a\n", b"a\x00b\x00"])
def test_a_file_of_another_kind_is_no_watchlist(tmp_path: Path, content: bytes) -> None:
    assert kinds(read(tmp_path, content)) == [FaultKind.NOT_A_WATCHLIST]


def test_a_web_page_is_no_watchlist(tmp_path: Path) -> None:
    assert kinds(read(tmp_path, "<!DOCTYPE html><html>login</html>")) == [FaultKind.NOT_THE_FILE]


def test_a_missing_file_and_a_folder_are_said(tmp_path: Path) -> None:
    assert kinds(read_watchlist(tmp_path / "none.csv")) == [FaultKind.FILE_MISSING]
    assert kinds(read_watchlist(tmp_path)) == [FaultKind.FILE_MISSING]


def test_a_workbook_is_recognised_by_its_content(tmp_path: Path) -> None:
    content = workbook([["品牌", "类别", "市场"], ["海尔", 9.0, "EU"], [361, "11、7", None]])
    result = read(tmp_path, content, "brands.csv")
    assert result.faults == ()
    assert [(b.name, b.classes, b.markets) for b in result.brands] == [
        ("海尔", (9,), ("EM",)),
        ("361", (7, 11), ()),
    ]


def test_a_workbook_is_read_from_the_sheet_that_has_the_columns(tmp_path: Path) -> None:
    content = workbook([["name"], ["Haier"]], before=[["填写说明"], ["请在第二张表填写"]])
    assert [b.name for b in read(tmp_path, content, "b.xlsx").brands] == ["Haier"]


def test_rows_of_a_workbook_are_numbered_as_excel_does(tmp_path: Path) -> None:
    content = workbook([["name", "classes"], ["Haier", 11], [None, None], [None, 9], ["Gree", 99]])
    result = read(tmp_path, content, "b.xlsx")
    assert [(f.kind, f.record) for f in result.faults] == [
        (FaultKind.ROW_WITHOUT_NAME, "row 4"),
        (FaultKind.BAD_CLASS, "row 5"),
        (FaultKind.NONE_LEFT, "row 5"),
    ]


def test_a_cell_that_became_a_date_is_told(tmp_path: Path) -> None:
    rows = [["name", "classes"], [dt.date(2026, 7, 11), 9], ["Haier", dt.date(2026, 9, 12)]]
    result = read(tmp_path, workbook(rows), "b.xlsx")
    assert [(f.kind, f.record) for f in result.faults] == [
        (FaultKind.CELL_IS_DATE, "row 2"),
        (FaultKind.ROW_WITHOUT_NAME, "row 2"),
        (FaultKind.CELL_IS_DATE, "row 3"),
    ]
    assert [b.name for b in result.brands] == ["Haier"]


def test_an_error_of_excel_is_an_empty_cell(tmp_path: Path) -> None:
    result = read(tmp_path, workbook([["name", "goods"], ["#N/A", "x"], ["Haier", "#REF!"]]), "b.xlsx")
    assert kinds(result) == [FaultKind.ROW_WITHOUT_NAME]
    assert result.brands[0].goods == ""


def test_a_workbook_far_down_and_wide_is_bounded(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = "name"
    book.active["A2"] = "Haier"
    book.active["XFD1048576"] = "far away"
    stream = io.BytesIO()
    book.save(stream)
    result = read(tmp_path, stream.getvalue(), "b.xlsx")
    assert [b.name for b in result.brands] == ["Haier"]


def repacked(content: bytes, member: str, data: bytes) -> bytes:
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, data if name == member else old.read(name))
        if member not in old.namelist():
            new.writestr(member, data)
    return stream.getvalue()


def test_a_workbook_that_unpacks_too_large_is_refused(tmp_path: Path) -> None:
    bomb = repacked(workbook([["name"], ["Haier"]]), "xl/media/big.bin", bytes(MAX_UNPACKED_BYTES + 1))
    assert len(bomb) < 1_000_000
    assert kinds(read(tmp_path, bomb, "b.xlsx")) == [FaultKind.ZIP_UNSAFE]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_workbook_that_declares_entities_is_refused(tmp_path: Path, encoding: str) -> None:
    xml = '<!DOCTYPE a [<!ENTITY b "c">]><sst/>'.encode(encoding)
    content = repacked(workbook([["name"], ["Haier"]]), "xl/sharedStrings.xml", xml)
    result = read(tmp_path, content, "b.xlsx")
    assert kinds(result) == [FaultKind.ENTITY_DECLARED]
    assert result.faults[0].file.endswith("!xl/sharedStrings.xml")


def test_a_truncated_workbook_is_broken(tmp_path: Path) -> None:
    content = workbook([["name"], ["Haier"]])
    assert kinds(read(tmp_path, content[: len(content) // 2], "b.xlsx")) == [FaultKind.WORKBOOK_BROKEN]


def test_a_workbook_with_a_damaged_sheet_is_broken(tmp_path: Path) -> None:
    content = repacked(workbook([["name"], ["Haier"]]), "xl/worksheets/sheet1.xml", b"<worksheet><sheetData>")
    assert kinds(read(tmp_path, content, "b.xlsx")) == [FaultKind.WORKBOOK_BROKEN]


def test_a_zip_that_is_no_workbook_is_said(tmp_path: Path) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        package.writestr("word/document.xml", "<x/>")
    assert kinds(read(tmp_path, stream.getvalue(), "b.xlsx")) == [FaultKind.WORKBOOK_BROKEN]


def test_a_derived_id_does_not_depend_on_case_width_or_spacing() -> None:
    assert derived_id("青岛海尔", "Haier ") == derived_id("青岛海尔", "ＨＡＩＥＲ")
    assert derived_id("a", "bc") != derived_id("ab", "c")


CELLS = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=12).filter(
    lambda s: s.strip() and not set("|;；｜\n\r") & set(s)
)


@settings(max_examples=60)
@given(names=st.lists(CELLS, min_size=1, max_size=8), tail=st.binary(max_size=40))
def test_any_bytes_give_an_answer_and_reading_twice_gives_the_same(
    tmp_path_factory: pytest.TempPathFactory, names: list[str], tail: bytes
) -> None:
    path = tmp_path_factory.mktemp("w") / "b.csv"
    path.write_bytes(b"name\n" + "\n".join(names).encode() + b"\n" + tail)
    first = read_watchlist(path)
    assert first == read_watchlist(path)
    assert first.brands or first.faults
    assert len({b.brand_id for b in first.brands}) == len(first.brands)


@settings(max_examples=60)
@given(names=st.lists(CELLS, min_size=1, max_size=8, unique_by=lambda s: derived_id("", s)))
def test_every_quoted_name_comes_back(tmp_path_factory: pytest.TempPathFactory, names: list[str]) -> None:
    path = tmp_path_factory.mktemp("w") / "b.csv"
    quoted = ['"' + name.replace('"', '""') + '"' for name in names]
    path.write_text("name\n" + "\n".join(quoted) + "\n", "utf-8", newline="")
    found = read_watchlist(path)
    written = [name for name in names if not is_blank(name)]
    assert len(found.brands) + kinds(found).count(FaultKind.ROW_WITHOUT_NAME) == len(written)


def test_addresses_days_shown_and_least_prices_are_read_and_what_is_none_is_named(tmp_path: Path) -> None:
    file = tmp_path / "w.csv"
    file.write_text(
        "品牌,所有人地址,参展记录,最低售价\n"
        "青鹭海,深圳市科技路88号,2026-04-15 广交会|上架：2026/3/1 Amazon|去年,USD 39.90;EUR 35;便宜\n",
        encoding="utf-8",
    )
    read = read_watchlist(file)
    (brand,) = read.brands
    assert brand.addresses == ("深圳市科技路88号",)
    assert [(e.kind, str(e.day), e.where) for e in brand.shown] == [
        ("fair", "2026-04-15", "广交会"),
        ("listing", "2026-03-01", "Amazon"),
    ]
    assert [(str(p.amount), p.currency) for p in brand.prices] == [("39.90", "USD"), ("35", "EUR")]
    assert [(f.kind.value, f.detail) for f in read.faults] == [
        ("bad-exposure", "去年"),
        ("bad-least-price", "便宜"),
    ]
