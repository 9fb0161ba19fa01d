"""During and after a fair: exhibitors by stand, those on duty told, a year of gazettes, leads become cases, the summary."""

import datetime as dt
import uuid
from dataclasses import replace

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from crawlers.sources.gazettes.gb_ukipo_tmj import SOURCE
from domain.brand import Brand
from domain.case import CaseKind, CaseOrigin
from domain.fair import Fair, FairDuty, FairPhase, LeadState, MetAs
from domain.match import Reason
from domain.observation import Kind, Observation, Party
from jobs.after_fair import follow_fair, watch_after_fairs
from jobs.clock import DAILY, due_sources, hastened
from jobs.fair_duty import tell_those_on_duty
from jobs.fair_summary import summary_of
from jobs.tasks import judge, raise_alerts
from matchers.holders import same_company
from matchers.names_met import NamesMet
from notifier.kinds import words_of
from reports.fair_summary import summary_blocks
from storage import fair_watches, models
from storage.alerts import loaded_alerts
from storage.brands import save_brands
from storage.cases import case_of
from storage.fair_cases import NoMoreNew, Whose, dismiss_lead, lead_to_case, leads_at
from storage.fair_follow_ups import add_follow_up, finish_follow_up, follow_ups_of
from storage.fairs import FairThere, add_duty, fair_of, save_fair
from storage.observations import take_in
from storage.runs import RunOutcome, finish_run, start_run
from storage.viewers import Viewer
from tests.made_up import filing

STAFF = Viewer(user_id=None, staff=True)
LIST = "sial-comexposium"


def days(number: int) -> dt.date:
    return timezone.localdate() + dt.timedelta(days=number)


def fair(**said: object) -> Fair:
    fields: dict[str, object] = {
        "fair_id": 0,
        "name": "Food Fair",
        "office": "US",
        "city": "Chicago",
        "opens_on": days(-1),
        "closes_on": days(2),
        "source": LIST,
        "event": "Food Fair",
    }
    return fair_of(STAFF, save_fair(STAFF, Fair(**(fields | said))))  # type: ignore[arg-type]


def exhibitor(ref: str, name: str, stand: str, event: str = "Food Fair") -> Observation:
    return Observation(
        kind=Kind.EXHIBITOR, source=LIST, ref=ref, sign=name, office="US", event=event, stand=stand,
        holders=(Party(name=name),),
    )  # fmt: skip


def seen(*observations: Observation, source: str = LIST) -> int:
    run = start_run(source)
    take_in(run, observations)
    outcome = RunOutcome(state="ok", reason_zh="", reason_en="", kept=len(observations), faults=0)
    finish_run(run, outcome, added=len(observations))
    return run


def lead(at: Fair, **said: object) -> models.FairLead:
    fields = {"stand": "B2", "exhibitor": "Bright Sea Trading LLC", "seen": "同款包装", "by": "staff"}
    return models.FairLead.objects.create(
        fair_id=at.fair_id, form=uuid.uuid4(), seen_at=timezone.now(), **(fields | said)
    )


@pytest.fixture
def watched(db: None) -> models.Enterprise:
    save_brands(
        [Brand(brand_id="1", name="QINGLUHAI", enterprise="青鹭公司", classes=(29,), markets=("US",))]
    )
    return models.Enterprise.objects.get(name="青鹭公司")


def test_the_phases_follow_the_days() -> None:
    one = Fair(
        fair_id=1, name="x", office="US", city="", opens_on=dt.date(2026, 5, 1), closes_on=dt.date(2026, 5, 3)
    )
    on = {dt.date(2026, 4, 30): "before", dt.date(2026, 5, 1): "during", dt.date(2026, 5, 3): "during"}
    on |= {dt.date(2026, 5, 4): "after", dt.date(2027, 5, 3): "after", dt.date(2027, 5, 4): "over"}
    assert {day: one.phase(day) for day in on} == {day: FairPhase(said) for day, said in on.items()}


