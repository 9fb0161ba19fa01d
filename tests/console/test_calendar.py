"""The deadline calendar, and its secret address read back by the library calendar programs are tested with."""

import datetime as dt
import re

import pytest
from django.test import Client
from django.utils import timezone
from icalendar import Calendar, Event

from domain.brand import Brand
from domain.case import CaseKind, CaseOrigin, NewCase
from domain.decision import Answer
from domain.match import Evidence, Match, Tier
from domain.observation import Kind
from jobs.judging import last_day_of
from matchers.conflicts import conflict_key
from storage import models
from storage.alerts import fold_matches, matches_to_fold
from storage.audit import entries
from storage.brands import save_brands
from storage.case_days import NewDay, add_days, meet_day
from storage.cases import open_case
from storage.decisions import decide, undo
from storage.due_case_days import due_case_days
from storage.matches import save_matches
from storage.observations import observations_of, take_in_sightings
from storage.runs import start_run
from storage.viewers import Viewer
from tests.made_up import filing, signed_in

STAFF = Viewer(user_id=0, staff=True)
ADMIN = Viewer(user_id=None, staff=True, platform_admin=True)
BASE = "http://127.0.0.1:8000"


def alert_of(letter: str, ref: str, sign: str, **rest: object) -> int:
    """An open alert of an enterprise named after a letter, over one published filing; its id."""
    save_brands([Brand(brand_id=letter, name=f"品牌{letter}", enterprise=f"企业{letter}")])
    run = start_run("us-uspto-trtdxfap")
    fields = {"published_on": timezone.localdate() - dt.timedelta(days=12)} | rest
    take_in_sightings(run, [(None, filing(ref, sign, **fields))])
    ((row, seen),) = observations_of(run, after_id=0, limit=9)
    said = Evidence(feature="pinyin", score=0.9, ours="a", theirs="b", says="是拼音", says_en="the pinyin")
    match = Match(
        brand_id=letter, brand="x", mark="x", observation=seen, score=0.9, tier=Tier.HIGH, evidence=(said,),
        rules="words-1", last_day=last_day_of(seen),
    )  # fmt: skip
    save_matches([(row, match)])
    (alert,) = fold_matches(matches_to_fold(after_id=0, limit=9), conflict_key)
    return alert


def case_of(letter: str, says: str, day: dt.date, *, confidential: bool = False) -> int:
    """An open case of the enterprise named after a letter, with one day; its id."""
    save_brands([Brand(brand_id=letter, name=f"品牌{letter}", enterprise=f"企业{letter}")])
    enterprise = models.Enterprise.objects.get(name=f"企业{letter}")
    new = NewCase(
        origin=CaseOrigin.COMPLAINT,
        kind=CaseKind.OTHER,
        title="某人一案",
        office="US",
        confidential=confidential,
    )
    case, _ = open_case(ADMIN, enterprise.pk, new, by="staff")
    add_days(ADMIN, case.case_id, [NewDay(says=says, day=day, rule="规则甲")], by="staff")
    return case.case_id


def address_of(client: Client) -> str:
    page = client.post("/calendar/feed").content.decode()
    return re.search(r'value="' + re.escape(BASE) + r'(/calendar/[\w-]+\.ics)"', page)[1]


def events(address: str) -> list[Event]:
    answer = Client().get(address)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    return list(Calendar.from_ical(answer.content).walk("VEVENT"))


@pytest.fixture
def member(db: None) -> Client:
    return signed_in("member", "企业A")


