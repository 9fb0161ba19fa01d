"""The lists the centre keeps: told as of any day, changed once, and seen by nobody else."""

import datetime as dt
from dataclasses import replace

import pytest
from django.utils import timezone

from domain.adviser import Adviser, AdviserKind
from domain.brand import Brand
from domain.brand_gaps import BrandGap, gaps_of
from domain.case import CaseKind, CaseOrigin, NewCase
from domain.lists import Level, ListItem, ListKind, Review, review_on
from storage import models
from storage.adviser_lists import (
    AdviserTaken,
    WrongPair,
    adviser_line,
    advisers,
    pair_agencies,
    referrals_of,
    review_adviser,
    save_adviser,
)
from storage.brands import save_brands
from storage.cases import open_case
from storage.list_changes import (
    EntryChanged,
    add_entry,
    change_entry,
    remove_entry,
    renew_list,
    review_entry,
)
from storage.lists import history_of_entry, list_counts, list_entries, own_entries
from storage.profiles import (
    CreditCodeTaken,
    add_industry,
    allow_naming,
    industries,
    profile_of,
    save_profile,
    withdraw_naming,
)
from storage.viewers import NotVisible, Viewer

STAFF = Viewer(user_id=None, staff=True)
US = ListItem(kind=ListKind.MARKETS, office="US", level=Level.LOW, reason="first")


def long_ago(days: int) -> None:
    """Everything of the lists happened so many days earlier than it did."""
    for row in models.ListEntry.objects.all():
        back = dt.timedelta(days=days)
        models.ListEntry.objects.filter(pk=row.pk).update(
            first_at=row.first_at - back, since=row.since - back, until=row.until and row.until - back
        )


def day(ago: int) -> dt.date:
    return timezone.localdate() - dt.timedelta(days=ago)


def test_a_list_is_told_as_of_any_day(db: None) -> None:
    entry, _ = add_entry(STAFF, US, by="a")
    long_ago(10)
    entry = change_entry(STAFF, entry.entry_id, replace(US, level=Level.HIGH, reason="second"), by="b")
    long_ago(10)
    remove_entry(STAFF, entry.entry_id, why="no more", by="c")

    def told(ago: int) -> list[tuple[Level, str]]:
        entries = list_entries(STAFF, ListKind.MARKETS, as_of=day(ago))
        return [(one.item.level, one.item.reason) for one in entries]

    assert told(21) == []
    assert told(20) == told(11) == [(Level.LOW, "first")]
    assert told(10) == told(1) == [(Level.HIGH, "second")]
    assert told(0) == []
    assert list_entries(STAFF, ListKind.MARKETS) == ()
    newest, oldest = history_of_entry(STAFF, entry.entry_id)
    assert (newest.removed_why, newest.until_by, oldest.since_by) == ("no more", "c", "a")
    add_entry(STAFF, US, by="d")
    assert len(history_of_entry(STAFF, entry.entry_id)) == 3


def test_what_stands_on_a_list_is_put_there_once_and_a_stale_form_changes_nothing(db: None) -> None:
    entry, made = add_entry(STAFF, US, by="a")
    again, made_again = add_entry(STAFF, replace(US, reason="other"), by="b")
    assert (made, made_again, again.item.reason) == (True, False, "first")
    changed = replace(US, reason="second")
    change_entry(STAFF, entry.entry_id, changed, by="a")
    change_entry(STAFF, entry.entry_id, changed, by="a")  # the form sent twice
    with pytest.raises(EntryChanged) as told:
        change_entry(STAFF, entry.entry_id, replace(US, reason="third"), by="b")
    assert told.value.now.item.reason == "second"
    for stale in (lambda: review_entry(STAFF, entry.entry_id, by="b"),
                  lambda: remove_entry(STAFF, entry.entry_id, why="", by="b")):  # fmt: skip
        with pytest.raises(EntryChanged):
            stale()
    assert models.ListEntry.objects.count() == 2


def test_a_review_that_is_done_is_due_again_in_a_year(db: None) -> None:
    entry, _ = add_entry(STAFF, replace(US, review_by=day(1)), by="a")
    assert review_on(entry.item.review_by, day(0)) is Review.OVERDUE
    counted = {one.kind: one for one in list_counts(STAFF)}[ListKind.MARKETS]
    assert (counted.entries, counted.overdue, counted.soon) == (1, 1, 0)
    entry = review_entry(STAFF, entry.entry_id, by="b")
    assert (entry.item.review_by, entry.reviewed_by) == (day(-365), "b")
    assert review_on(entry.item.review_by, day(0)) is Review.LATER


def test_a_year_is_renewed_once(db: None) -> None:
    for name in ("甲公司", "乙公司"):
        models.Enterprise.objects.create(name=name)
        add_entry(STAFF, ListItem(kind=ListKind.EXHIBITORS, enterprise=name, year=2026), by="a")
    assert renew_list(STAFF, ListKind.EXHIBITORS, 2026, by="a") == 2
    assert renew_list(STAFF, ListKind.EXHIBITORS, 2026, by="a") == 0
    assert len(list_entries(STAFF, ListKind.EXHIBITORS, year=2027)) == 2


