"""Workbooks made to hurt are refused before they are unpacked, and a formula without a value is said."""

import io
import struct
import time
import zipfile

import openpyxl
import pytest

from domain.fault_kind import FaultKind
from watchlists.read import WatchlistRead, read_content


def workbook(rows: list[list[object]]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def repacked(content: bytes, parts: dict[str, bytes]) -> bytes:
    """The workbook with these parts besides, or in place of its own."""
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, part in parts.items():
            new.writestr(name, part)
    return held.getvalue()


def lying(content: bytes, name: str, size: int) -> bytes:
    """The package with another unpacked size of one member, in its list and before the member itself."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        member = package.getinfo(name)
    said, true = struct.pack("<I", size), struct.pack("<I", member.file_size)
    changed = bytearray(content)
    at = member.header_offset + 22
    assert changed[at : at + 4] == true
    changed[at : at + 4] = said
    entry = changed.rindex(name.encode())
    assert changed[entry - 22 : entry - 18] == true
    changed[entry - 22 : entry - 18] = said
    return bytes(changed)


def only_kind(read: WatchlistRead) -> FaultKind:
    assert read.brands == ()
    (fault,) = read.faults
    return fault.kind


GOOD = workbook([["品牌"], ["青鹭海"]])
SHEET = "xl/worksheets/sheet1.xml"
ZEROES = bytes(40_000_000)


@pytest.mark.parametrize(
    "content",
    [
        repacked(GOOD, {SHEET: ZEROES}),
        repacked(GOOD, {"xl/sharedStrings.xml": ZEROES}),
        repacked(GOOD, {"xl/media/image1.png": bytes(140_000_000)}),
        repacked(GOOD, {f"xl/media/{number}.png": b"" for number in range(2_100)}),
        repacked(GOOD, {"x" * 60_000 + str(number): b"" for number in range(20)}),
    ],
    ids=["sheet", "strings", "picture", "members", "names"],
)
def test_a_bomb_named_xlsx_is_refused_at_once(content: bytes) -> None:
    started = time.monotonic()
    assert only_kind(read_content(content, "bomb.xlsx")) is FaultKind.ZIP_UNSAFE
    assert time.monotonic() - started < 5


def test_a_bomb_that_lies_about_its_size_unpacks_no_more_than_it_says() -> None:
    bomb = lying(repacked(GOOD, {SHEET: ZEROES}), SHEET, 900)
    assert len(bomb) < 100_000
    assert only_kind(read_content(bomb, "bomb.xlsx")) is FaultKind.WORKBOOK_BROKEN


def test_a_list_of_few_brands_may_hold_few_rows_and_little_xml() -> None:
    rows = [["品牌"], *[[f"品牌{number}"] for number in range(60)]]
    read = read_content(workbook(rows), "b.xlsx", most=10)
    assert len(read.brands) == 10
    assert read.faults[-1].kind is FaultKind.TOO_MANY_BRANDS
    large = repacked(GOOD, {"xl/extra.xml": b"<a/>" + b"".join(b"%d" % n for n in range(40_000))})
    assert only_kind(read_content(large, "b.xlsx", most=10)) is FaultKind.ZIP_UNSAFE


def test_a_formula_is_no_value_and_is_said_where_it_stands() -> None:
    read = read_content(workbook([["品牌", "权利人"], ["=A9&B9", "甲"], ["青鹭海", "=1+1"]]), "b.xlsx")
    assert [(one.kind, one.record, one.column) for one in read.faults] == [
        (FaultKind.CELL_IS_FORMULA, "row 2", "品牌"),
        (FaultKind.ROW_WITHOUT_NAME, "row 2", "品牌"),
        (FaultKind.CELL_IS_FORMULA, "row 3", "权利人"),
    ]
    assert [(brand.name, brand.owners) for brand in read.brands] == [("青鹭海", ())]


def test_what_no_database_takes_is_left_out_of_a_cell() -> None:
    read = read_content(b"name,goods\nqing\x00lu,a\x0bb\n" + b" " * 9, "b.csv")
    assert read.brands == () or read.brands[0].name == "qinglu"
    padded = b"name,goods\n" + b"ok,fine\n" * 600 + b"qing\x00lu,a\x0bb\n"
    assert read_content(padded, "b.csv").brands[-1].name == "qinglu"
