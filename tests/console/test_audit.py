"""The audit trail: everything decided, changed and seen is in it, and nothing gets out of it again."""

import datetime as dt
from dataclasses import replace

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from domain.decision import Answer
from jobs import links
from storage import models
from storage.audit import LEAST_DAYS, Act, drop_entries, entries, note
from storage.contacts import leave, subscribe, subscription_of
from storage.isolation import bound_to
from storage.people import save_user
from tests.console.enterprises import Seeded, seed
from tests.made_up import PASSWORD


@pytest.fixture
def a(db: None) -> Seeded:
    return seed("A")


@pytest.fixture
def member(a: Seeded) -> Client:
    return signed_in(a.user)


@pytest.fixture
def staff(a: Seeded) -> Client:
    save_user("staff", PASSWORD, enterprise=None)
    return signed_in("staff")


def signed_in(name: str) -> Client:
    client = Client(REMOTE_ADDR="203.0.113.9")
    assert client.login(username=name, password=PASSWORD)
    return client


def newest(count: int = 1) -> list[tuple[str, str, str, str]]:
    return [(line.who, line.did, line.enterprise, line.address) for line in entries(limit=count)]


def test_a_decision_and_its_undoing_say_who_what_and_from_where(a: Seeded, member: Client) -> None:
    member.post(reverse("decide", args=[a.alert]), {"answer": "authorised"})
    assert newest() == [(a.user, "authorised", a.enterprise, "203.0.113.9")]
    assert entries(limit=1)[0].about == "品牌A牌 · Holder A 0"
    made = models.Decision.objects.latest("pk").pk
    for _ in range(2):
        member.post(reverse("undo", args=[made]))
    assert newest(2)[0] == (a.user, Act.DECISION_UNDONE.value, a.enterprise, "203.0.113.9")
    assert newest(2)[1][1] == "authorised", "undone twice is one act"


def test_an_answer_by_link_is_its_contact_s(a: Seeded) -> None:
    token = links.token_of(a.alert, a.contact)
    client = Client(REMOTE_ADDR="198.51.100.7")
    client.post(reverse("answer", kwargs={"token": token, "said": Answer.OURS.value}))
    assert newest() == [("联系人A", Answer.OURS.value, a.enterprise, "198.51.100.7")]
    client.post(reverse("leave", kwargs={"token": token}))
    assert newest() == [("联系人A", Act.CONTACT_STOPPED.value, a.enterprise, "198.51.100.7")]


def test_what_staff_say_at_the_desk_is_there_too(a: Seeded, staff: Client) -> None:
    staff.post(reverse("desk-judged", args=[a.alert]), {"said": "deferred"})
    assert newest() == [("staff", "deferred", a.enterprise, "203.0.113.9")]
    staff.post(reverse("desk-undo"))
    assert newest() == [("staff", Act.REVIEW_UNDONE.value, a.enterprise, "203.0.113.9")]


def test_whoever_looks_at_contacts_is_written_down(a: Seeded, member: Client, staff: Client) -> None:
    member.get(reverse("contacts"))
    assert newest() == [(a.user, Act.CONTACTS_SEEN.value, a.enterprise, "203.0.113.9")]
    staff.get(reverse("contacts"))
    assert newest() == [("staff", Act.CONTACTS_SEEN.value, "", "203.0.113.9")]
    staff.get(reverse("contact", args=[a.contact]))
    assert newest() == [("staff", Act.CONTACT_SEEN.value, a.enterprise, "203.0.113.9")]
    staff.get(reverse("deliveries"))
    assert newest() == [("staff", Act.DELIVERIES_SEEN.value, "", "203.0.113.9")]


def test_a_contact_added_stopped_started_and_told_otherwise_is_written_down_once_each(
    a: Seeded, member: Client
) -> None:
    typed = {"name": "新人", "channel": "email", "address": "new@example.org", "language": "zh"}
    member.post(reverse("contact-add"), typed | {"enterprise": a.enterprise})
    assert newest()[0][1] == Act.CONTACT_SAVED.value
    for active, act in (("no", Act.CONTACT_STOPPED), ("yes", Act.CONTACT_STARTED)):
        for _ in range(2):
            member.post(reverse("contact-activity", args=[a.contact]), {"active": active})
        assert [line[1] for line in newest(2)].count(act.value) == 1
    row = models.Contact.objects.get(pk=a.contact)
    chosen = replace(subscription_of(row), hour=17)
    for _ in range(2):
        subscribe(a.contact, chosen)
    assert [line[1] for line in newest(2)].count(Act.SUBSCRIPTION_CHANGED.value) == 1


def test_no_line_is_changed_or_taken_out_by_anybody(a: Seeded) -> None:
    leave(a.contact)
    lines = models.AuditEntry.objects
    count = lines.count()
    refused = (
        lambda: lines.update(who="somebody else"),
        lambda: lines.all().delete(),
        lambda: run("TRUNCATE storage_auditentry"),
    )
    for step in refused:
        with pytest.raises(ProgrammingError, match="append-only"), transaction.atomic():
            step()
    assert lines.count() == count


def test_a_member_writes_its_own_lines_and_reads_none(a: Seeded) -> None:
    own, other = models.Enterprise.objects.get(), seed("B").enterprise
    with bound_to({own.pk}):
        note(Act.CONTACTS_SEEN, of=own, who="x")
        for statement in ("SELECT 1 FROM storage_auditentry", "DELETE FROM storage_auditentry"):
            with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                run(statement)
    theirs = models.Enterprise.objects.get(name=other)
    with (
        bound_to({own.pk}),
        pytest.raises(ProgrammingError, match="row-level security"),
        transaction.atomic(),
    ):
        note(Act.CONTACTS_SEEN, of=theirs, who="x")
    assert newest()[0][0] == "x"


def run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def test_lines_go_when_their_time_is_over_and_never_within_half_a_year(a: Seeded) -> None:
    for days in (LEAST_DAYS + 2, LEAST_DAYS - 2):
        at = timezone.now() - dt.timedelta(days=days)
        models.AuditEntry.objects.create(at=at, who="old", did="x")
    assert drop_entries(older_than_days=400) == 0
    assert drop_entries(older_than_days=1) == 1
    assert models.AuditEntry.objects.filter(who="old").count() == 1


def test_staff_read_the_trail_by_person_and_by_enterprise(a: Seeded, member: Client, staff: Client) -> None:
    b = seed("B")
    member.get(reverse("contacts"))
    signed_in(b.user).get(reverse("contacts"))
    page = staff.get(reverse("audit"), {"who": a.user}).content.decode()
    assert "查看联系人列表" in page
    assert b.user not in page
    page = staff.get(reverse("audit"), {"enterprise": b.enterprise}).content.decode()
    assert b.user in page
    assert a.user not in page
    assert member.get(reverse("audit")).status_code == 404
    assert "操作记录" not in member.get("/").content.decode()


def test_older_lines_are_a_click_away(a: Seeded, staff: Client) -> None:
    for number in range(105):
        note(Act.CONTACTS_SEEN, who=f"walker-{number:03}.")
    page = staff.get(reverse("audit")).content.decode()
    assert "walker-104." in page
    assert "walker-004." not in page
    assert (
        "walker-004."
        in staff.get(reverse("audit"), {"before": entries(limit=100)[-1].entry_id}).content.decode()
    )
    assert staff.get(reverse("audit"), {"before": "x" * 40, "who": "%"}).status_code == 200