def test_a_month_shows_each_open_alert_on_its_last_day_and_what_it_leaves_out(member: Client) -> None:
    published = dt.date(2026, 11, 3)
    alert_of("A", "1", "QINGLUHAI", published_on=published)
    alert_of("A", "2", "UNPUBLISHED", published_on=None, holders=())
    alert_of("A", "3", "SOLD", kind=Kind.LISTING, published_on=None, holders=())
    alert_of("A", "4", "SHOWN", kind=Kind.EXHIBITOR, published_on=None, holders=())
    page = member.get("/calendar?month=2026-12").content.decode()
    cell = page.split('datetime="2026-12-03"')[1].split("</td>")[0]
    assert "QINGLUHAI" in cell
    assert "1 条截止日未知" in page
    assert "UNPUBLISHED" not in page
    assert "QINGLUHAI" not in member.get("/calendar?month=2027-03").content.decode()
    assert "QINGLUHAI" not in member.get("/calendar?month=2026-12&tier=low").content.decode()
    assert "QINGLUHAI" in member.get("/calendar?month=2026-12&tier=high&office=US").content.decode()


def test_days_of_open_cases_stand_beside_the_alerts_days_and_at_a_member_s_home(member: Client) -> None:
    day = timezone.localdate() + dt.timedelta(days=3)
    case = case_of("A", "回应反通知", day)
    far, theirs = case_of("A", "很久以后", day + dt.timedelta(days=30)), case_of("B", "别家的事", day)
    page = member.get(f"/calendar?month={day:%Y-%m}").content.decode()
    cell = page.split(f'datetime="{day}"')[1].split("</td>")[0]
    assert "回应反通知" in cell
    assert f'href="/cases/{case}#days"' in cell
    home = member.get("/").content.decode()
    assert home.index("回应反通知") < home.index("现在需要答复")
    assert f'href="/cases/{far}' not in home
    for one in (page, home):
        assert f'href="/cases/{theirs}' not in one
    assert "别家的事" in signed_in("staff", None).get(f"/calendar?month={day:%Y-%m}").content.decode()
    assert "回应反通知" not in member.get(f"/calendar?month={day:%Y-%m}&office=JP").content.decode()
    assert "回应反通知" not in member.get(f"/calendar?month={day:%Y-%m}&tier=high").content.decode()
    meet_day(ADMIN, case, models.CaseDeadline.objects.get(case=case).pk, by="staff")
    assert "回应反通知" not in member.get("/").content.decode()


def test_an_address_gives_the_days_of_cases_without_their_titles_and_no_confidential_one(
    member: Client,
) -> None:
    day = timezone.localdate() + dt.timedelta(days=3)
    case = case_of("A", "回应反通知", day)
    case_of("A", "保密的事", day, confidential=True)
    (event,) = events(address_of(member))
    assert "回应反通知" in event["SUMMARY"]
    assert event["URL"] == f"{BASE}/cases/{case}"
    assert event.decoded("DTSTART") == day
    assert "规则甲" in event["DESCRIPTION"]
    assert "某人一案" not in event.to_ical().decode()
    assert "保密的事" not in member.get("/").content.decode()
    assert [one.deadline.says for one in due_case_days(STAFF, day, day, limit=9)] == ["回应反通知"]


@pytest.mark.parametrize("month", ["", "x", "9999-99", "0001-01", "9999-12", "2026-1", "%00"])
def test_an_odd_month_shows_a_month(member: Client, month: str) -> None:
    assert member.get(f"/calendar?month={month}&tier=x&office=ZZ&enterprise=x").status_code == 200


def test_an_address_gives_all_day_events_with_rule_caveat_and_link_and_no_holder(member: Client) -> None:
    alert = alert_of("A", "97000001", "QINGLUHAI, 海;\\x\r\nBEGIN:VEVENT")
    (event,) = events(address_of(member))
    day = models.Alert.objects.get().last_day
    assert event["UID"] == f"alert-{alert}@127.0.0.1"
    assert (event.decoded("DTSTART"), event.decoded("DTEND")) == (day, day + dt.timedelta(days=1))
    assert event.decoded("DTSTAMP").tzinfo is not None
    assert event["URL"] == f"{BASE}/alerts/{alert}"
    assert "美国" in event["SUMMARY"]
    assert "品牌A × QINGLUHAI, 海;\\x" in event["SUMMARY"]
    for said in ("97000001", "规则：", "出处：http", "核对：", "名义截止日", "不构成法律意见"):
        assert said in event["DESCRIPTION"], said
    assert "Acme" not in event.to_ical().decode()
    assert "METHOD" not in Calendar.from_ical(event.to_ical())


