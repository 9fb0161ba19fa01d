"""What a list would do to an enterprise's brands, told before it is done; and a list that goes out comes in unchanged."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from domain.brand import Brand
from domain.fault_kind import FaultKind
from domain.history import Exposure, ExposureKind, UsualPrice
from reports.watchlist_table import watchlist_csv, watchlist_xlsx
from watchlists.plan import ImportPlan, plan_import
from watchlists.read import derived_id, read_content

OURS = "甲公司"
KNOWN = Brand(
    brand_id="B1",
    name="青鹭海",
    enterprise=OURS,
    aliases=("QINGLUHAI", "=cmd|x", "@home"),
    owners=("甲公司", "Jia & Co., Ltd."),
    authorised=("-Dealer", "+Dealer"),
    classes=(29, 30),
    markets=("US", "EM"),
    goods='=鱼\n罐头, "咸"',
    addresses=("1 Fish Street",),
    shown=(
        Exposure(kind=ExposureKind.FAIR, day=dt.date(2026, 4, 15), where="广交会"),
        Exposure(kind=ExposureKind.LISTING, day=dt.date(2026, 3, 1), where="Amazon US"),
        Exposure(kind=ExposureKind.HOME_PUBLICATION, day=dt.date(2026, 1, 2), where=""),
    ),
    prices=(UsualPrice(amount=Decimal("39.90"), currency="USD"),),
)


def plan(typed: str, **rest: object) -> ImportPlan:
    options: dict[str, object] = {"enterprise": OURS, "known": [KNOWN], "file": "b.csv"} | rest
    return plan_import(read_content(typed.encode(), "b.csv"), **options)  # type: ignore[arg-type]


@pytest.mark.parametrize("write", [watchlist_csv, watchlist_xlsx])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_was_exported_changes_nothing_when_it_is_imported(write: object, language: str) -> None:
    known = [
        replace(KNOWN, aliases=("QINGLUHAI", "@home")),
        replace(KNOWN, brand_id="B2", name="=2", aliases=()),
    ]
    content = write(known, language)  # type: ignore[operator]
    found = plan_import(read_content(content, "b"), file="b", enterprise=OURS, known=known)
    assert (found.added, found.changed, found.faults) == ((), (), ())
    assert len(found.left) == 2


def test_no_cell_of_an_export_is_a_formula() -> None:
    lines = watchlist_csv([KNOWN], "zh").decode("utf-8-sig").splitlines()
    assert not any(
        cell.lstrip('"').startswith(("=", "+", "-", "@")) for line in lines for cell in line.split(",")
    )


def test_a_template_is_read_back_without_a_brand_and_without_an_unknown_column() -> None:
    for write in (watchlist_csv, watchlist_xlsx):
        for language in ("zh", "en"):
            read = read_content(write(None, language), "t")
            assert [one.kind for one in read.faults] == [FaultKind.EMPTY_WATCHLIST]


def test_what_the_list_has_no_column_for_stays() -> None:
    found = plan("品牌,市场\n青鹭海,JP\n")
    (one,) = found.changed
    assert one.fields == ("markets",)
    assert one.after == replace(KNOWN, markets=("JP",))
    assert one.row == "row 2"


def test_a_cell_that_could_not_be_read_empties_nothing() -> None:
    found = plan("品牌,权利人,市场\n青鹭海,=A1,JP\n")
    assert [one.kind for one in found.faults] == [FaultKind.CELL_IS_FORMULA]
    assert [one.fields for one in found.changed] == [("markets",)]


def test_a_row_without_an_id_is_the_brand_of_its_name_else_a_new_one() -> None:
    found = plan(
        "品牌,市场\nＱ１,US\n青鹭海,US|EM\n", known=[KNOWN, replace(KNOWN, brand_id="B2", name="q1")]
    )
    assert [one.after.brand_id for one in found.changed] == ["B2"]
    assert [one.after.brand_id for one in found.left] == ["B1"]
    (new,) = plan("品牌\n新牌\n").added
    assert (new.after.enterprise, new.after.brand_id) == (OURS, derived_id(OURS, "新牌"))


def test_a_row_of_another_enterprise_and_an_id_of_somebody_else_are_refused_and_named() -> None:
    found = plan("品牌,编号,企业\n甲牌,X1,乙公司\n乙牌,X2, 甲公司 \n丙牌,X3,\n", taken={"X3"})
    assert [(one.kind, one.record) for one in found.faults] == [
        (FaultKind.OTHER_ENTERPRISE, "row 2"),
        (FaultKind.BRAND_ID_TAKEN, "row 4"),
    ]
    assert [one.after.name for one in found.added] == ["乙牌"]
    assert found.unnamed == 1


def test_one_brand_named_twice_is_told_once() -> None:
    found = plan("品牌,编号,市场\n青鹭海,B1,US\n青鹭海,,JP\n")
    assert [(one.kind, one.detail) for one in found.faults] == [(FaultKind.DUPLICATE_BRAND, "青鹭海; row 2")]
    assert len(found.changed) == 1


def test_the_key_is_that_of_what_would_be_written() -> None:
    typed = "品牌,市场\n青鹭海,JP\n"
    assert plan(typed).key == plan(typed).key
    assert plan(typed).key != plan(typed, known=[replace(KNOWN, goods="x")]).key
    again = plan("品牌\n青鹭海\n", unwatched={"B1"})
    assert [one.again for one in again.changed] == [True]
    assert again.key != plan("品牌\n青鹭海\n").key
