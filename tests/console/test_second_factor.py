"""The second step of signing in: nobody comes in without it, no code counts twice, and there is a way out when it is lost."""

import base64
import re
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as arithmetic
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client, override_settings
from django.urls import reverse

import haishao.settings
from domain.role import Role
from storage.audit import Act, entries
from storage.models import SignInTries
from storage.people import save_user
from storage.second_factor import (
    SecretUnreadable,
    WrongCode,
    new_secret,
    reset_second_factor,
    set_up,
    take_code,
)
from storage.sign_in_tries import MOST_BY_ACCOUNT, counted_try
from storage.viewers import Viewer
from tests.made_up import PASSWORD, app_code, signed_in

BEFORE = -1
"""The code of the half minute before: a test that starts at its very end is still within the tolerance."""


@pytest.fixture
def li(db: None) -> int:
    save_user("li", PASSWORD, enterprise="甲", role=Role.MEMBER)
    return id_of("li")


def id_of(name: str) -> int:
    return get_user_model().objects.get(username=name).pk


def with_app(user_id: int) -> tuple[str, tuple[str, ...]]:
    """Sets a second factor up, by the code of the half minute before."""
    secret = new_secret()
    return secret, set_up(user_id, secret, app_code(secret, steps=BEFORE))


def half_in(name: str = "li", password: str = PASSWORD) -> Client:
    client = Client()
    assert client.post("/sign-in", {"username": name, "password": password}).status_code == 302
    return client


def is_in(client: Client) -> bool:
    return client.get("/").status_code == 200


@pytest.mark.parametrize(
    ("at", "code"),
    [
        (59, "287082"),
        (1111111109, "081804"),
        (1111111111, "050471"),
        (1234567890, "005924"),
        (2000000000, "279037"),
        (20000000000, "353130"),
    ],
)
def test_the_codes_are_those_of_rfc_6238_appendix_b(
    li: int, monkeypatch: pytest.MonkeyPatch, at: int, code: str
) -> None:
    monkeypatch.setattr(arithmetic, "time", SimpleNamespace(time=lambda: at))
    secret = base64.b32encode(b"12345678901234567890").decode()
    assert len(set_up(li, secret, code)) == 10
    with pytest.raises(WrongCode):
        set_up(li, secret, f"{(int(code) + 1) % 1_000_000:06}")


def test_the_password_alone_lets_nobody_in_and_the_code_does_once(li: int) -> None:
    secret, _ = with_app(li)
    client = half_in()
    assert not is_in(client)
    assert client.post("/sign-in/code", {"code": "000 000"}).status_code == 400
    assert not is_in(client)
    code = app_code(secret)
    assert client.post("/sign-in/code", {"code": f"{code[:3]} {code[3:]}"}).headers["Location"] == "/"
    assert is_in(client)
    again = half_in()
    assert again.post("/sign-in/code", {"code": code}).status_code == 400, "each code counts once"
    assert again.post("/sign-in/code", {"code": app_code(secret, steps=BEFORE)}).status_code == 400, (
        "nor an older one"
    )
    assert not is_in(again)
    assert [line.did for line in entries(limit=3)] == [
        Act.SECOND_FACTOR_REFUSED,
        Act.SECOND_FACTOR_REFUSED,
        Act.SIGNED_IN,
    ]


def test_where_one_wanted_to_go_is_where_one_comes_out(li: int) -> None:
    secret, _ = with_app(li)
    client = Client()
    client.post("/sign-in", {"username": "li", "password": PASSWORD, "next": "/rules"})
    assert client.post("/sign-in/code", {"code": app_code(secret)}).headers["Location"] == "/rules"


