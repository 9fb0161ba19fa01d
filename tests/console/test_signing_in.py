"""Signing in: throttled whoever asks and however many at once, and ended when it should be."""

import datetime as dt
import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.db import connection
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone

import haishao.settings
from domain.role import Role
from storage import models
from storage.audit import Act, entries
from storage.people import save_user
from storage.second_factor import new_secret, set_up
from storage.sessions import drop_expired
from storage.sign_in_tries import MOST_BY_ACCOUNT, MOST_BY_ADDRESS, WINDOW, counted_try, drop_tries
from tests.made_up import app_code

PASSWORD = "a long enough password"


@pytest.fixture
def li(db: None) -> None:
    save_user("li", PASSWORD, enterprise="甲")


def tried(
    password: str, *, name: str = "li", address: str = "203.0.113.9", language: str = "zh-hans"
) -> object:
    client = Client(REMOTE_ADDR=address)
    client.cookies["django_language"] = language
    return client.post("/sign-in", {"username": name, "password": password})


def wait_out() -> None:
    models.SignInTries.objects.update(since=timezone.now() - WINDOW)


def test_after_five_wrong_passwords_the_right_one_is_refused_too_until_the_time_that_is_said(
    li: None,
) -> None:
    said = [tried("wrong").status_code for _ in range(MOST_BY_ACCOUNT)]
    assert said == [200] * MOST_BY_ACCOUNT
    closed = tried(PASSWORD)
    assert closed.status_code == 429
    assert 0 < int(closed["Retry-After"]) <= WINDOW.total_seconds()
    (at,) = re.findall(r"尝试次数过多。(\d\d:\d\d)（UTC\+0800）之前不能登录", closed.content.decode())
    until = timezone.localtime() + WINDOW
    assert at in {f"{until + dt.timedelta(minutes=one):%H:%M}" for one in (0, 1)}
    assert "Too many tries." in tried(PASSWORD, language="en").content.decode()
    assert tried(PASSWORD, name="LI").status_code == 429, "however it is written"
    wait_out()
    assert tried(PASSWORD).status_code == 302


def test_an_account_is_closed_from_every_address_and_others_stay_open(li: None) -> None:
    save_user("wang", PASSWORD, enterprise=None)
    for number in range(MOST_BY_ACCOUNT):
        tried("wrong", address=f"198.51.100.{number}")
    assert tried(PASSWORD, address="192.0.2.1").status_code == 429
    assert tried(PASSWORD, name="wang", address="192.0.2.1").status_code == 302


def test_an_address_that_tries_many_accounts_is_closed_for_all_of_them(li: None) -> None:
    for number in range(MOST_BY_ADDRESS):
        assert tried("wrong", name=f"nobody-{number}").status_code == 200
    assert tried(PASSWORD).status_code == 429
    assert tried(PASSWORD, address="192.0.2.1").status_code == 302
    assert counted_try("x", "2001:db8::1") is None
    assert models.SignInTries.objects.filter(key="address 2001:db8::/64").exists()


def test_an_account_nobody_has_is_closed_like_any(li: None) -> None:
    for _ in range(MOST_BY_ACCOUNT):
        tried("wrong", name="nobody")
    assert tried("wrong", name="nobody").status_code == 429


def test_a_success_starts_the_count_anew(li: None) -> None:
    for _ in range(MOST_BY_ADDRESS):
        tried("wrong")
        assert tried(PASSWORD).status_code == 302
        models.SignInTries.objects.filter(key__startswith="address").update(tries=0)
    assert not models.SignInTries.objects.filter(key__startswith="account").exists()


def test_no_more_are_heard_however_many_are_sent_at_once(live_db: None) -> None:
    def one(_number: int) -> bool:
        try:
            return counted_try("li", "203.0.113.9") is None
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        heard = list(pool.map(one, range(24)))
    assert sum(heard) == MOST_BY_ACCOUNT


def test_what_was_typed_as_a_name_is_kept_nowhere(li: None) -> None:
    tried("x", name="my secret password")
    assert not models.SignInTries.objects.filter(key__contains="secret").exists()
    (line,) = entries(limit=1)
    assert (line.who, line.did, line.address) == ("—", Act.SIGN_IN_REFUSED.value, "203.0.113.9")
    tried("wrong")
    assert entries(limit=1)[0].who == "li"
    wait_out()
    assert drop_tries() > 0


@override_settings(PASSWORD_HASHERS=haishao.settings.PASSWORD_HASHERS)
def test_passwords_are_hashed_with_argon2_and_older_ones_anew_at_the_next_sign_in(li: None) -> None:
    users = get_user_model().objects.filter(username="li")
    users.update(password=make_password(PASSWORD, hasher="pbkdf2_sha256"))
    assert tried(PASSWORD).status_code == 302
    assert users.get().password.startswith("argon2$argon2id$")
    assert tried(PASSWORD).status_code == 302


def signed_in(name: str = "li") -> Client:
    client = Client()
    assert client.login(username=name, password=PASSWORD)
    return client


def is_in(client: Client) -> bool:
    return client.get("/").status_code == 200


@pytest.mark.parametrize("enterprise", ["甲", None])
def test_a_new_password_ends_every_other_session(db: None, enterprise: str | None) -> None:
    save_user("li", PASSWORD, enterprise=enterprise)
    here, elsewhere = signed_in(), signed_in()
    new = {"new_password1": "quite another one", "new_password2": "quite another one"}
    wrong = here.post(reverse("password"), new | {"old_password": "wrong"})
    assert wrong.status_code == 400
    assert is_in(elsewhere)
    assert here.post(reverse("password"), new | {"old_password": PASSWORD}).status_code == 302
    assert is_in(here)
    assert not is_in(elsewhere)
    assert entries(limit=1)[0].did == Act.PASSWORD_CHANGED.value
    assert tried(PASSWORD).status_code == 200
    assert tried("quite another one").status_code == 302


