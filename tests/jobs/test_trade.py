"""Export figures taken in once, corrected with their history, and laid beside risk."""

import datetime as dt
from decimal import Decimal

import pytest
from django.utils import timezone

from domain.brand import Brand
from domain.period import Period
from domain.report import Order, ReportKind
from jobs.reporting import make_report
from jobs.trade import codes_of, import_trade, review_trade
from reports.trade_review import finding
from storage import models
from storage.brands import save_brands
from storage.industry_codes import save_codes
from storage.trade import corrections, imports
from storage.viewers import NotVisible, Viewer
from watchlists.industry_codes import BadCodes, codes_text, read_codes

STAFF = Viewer(user_id=None, staff=True)
HEAD = "数据年月,商品编码,贸易伙伴名称,注册地名称,贸易方式名称,美元\n"


def taken(*rows: str, head: str = HEAD) -> object:
    return import_trade(STAFF, (head + "\n".join(rows)).encode(), "海关.csv", by="staff")[1]


def named(code: str, language: str) -> str:
    return code


@pytest.fixture
def hoses(db: None) -> None:
    """An enterprise of hoses with two brands that name the US, one of them registered there."""
    save_brands([
        Brand(brand_id="a", name="拓泽力", enterprise="拓泽液压管公司", markets=("US",)),
        Brand(brand_id="b", name="拓泽强", enterprise="拓泽液压管公司", markets=("US", "BR")),
    ])  # fmt: skip
    models.Enterprise.objects.update(industry="液压管")
    models.BrandRight.objects.create(brand=models.Brand.objects.get(brand_id="a"), office="US", number="1")


def test_the_same_file_again_changes_nothing_and_a_corrected_figure_keeps_its_past(hoses: None) -> None:
    first = taken("202601,400921,美国,,,100", "202601,400921,巴西,,,50")
    assert (first.added, first.corrected, first.again) == (2, 0, False)
    later = taken("202601,400921,美国,,,130", "202601,400921,巴西,,,50")
    assert (later.added, later.corrected, later.same) == (0, 1, 1)
    assert taken("202601,400921,美国,,,100", "202601,400921,巴西,,,50").again
    assert models.TradeFigure.objects.filter(superseded_at__isnull=True).count() == 2
    assert len(imports(STAFF)) == 2
    ((figure, said),) = corrections(STAFF)
    assert figure.partner == "US"
    assert [(one.value, one.import_id) for one in said] == [
        (Decimal(130), later.import_id),
        (Decimal(100), first.import_id),
    ]


def test_growth_is_of_the_same_months_and_is_not_told_without_them(hoses: None) -> None:
    taken("202601,400921,美国,,,140", "202602,400921,美国,,,140", "202501,400921,美国,,,100")
    found = review_trade(STAFF, "液压管", Period.of("2026"))
    assert found.trade.exports.missing == (dt.date(2025, 2, 1),)
    assert found.trade.exports.total.growth is None
    assert "无法计算" in finding(found.markets[0], found.trade, named, "zh")
    taken("202502,400921,美国,,,100")
    found = review_trade(STAFF, "液压管", Period.of("2026"))
    (us, brazil) = found.markets
    assert (us.trade.now, us.trade.growth) == (Decimal(280), Decimal("40.0"))
    assert finding(us, found.trade, named, "en") == (
        "US: exports up 40.0 %, 0 alerts, 1 of 2 brands with no registration known."
    )
    assert (brazil.trade.now, brazil.risk.unregistered) == (Decimal(0), 1)


def test_nothing_is_added_twice_where_codes_and_modes_hold_each_other(hoses: None) -> None:
    taken(
        "202601,4009,美国,,,1000", "202601,40092100,美国,,,600",
        "202602,400921,美国,,一般贸易,30", "202602,400921,美国,,加工贸易,20", "202602,400921,美国,,,50",
        "202601,02013000,美国,,,7777",
    )  # fmt: skip
    found = review_trade(STAFF, "液压管", Period.of("2026Q1"))
    assert found.trade.exports.total.now == Decimal(1050)
    of_henan = taken("202603,400921,美国,河南省,一般贸易,30", "202603,400921,美国,河南省,加工贸易,20")
    assert of_henan.added == 2
    found = review_trade(STAFF, "液压管", Period.of("2026Q1"), key="customs.USD.河南省")
    assert (found.trade.series.region, found.trade.exports.total.now) == ("河南省", Decimal(50))


def test_the_centre_s_own_codes_take_the_place_of_those_given_and_of_nobody_else(hoses: None) -> None:
    assert {one.hs for one in codes_of(STAFF, "液压管")} == {"4009", "391731", "8307"}
    typed = read_codes("液压管", "4009.21,钢丝增强,metal,海关税则 2026,2026-11-30,verified\n")
    assert read_codes("液压管", codes_text(typed)) == typed
    assert save_codes(STAFF, "液压管", typed, by="staff")
    assert not save_codes(STAFF, "液压管", typed, by="staff")
    assert [one.hs for one in codes_of(STAFF, "液压管")] == ["400921"]
    assert codes_of(STAFF, "食品")[0].hs == "16"
    assert save_codes(STAFF, "液压管", (), by="staff")
    assert codes_of(STAFF, "液压管") == ()
    for wrong in ("123", "40 09\n4009", "4009,x,y,z,2026-13-01"):
        with pytest.raises(BadCodes):
            read_codes("液压管", wrong)
    with pytest.raises(NotVisible):
        codes_of(Viewer(user_id=1, staff=False), "液压管")


def test_the_annual_report_has_a_chapter_whose_amounts_name_their_imports(hoses: None) -> None:
    order = Order(
        kind=ReportKind.ANNUAL, period=Period.of("2026"), as_of=timezone.now() + dt.timedelta(minutes=1), industries=("液压管",)
    )  # fmt: skip
    assert not [one for one in make_report(STAFF, order).figures() if one.startswith("trade.")]
    first = taken("202601,400921,美国,,,140", "202501,400921,美国,,,100")
    figures = make_report(STAFF, order).figures()
    now = figures["trade.液压管.US.now"]
    assert (now.value, now.currency, now.ids) == (Decimal(140), "USD", (f"import-{first.import_id}",))
    assert figures["trade.液压管.US.change"].value == Decimal("40.0")
    before = models.TradeFigure.objects.get(value=140).kept_at + dt.timedelta(microseconds=1)
    taken("202601,400921,美国,,,999")
    then = Order(kind=order.kind, period=order.period, as_of=before, industries=order.industries)
    assert make_report(STAFF, then).figures()["trade.液压管.US.now"].value == Decimal(140)


def test_an_annual_report_of_all_industries_keeps_those_that_had_codes_at_its_instant(hoses: None) -> None:
    save_codes(
        STAFF, "阀门", read_codes("阀门", "8481,阀门,valves,海关税则 2026,2026-11-30,verified"), by="staff"
    )
    taken("202601,400921,美国,,,140", "202601,848180,美国,,,70", "202601,940360,美国,,,5")
    order = Order(kind=ReportKind.ANNUAL, period=Period.of("2026"), as_of=timezone.now())
    counted = {"trade.液压管.US.now": Decimal(140), "trade.阀门.US.now": Decimal(70)}

    def amounts() -> dict[str, object]:
        figures = make_report(STAFF, order).figures()
        return {name: one.value for name, one in figures.items() if name.endswith(".US.now")}

    assert amounts() == counted
    models.Enterprise.objects.update(industry="家具")
    save_codes(
        STAFF, "家具", read_codes("家具", "9403,家具,furniture,海关税则 2026,2026-11-30,verified"), by="staff"
    )
    assert amounts() == counted
