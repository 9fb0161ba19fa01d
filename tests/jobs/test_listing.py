"""Files of the centre's lists: what is exported is read back, and nothing counts twice."""

import datetime as dt
from dataclasses import replace

import pytest

from domain.adviser import Adviser, AdviserKind
from domain.brand import Brand
from domain.case import Right
from domain.fault_kind import FaultKind
from domain.list_fields import Listed
from domain.lists import BrandRight, Level, ListedFair, ListItem, ListKind, Shop
from jobs.listing import ListChanged, confirm_list, import_list, list_plan_of, plan_of_upload
from reports.list_table import list_csv, list_xlsx
from storage import models
from storage.adviser_lists import advisers, pair_agencies, save_adviser
from storage.brands import save_brands
from storage.list_changes import add_entry
from storage.list_imports import listed_now
from storage.list_uploads import keep_list_upload, list_upload
from storage.viewers import Viewer
from watchlists.list_columns import headings_of

STAFF = Viewer(user_id=None, staff=True, platform_admin=True)
TEA, PIPE = "漯河茶点食品有限公司", "漯河液压管有限公司"
DAY = dt.date(2027, 3, 1)
SIAL = ListedFair(
    name="SIAL Paris",
    office="FR",
    city="巴黎",
    opens_on=dt.date(2026, 10, 17),
    closes_on=dt.date(2026, 10, 21),
    stand="5A 012",
)


@pytest.fixture
def kept(db: None) -> None:
    """Every list with something on it, among it what a spreadsheet would take for a formula."""
    save_brands(
        [
            Brand(brand_id="tea", name="茶点", enterprise=TEA, markets=("US", "FR")),
            Brand(brand_id="pipe", name="=管", enterprise=PIPE),
        ]
    )
    models.Enterprise.objects.filter(name=TEA).update(industry="食品", district="源汇区")
    standing = {"level": Level.HIGH, "reason": "+首次参展，\n请关注", "review_by": DAY}
    for item in (
        ListItem(
            kind=ListKind.EXHIBITORS,
            enterprise=TEA,
            year=2026,
            fairs=(SIAL,),
            shops=(Shop(platform="Amazon", site="US", store="A1B2"),),
            **standing,
        ),
        ListItem(
            kind=ListKind.BRANDS,
            brand_id="pipe",
            rights=(BrandRight(office="CN", number="1234567", classes=(17,), agent="某某事务所"),),
            **standing,
        ),
        ListItem(kind=ListKind.MARKETS, office="US", platform="Amazon", site="amazon.com", **standing),
        ListItem(kind=ListKind.MARKETS, office="RU"),
        ListItem(
            kind=ListKind.OBSERVERS, enterprise=PIPE, contact="王女士 0395", last_contact=DAY, **standing
        ),
    ):
        assert add_entry(STAFF, item, by="staff")[1]
    home = save_adviser(STAFF, _agency(AdviserKind.AGENCY_HOME, "境内所"), by="staff")
    abroad = save_adviser(STAFF, _agency(AdviserKind.AGENCY_ABROAD, "Kanzlei"), by="staff")
    pair_agencies(STAFF, home, abroad)
    save_adviser(STAFF, _agency(AdviserKind.COMMISSIONER, "特派员甲"), by="staff")
    save_adviser(STAFF, replace(_agency(AdviserKind.EXPERT, "李专家"), active=False), by="staff")


def _agency(kind: AdviserKind, name: str) -> Adviser:
    return Adviser(
        adviser_id=0,
        kind=kind,
        name=name,
        organisation="某单位",
        offices=("EM", "US"),
        rights=(Right.TRADEMARK, Right.TRADE_SECRET),
        industries=("食品", "液压管"),
        languages=("en", "zh"),
        licence="41100001",
        fees="3000–5000 CNY",
        reach="@office",
        conflicts="-代理过对方",
        review_by=DAY,
    )


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("kind", list(ListKind))
def test_what_is_exported_and_imported_again_changes_nothing(
    kept: None, kind: ListKind, language: str
) -> None:
    listed = listed_now(STAFF, kind)
    assert listed
    for export in (list_csv, list_xlsx):
        plan = list_plan_of(STAFF, kind, export(headings_of(kind), listed, language), "list")
        assert plan.faults == ()
        assert (plan.added, plan.changed, plan.enterprises, plan.unnamed) == ((), (), (), 0)
        assert len(plan.left) == len(listed)


@pytest.mark.parametrize("kind", list(ListKind))
def test_a_list_moved_to_an_empty_centre_is_the_same_there_and_counts_once(
    kept: None, kind: ListKind
) -> None:
    before = listed_now(STAFF, kind)
    file = list_csv(headings_of(kind), before, "zh")
    models.ListEntry.objects.all().delete()
    models.Adviser.objects.all().delete()
    models.EnterpriseShop.objects.all().delete()
    models.BrandRight.objects.all().delete()
    models.FairEntry.objects.all().delete()
    assert len(import_list(STAFF, kind, file, "list.csv", by="x").added) == len(before)
    again = import_list(STAFF, kind, file, "list.csv", by="x")
    assert (again.added, again.changed, len(again.left)) == ((), (), len(before))
    assert [_told(one) for one in listed_now(STAFF, kind)] == [_told(one) for one in before]


def _told(one: Listed) -> Listed:
    return replace(one, adviser_id=0) if isinstance(one, Adviser) else one


