"""`haishao contact` and `haishao deliveries` as the staff of a centre type them."""

from pathlib import Path

import pytest

from haishao.demo.smtp_catcher import SmtpCatcher
from storage.models import Contact
from tests.cli import haishao, haishao_here


def test_a_contact_is_tested_with_a_message_that_says_so(live_db: None, tmp_path: Path) -> None:
    assert haishao("contact", "add", "值班", "--address", "duty@example.org").returncode == 0
    number = str(Contact.objects.get(enterprise=None).pk)
    with SmtpCatcher(tmp_path) as smtp:
        done = haishao(
            "contact",
            "test",
            number,
            HAISHAO_SMTP_HOST="127.0.0.1",
            HAISHAO_SMTP_PORT=str(smtp.port),
            HAISHAO_SMTP_SECURITY="none",
            HAISHAO_SMTP_SENDER="haishao@example.org",
        )
    assert done.returncode == 0, done.stderr
    assert "250 kept" in done.stdout
    (mail,) = tmp_path.glob("*.eml")
    assert b"Message-ID: <test-" in mail.read_bytes()
    refused = haishao("contact", "test", number)
    assert (refused.returncode, "HAISHAO_SMTP_HOST" in refused.stderr) == (2, True)
    assert haishao("contact", "test", "999999").returncode == 2


def test_a_webhook_s_secret_is_made_and_shown_once(live_db: None) -> None:
    done = haishao_here(
        "contact", "add", "ERP", "--channel", "webhook", "--address", "https://erp.example/hook"
    )
    assert done.returncode == 0, done.stderr
    secret = Contact.objects.get().secret
    assert secret.startswith("whsec_")
    assert secret in done.stdout
    listed = haishao_here("contact", "list").stdout
    assert "ERP" in listed
    assert secret not in listed
    assert "erp.example" not in listed


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("ERP", "--channel", "webhook", "--address", "https://192.168.1.5/hook"), "HAISHAO_WEBHOOK_HOSTS"),
        (("群", "--channel", "wecom-bot", "--address", "https://example.org/send?key=topsecret"), "qyapi"),
        (("群", "--channel", "wecom-app", "--address", "@all"), "userid"),
        (("王",), "missing"),
    ],
)
def test_an_address_nothing_could_be_sent_to_is_told_with_its_cure(
    live_db: None, arguments: tuple[str, ...], named: str
) -> None:
    done = haishao_here("contact", "add", *arguments)
    assert done.returncode == 2
    assert named in done.stderr
    assert "topsecret" not in done.stderr
    assert not Contact.objects.exists()


def test_what_is_no_dead_letter_cannot_be_replayed(live_db: None) -> None:
    done = haishao_here("deliveries", "replay", "999999")
    assert (done.returncode, "999999" in done.stderr) == (2, True)
    assert haishao_here("deliveries").returncode == 0
    assert haishao_here("deliveries", "--state", "lost").returncode == 2


def test_what_a_contact_is_told_is_changed_and_what_is_not_given_stays(live_db: None) -> None:
    assert haishao_here("contact", "add", "李", "--address", "li@example.cn").returncode == 0
    contact = Contact.objects.get()
    choices = (
        "--rhythm",
        "weekly",
        "--weekday",
        "4",
        "--quiet",
        "22-7",
        "--markets",
        "us,EM",
        "--least-tier",
        "low",
    )
    done = haishao_here("contact", "subscribe", str(contact.pk), *choices)
    assert done.returncode == 0, done.stderr
    done = haishao_here("contact", "subscribe", str(contact.pk), "--hour", "17", "--quiet", "")
    assert done.returncode == 0, done.stderr
    contact.refresh_from_db()
    assert (contact.rhythm, contact.weekday, contact.hour, contact.least_tier) == ("weekly", 4, 17, "low")
    assert (contact.markets, contact.quiet_from, contact.quiet_until) == (["US", "EM"], 0, 0)


@pytest.mark.parametrize(
    ("choice", "complaint"),
    [
        (("--rhythm", "hourly"), "hourly"),
        (("--markets", "US,XQ"), "XQ"),
        (("--quiet", "night"), "night"),
        (("--quiet", "22-25"), "25"),
        (("--timezone", "Asia/Peking"), "Asia/Peking"),
        (("--kinds", "filings"), "filings"),
    ],
)
def test_a_choice_there_is_not_is_named_and_changes_nothing(
    live_db: None, choice: tuple[str, ...], complaint: str
) -> None:
    haishao_here("contact", "add", "李", "--address", "li@example.cn")
    contact = Contact.objects.get()
    done = haishao_here("contact", "subscribe", str(contact.pk), *choice)
    assert done.returncode == 2
    assert complaint in done.stderr
    assert haishao_here("contact", "subscribe", "999999", *choice).returncode == 2
    contact.refresh_from_db()
    assert (contact.rhythm, contact.markets, contact.timezone) == ("at-once", [], "Asia/Shanghai")
