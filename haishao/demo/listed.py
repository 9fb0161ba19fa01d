"""What the demo's centre keeps of its enterprises: profiles, lists, experts and a pair of agencies, all made up."""

import datetime as dt

from domain.adviser import Adviser, AdviserKind
from domain.case import Right
from domain.credit_code import check_character
from domain.lists import BrandRight, Level, ListItem, ListKind, Shop
from haishao.demo.cast import FOODS, HOSES, MARK, MEDICAL, STAFF, Cast
from storage.adviser_lists import advisers, pair_agencies, save_adviser
from storage.list_changes import add_entry
from storage.profiles import allow_naming, save_profile

_PROFILES = ((FOODS, "食品", "001"), (MEDICAL, "医疗器械", "002"), (HOSES, "液压管", "003"))
_LAW, _BOOK = (Right.TRADEMARK, Right.DESIGN), (Right.TRADEMARK, Right.PATENT)
_EXPERTS = (
    ("专家甲（演示）", "某大学知识产权学院（演示）", ("US", "CA"), _LAW, ("食品",), ("en",)),
    ("专家乙（演示）", "某律师事务所（演示）", ("US",), _BOOK, ("液压管", "医疗器械"), ("en",)),
    ("专家丙（演示）", "某行业协会（演示）", ("BR", "GB"), _LAW, ("医疗器械",), ("pt", "en")),
)
_RIGHTS = tuple(
    BrandRight(office=office, number=f"DEMO-{office}-29", classes=(29,)) for office in ("CN", "BR")
)
_HOME, _ABROAD = "境内代理机构（演示）", "Larkspur Row IP LLP (Demo)"


def keep_lists(cast: Cast, today: dt.date) -> None:
    """Fills profiles and lists; what stands there already stays."""
    for name, industry, number in _PROFILES:
        save_profile(
            cast.staff,
            cast.enterprises[name],
            credit_code=made_up_code(number),
            industry=industry,
            district="演示区",
        )
    allow_naming(cast.member, cast.enterprises[FOODS])
    _advisers(cast, today)
    for item in _items(today):
        add_entry(cast.staff, item, by=STAFF)


def made_up_code(number: str) -> str:
    """A credit code whose check character fits; its division, 000000, is none."""
    body = f"91000000DEM000{number}"
    return body + check_character(body)


def _advisers(cast: Cast, today: dt.date) -> None:
    known = {
        line.adviser.name: line.adviser.adviser_id
        for kind in (ListKind.EXPERTS, ListKind.AGENCIES)
        for line in advisers(cast.staff, kind)
    }
    review = {"reviewed_on": today, "review_by": today + dt.timedelta(days=365)}
    for name, organisation, offices, rights, industries, languages in _EXPERTS:
        if name not in known:
            expert = Adviser(
                adviser_id=0, kind=AdviserKind.EXPERT, name=name, organisation=organisation, offices=offices,
                rights=rights, industries=industries, languages=languages, reach="expert@demo.example", **review,
            )  # fmt: skip
            save_adviser(cast.staff, expert, by=STAFF)
    if _HOME in known:
        return
    home = Adviser(
        adviser_id=0, kind=AdviserKind.AGENCY_HOME, name=_HOME, rights=_BOOK, licence="DEMO-0001",
        fees="境外异议案 8 000–15 000 元起（演示）", reach="home@demo.example", **review,
    )  # fmt: skip
    abroad = Adviser(
        adviser_id=0, kind=AdviserKind.AGENCY_ABROAD, name=_ABROAD, offices=("US", "CA"), rights=_BOOK,
        languages=("en", "zh"), licence="DEMO-US-0001", fees="USD 250–400 / h (demo)", reach="abroad@demo.example",
        **review,
    )  # fmt: skip
    pair_agencies(cast.staff, *(save_adviser(cast.staff, one, by=STAFF) for one in (home, abroad)))


def _items(today: dt.date) -> list[ListItem]:
    review = today + dt.timedelta(days=90)
    exhibitors = [
        ListItem(
            kind=ListKind.EXHIBITORS, enterprise=name, year=today.year, level=level, review_by=review,
            reason=f"{MARK}近三年参加境外展会", shops=shops,
        )
        for name, level, shops in (
            (FOODS, Level.HIGH, (Shop(platform="演示电商平台", site="US", store="DEMO-29"),)),
            (MEDICAL, Level.MEDIUM, ()),
            (HOSES, Level.MEDIUM, ()),
        )
    ]  # fmt: skip
    brands = [
        ListItem(
            kind=ListKind.BRANDS, enterprise=name, brand=brand, brand_id=brand_id, level=Level.HIGH, review_by=review,
            reason=f"{MARK}主要出口品牌", rights=rights,
        )
        for name, brand, brand_id, rights in (
            (FOODS, "海蔚鲜", "HY-01", ()), (FOODS, "渔歌岛", "HY-02", _RIGHTS), (MEDICAL, "康芮宁", "YL-01", ()),
            (HOSES, "拓泽力", "YY-01", ()),
        )
    ]  # fmt: skip
    markets = [
        ListItem(kind=ListKind.MARKETS, office="US", level=Level.HIGH, review_by=review, reason=f"{MARK}抢注申请最多"),
        ListItem(
            kind=ListKind.MARKETS, office="BR", level=Level.MEDIUM, review_by=today - dt.timedelta(days=3),
            reason=f"{MARK}液压件出口增长，复核已到期",
        ),
    ]  # fmt: skip
    observer = ListItem(
        kind=ListKind.OBSERVERS, enterprise=MEDICAL, contact="王观察（演示）", last_contact=today, review_by=review,
        reason=f"{MARK}海外纠纷观察企业",
    )  # fmt: skip
    return [*exhibitors, *brands, *markets, observer]
