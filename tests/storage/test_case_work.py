"""Work on a case: facts, days with their reminders, notes, documents, advisers and disputes."""

import datetime as dt
import uuid
from dataclasses import replace

import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone

from domain.adviser import Adviser, AdviserKind
from domain.adviser_choice import Fits, suggested
from domain.alert import Channel, Contact
from domain.case import (
    MOVES,
    Case,
    CaseEventKind,
    CaseKind,
    CaseOrigin,
    CaseState,
    Ending,
    NewCase,
    Opponent,
    Outcome,
    Right,
)  # fmt: skip
from domain.casework import Counted
from domain.subscription import Subscription
from storage import models
from storage.brands import save_contact
from storage.case_advisers import advisers_for, name_adviser, named_for
from storage.case_days import NewDay, add_days, days_of, meet_day, withdraw_day
from storage.case_documents import add_document, document_for, documents_of, share_document
from storage.case_facts import FactsChanged, assign, change_facts, facts_of
from storage.case_messages import open_case_reminders
from storage.case_notes import NotEnded, add_note, rate, review_case
from storage.case_tasks import add_task, finish_task, tasks_of
from storage.cases import CannotMove, history_of, move, open_case
from storage.contacts import subscribe
from storage.disputes import NoSuchCase, OtherDispute, extent_of, join, of_the_same_docket
from storage.people import save_user
from storage.reminders import REMINDER_DAYS
from storage.viewers import NotVisible, Viewer

STAFF = Viewer(user_id=None, staff=True)
NEW = NewCase(
    origin=CaseOrigin.CONSULTATION,
    kind=CaseKind.SQUATTING,
    title="秘鲁有人申请“海燕”",
    office="PE",
    classes=(29,),
    opponent=Opponent(name="Comercial Andina S.A.C."),
)
DAY = dt.date(2027, 3, 31)
WON = Ending(outcome=Outcome.WON)


@pytest.fixture
def enterprise(db: None) -> models.Enterprise:
    return models.Enterprise.objects.create(name="海燕食品", industry="食品")


@pytest.fixture
def case(enterprise: models.Enterprise) -> Case:
    return open_case(STAFF, enterprise.pk, NEW, by="李")[0]


def member_of(case: Case) -> Viewer:
    return Viewer(user_id=None, staff=False, enterprise_ids=frozenset({case.enterprise_id}))


def another(case: Case) -> Viewer:
    other = models.Enterprise.objects.create(name=f"别家 {uuid.uuid4()}")
    return Viewer(user_id=None, staff=False, enterprise_ids=frozenset({other.pk}))


def lines(case: Case, kind: CaseEventKind) -> list[tuple[str, str, str]]:
    found = [one for one in history_of(STAFF, case.case_id) if one.kind is kind]
    return [(one.says, one.before, one.after) for one in found]


def test_every_state_but_the_first_can_be_come_to_and_every_state_can_end(case: Case) -> None:
    reached, todo = {CaseState.RECEIVED}, [CaseState.RECEIVED]
    while todo:
        for to in MOVES[todo.pop()] - reached:
            reached.add(to)
            todo.append(to)
    assert reached == set(CaseState)
    for state in CaseState:  # one by one, in the database
        models.Case.objects.filter(pk=case.case_id).update(state=state)
        for to in set(CaseState) - MOVES[state]:
            with pytest.raises(CannotMove):
                move(STAFF, case.case_id, to, by="李", seen=state, ending=WON)
    assert lines(case, CaseEventKind.MOVED) == []