def test_an_enterprise_s_people_see_their_own_entries_and_change_none(db: None) -> None:
    save_brands([Brand(brand_id=one, name=one, enterprise=one) for one in ("甲", "乙")])
    for one in ("甲", "乙"):
        entry, _ = add_entry(STAFF, ListItem(kind=ListKind.BRANDS, brand_id=one), by="a")
    ours = models.Enterprise.objects.get(name="甲").pk
    member = Viewer(user_id=1, staff=False, enterprise_ids=frozenset({ours}), administers=frozenset({ours}))
    assert [one.item.brand for one in own_entries(member)] == ["甲"]
    for refused in (
        lambda: list_entries(member, ListKind.BRANDS),
        lambda: review_entry(member, entry.entry_id, by="x"),
        lambda: add_entry(member, US, by="x"),
        lambda: advisers(member, ListKind.EXPERTS),
        lambda: add_industry(member, "水产", by="x"),
    ):
        with pytest.raises(NotVisible):
            refused()


def test_only_the_enterprise_allows_to_be_named_and_may_withdraw(db: None) -> None:
    ours = models.Enterprise.objects.create(name="甲").pk
    models.Enterprise.objects.create(name="乙", credit_code="914403001922038216")
    admin = Viewer(user_id=1, staff=False, enterprise_ids=frozenset({ours}), administers=frozenset({ours}))
    member = replace(admin, administers=frozenset())
    for nobody in (STAFF, member):
        with pytest.raises(NotVisible):
            allow_naming(nobody, ours)
    assert allow_naming(admin, ours).named_from == day(0)
    models.Enterprise.objects.filter(pk=ours).update(named_from=day(9))
    assert allow_naming(admin, ours).named_from == day(9)
    assert withdraw_naming(STAFF, ours).named_from is None
    with pytest.raises(NotVisible):
        save_profile(member, ours, credit_code="", industry="", district="x")
    with pytest.raises(CreditCodeTaken):
        save_profile(admin, ours, credit_code="914403001922038216", industry="", district="x")
    assert profile_of(member, ours).district == ""
    acts = models.AuditEntry.objects.order_by("pk").values_list("did", flat=True)
    assert list(acts) == ["naming-allowed", "naming-withdrawn"]


def test_industries_are_the_centre_s_own_after_the_first_three(db: None) -> None:
    assert add_industry(STAFF, "水产", by="a")
    assert not add_industry(STAFF, "水产", by="a")
    assert not add_industry(STAFF, "食品", by="a")
    assert industries() == ("食品", "医疗器械", "液压管", "水产")


def agency(name: str, kind: AdviserKind, **rest: object) -> int:
    return save_adviser(STAFF, Adviser(adviser_id=0, kind=kind, name=name, **rest), by="a")


def test_agencies_pair_one_at_home_with_one_abroad_and_each_with_one_alone(db: None) -> None:
    home, other = (agency(one, AdviserKind.AGENCY_HOME) for one in ("home", "other"))
    abroad = agency("abroad", AdviserKind.AGENCY_ABROAD)

    def pairs() -> dict[str, str]:
        return {line.adviser.name: line.adviser.pair for line in advisers(STAFF, ListKind.AGENCIES)}

    pair_agencies(STAFF, home, abroad)
    pair_agencies(STAFF, home, abroad)
    assert pairs() == {"home": "abroad", "abroad": "home", "other": ""}
    pair_agencies(STAFF, abroad, other)
    assert pairs() == {"home": "", "abroad": "other", "other": "abroad"}
    with pytest.raises(WrongPair):
        pair_agencies(STAFF, home, other)
    pair_agencies(STAFF, other, None)
    assert set(pairs().values()) == {""}
    with pytest.raises(AdviserTaken):
        agency("home", AdviserKind.AGENCY_HOME)


def test_an_adviser_s_cases_are_counted_and_its_time_on_the_list_is_known(db: None) -> None:
    expert = agency("李", AdviserKind.EXPERT)
    long_ago(5)
    enterprise = models.Enterprise.objects.create(name="甲").pk
    new = NewCase(origin=CaseOrigin.ACCEPTANCE, kind=CaseKind.SQUATTING, title="t")
    for state in ("acting", "closed"):
        case, _ = open_case(STAFF, enterprise, new, by="a")
        models.Case.objects.filter(pk=case.case_id).update(state=state)
        models.CaseAdviser.objects.create(case_id=case.case_id, adviser_id=expert, named_by="a")
    line = adviser_line(STAFF, expert)
    assert (line.referrals, line.open_cases, len(referrals_of(STAFF, expert))) == (2, 1, 2)
    review_adviser(STAFF, expert, by="a")
    save_adviser(STAFF, replace(adviser_line(STAFF, expert).adviser, active=False), by="a")
    assert adviser_line(STAFF, expert).adviser.review_by == day(-365)
    assert [one.item.enterprise for one in list_entries(STAFF, ListKind.EXPERTS, as_of=day(1))] == ["李"]
    assert list_entries(STAFF, ListKind.EXPERTS) == ()


def test_what_is_missing_of_a_brand_is_told_and_never_guessed() -> None:
    brand = Brand(brand_id="a", name="青禾", markets=("FR", "US", "JP"))
    gaps = gaps_of(brand, {"EM", "JP"}, logos=1)
    assert gaps.uncovered == ("US",)
    assert gaps.gaps == (
        BrandGap.NO_FOREIGN,
        BrandGap.NO_OWNER,
        BrandGap.NO_CLASSES,
        BrandGap.NO_HOME_RIGHT,
    )
