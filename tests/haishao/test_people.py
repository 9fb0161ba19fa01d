"""`haishao people` and `haishao brands` as the staff of a centre type them."""

from pathlib import Path
from subprocess import CompletedProcess

import pytest
from django.contrib.auth import get_user_model

from storage.models import Brand, Contact, Membership
from storage.second_factor import has_second_factor, new_secret, set_up
from tests.cli import haishao_here
from tests.made_up import app_code


def haishao(*arguments: str) -> CompletedProcess[str]:
    return haishao_here(*arguments, HAISHAO_PASSWORD="a long enough password")


@pytest.fixture
def imported(live_db: None, tmp_path: Path) -> None:
    watchlist = tmp_path / "brands.csv"
    watchlist.write_text("name\n青鹭海\n", encoding="utf-8")
    done = haishao("brands", "import", str(watchlist), "--enterprise", "甲公司")
    assert done.returncode == 0, done.stderr


def test_a_member_and_a_contact_are_added_to_an_enterprise_with_a_watchlist(imported: None) -> None:
    assert haishao("people", "add", "li", "--enterprise", "甲公司").returncode == 0
    told = haishao("people", "tell", "甲公司", "李", "--address", "li@example.cn")
    assert told.returncode == 0, told.stderr
    assert Membership.objects.get().enterprise.name == "甲公司"
    assert Contact.objects.get().address == "li@example.cn"


def test_a_second_step_whose_telephone_and_codes_are_lost_is_reset_on_the_server(imported: None) -> None:
    assert haishao("people", "add", "li", "--email", "li@example.cn").returncode == 0
    user = get_user_model().objects.get(email="li@example.cn")
    secret = new_secret()
    set_up(user.pk, secret, app_code(secret))
    done = haishao("people", "forget-second-step", "li")
    assert done.returncode == 0, done.stderr
    assert not has_second_factor(user.pk)
    assert haishao("people", "forget-second-step", "nobody").returncode == 2


def test_two_enterprises_may_watch_brands_of_one_name_and_an_import_may_be_repeated(
    imported: None, tmp_path: Path
) -> None:
    for _ in range(2):
        done = haishao("brands", "import", str(tmp_path / "brands.csv"), "--enterprise", "乙公司")
        assert done.returncode == 0, done.stderr
    assert sorted(Brand.objects.values_list("enterprise__name", "name")) == [
        ("乙公司", "青鹭海"),
        ("甲公司", "青鹭海"),
    ]


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("tell", "甲公 司", "李", "--address", "li@example.cn"), "甲公司"),
        (("add", "li", "--enterprise", "乙公司"), "甲公司"),
        (("tell", "甲公司", "李", "--address", "li.example.cn"), "--address"),
        (("tell", "甲公司", "李"), "--address"),
        (("tell", "甲公司", "群", "--channel", "wecom-bot", "--address", "http://example.cn/bot"), "https"),
        (("tell", "甲公司", "李", "--channel", "pigeon", "--address", "li@example.cn"), "wecom-bot"),
    ],
)
def test_a_slip_of_the_keyboard_is_told_at_once(
    imported: None, arguments: tuple[str, ...], complaint: str
) -> None:
    done = haishao("people", *arguments)
    assert done.returncode == 2
    assert complaint in done.stderr
    assert not Contact.objects.exists()
    assert not Membership.objects.exists()


def test_a_budget_is_set_shown_and_taken_away(imported: None) -> None:
    done = haishao("enterprises", "budget", "甲公司", "20")
    assert done.returncode == 0, done.stderr
    assert "20" in haishao("enterprises", "list").stdout
    assert haishao("enterprises", "budget", "甲公司", "all").returncode == 0
    assert "全部" in haishao("enterprises", "list").stdout


@pytest.mark.parametrize(("name", "number"), [("甲公司", "0"), ("甲公司", "many"), ("甲公 司", "20")])
def test_a_budget_that_is_none_or_nobody_s_is_refused(imported: None, name: str, number: str) -> None:
    done = haishao("enterprises", "budget", name, number)
    assert done.returncode == 2
    assert number in done.stderr or "甲公司" in done.stderr