def test_each_changed_fact_is_a_line_with_the_old_and_the_new(case: Case) -> None:
    seen = facts_of(STAFF, case.case_id)
    changed = replace(NEW, office="CL", opponent=Opponent(name="Andina SpA", country="CL"))
    assert change_facts(STAFF, case.case_id, changed, by="李", seen=seen) == (
        "office",
        "opponent",
        "opponent_country",
    )
    assert lines(case, CaseEventKind.CHANGED) == [
        ("office", "PE", "CL"),
        ("opponent", "Comercial Andina S.A.C.", "Andina SpA"),
        ("opponent_country", "", "CL"),
    ]
    assert change_facts(STAFF, case.case_id, changed, by="李", seen=seen) == ()  # the form sent twice
    with pytest.raises(FactsChanged) as refused:
        change_facts(STAFF, case.case_id, replace(NEW, office="CO"), by="赵", seen=seen)
    assert refused.value.facts == ("office",)
    change_facts(
        STAFF, case.case_id, replace(NEW, title="另一标题"), by="赵", seen=seen
    )  # touches nothing else
    assert facts_of(STAFF, case.case_id)["office"] == "CL"
    with pytest.raises(NotVisible):
        change_facts(member_of(case), case.case_id, NEW, by="王", seen=seen)


def contacts(case: Case) -> None:
    for name, rank in (("first", 0), ("next", 1)):
        made = save_contact(
            case.enterprise, Contact(name=name, channel=Channel.EMAIL, address=f"{name}@example.org")
        )
        subscribe(made, Subscription(rank=rank))
    for name in ("li", "zhao"):
        save_contact("", Contact(name=name, channel=Channel.EMAIL, address=f"{name}@centre.example"))


def kept_day(case: Case, set_days_before: int = 60) -> int:
    add_days(
        STAFF,
        case.case_id,
        [NewDay(says="异议", day=DAY, rule="公布后 60 日", source="https://x.example")],
        by="李",
    )
    row = models.CaseDeadline.objects.get(case_id=case.case_id)
    at = dt.datetime.combine(DAY - dt.timedelta(days=set_days_before), dt.time(12), dt.UTC)
    models.CaseDeadline.objects.update(set_at=at)
    return row.pk


def remind(days_left: int) -> list[str]:
    today, now = DAY - dt.timedelta(days=days_left), timezone.now()
    ids = open_case_reminders(REMINDER_DAYS, lambda _, day: now, now=now, today=today, limit=99)
    rows = models.Delivery.objects.filter(pk__in=ids).order_by("pk")
    return list(rows.values_list("contact__name", flat=True))


def test_a_day_is_reminded_of_once_a_step_and_to_more_people_as_it_comes_near(case: Case) -> None:
    contacts(case)
    kept_day(case)
    told = {days: (remind(days), remind(days)) for days in (31, 30, 20, 14, 7, 3, 1, 0, -1)}
    own = ["first", "next"]
    everybody = [*own, "li", "zhao"]
    expected = {
        31: [],
        30: ["first"],
        20: [],
        14: ["first"],
        7: own,
        3: everybody,
        1: everybody,
        0: [],
        -1: [],
    }
    assert {days: once for days, (once, _) in told.items()} == expected
    assert not any(again for _, again in told.values())


def test_whoever_has_the_case_in_hand_is_reminded_from_the_first_step_on_and_others_of_the_staff_are_not(
    case: Case,
) -> None:
    contacts(case)
    kept_day(case)
    save_user("li", "a long enough password", enterprise=None)
    assign(STAFF, case.case_id, get_user_model().objects.get(username="li").pk, by="李")
    assert remind(30) == ["first", "li"]
    assert remind(3) == ["first", "next", "li"]


def test_a_day_that_is_met_and_a_case_that_ends_take_their_reminders_back(case: Case) -> None:
    contacts(case)
    day = kept_day(case)
    assert remind(14) == ["first"]
    meet_day(STAFF, case.case_id, day, by="李")
    meet_day(STAFF, case.case_id, day, by="赵")
    assert [one.state for one in models.Delivery.objects.all()] == ["withdrawn"]
    assert remind(7) == []
    assert [one.met_by for one in days_of(STAFF, case.case_id)] == ["李"]
    assert len(lines(case, CaseEventKind.DEADLINE_MET)) == 1
    add_days(STAFF, case.case_id, [NewDay(says="答辩", day=DAY)], by="李")
    models.CaseDeadline.objects.filter(says="答辩").update(set_at=dt.datetime(2027, 1, 1, tzinfo=dt.UTC))
    assert remind(7) == ["first", "next"]
    move(STAFF, case.case_id, CaseState.WITHDRAWN, by="李", seen=CaseState.RECEIVED)
    assert set(models.Delivery.objects.values_list("state", flat=True)) == {"withdrawn"}
    assert remind(3) == []