def test_an_exhibitor_like_a_brand_is_an_alert_by_stand_and_those_on_duty_are_told_once(
    watched: models.Enterprise,
) -> None:
    at = fair()
    add_duty(
        STAFF,
        at.fair_id,
        FairDuty(duty_id=0, name="王值守", role="", reach="138", since=days(-1), until=days(2)),
    )
    models.Contact.objects.create(name="中心", channel="email", address="centre@example.org")
    run = seen(
        exhibitor("1", "Qingluhai Foods GmbH", "A7"),
        exhibitor("2", "Quite Another Ltd", "A8"),
        exhibitor("3", "Qingluhai Sarl", "C1", event="Some other fair"),
    )
    judge(run, 0)
    raise_alerts()
    raised = loaded_alerts(models.Alert.objects.values_list("pk", flat=True)).values()
    (alert,) = (one for one in raised if one.leading.observation.stand == "A7")
    said = words_of(alert.leading, "zh", days(0)).happened
    assert all(word in said for word in ("Food Fair", "A7", "Qingluhai Foods GmbH")), (
        "a message names fair and stand"
    )
    assert [(one.stand, one.brand) for one in fair_watches.stand_alerts(STAFF, at)] == [("A7", "QINGLUHAI")]
    assert fair_watches.exhibitor_count(STAFF, at) == 2
    for _ in range(2):
        tell_those_on_duty(timezone.now())
    notice = models.Notice.objects.get(subject_en__startswith="Food Fair")
    assert all(word in notice.says_zh for word in ("A7", "Qingluhai Foods GmbH", "王值守 138"))
    assert notice.deliveries.count() == 1


def test_the_list_of_a_fair_that_is_near_is_read_every_day(watched: models.Enterprise) -> None:
    monthly = replace(SOURCE, name=LIST, interval=dt.timedelta(days=30), published=None)
    seen(exhibitor("1", "x", ""))
    tomorrow = timezone.now() + DAILY + dt.timedelta(hours=2)
    assert fair_watches.sources_near(timezone.localdate()) == frozenset()
    at = fair(opens_on=days(20), closes_on=days(22))
    near = fair_watches.sources_near(timezone.localdate())
    assert near == {at.source}
    assert due_sources([monthly], tomorrow) == []
    assert due_sources(hastened([monthly], near), tomorrow) == [monthly.name]
    fair(name="Later", opens_on=days(40), closes_on=days(41), source="koelnmesse")
    assert "koelnmesse" not in fair_watches.sources_near(timezone.localdate())


def test_filings_by_those_met_are_listed_and_the_faintly_alike_are_raised_with_a_reason_of_their_own(
    watched: models.Enterprise,
) -> None:
    at = fair()
    models.Contact.objects.create(name="中心", channel="email", address="centre@example.org")
    seen(exhibitor("1", "Bright Sea Trading L.L.C.", "A7"), exhibitor("2", "青鹭公司", "A9"))
    lead(at, exhibitor="Visitor Foods Inc.")
    today = days(0)
    met = {"filed_on": today, "published_on": None}
    seen(
        filing("1", "QINGLU", holders=(Party(name="BRIGHT SEA TRADING LLC"),), **met),
        filing("2", "ZZZ WHOLLY OTHER", holders=(Party(name="Visitor Foods, Incorporated"),), **met),
        filing("3", "QINGLU", holders=(Party(name="Somebody Else LLC"),), **met),
        filing("4", "OLDMARK", holders=(Party(name="Bright Sea Trading LLC"),), filed_on=days(-60)),
        filing("5", "OURS", holders=(Party(name="青鹭公司"),), **met),
        source="us-uspto-trtdxfap",
    )
    for _ in range(2):
        follow_fair(at.fair_id)
    raise_alerts()
    found = {one.ref: one for one in fair_watches.filings_of(STAFF, at.fair_id)}
    assert {ref: one.met.met_as for ref, one in found.items()} == {"1": MetAs.EXHIBITOR, "2": MetAs.VISITOR}
    (alert,) = models.Alert.objects.filter(reason=Reason.AFTER_FAIR.value)
    assert found["1"].alerts == (alert.pk,)
    match = models.Match.objects.get(folded_into__alert=alert)
    assert match.evidence[0]["feature"] == "met-at-fair"
    assert "Food Fair" in match.evidence[0]["says"]
    assert "A7" in match.evidence[0]["says"]
    notice = models.Notice.objects.get()
    assert "ZZZ WHOLLY OTHER" in notice.says_zh, "staff are told once of what no alert tells"


def test_a_name_met_later_is_held_against_what_was_filed_before(watched: models.Enterprise) -> None:
    at = fair()
    by = (Party(name="Bright Sea Trading LLC"),)
    seen(filing("1", "ZZZ", holders=by, filed_on=days(0)), source="us-uspto-trtdxfap")
    follow_fair(at.fair_id)
    assert fair_watches.filings_of(STAFF, at.fair_id) == ()
    assert at.fair_id not in fair_watches.watches_due(timezone.now(), limit=9)
    lead(at)
    follow_fair(at.fair_id)
    assert [one.ref for one in fair_watches.filings_of(STAFF, at.fair_id)] == ["1"]
    watch_after_fairs()