def test_a_password_that_is_short_or_typed_differently_is_not_taken(li: None) -> None:
    client = signed_in()
    for first, second in (("short", "short"), ("quite another one", "and another one")):
        typed = {"old_password": PASSWORD, "new_password1": first, "new_password2": second}
        assert client.post(reverse("password"), typed).status_code == 400
    assert tried(PASSWORD).status_code == 302


def test_the_old_password_cannot_be_guessed_by_whoever_found_an_open_browser(li: None) -> None:
    client = signed_in()
    new = {"new_password1": "quite another one", "new_password2": "quite another one"}
    for _ in range(MOST_BY_ACCOUNT):
        client.post(reverse("password"), new | {"old_password": "wrong"})
    closed = client.post(reverse("password"), new | {"old_password": PASSWORD})
    assert "尝试次数过多" in closed.content.decode()
    assert tried(PASSWORD).status_code == 429


def test_staff_end_a_person_s_sessions(li: None) -> None:
    save_user("staff", PASSWORD, enterprise=None)
    save_user("li", PASSWORD, enterprise="甲", role=Role.MEMBER)
    staff, member, again = signed_in("staff"), signed_in(), signed_in()
    page = staff.get(reverse("people")).content.decode()
    assert "甲" in page
    user = get_user_model().objects.get(username="li").pk
    assert member.post(reverse("end-sessions", args=[user])).status_code == 404
    assert staff.post(reverse("end-sessions", args=[user])).status_code == 302
    assert not is_in(member)
    assert not is_in(again)
    assert is_in(staff)
    line = entries(limit=1)[0]
    assert (line.who, line.did, line.about) == ("staff", Act.SESSIONS_ENDED.value, "li")
    assert staff.post(reverse("end-sessions", args=[999_999])).status_code == 404
    assert tried(PASSWORD).status_code == 302, "signing in anew is not forbidden"


def test_a_password_given_on_the_command_line_ends_the_sessions_too(li: None) -> None:
    client = signed_in()
    save_user("li", "quite another one", enterprise="甲")
    assert not is_in(client)


def test_signing_out_ends_the_session_for_good(li: None) -> None:
    client = signed_in()
    stolen = Client()
    stolen.cookies["sessionid"] = client.cookies["sessionid"].value
    assert is_in(stolen)
    client.post(reverse("sign-out"))
    assert not is_in(stolen)


def test_sessions_past_their_time_are_dropped(li: None) -> None:
    signed_in()
    models.Session.objects.update(expire_date=timezone.now() - dt.timedelta(seconds=1))
    assert drop_expired() == 1


def password_link(by: Client, name: str) -> str:
    """The address of the page a link for a new password opens."""
    user = get_user_model().objects.get(username=name).pk
    page = by.post(reverse("person-password", args=[user])).content.decode()
    return re.findall(r'value="http://127.0.0.1:8000(/new-password/[^"]+)"', page)[0]


def test_a_forgotten_password_is_set_anew_by_a_link_that_works_once(li: None) -> None:
    save_user("boss", PASSWORD, enterprise="甲")
    open_elsewhere, person = signed_in(), Client()
    link = password_link(signed_in("boss"), "li")
    assert person.post(link, {"new_password1": "short", "new_password2": "short"}).status_code == 400
    new = {"new_password1": "quite another one", "new_password2": "quite another one"}
    assert person.post(link, new).status_code == 302
    assert is_in(person)
    assert not is_in(open_elsewhere)
    used = Client().post(link, new)
    assert used.status_code == 410
    assert "已使用过" in used.content.decode()
    assert Client().get(link[:-1] + "x").status_code == 410
    assert [line.did for line in entries(who="boss", limit=1)] == [Act.PASSWORD_LINK_MADE]


def test_a_link_for_a_new_password_does_not_pass_the_second_step(li: None) -> None:
    save_user("boss", PASSWORD, enterprise="甲")
    secret = new_secret()
    set_up(get_user_model().objects.get(username="li").pk, secret, app_code(secret))
    person = Client()
    new = {"new_password1": "quite another one", "new_password2": "quite another one"}
    answer = person.post(password_link(signed_in("boss"), "li"), new)
    assert answer.headers["Location"] == reverse("sign-in-code")
    assert not is_in(person)


def test_a_link_made_yesterday_or_for_somebody_deactivated_opens_nothing(li: None) -> None:
    save_user("boss", PASSWORD, enterprise="甲")
    boss = signed_in("boss")
    link = password_link(boss, "li")
    with override_settings(PASSWORD_RESET_TIMEOUT=-1):
        assert Client().get(link).status_code == 410
    assert Client().get(link).status_code == 200
    user = get_user_model().objects.get(username="li")
    boss.post(reverse("person-activity", args=[user.pk]), {"active": "no"})
    assert Client().get(link).status_code == 410
    assert boss.post(reverse("person-password", args=[user.pk])).status_code == 404


@pytest.mark.usefixtures("db")
def test_somebody_not_signed_in_may_not_send_megabytes() -> None:
    answer = Client().post("/sign-in", b"x" * (1024**2 + 1), content_type="text/plain")
    assert answer.status_code == 413