def test_a_day_that_was_wrong_is_taken_back_with_its_reminders_and_the_history_says_so(case: Case) -> None:
    contacts(case)
    day = kept_day(case)
    assert remind(14) == ["first"]
    with pytest.raises(NotVisible):
        withdraw_day(member_of(case), case.case_id, day, by="王")
    withdraw_day(STAFF, case.case_id, day, by="李")
    withdraw_day(STAFF, case.case_id, day, by="赵")
    assert [one.state for one in models.Delivery.objects.all()] == ["withdrawn"]
    assert days_of(STAFF, case.case_id) == ()
    (event,) = models.CaseEvent.objects.filter(case=case.case_id, kind=CaseEventKind.DEADLINE_WITHDRAWN)
    assert (event.by, str(DAY) in event.says) == ("李", True)
    met = kept_day(case)
    meet_day(STAFF, case.case_id, met, by="李")
    withdraw_day(STAFF, case.case_id, met, by="李")
    assert [one.deadline_id for one in days_of(STAFF, case.case_id)] == [met]


def test_a_step_a_day_was_set_within_is_not_reminded_of(case: Case) -> None:
    contacts(case)
    kept_day(case, set_days_before=10)
    assert remind(9) == []
    assert remind(7) == ["first", "next"]


def test_notes_of_the_staff_are_theirs_and_an_enterprise_s_are_shared(case: Case) -> None:
    add_note(STAFF, case.case_id, "内部意见", shared=False, by="李")
    add_note(STAFF, case.case_id, "已收到委托书", shared=True, by="李")
    assert add_note(member_of(case), case.case_id, "补充证据", shared=False, by="王")
    assert not add_note(member_of(case), case.case_id, "补充证据", shared=False, by="王")
    shown = [one.says for one in history_of(member_of(case), case.case_id) if one.says]
    assert shown == ["已收到委托书", "补充证据"]
    with pytest.raises(NotVisible):
        add_note(another(case), case.case_id, "x", shared=True, by="x")


def test_a_document_is_kept_once_and_shown_where_it_is_shared(case: Case) -> None:
    assert add_document(STAFF, case.case_id, "a.pdf", "application/pdf", b"%PDF-1", shared=False, by="李")
    assert not add_document(STAFF, case.case_id, "b.pdf", "application/pdf", b"%PDF-1", shared=False, by="李")
    (kept,) = documents_of(STAFF, case.case_id)
    assert documents_of(member_of(case), case.case_id) == ()
    with pytest.raises(NotVisible):
        document_for(member_of(case), case.case_id, kept.document_id)
    share_document(STAFF, case.case_id, kept.document_id, by="李")
    assert document_for(member_of(case), case.case_id, kept.document_id)[1] == b"%PDF-1"
    add_document(member_of(case), case.case_id, "c.txt", "text/plain", b"x", shared=False, by="王")
    assert [one.name for one in documents_of(member_of(case), case.case_id)] == ["c.txt", "a.pdf"]


def test_a_task_sent_twice_is_one_and_done_once(case: Case) -> None:
    form = uuid.uuid4()
    for _ in range(2):
        add_task(STAFF, case.case_id, "联系代理", whose=None, due_on=DAY, form=form, by="李")
    (task,) = tasks_of(STAFF, case.case_id)
    for by in ("李", "赵"):
        finish_task(STAFF, case.case_id, task.task_id, by=by)
    assert tasks_of(STAFF, case.case_id)[0].done_by == "李"
    with pytest.raises(NotVisible):
        tasks_of(member_of(case), case.case_id)


