"""Contacts and subscriptions as an enterprise and the staff choose them."""

import datetime as dt

import pytest
from django.test import Client

from domain.alert import Channel, Contact
from domain.brand import Brand
from domain.match import Tier
from domain.observation import Kind
from domain.subscription import Rhythm, Subscription
from storage.brands import save_brands, save_contact
from storage.contacts import subscription_of
from storage.models import Contact as ContactRow
from storage.people import save_user

PASSWORD = "a long enough password"
CHOSEN = {
    "least_tier": "low",
    "kinds": ["filing", "exhibitor"],
    "brands": ["A1"],
    "markets": "us，em、br",
    "rhythm": "weekly",
    "hour": "17",
    "weekday": "4",
    "timezone": "Europe/Berlin",
    "quiet_from": "22",
    "quiet_until": "7",
    "snoozed_until": "2026-12-24T08:30",
    "muted_until": "",
    "rank": "0",
}


@pytest.fixture
def contacts(db: None) -> dict[str, int]:
    """One contact of each of two enterprises, and one of the staff under ""."""
    save_brands([Brand(brand_id=f"{n}1", name="海", enterprise=e) for n, e in (("A", "甲"), ("B", "乙"))])
    return {
        enterprise: save_contact(
            enterprise,
            Contact(name=f"<b>{enterprise}王", channel=Channel.EMAIL, address=f"c{n}@example.org"),
        )
        for n, enterprise in enumerate(("甲", "乙", ""))
    }


def client(enterprise: str | None) -> Client:
    name = enterprise or "staff"
    save_user(name, PASSWORD, enterprise=enterprise)
    one = Client()
    assert one.login(username=name, password=PASSWORD)
    return one


def chosen(contact_id: int) -> Subscription:
    return subscription_of(ContactRow.objects.get(pk=contact_id))


def test_an_enterprise_sees_and_changes_its_own_contacts_and_no_other_s(contacts: dict[str, int]) -> None:
    member = client("甲")
    page = member.get("/contacts").content.decode()
    assert "c0@example.org" in page
    assert "c1@example.org" not in page
    assert "c2@example.org" not in page
    assert "&lt;b&gt;甲王" in page
    for other in (contacts["乙"], contacts[""], 999_999):
        assert member.get(f"/contacts/{other}").status_code == 404
        assert member.post(f"/contacts/{other}", CHOSEN).status_code == 404
        assert member.post(f"/contacts/{other}/activity", {"active": "no"}).status_code == 404
    assert all(ContactRow.objects.values_list("active", flat=True))


def test_what_is_chosen_on_the_page_is_the_subscription(contacts: dict[str, int]) -> None:
    answer = client("甲").post(f"/contacts/{contacts['甲']}", CHOSEN)
    assert answer.status_code == 302
    assert chosen(contacts["甲"]) == Subscription(
        least_tier=Tier.LOW,
        kinds=(Kind.FILING, Kind.EXHIBITOR),
        brands=("A1",),
        markets=("US", "EM", "BR"),
        rhythm=Rhythm.WEEKLY,
        hour=17,
        weekday=4,
        timezone="Europe/Berlin",
        quiet_from=22,
        quiet_until=7,
        snoozed_until=dt.datetime(2026, 12, 24, 7, 30, tzinfo=dt.UTC),
    )


def test_the_form_shows_what_was_chosen_in_the_contact_s_own_zone(contacts: dict[str, int]) -> None:
    member = client("甲")
    member.post(f"/contacts/{contacts['甲']}", CHOSEN)
    page = member.get(f"/contacts/{contacts['甲']}").content.decode()
    assert "2026-12-24T08:30" in page
    assert "US, EM, BR" in page
    assert '<option value="Europe/Berlin" selected>' in page


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("markets", "US, XQ", "XQ"),
        ("snoozed_until", "tomorrow", "2026-12-01T09:00"),
        ("brands", ["B1"], "B1"),
        ("hour", "24", "24"),
        ("timezone", "Asia/Peking", "Asia/Peking"),
        ("rhythm", "hourly", "hourly"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field_and_changes_nothing(
    contacts: dict[str, int], field: str, value: object, said: str
) -> None:
    before = chosen(contacts["甲"])
    answer = client("甲").post(f"/contacts/{contacts['甲']}", CHOSEN | {field: value})
    assert answer.status_code == 400
    assert said in answer.content.decode()
    assert chosen(contacts["甲"]) == before


@pytest.mark.parametrize(
    ("channel", "address"),
    [
        ("email", ""),
        ("email", "no address"),
        ("email", "a@example.org\nBcc: b@example.org"),
        ("wecom-bot", "http://10.0.0.1/cgi-bin/webhook/send?key=x"),
    ],
)
def test_a_contact_nothing_could_be_sent_to_is_not_added(
    contacts: dict[str, int], channel: str, address: str
) -> None:
    typed = {"enterprise": "甲", "name": "李", "channel": channel, "address": address, "language": "zh"}
    answer = client("甲").post("/contacts/add", typed)
    assert answer.status_code == 400
    assert 'role="alert"' in answer.content.decode()
    assert ContactRow.objects.count() == len(contacts)


def test_why_an_address_is_refused_is_said_in_the_page_s_language(contacts: dict[str, int]) -> None:
    member = client("甲")
    typed = {"enterprise": "甲", "name": "李", "channel": "email", "address": "no address", "language": "zh"}
    chinese = member.post("/contacts/add", typed).content.decode()
    assert "地址不是邮箱" in chinese
    assert "not an email address" not in chinese
    member.post("/language", {"language": "en", "next": "/"})
    english = member.post("/contacts/add", typed).content.decode()
    assert "the address is not an email address" in english
    assert "地址不是邮箱" not in english


def test_a_member_adds_contacts_to_its_own_enterprise_only(contacts: dict[str, int]) -> None:
    member = client("甲")
    typed = {"name": "李", "channel": "email", "address": "li@example.org", "language": "en"}
    for other in ("乙", "", "丙"):
        assert member.post("/contacts/add", {**typed, "enterprise": other}).status_code == 400
    assert member.post("/contacts/add", {**typed, "enterprise": "甲"}).status_code == 302
    made = ContactRow.objects.get(address="li@example.org")
    assert (made.enterprise.name, made.language) == ("甲", "en")


def test_a_contact_is_stopped_and_started_again(contacts: dict[str, int]) -> None:
    member = client("甲")
    member.post(f"/contacts/{contacts['甲']}/activity", {"active": "no"})
    assert "已停止" in member.get("/contacts").content.decode()
    member.post(f"/contacts/{contacts['甲']}/activity", {"active": "yes"})
    assert ContactRow.objects.get(pk=contacts["甲"]).active


def test_only_staff_have_copies(contacts: dict[str, int]) -> None:
    staff = client(None)
    staff.post(f"/contacts/{contacts['']}", {**CHOSEN, "copies": "on"})
    staff.post(f"/contacts/{contacts['甲']}", {**CHOSEN, "copies": "on"})
    assert list(ContactRow.objects.filter(copies=True).values_list("pk", flat=True)) == [contacts[""]]


def test_the_pages_speak_english_when_asked(contacts: dict[str, int]) -> None:
    staff = client(None)
    staff.post("/language", {"language": "en", "next": "/"})
    for path in ("/contacts", f"/contacts/{contacts['甲']}"):
        page = staff.get(path).content.decode()
        assert "Contacts" in page
        assert "订阅" not in page
        assert "field_" not in page.replace('class="field_', "")