def test_an_address_speaks_the_language_its_owner_had(member: Client) -> None:
    alert_of("A", "1", "QINGLUHAI")
    member.post("/language", {"language": "en", "next": "/"})
    (event,) = events(address_of(member))
    assert event["SUMMARY"].startswith("Last day to oppose (nominal) · United States")
    assert "Source: http" in event["DESCRIPTION"]


def test_a_decided_alert_is_gone_and_is_the_same_event_again_when_that_is_taken_back(member: Client) -> None:
    alert = alert_of("A", "1", "QINGLUHAI")
    address = address_of(member)
    (before,) = events(address)
    made = decide(STAFF, alert, Answer.OURS, by="staff")
    assert events(address) == []
    undo(STAFF, made.decision_id, by="staff")
    (after,) = events(address)
    assert after["UID"] == before["UID"]


def test_a_calendar_that_did_not_change_is_not_sent_again(member: Client) -> None:
    alert = alert_of("A", "1", "QINGLUHAI")
    address = address_of(member)
    first = Client().get(address)
    assert Client().get(address, HTTP_IF_NONE_MATCH=first["ETag"]).status_code == 304
    assert Client().get(address, HTTP_IF_MODIFIED_SINCE=first["Last-Modified"]).status_code == 304
    models.CalendarFeed.objects.update(changed_at=timezone.now() - dt.timedelta(hours=1))
    hour_ago = Client().get(address)["Last-Modified"]
    decide(STAFF, alert, Answer.OURS, by="staff")
    assert Client().get(address, HTTP_IF_NONE_MATCH=first["ETag"]).status_code == 200
    assert Client().get(address, HTTP_IF_MODIFIED_SINCE=hour_ago).status_code == 200


def test_an_address_is_shown_once_kept_hashed_and_ended_by_a_new_one_or_by_its_owner(member: Client) -> None:
    first = address_of(member)
    token = first.split("/")[-1].removesuffix(".ics")
    kept = models.CalendarFeed.objects.get()
    assert token not in str(vars(kept))
    assert token not in member.get("/calendar").content.decode()
    second = address_of(member)
    assert Client().get(first).status_code == 404
    assert Client().get(second).status_code == 200
    member.post("/calendar/feed/withdraw")
    member.post("/calendar/feed/withdraw")
    assert Client().get(second).status_code == 404
    did = [(one.did, one.who, one.enterprise) for one in entries() if one.did.startswith("calendar")]
    assert did == [
        ("calendar-withdrawn", "member", "企业A"), ("calendar-made", "member", "企业A"),
        ("calendar-made", "member", "企业A"),
    ]  # fmt: skip


def test_whoever_may_not_sign_in_or_belongs_to_nobody_now_has_no_address(member: Client) -> None:
    address = address_of(member)
    user = models.Membership.objects.get().user
    user.is_active = False
    user.save()
    assert Client().get(address).status_code == 404
    user.is_active = True
    user.save()
    models.Membership.objects.all().delete()
    assert Client().get(address).status_code == 404
    assert Client().get("/calendar/x.ics").status_code == 404


def test_staff_s_address_has_every_enterprise_by_name(db: None) -> None:
    alert_of("A", "1", "QINGLUHAI")
    alert_of("B", "2", "TUOZELI")
    found = events(address_of(signed_in("staff", None)))
    assert {one["DESCRIPTION"].splitlines()[0] for one in found} == {"企业A", "企业B"}


def test_an_address_is_read_so_often_a_minute(member: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("console.calendar.MOST_FETCHED", 2)
    address = address_of(member)
    codes = [Client().get(address).status_code for _ in range(3)]
    assert codes == [200, 200, 429]
