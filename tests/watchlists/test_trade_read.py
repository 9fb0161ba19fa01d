"""Files of export figures: both sources, both encodings, and what is wrong named with its place."""

import datetime as dt
import io
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from domain.fault_kind import FaultKind
from domain.trade import TradeSource
from watchlists.trade_read import MOST_FAULTS, read_trade

HEAD = (
    "数据年月,商品编码,商品名称,贸易伙伴编码,贸易伙伴名称,贸易方式编码,贸易方式名称,注册地编码,注册地名称,"
    "第一数量,第一计量单位,第二数量,第二计量单位,美元,"
)
ROW = '202603,40092100,加强管,502,美国,10,一般贸易,41,河南省,"1,200",米,"3,400",千克,"12,345",'
COMTRADE = (
    "period,reporterISO,flowCode,partnerISO,partnerDesc,partner2Code,cmdCode,customsCode,motCode,qty,qtyUnitAbbr,netWgt,"
    "primaryValue"
)


def customs(*rows: str, encoding: str = "gb18030") -> bytes:
    return "\r\n".join((HEAD, *rows, "")).encode(encoding)


def test_a_row_of_the_customs_file_is_a_figure_whatever_it_was_saved_as() -> None:
    for content in (customs(ROW), customs(ROW, encoding="utf-8"), customs(ROW, encoding="utf-8-sig")):
        (figure,) = read_trade(content, "a.csv").figures
        assert figure.source is TradeSource.CUSTOMS
        assert figure.key[1:] == ("河南省", "一般贸易", "40092100", "US", dt.date(2026, 3, 1), "USD")
        assert (figure.value, figure.quantity, figure.unit, figure.weight_kg) == (
            Decimal(12345),
            Decimal(1200),
            "米",
            Decimal(3400),
        )


def test_a_workbook_gives_back_the_zero_it_took_from_a_code() -> None:
    book = Workbook()
    book.active.append(["数据年月", "商品编码", "贸易伙伴名称", "人民币"])
    book.active.append([202603, 2013000, "俄罗斯联邦", 7.5])
    held = io.BytesIO()
    book.save(held)
    (figure,) = read_trade(held.getvalue(), "a.xlsx").figures
    assert (figure.hs, figure.partner, figure.currency, figure.value) == (
        "02013000",
        "RU",
        "CNY",
        Decimal("7.50"),
    )


def test_comtrade_gives_exports_of_china_alone_and_no_totals_or_parts() -> None:
    content = "\n".join((
        COMTRADE,
        "202603,CHN,X,KOR,Rep. of Korea,0,400921,C00,0,5,m,9,1000.25",
        "202603,CHN,X,W00,World,0,400921,C00,0,,,,5000",
        "202603,CHN,X,KOR,Rep. of Korea,0,400921,C00,2100,,,,400",
        "202603,CHN,M,KOR,Rep. of Korea,0,400921,C00,0,,,,7",
        "202603,USA,X,KOR,Rep. of Korea,0,400921,C00,0,,,,8",
    )).encode()  # fmt: skip
    read = read_trade(content, "c.csv")
    (figure,) = read.figures
    assert (figure.partner, figure.value, figure.weight_kg) == ("KR", Decimal("1000.25"), Decimal(9))
    assert {one.kind: one.detail for one in read.faults} == {
        FaultKind.SUM_ROWS: "2",
        FaultKind.NOT_EXPORTS: "2",
    }


def test_what_is_wrong_names_row_and_column_and_the_rest_is_taken() -> None:
    read = read_trade(
        customs(
            ROW,
            ROW.replace("40092100", "4o09"),
            ROW.replace("202603", "202601-202603"),
            ROW.replace('"12,345"', "-3"),
            ROW.replace("美国", "火星"),
            ROW.replace('"12,345"', '"12,346"'),
            ROW,
        ),
        "a.csv",
    )
    assert [one.partner for one in read.figures] == ["US", "火星"]
    found = [(one.kind, one.record, one.column) for one in read.faults if one.record]
    assert found == [
        (FaultKind.BAD_HS_CODE, "row 3", "商品编码"),
        (FaultKind.BAD_MONTH, "row 4", "数据年月"),
        (FaultKind.BAD_FIGURE, "row 5", "美元"),
        (FaultKind.PARTNER_UNKNOWN, "row 6", "贸易伙伴名称"),
        (FaultKind.FIGURE_TWICE, "row 7", ""),
    ]
    assert "12346" in read.faults[-1].says("en")


def test_a_file_that_is_no_table_of_exports_says_so_and_faults_are_not_listed_without_end() -> None:
    assert [one.kind for one in read_trade(b"", "a.csv").faults] == [FaultKind.NO_FIGURES]
    assert [one.kind for one in read_trade("名称,价格\n甲,1\n".encode(), "a.csv").faults] == [
        FaultKind.FIGURE_COLUMNS
    ]
    many = read_trade(customs(*[ROW.replace("40092100", "x")] * (MOST_FAULTS + 9)), "a.csv").faults
    assert [one.kind for one in many[-2:]] == [FaultKind.MORE_FAULTS, FaultKind.NO_FIGURES]
    assert len(many) == MOST_FAULTS + 2


@given(
    st.lists(
        st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=12), max_size=14
    )
)
def test_no_cell_whatever_it_holds_breaks_the_reading(cells: list[str]) -> None:
    written = ",".join('"' + one.replace('"', '""') + '"' for one in cells)
    read = read_trade(customs(ROW, written, encoding="utf-8"), "a.csv")
    assert read.figures[0].partner == "US"


@given(st.decimals(min_value=0, max_value=10**12, places=2))
def test_an_amount_is_read_as_it_was_written_with_its_thousands(amount: Decimal) -> None:
    (figure,) = read_trade(customs(ROW.replace('"12,345"', f'"{amount:,}"')), "a.csv").figures
    assert figure.value == amount