def test_whoever_knows_the_password_has_no_more_guesses_at_the_code_for_typing_it_again(li: int) -> None:
    with_app(li)
    said = [half_in().post("/sign-in/code", {"code": "000000"}) for _ in range(MOST_BY_ACCOUNT // 2 + 1)]
    assert [one.status_code for one in said] == [400, 400, 429]
    assert "尝试次数过多" in said[-1].content.decode()
    assert Client().post("/sign-in", {"username": "li", "password": PASSWORD}).status_code == 429


def test_the_second_step_is_nobody_s_without_the_first(li: int) -> None:
    with_app(li)
    for name in ("sign-in-code", "sign-in-enrol"):
        assert Client().get(reverse(name)).headers["Location"] == reverse("sign-in")
    client = half_in()
    user = get_user_model().objects.get(pk=li)
    user.set_password("quite another one")
    user.save()
    assert client.get(reverse("sign-in-code")).headers["Location"] == reverse("sign-in"), (
        "a new password ends it"
    )
    assert client.get(reverse("sign-in-enrol")).headers["Location"] == reverse("sign-in")


def test_a_code_typed_twice_at_once_counts_once(live_db: None) -> None:
    save_user("li", PASSWORD, enterprise="甲")
    user_id = id_of("li")
    secret, _ = with_app(user_id)
    code = app_code(secret)

    def one(_number: int) -> bool:
        try:
            take_code(user_id, code)
        except WrongCode:
            return False
        else:
            return True
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(one, range(6))) == 1


def test_a_recovery_code_stands_in_for_a_lost_telephone_once(li: int) -> None:
    _, codes = with_app(li)
    assert len(set(codes)) == 10
    client = half_in()
    assert client.post("/sign-in/code", {"code": f" {codes[3]} "}).status_code == 302
    assert is_in(client)
    assert "<strong>9</strong>" in client.get(reverse("second-factor")).content.decode()
    assert Act.RECOVERY_CODE_USED in [line.did for line in entries(limit=3)]
    assert half_in().post("/sign-in/code", {"code": codes[3]}).status_code == 400
    new = client.post(reverse("second-factor-codes"), {"password": PASSWORD}).content.decode()
    (fresh, *_) = re.findall(r"<code>(\d{4}-\d{4})</code>", new)
    assert half_in().post("/sign-in/code", {"code": codes[4]}).status_code == 400, "those before are void"
    assert half_in().post("/sign-in/code", {"code": fresh}).status_code == 302


def test_it_is_set_up_by_the_secret_shown_and_the_code_it_gives(li: int) -> None:
    client = signed_in("li", "甲")
    page = client.get(reverse("second-factor-set-up")).content.decode()
    (secret,) = re.findall(r'<code class="secret">([A-Z2-7 ]+)</code>', page)
    assert base64.b64decode(re.findall(r"data:image/svg\+xml;base64,([^\"]+)", page)[0]).endswith(b"</svg>")
    wrong = client.post(reverse("second-factor-set-up"), {"code": "000000"})
    assert wrong.status_code == 400
    assert secret in wrong.content.decode(), "the same secret until it is proved"
    shown = client.post(reverse("second-factor-set-up"), {"code": app_code(secret)}).content.decode()
    assert len(re.findall(r"<code>\d{4}-\d{4}</code>", shown)) == 10
    assert client.get(reverse("second-factor-set-up")).status_code == 302, "the secret is shown no more"
    assert secret not in client.get(reverse("second-factor")).content.decode()
    assert half_in().get("/sign-in/code").status_code == 200


def test_no_secret_can_be_read_in_the_database(li: int) -> None:
    client = signed_in("li", "甲")
    page = client.get(reverse("second-factor-set-up")).content.decode()
    secret = re.findall(r'<code class="secret">([A-Z2-7 ]+)</code>', page)[0].replace(" ", "")
    assert secret not in str(dict(client.session))
    client.post(reverse("second-factor-set-up"), {"code": app_code(secret)})
    for row in Authenticator.objects.all():
        assert secret not in str(row.data)
        assert str(row.data.get("seed") or row.data.get("secret")).startswith("gAAAA")
    with override_settings(SECRET_KEY="another key of this service"), pytest.raises(SecretUnreadable):
        take_code(li, app_code(secret, steps=1))


def test_turning_it_off_asks_for_the_password_as_rarely_as_the_sign_in(li: int) -> None:
    client = signed_in("li", "甲")
    with_app(li)
    for _ in range(MOST_BY_ACCOUNT):
        assert client.post(reverse("second-factor-off"), {"password": "wrong"}).status_code == 400
    assert (
        "尝试次数过多" in client.post(reverse("second-factor-off"), {"password": PASSWORD}).content.decode()
    )
    assert Authenticator.objects.filter(user_id=li).count() == 2


def test_turned_off_the_password_is_enough_again(li: int) -> None:
    client = signed_in("li", "甲")
    with_app(li)
    assert client.post(reverse("second-factor-off"), {"password": PASSWORD}).status_code == 302
    assert is_in(half_in())
    assert entries(limit=2)[1].did == Act.SECOND_FACTOR_ENDED


@override_settings(SECOND_FACTOR="staff")
def test_whoever_must_have_one_sets_it_up_before_anything_else(li: int) -> None:
    save_user("staff", PASSWORD, enterprise=None)
    client = half_in("staff")
    assert not is_in(client)
    page = client.get(reverse("sign-in-enrol")).content.decode()
    (secret,) = re.findall(r'<code class="secret">([A-Z2-7 ]+)</code>', page)
    assert client.post(reverse("sign-in-enrol"), {"code": "000000"}).status_code == 400
    assert not is_in(client)
    done = client.post(reverse("sign-in-enrol"), {"code": app_code(secret, steps=BEFORE)})
    assert "<code>" in done.content.decode()
    assert is_in(client)
    assert half_in("staff").post("/sign-in/code", {"code": app_code(secret)}).status_code == 302
    assert is_in(half_in("li")), "members may do without"


@override_settings(SECOND_FACTOR="all")
def test_whoever_must_have_one_changes_the_telephone_and_is_never_without(li: int) -> None:
    client = signed_in("li", "甲")
    secret, codes = with_app(li)
    assert client.get(reverse("second-factor-set-up")).headers["Location"] == reverse("second-factor")
    led = client.post(reverse("second-factor-off"), {"password": PASSWORD})
    assert led.headers["Location"] == reverse("second-factor-set-up")
    page = client.get(reverse("second-factor-set-up")).content.decode()
    (newer,) = re.findall(r'<code class="secret">([A-Z2-7 ]+)</code>', page)
    assert half_in().post("/sign-in/code", {"code": app_code(secret)}).status_code == 302, (
        "until it is proved"
    )
    assert (
        client.post(reverse("second-factor-set-up"), {"code": app_code(newer, steps=BEFORE)}).status_code
        == 200
    )
    assert half_in().post("/sign-in/code", {"code": codes[0]}).status_code == 400
    assert half_in().post("/sign-in/code", {"code": app_code(newer)}).status_code == 302


def test_a_success_gives_an_address_back_what_it_counted_and_no_more(li: int) -> None:
    secret, _ = with_app(li)
    counted_try("nobody", "127.0.0.1")
    half_in().post("/sign-in/code", {"code": app_code(secret)})
    assert SignInTries.objects.get(key="address 127.0.0.1").tries == 1


def test_whoever_may_do_without_comes_in_by_the_password(li: int) -> None:
    assert is_in(half_in())


@pytest.mark.parametrize(
    ("said", "base", "policy"),
    [
        ("", "http://127.0.0.1:8000", "optional"),
        ("", "https://haishao.example", "staff"),
        ("all", "http://127.0.0.1:8000", "all"),
        ("optional", "https://haishao.example", "optional"),
    ],
)
def test_staff_must_have_one_where_the_console_is_reached_by_https(
    monkeypatch: pytest.MonkeyPatch, said: str, base: str, policy: str
) -> None:
    if said:
        monkeypatch.setenv("HAISHAO_SECOND_FACTOR", said)
    assert haishao.settings._second_factor(base) == policy
    monkeypatch.setenv("HAISHAO_SECOND_FACTOR", "everybody")
    with pytest.raises(SystemExit, match="staff, all or optional"):
        haishao.settings._second_factor(base)


def test_a_platform_administrator_resets_what_somebody_lost(li: int) -> None:
    staff, member = signed_in("staff", None), signed_in("li", "甲")
    with_app(li)
    assert staff.post(reverse("person-reset", args=[li])).status_code == 302
    assert not is_in(member), "and ends the sessions"
    assert is_in(half_in())
    assert Act.SECOND_FACTOR_ENDED in [line.did for line in entries(who="staff", limit=3)]
    reviewer = Viewer(user_id=1, staff=True)
    with pytest.raises(LookupError):
        reset_second_factor(reviewer, li)