def test_an_enterprise_says_how_satisfied_it_is_after_the_end_and_may_say_so_anew(case: Case) -> None:
    with pytest.raises(NotEnded):
        rate(member_of(case), case.case_id, 5, "", by="王")
    with pytest.raises(NotEnded):
        review_case(STAFF, case.case_id, lesson="早申请", better="", for_library=True, by="李")
    move(STAFF, case.case_id, CaseState.REFUSED, by="李", seen=CaseState.RECEIVED)
    for number in (5, 5, 3):
        rate(member_of(case), case.case_id, number, "", by="王")
    assert lines(case, CaseEventKind.RATED) == [("", "", "5"), ("", "5", "3")]
    with pytest.raises(NotVisible):
        rate(STAFF, case.case_id, 5, "", by="李")
    for _ in range(2):
        review_case(STAFF, case.case_id, lesson="早申请", better="", for_library=True, by="李")
    assert len(lines(case, CaseEventKind.REVIEWED)) == 1


def test_disputes_cases_and_enterprises_are_counted_each_for_itself(
    case: Case, enterprise: models.Enterprise
) -> None:
    other = models.Enterprise.objects.create(name="别家")
    sued = replace(NEW, kind=CaseKind.LAWSUIT, office="US", docket="1:26-cv-01234")
    same = [open_case(STAFF, one.pk, sued, by="李")[0] for one in (enterprise, enterprise, other)]
    assert [one.case_id for one in of_the_same_docket(STAFF, same[0].case_id)] == [
        same[1].case_id,
        same[2].case_id,
    ]
    for one in same[1:]:
        join(STAFF, same[0].case_id, one.number, by="李")
        join(STAFF, same[0].case_id, one.number, by="李")
    assert extent_of(STAFF, same[2].case_id) == Counted(disputes=1, cases=3, enterprises=2)
    assert extent_of(STAFF, case.case_id) == Counted(disputes=1, cases=1, enterprises=1)
    assert (
        history_of(member_of(same[2]), same[2].case_id)[-1].kind is CaseEventKind.OPENED
    )  # of the others it learns nothing
    with pytest.raises(NoSuchCase):
        join(STAFF, case.case_id, "1999-0001", by="李")
    far = [open_case(STAFF, other.pk, replace(sued, docket=f"2:26-cv-{n}"), by="李")[0] for n in range(2)]
    join(STAFF, far[0].case_id, far[1].number, by="李")
    with pytest.raises(OtherDispute):
        join(STAFF, far[0].case_id, same[0].number, by="李")


def adviser(name: str, **rest: object) -> Adviser:
    said = {"adviser_id": 1, "kind": AdviserKind.AGENCY_ABROAD, "name": name, "rights": (Right.TRADEMARK,)}
    return Adviser(**(said | rest))  # type: ignore[arg-type]


def test_advisers_stand_in_the_order_of_what_they_know_each_with_the_reason() -> None:
    listed = [
        adviser("industry alone", kind=AdviserKind.EXPERT, industries=("食品",)),
        adviser("elsewhere", offices=("DE",)),
        adviser("here", offices=("PE",)),
        adviser("here and the language", offices=("PE",), languages=("es-PE",)),
        adviser("language alone", kind=AdviserKind.EXPERT, rights=(), languages=("es",)),
        adviser("no more", offices=("PE",), active=False),
    ]
    found = suggested(listed, office="PE", right=Right.TRADEMARK, industry="食品")
    assert [(one.adviser.name, one.fits) for one in found] == [
        ("here and the language", (Fits.OFFICE, Fits.RIGHT, Fits.LANGUAGE)),
        ("here", (Fits.OFFICE, Fits.RIGHT)),
        ("industry alone", (Fits.RIGHT, Fits.INDUSTRY)),
    ]


def test_an_adviser_named_against_the_same_opponent_for_others_is_asked_about(case: Case) -> None:
    row = models.Adviser.objects.create(kind="agency-abroad", name="Estudio Lima", offices=["PE"])
    other = models.Enterprise.objects.create(name="别家")
    beside, _ = open_case(STAFF, other.pk, NEW, by="李")
    assert [one.adviser.name for one in advisers_for(STAFF, case.case_id)] == ["Estudio Lima"]
    for one in (case, case, beside):
        name_adviser(STAFF, one.case_id, row.pk, by="李")
    (named,) = named_for(STAFF, case.case_id)
    assert [beside.number in english for _, english in named.conflicts] == [True]
    assert advisers_for(STAFF, case.case_id) == ()
    assert len(lines(case, CaseEventKind.ADVISER_NAMED)) == 1