_NAMES = st.lists(
    st.sampled_from(
        ["Bright Sea LLC", "bright sea l.l.c.", "Bright Sea GmbH", "BRIGHT-SEA", "深圳市海峰科技有限公司",
         "Shenzhen Haifeng Technology Co., Ltd.", "Co., Ltd.", "", "有限公司", "Haifeng", "Bright See LLC"]
    ),
    max_size=8,
)  # fmt: skip


@given(_NAMES, _NAMES)
def test_a_name_is_met_exactly_where_it_is_the_same_company(names: list[str], asked: list[str]) -> None:
    met = NamesMet(names)
    for name in asked:
        first = next((number for number, one in enumerate(names) if same_company(one, name)), None)
        assert met.met(name) == first


def test_a_lead_becomes_a_case_once_and_its_photographs_go_along(watched: models.Enterprise) -> None:
    at = fair()
    row = lead(at)
    models.FairPhoto.objects.create(lead=row, sha256="a" * 64, media_type="image/jpeg", content=b"jpeg")
    with pytest.raises(Whose):
        lead_to_case(STAFF, at.fair_id, row.pk, by="staff")
    case, new = lead_to_case(STAFF, at.fair_id, row.pk, by="staff", enterprise_id=watched.pk)
    again, anew = lead_to_case(STAFF, at.fair_id, row.pk, by="staff")
    assert (new, anew, again.case_id) == (True, False, case.case_id)
    kept = case_of(STAFF, case.case_id).opened_with
    assert (kept.origin, kept.kind, kept.opponent.name) == (
        CaseOrigin.FAIR,
        CaseKind.FAIR,
        "Bright Sea Trading LLC",
    )
    document = models.CaseDocument.objects.get(case=case.case_id)
    assert (bytes(document.content), document.shared) == (b"jpeg", True)
    (shown,) = leads_at(STAFF, at.fair_id)
    assert (shown.state, shown.case_id, shown.enterprise) == (LeadState.CASE, case.case_id, "青鹭公司")
    with pytest.raises(NoMoreNew):
        dismiss_lead(STAFF, at.fair_id, row.pk)


def test_the_summary_keeps_disputes_cases_and_enterprises_apart_and_names_the_rows(
    watched: models.Enterprise,
) -> None:
    at = fair()
    save_brands([Brand(brand_id="2", name="TUOZELI", enterprise="另一家")])
    other = models.Enterprise.objects.get(name="另一家")
    cases = [
        lead_to_case(STAFF, at.fair_id, lead(at, seen=str(number)).pk, by="staff", enterprise_id=whose)[0]
        for number, whose in enumerate((watched.pk, watched.pk, other.pk))
    ]
    joined = models.Dispute.objects.create(title="x", kind=CaseKind.FAIR)
    models.Case.objects.filter(pk__in=[cases[0].case_id, cases[2].case_id]).update(dispute=joined)
    add_follow_up(STAFF, at.fair_id, "回访", days(30))
    add_follow_up(STAFF, at.fair_id, "回访", days(30))
    figures = {one.key: one for one in summary_of(STAFF, at.fair_id).figures}
    assert (figures["disputes"].count, figures["cases"].count, figures["enterprises"].count) == (2, 3, 2)
    assert figures["cases"].ids == tuple(sorted(case.case_id for case in cases))
    assert figures["left"].count == 1
    page = str(summary_blocks(summary_of(STAFF, at.fair_id)))
    assert all(case.number in page for case in cases)
    assert "参展商名录没有读到任何条目" in page, "what was not covered is said"
    (left,) = follow_ups_of(STAFF, at.fair_id)
    finish_follow_up(STAFF, at.fair_id, left.follow_up_id, by="one")
    finish_follow_up(STAFF, at.fair_id, left.follow_up_id, by="two")
    assert [one.done_by for one in follow_ups_of(STAFF, at.fair_id)] == ["one"]


def test_a_fair_is_entered_once(watched: models.Enterprise) -> None:
    at = fair()
    with pytest.raises(FairThere):
        fair()
    assert save_fair(STAFF, replace(at, city="Boston")) == at.fair_id
    assert fair_of(STAFF, at.fair_id).city == "Boston"