def test_a_gbk_file_makes_enterprises_and_names_what_is_wrong_by_row_column_and_cure(db: None) -> None:
    rows = [
        "企业名称,统一社会信用代码,行业,区县,年度,级别,复核日期,展会,店铺,老板",
        f'{TEA},{_code()},食品,源汇区,2026年,高,2027/3/1,"SIAL Paris，法国，巴黎，2026-10-17，2026-10-21",Amazon，US，A1,x',
        f"{PIPE},{_code()[:-1]}8,管道,,2026,最高,三月,某展会,,",
        f"另一家公司,{_code()},,,2026,,,,,",
        ",,,,,,,,,",
        f"{TEA},,,,2026,,,,,",
        "某企业,,,,去年,,,,,",
    ]
    plan = import_list(STAFF, ListKind.EXHIBITORS, "\n".join(rows).encode("gb18030"), "清单.csv", by="x")
    assert plan.enterprises == (TEA, PIPE)
    told = {(one.record, one.column): one.kind for one in plan.faults}
    assert told == {
        ("row 1", ""): FaultKind.COLUMN_UNKNOWN,
        ("row 3", "统一社会信用代码"): FaultKind.BAD_CREDIT_CODE,
        ("row 3", "行业"): FaultKind.UNKNOWN_INDUSTRY,
        ("row 3", "级别"): FaultKind.BAD_CHOICE,
        ("row 3", "复核日期"): FaultKind.BAD_DAY,
        ("row 3", "展会"): FaultKind.BAD_FAIR,
        ("row 4", "统一社会信用代码"): FaultKind.OTHER_CREDIT_CODE,
        ("row 6", ""): FaultKind.LISTED_TWICE,
        ("row 7", "年度"): FaultKind.BAD_YEAR,
    }
    tea, pipe = sorted(listed_now(STAFF, ListKind.EXHIBITORS), key=lambda one: one.enterprise != TEA)
    assert (tea.level, tea.review_by, tea.industry) == (Level.HIGH, DAY, "食品")
    assert tea.fairs == (replace(SIAL, stand=""),)
    assert (pipe.level, pipe.industry, pipe.credit_code) == (Level.MEDIUM, "", "")


def _code() -> str:
    from domain.credit_code import check_character

    body = "91411100MA4000000"
    return body + check_character(body)


def test_a_cell_left_empty_keeps_the_profile_and_the_fairs_and_changes_the_level_when_it_says_so(
    kept: None,
) -> None:
    file = f"企业名称,行业,级别,列入理由,参展展会\n{TEA},,中,,\n".encode()
    models.ListEntry.objects.filter(kind="exhibitors").update(year=dt.date.today().year)  # noqa: DTZ011
    models.Fair.objects.update(opens_on=dt.date.today(), closes_on=dt.date.today())  # noqa: DTZ011
    (changed,) = import_list(STAFF, ListKind.EXHIBITORS, file, "list.csv", by="x").changed
    assert changed.fields == ("level", "reason")
    (tea,) = listed_now(STAFF, ListKind.EXHIBITORS)
    assert (tea.level, tea.reason, tea.industry, len(tea.fairs)) == (Level.MEDIUM, "", "食品", 1)


def test_a_code_that_is_another_enterprise_s_and_a_brand_that_is_not_known_are_refused(kept: None) -> None:
    models.Enterprise.objects.filter(name=PIPE).update(credit_code=_code())
    stolen = f"企业名称,统一社会信用代码\n{TEA},{_code()}\n".encode()
    plan = import_list(STAFF, ListKind.EXHIBITORS, stolen, "list.csv", by="x")
    assert [one.kind for one in plan.faults] == [FaultKind.OTHER_CREDIT_CODE]
    brands = import_list(STAFF, ListKind.BRANDS, "品牌名称\n没有的\n茶点\n".encode(), "list.csv", by="x")
    assert [one.kind for one in brands.faults] == [FaultKind.UNKNOWN_BRAND]
    assert [one.after.brand_id for one in brands.added] == ["tea"]


def test_agencies_of_a_file_pair_one_to_one_or_not_at_all(kept: None) -> None:
    head = "类型,名称,单位,结对机构\n"
    rows = "境内服务机构,境内所,某单位,Kanzlei\n境外服务机构,Kanzlei,某单位,境内所\n境内服务机构,另一所,,Kanzlei\n"
    plan = import_list(STAFF, ListKind.AGENCIES, (head + rows).encode(), "list.csv", by="x")
    assert {one.kind for one in plan.faults} == {FaultKind.UNKNOWN_PAIR}
    pairs = {line.adviser.name: line.adviser.pair for line in advisers(STAFF, ListKind.AGENCIES)}
    assert pairs == {"境内所": "Kanzlei", "Kanzlei": "境内所", "另一所": ""}


def test_a_file_is_written_once_and_only_as_it_was_shown(kept: None) -> None:
    def handed_in() -> int:
        return keep_list_upload(STAFF, ListKind.MARKETS, "m.csv", "市场\n日本\n".encode(), by="x")

    first = handed_in()
    assert handed_in() == first
    key = plan_of_upload(STAFF, list_upload(STAFF, first)).key
    add_entry(STAFF, ListItem(kind=ListKind.MARKETS, office="JP"), by="somebody else")
    with pytest.raises(ListChanged):
        confirm_list(STAFF, first, key=key, by="x")
    key = plan_of_upload(STAFF, list_upload(STAFF, first)).key
    assert confirm_list(STAFF, first, key=key, by="x")
    assert not confirm_list(STAFF, first, key=key, by="x")
    assert [one.office for one in listed_now(STAFF, ListKind.MARKETS)].count("JP") == 1
