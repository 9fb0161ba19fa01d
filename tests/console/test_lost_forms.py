"""A form sent after its session ended is not lost, and given to nobody else."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from storage import models
from storage.people import save_user
from tests.made_up import PASSWORD

TYPED = {
    "enterprise": "甲",
    "name": "老王 <王>",
    "channel": "email",
    "address": "wang@example.org",
    "language": "zh",
}


@pytest.fixture
def li(db: None) -> Client:
    """Somebody who signed in by the page, and whose session has ended since."""
    save_user("li", PASSWORD, enterprise="甲")
    client = Client()
    sign_in(client)
    models.Session.objects.all().delete()
    return client


def sign_in(client: Client, name: str = "li", **typed: str) -> str:
    """Where the sign-in leads."""
    answer = client.post("/sign-in", {"username": name, "password": PASSWORD} | typed)
    return str(answer.headers["Location"])


def test_what_was_typed_is_shown_after_signing_in_and_saved_by_one_button(li: Client) -> None:
    away = li.post(reverse("contact-add"), TYPED, headers={"Referer": "http://testserver/contacts"})
    assert away.headers["Location"] == "/sign-in?next=%2Funsaved&unsaved=yes"
    assert "尚未保存" in li.get(away.headers["Location"]).content.decode()
    assert not models.Contact.objects.exists()
    assert sign_in(li, next="/unsaved") == "/unsaved"
    page = li.get("/unsaved").content.decode()
    assert 'action="/contacts/add"' in page
    fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page))
    assert fields["name"] == "老王 &lt;王&gt;"
    assert fields["address"] == TYPED["address"]
    assert li.post("/contacts/add", TYPED).status_code == 302
    assert models.Contact.objects.get().name == TYPED["name"]


def test_it_can_be_dropped_which_leads_back_to_the_page(li: Client) -> None:
    li.post(reverse("contact-add"), TYPED, headers={"Referer": "http://testserver/contacts?x=1"})
    sign_in(li, next="/unsaved")
    assert li.post("/unsaved").headers["Location"] == "/contacts?x=1"
    assert li.get("/unsaved").headers["Location"] == "/", "and then is gone"


def test_nobody_else_who_signs_in_there_is_shown_it(li: Client) -> None:
    save_user("wang", PASSWORD, enterprise="乙")
    li.post(reverse("contact-add"), TYPED)
    sign_in(li, "wang")
    assert li.get("/unsaved").status_code == 302
    assert "wang@example.org" not in str(dict(li.session))


def test_passwords_and_files_are_never_kept(li: Client) -> None:
    typed = {"old_password": PASSWORD, "new_password1": "quite another one", "note": "hello"}
    li.post(reverse("password"), typed | {"file": SimpleUploadedFile("a.csv", b"x")})
    assert "quite another one" not in str(dict(li.session))
    sign_in(li, next="/unsaved")
    page = li.get("/unsaved").content.decode()
    assert "密码和文件不予保留" in page
    assert "hello" in page
    assert 'type="hidden" name="note"' not in page


def test_a_browser_nobody_signed_in_with_leaves_nothing_in_the_database(db: None) -> None:
    answer = Client().post(reverse("contact-add"), TYPED)
    assert answer.headers["Location"].startswith("/sign-in?next=%2F&")
    assert not models.Session.objects.exists()


@pytest.mark.parametrize(
    ("said", "back"),
    [
        ("https://elsewhere.example/x", "/"),
        ("http://testserver//elsewhere.example/x", "/%2Felsewhere.example/x"),
    ],
)
def test_a_page_elsewhere_is_never_led_back_to(li: Client, said: str, back: str) -> None:
    li.post(reverse("contact-add"), TYPED, headers={"Referer": said})
    sign_in(li, next="/unsaved")
    assert li.post("/unsaved").headers["Location"] == back


def test_a_part_of_a_page_sends_the_whole_page_to_the_sign_in(li: Client) -> None:
    answer = li.post(reverse("contact-add"), TYPED, headers={"HX-Request": "true"})
    assert answer.headers["HX-Redirect"].startswith("/sign-in?next=")


def test_a_forged_form_is_kept_nowhere_and_the_answer_leads_back(li: Client) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = li.cookies
    answer = strict.post(reverse("contact-add"), TYPED, headers={"Referer": "http://testserver/contacts"})
    assert answer.status_code == 403
    page = answer.content.decode()
    assert "未保存" in page
    assert 'href="/contacts"' in page
    assert "wang@example.org" not in page
    assert not models.Session.objects.exists()
