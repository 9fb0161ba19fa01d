"""Unfair treatment is reported, referred and replied to; what is confidential is nowhere but before those who may see it."""

import datetime as dt
import uuid

import pytest
from django.contrib.auth import get_user_model
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils import timezone

from domain.alert import Channel, Contact
from domain.case import CaseEventKind, CaseState
from domain.casework import Counted
from domain.period import Period
from domain.role import Role
from jobs import case_watch
from jobs.telling import Messages
from storage import library_drafts, models
from storage.applicants import cases_against
from storage.brands import save_contact
from storage.case_days import NewDay, add_days
from storage.case_tasks import add_task
from storage.cases import add_event, history_of, move
from storage.deliveries import taken
from storage.disputes import NoSuchCase, extent_of, join
from storage.industry_watch import watch_of_industry
from storage.people import save_user
from storage.ratings import rated_cases
from storage.report_facts import facts_of
from storage.takedown_counts import takedown_counts
from storage.takedowns import takedown_page
from storage.viewers import NotVisible, Viewer, viewer_of
from tests.console.enterprises import Seeded
from tests.made_up import PASSWORD, signed_in

SECRET = ("查验扣留三周", "某国海关总署", "转交使馆", "企业A公司")


@pytest.fixture
def admin(db: None) -> Client:
    return signed_in("admin", None)


@pytest.fixture
def reviewer(db: None) -> Client:
    save_user("reviewer", PASSWORD, enterprise=None, role=Role.REVIEWER)
    client = Client()
    assert client.login(username="reviewer", password=PASSWORD)
    return client


def report(client: Client, a: Seeded, *, confidential: bool) -> models.Case:
    typed = {
        "enterprise": models.Enterprise.objects.get(name=a.enterprise).pk, "title": "查验扣留三周", "office": "BR",
        "body_kind": "customs", "body": "某国海关总署", "right": "trademark", "facts": "查验扣留三周，不给书面理由",
        "wishes": "转交使馆", "form": uuid.uuid4(), **({"confidential": "on"} if confidential else {}),
    }  # fmt: skip
    first, again = (client.post("/cases/unfair", typed) for _ in range(2))
    assert first["Location"] == again["Location"]
    return models.Case.objects.get(form=typed["form"])


def viewer_named(name: str) -> Viewer:
    user = get_user_model().objects.get(username=name)
    return viewer_of(user.pk, staff=user.is_staff, platform_admin=user.is_superuser)


def test_a_report_is_a_case_of_its_kind_referred_answered_once_and_replied_to(
    member: Client, admin: Client, a: Seeded
) -> None:
    case = report(member, a, confidential=False)
    assert (case.origin, case.kind, case.channel) == ("unfair-treatment", "unfair-treatment", "web")
    today = str(timezone.localdate())
    sent = {"to": "商务主管部门", "way": "函 12 号", "sent_on": today, "form": uuid.uuid4()}
    for _ in range(2):
        assert admin.post(f"/cases/{case.pk}/unfair-refer", sent).status_code == 302
    row = models.UnfairReferral.objects.get(case=case)
    answer = {"referral": row.pk, "answer": "已交涉", "answered_on": today}
    late = admin.post(f"/cases/{case.pk}/unfair-answer", answer | {"answered_on": "2999-01-01"})
    assert late.status_code == 400
    assert "已交涉</textarea>" in late.content.decode()
    assert admin.post(f"/cases/{case.pk}/unfair-answer", answer).status_code == 302
    assert admin.post(f"/cases/{case.pk}/unfair-answer", answer | {"answer": "别的"}).status_code == 409
    with pytest.raises(DatabaseError, match="only grows"), transaction.atomic():
        models.UnfairReferral.objects.filter(pk=row.pk).update(answer="改写")
    for _ in range(2):
        admin.post(f"/cases/{case.pk}/unfair-reply", {"says": "已由商务部门交涉，货物放行。"})
    shown = member.get(f"/cases/{case.pk}").content.decode()
    assert "货物放行" in shown
    assert "函 12 号" not in shown  # whom it went to is for staff
    assert models.CaseEvent.objects.filter(case=case, kind="replied").count() == 1
    ordinary = admin.post(f"/alerts/{a.alert}/case")["Location"]
    assert admin.post(f"{ordinary}/unfair-reply", {"says": "x"}).status_code == 404


def test_a_confidential_report_is_seen_by_its_enterprise_its_keeper_and_administrators_alone(
    member: Client, admin: Client, reviewer: Client, a: Seeded
) -> None:
    case = report(member, a, confidential=True)
    page = f"/cases/{case.pk}"
    for client in (member, admin):
        assert "某国海关总署" in client.get(page).content.decode()
    assert reviewer.get(page).status_code == 404
    for address in (
        "/cases?state=all",
        "/cases?state=all&word=扣留",
        "/cases?state=all&kind=unfair-treatment",
    ):
        assert case.number in admin.get(address).content.decode()
        assert case.number not in reviewer.get(address).content.decode()
    for act in ("note", "move", "guidance-save", "unfair-reply", "time", "assign", "document"):
        assert reviewer.post(f"{page}/{act}", {"says": "x", "steps": "x"}).status_code == 404
    blind = viewer_named("reviewer")
    for way_around in (
        lambda: move(blind, case.pk, CaseState.TRIAGED, by="x", seen=CaseState.RECEIVED),
        lambda: add_days(blind, case.pk, [NewDay(says="x", day=timezone.localdate())], by="x"),
        lambda: add_task(blind, case.pk, "x", whose=None, due_on=None, form=uuid.uuid4(), by="x"),
    ):
        with pytest.raises(NotVisible):
            way_around()
    with pytest.raises(NoSuchCase):
        join(blind, a.case, case.number, by="x")
    keeper = get_user_model().objects.get(username="reviewer")
    admin.post(f"{page}/assign", {"whose": keeper.pk})
    assert "某国海关总署" in reviewer.get(page).content.decode()


def test_a_confidential_case_is_joined_with_no_other_and_what_was_typed_stays(
    member: Client, admin: Client, a: Seeded
) -> None:
    case = report(member, a, confidential=True)
    ordinary = models.Case.objects.get(pk=a.case)
    for here, there in ((case, ordinary), (ordinary, case)):
        refused = admin.post(f"/cases/{here.pk}/join", {"number": there.number})
        assert refused.status_code == 409
        assert "保密案件不与其他案件并案" in refused.content.decode()
        assert f'value="{there.number}"' in refused.content.decode()
    assert not models.CaseEvent.objects.filter(kind="joined").exists()


def test_a_confidential_case_that_was_joined_once_is_neither_counted_nor_told_to_whoever_may_not_see_it(
    member: Client, admin: Client, reviewer: Client, a: Seeded
) -> None:
    case = report(member, a, confidential=True)
    dispute = models.Dispute.objects.create(title="x", kind="unfair-treatment", office="BR")
    models.Case.objects.filter(pk__in=(a.case, case.pk)).update(dispute=dispute)
    add_event(a.case, None, "x", CaseEventKind.JOINED, says=case.number)
    for name, counted in (("reviewer", 1), ("admin", 2)):
        seen_by = viewer_named(name)
        assert extent_of(seen_by, a.case) == Counted(disputes=1, cases=counted, enterprises=1)
        said = [one.says for one in history_of(seen_by, a.case) if one.kind is CaseEventKind.JOINED]
        assert said == ([case.number] if counted == 2 else [])
    assert case.number not in reviewer.get(f"/cases/{a.case}").content.decode()


def test_no_list_calendar_api_mail_or_trail_says_what_is_confidential(
    member: Client, admin: Client, reviewer: Client, a: Seeded
) -> None:
    said_before = {one.pk for one in models.Notice.objects.all()}
    case = report(member, a, confidential=True)
    member.post(f"/cases/{case.pk}/note", {"says": "查验扣留三周又三天"})
    save_contact("", Contact(name="值守", channel=Channel.EMAIL, address="duty@centre.example"))
    add_days(
        viewer_named("admin"),
        case.pk,
        [NewDay(says="转交使馆", day=timezone.localdate() + dt.timedelta(3))],
        by="x",
    )
    admin.post(f"/cases/{case.pk}/unfair-reply", {"says": "某国海关总署已答复"})
    admin.post(
        f"/cases/{case.pk}/unfair-refer",
        {"to": "转交使馆", "sent_on": str(timezone.localdate()), "form": uuid.uuid4()},
    )
    now = timezone.now()
    models.CaseDeadline.objects.filter(case=case).update(set_at=now - dt.timedelta(days=9))
    case_watch.watch(now.isoformat())
    assert admin.post(f"/cases/{case.pk}/major", {"words": "x"}).status_code == 409
    models.Delivery.objects.update(next_try_at=now - dt.timedelta(seconds=1))
    secret = SECRET[:3]
    with taken([Channel.EMAIL], limit=99) as batch:
        told = [one for one in batch if one.case_message_id]
        assert {one.contact_id for one in told} == {a.contact}  # nobody of the centre without a keeper
        messages = [Messages(batch).of(one) for one in told]
    assert messages
    for one in messages:
        whole = " ".join([one.subject, one.text, one.html, one.markdown, str(one.fields)])
        assert case.number in whole
        assert not any(word in whole for word in (*SECRET, "海关"))
    for notice in models.Notice.objects.exclude(pk__in=said_before):
        assert not any(word in f"{notice.subject_zh}{notice.says_zh}{notice.says_en}" for word in SECRET)
    trail = models.AuditEntry.objects.filter(about__contains=case.number)
    assert trail.exists()
    assert not any(word in line.about for line in trail for word in secret)
    adviser = models.Adviser.objects.get()
    models.CaseAdviser.objects.create(case=case, adviser=adviser, named_by="x")
    lists = (
        "/",
        "/calendar",
        "/overview",
        "/lists/experts",
        "/deliveries",
        "/library",
        "/reports",
        "/takedowns",
        "/surveys",
        "/surveys/satisfaction",
    )
    for address in (*lists, f"/advisers/{adviser.pk}"):
        answer = reviewer.get(address, follow=True)
        assert answer.status_code == 200, address
        assert not any(word in answer.content.decode() for word in secret), address
    calendar = member.get("/calendar")
    assert calendar.status_code == 200
    assert not any(word in calendar.content.decode() for word in secret)
    described = reviewer.get("/api/v1/openapi.json")
    assert described.status_code == 200
    assert "/cases" not in described.content.decode()  # cases are in no API


def test_no_count_or_page_about_others_tells_of_a_confidential_case(
    member: Client, admin: Client, reviewer: Client, a: Seeded
) -> None:
    case = report(member, a, confidential=True)
    models.Enterprise.objects.filter(name=a.enterprise).update(industry="食品")
    models.Case.objects.filter(pk=case.pk).update(opponent="Holder A 0", brand_id=a.brand)
    models.Takedown.objects.filter(case_id=a.case).update(case_id=case.pk)
    models.Case.objects.filter(pk=case.pk).update(state="closed", closed_at=timezone.now(), satisfaction=5)
    blind, sees = viewer_named("reviewer"), viewer_named("admin")
    since = timezone.now() - dt.timedelta(days=1)
    assert case.number in {one.number for one in cases_against(sees, "k", ["Holder A 0"])}
    assert case.number not in {one.number for one in cases_against(blind, "k", ["Holder A 0"])}
    assert [takedown_page(viewer).total for viewer in (sees, blind)] == [1, 0]
    assert [len(takedown_counts(viewer)) for viewer in (sees, blind)] == [2, 0]
    opened = [watch_of_industry(viewer, "食品", since=since).cases_opened for viewer in (sees, blind)]
    assert opened[0] == opened[1] + 1
    assert case.number not in {one.number for one in rated_cases(sees, since=since)}
    assert reviewer.get(f"/takedowns/{a.takedown}").status_code == 404
    assert admin.get(f"/takedowns/{a.takedown}").status_code == 200


def test_no_report_sheet_or_library_holds_what_is_confidential_until_the_enterprise_opens_it(
    member: Client, admin: Client, a: Seeded
) -> None:
    case = report(member, a, confidential=True)
    everybody = viewer_named("admin")

    def numbers() -> set[str]:
        now = timezone.now()
        quarter = Period.holding(timezone.localdate())
        own = facts_of(everybody, quarter, now, enterprise_id=case.enterprise_id)
        return {one.number for one in (*facts_of(everybody, quarter, now).cases, *own.cases)}

    assert case.number not in numbers()
    assert admin.get(f"/cases/{case.pk}/report.docx").status_code == 404
    models.Case.objects.filter(pk=case.pk).update(state="closed", closed_at=timezone.now())
    assert case.pk not in {pk for pk, _ in library_drafts.ended_cases(everybody)}
    with pytest.raises(NotVisible):
        library_drafts.draft_from_case(everybody, case.pk, form=uuid.uuid4(), by="x")
    assert admin.post(f"/cases/{case.pk}/open-up").status_code == 404  # the enterprise's to say
    assert member.post(f"/cases/{case.pk}/open-up").status_code == 302
    assert case.number in numbers()


def test_who_of_the_staff_writes_a_report_down_has_it_in_hand(reviewer: Client, a: Seeded) -> None:
    case = report(reviewer, a, confidential=True)
    assert (case.assigned_name, case.channel) == ("reviewer", "phone")
    assert reviewer.get(f"/cases/{case.pk}").status_code == 200
