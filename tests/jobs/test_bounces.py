"""Bounces taken in: mail sent over a real SMTP server, reported on through a real IMAP server."""

import datetime as dt
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from django.db import connection
from django.test import override_settings
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from procrastinate.contrib.django.models import ProcrastinateJob

from domain.alert import Channel, Contact
from domain.bounce import Outcome
from domain.brand import Brand
from domain.observation import Goods, Kind, Observation, Party
from haishao.demo.smtp_catcher import SmtpCatcher
from jobs import bounces, sweeping, tasks
from jobs.mail_ids import sent_mail, signed_id
from notifier.mailbox import Mailbox, MailboxTrouble
from storage import bounces as kept
from storage import deliveries
from storage.brands import move_contact, save_brands, save_contact
from storage.deliveries import replay
from storage.models import Bounce, BounceMailbox, Delivery
from storage.models import Contact as ContactRow
from storage.observations import take_in
from storage.runs import start_run

ENTERPRISE = "甲食品有限公司"


@pytest.fixture
def outbox(db: None, tmp_path: Path) -> Iterator[Path]:
    """The folder in which mail lies that was sent and taken."""
    with SmtpCatcher(tmp_path / "mail") as smtp:
        server = {"SMTP_HOST": "127.0.0.1", "SMTP_PORT": smtp.port, "SMTP_SECURITY": "none"}
        with override_settings(
            **server, SMTP_SENDER="haishao@example.org", BASE_URL="https://console.example"
        ):
            yield tmp_path / "mail"


@pytest.fixture
def delivery(outbox: Path) -> Delivery:
    """An alert told to 王 by mail, which the mail server took; 值班 is told of the service."""
    save_brands(
        [Brand(brand_id="A1", name="海蔚鲜", enterprise=ENTERPRISE, owners=(ENTERPRISE,), classes=(29,))]
    )
    reader = Contact(name="王", channel=Channel.EMAIL, address="Wang@example.cn")
    save_contact(ENTERPRISE, reader, least_tier="low")
    save_contact("", Contact(name="值班", channel=Channel.EMAIL, address="duty@example.org"))
    run = start_run("us-uspto-trtdxfap")
    filing = Observation(
        kind=Kind.FILING,
        source="us-uspto-trtdxfap",
        ref="1",
        sign="HAIWEIXIAN",
        office="US",
        holders=(Party(name="Acme LLC"),),
        goods=(Goods(nice_class=29),),
        published_on=dt.date(2026, 11, 17),
    )
    take_in(run, [filing])
    tasks.judge(run, 0)
    tasks.raise_alerts()
    tasks.deliver("mail 1")
    row = Delivery.objects.get()
    assert row.state == "delivered"
    return row


def sent(outbox: Path) -> bytes:
    """The mail that was sent last."""
    return max(outbox.glob("*.eml"), key=lambda path: path.stat().st_mtime_ns).read_bytes()


def report(
    mail: bytes,
    action: str = "failed",
    status: str = "5.1.1",
    says: str = "550 no such user here",
    number: int = 1,
) -> bytes:
    """A delivery status notification (RFC 3464) about a mail, as a mail server makes it."""
    return (
        b"From: MAILER-DAEMON@mx.example.cn\r\nTo: haishao@example.org\r\nSubject: Undelivered Mail\r\n"
        b"Message-ID: <report-%d@mx.example.cn>\r\nMIME-Version: 1.0\r\n"
        b"Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n"
        b"--b\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n"
        b"--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.cn\r\n\r\n"
        b"Final-Recipient: rfc822; wang@example.cn\r\nAction: %b\r\nStatus: %b\r\nDiagnostic-Code: smtp; %b\r\n\r\n"
        b"--b\r\nContent-Type: message/rfc822\r\n\r\n%b\r\n--b--\r\n"
    ) % (number, action.encode(), status.encode(), says.encode(), mail)


def state(delivery: Delivery) -> str:
    delivery.refresh_from_db()
    return delivery.state


def told_staff() -> list[str]:
    return list(Delivery.objects.filter(notice__isnull=False).values_list("notice__says_en", flat=True))


def reader() -> ContactRow:
    return ContactRow.objects.get(name="王")


def test_what_came_back_for_good_is_a_dead_letter_and_staff_are_told_once(
    delivery: Delivery, outbox: Path
) -> None:
    assert bounces.take_in_mail(report(sent(outbox))) is Outcome.DEAD_LETTER
    assert (state(delivery), delivery.delivered_at, delivery.tries) == ("failed", None, 1)
    assert [one.accepted for one in delivery.attempts.order_by("pk")] == [True, False]
    answer = delivery.attempts.latest("pk").answer
    assert ("退信" in answer, "5.1.1" in answer, "550 no such user here" in answer) == (True, True, True)
    assert reader().failing_since is not None
    (says,) = told_staff()
    assert "王" in says
    assert "came back" in says
    assert "no such user here" in says


def test_a_dead_letter_made_by_a_bounce_is_replayed_as_any(delivery: Delivery, outbox: Path) -> None:
    bounces.take_in_mail(report(sent(outbox)))
    assert replay([delivery.pk]) == [delivery.pk]
    tasks.deliver("mail 1")
    assert state(delivery) == "delivered"
    assert delivery.delivered_at is not None


def test_the_same_report_twice_counts_once_by_whichever_way_it_comes(
    delivery: Delivery, outbox: Path
) -> None:
    mail = report(sent(outbox))
    bounces.take_in_mail(mail)
    replay([delivery.pk])
    assert bounces.take_in_mail(b"Received: by another way\r\n" + mail) is Outcome.REPEATED
    assert state(delivery) == "pending"
    assert (delivery.attempts.count(), Bounce.objects.count(), len(told_staff())) == (2, 1, 1)


def test_a_delay_is_noted_and_changes_nothing(delivery: Delivery, outbox: Path) -> None:
    mail = report(sent(outbox), action="delayed", status="4.4.1", says="host is down")
    assert bounces.take_in_mail(mail) is Outcome.NOTED
    assert state(delivery) == "delivered"
    assert "延迟 · delayed: 4.4.1 host is down" in delivery.attempts.latest("pk").answer
    assert (reader().failing_since, told_staff()) == (None, [])


def test_what_was_given_up_is_a_dead_letter_whose_address_may_be_right(
    delivery: Delivery, outbox: Path
) -> None:
    assert bounces.take_in_mail(report(sent(outbox), status="4.4.7")) is Outcome.DEAD_LETTER
    assert (state(delivery), reader().failing_since, told_staff()) == ("failed", None, [])


@pytest.mark.parametrize(
    "forgery", ["another delivery", "no signature", "another signature", "nothing of ours"]
)
def test_a_forged_report_changes_nothing(delivery: Delivery, outbox: Path, forgery: str) -> None:
    mail = sent(outbox)
    name = mail.partition(b"Message-ID: <")[2].partition(b"@")[0]
    signed, _, signature = name.partition(b".")
    about, number, tag = signed.rsplit(b"-", 2)
    other = Delivery.objects.create(contact=reader(), state="delivered", next_try_at=timezone.now())
    forged = {
        "another delivery": b"%b-%d-%b.%b" % (about, other.pk, tag, signature),
        "no signature": b"%b-%b" % (about, number),
        "another signature": b"%b.%b" % (signed, b"0" * len(signature)),
        "nothing of ours": b"hello",
    }[forgery]
    bounces.take_in_mail(report(mail.replace(name, forged)))
    other.refresh_from_db()
    assert (state(delivery), other.state) == ("delivered", "delivered")
    assert (reader().failing_since, told_staff()) == (None, [])


def test_a_report_that_proves_nothing_but_names_a_contact_is_left_for_staff_and_any_other_is_not(
    delivery: Delivery, outbox: Path
) -> None:
    unsigned = report(b"Subject: x\r\n\r\n")
    assert bounces.take_in_mail(unsigned) is Outcome.KEPT
    (one,) = kept.kept_bounces()
    assert (one.delivery_id, one.recipient) == (None, "wang@example.cn")
    stranger = unsigned.replace(b"wang@", b"someone@").replace(b"report-1", b"report-2")
    assert bounces.take_in_mail(stranger) is Outcome.FOREIGN
    assert Bounce.objects.count() == 1


def test_a_report_in_no_known_form_is_left_for_staff_with_its_mail_until_they_have_read_it(
    delivery: Delivery, outbox: Path
) -> None:
    mail = sent(outbox)
    message_id = mail.partition(b"Message-ID: ")[2].partition(b"\r\n")[0]
    odd = (
        b"From: mailer-daemon@old.example\r\nSubject: Undeliverable mail\r\nIn-Reply-To: %b\r\n\r\nAsk the operator."
        % message_id
    )
    assert bounces.take_in_mail(odd) is Outcome.KEPT
    (one,) = kept.kept_bounces()
    assert (one.delivery_id, one.says, state(delivery)) == (delivery.pk, "Ask the operator.", "delivered")
    assert kept.kept_mail(one.bounce_id) == odd
    kept.settle_bounces([one.bounce_id])
    assert (kept.kept_bounces(), kept.kept_mail(one.bounce_id)) == ((), None)
    assert bounces.take_in_mail(odd) is Outcome.REPEATED


def test_strangers_cannot_fill_the_page(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "MOST_KEPT", 2)
    odd = b"From: mailer-daemon@x.example\r\nSubject: Undeliverable\r\nMessage-ID: <%d@x>\r\n\r\nNo."
    outcomes = [bounces.take_in_mail(odd % number) for number in range(4)]
    assert outcomes == [Outcome.KEPT, Outcome.KEPT, Outcome.FOREIGN, Outcome.FOREIGN]


def test_an_answering_machine_that_quotes_the_message_changes_nothing(
    delivery: Delivery, outbox: Path
) -> None:
    quoted = sent(outbox).partition(b"Message-ID: ")[2].partition(b"\r\n")[0]
    away = (
        b"Return-Path: <>\r\nFrom: wang@example.cn\r\nSubject: =?utf-8?b?6Ieq5Yqo5Zue5aSN?=\r\nAuto-Submitted: auto-replied\r\n"
        b"In-Reply-To: %b\r\n\r\n550 5.1.1 I am away.\r\n" % quoted
    )
    assert bounces.take_in_mail(away) is Outcome.OTHER
    assert (state(delivery), Bounce.objects.count()) == ("delivered", 0)


def test_a_report_on_an_address_the_contact_no_longer_has_does_not_blame_the_new_one(
    delivery: Delivery, outbox: Path
) -> None:
    mail = sent(outbox)
    move_contact(ENTERPRISE, "王", Channel.EMAIL, address="new@example.cn")
    assert bounces.take_in_mail(report(mail)) is Outcome.DEAD_LETTER
    assert (state(delivery), reader().failing_since, told_staff()) == ("failed", None, [])
    replay([delivery.pk])
    tasks.deliver("mail 1")
    assert bounces.take_in_mail(report(mail, number=2)) is Outcome.NOTED
    assert state(delivery) == "delivered", "the second report is of the first message"


def test_what_is_on_its_way_again_is_left_to_its_next_try(delivery: Delivery, outbox: Path) -> None:
    mail = report(sent(outbox))
    Delivery.objects.update(state="pending")
    assert bounces.take_in_mail(mail) is Outcome.NOTED
    assert state(delivery) == "pending"
    assert reader().failing_since is not None


def test_a_relay_s_yes_does_not_take_back_what_a_bounce_said_and_five_days_of_silence_do(
    delivery: Delivery, outbox: Path
) -> None:
    bounces.take_in_mail(report(sent(outbox)))
    replay([delivery.pk])
    tasks.deliver("mail 1")
    assert reader().failing_since is not None
    now = timezone.now()
    Delivery.objects.filter(pk=delivery.pk).update(delivered_at=now)
    kept.forgive(accepted_before=now - bounces.COMES_BACK_WITHIN)
    assert reader().failing_since is not None
    kept.forgive(accepted_before=now + dt.timedelta(seconds=1))
    assert reader().failing_since is None


@given(st.integers(0, 10**17), st.integers(0, 10**17), st.emails())
def test_a_signed_id_tells_its_delivery_and_address_and_no_changed_one_does(
    alert: int, number: int, address: str
) -> None:
    signed = signed_id(f"<alert-{alert}-{number}@console.example>", address)
    mail = sent_mail(signed.upper())
    assert mail is not None
    assert mail.delivery_id == number
    assert mail.went_to(address.upper() if address.isascii() else address)
    assert not mail.went_to(f"x{address}")
    name = signed.partition("@")[0]
    for place in range(1, len(name)):
        other = "1" if name[place] != "1" else "2"
        assert sent_mail(f"{signed[:place]}{other}{signed[place + 1 :]}") is None


@pytest.mark.parametrize(
    "message_id", ["", "<>", "<alert-7-9@x>", "<alert-7-9-00000000.00000000000000000000@x>", "x"]
)
def test_an_id_nobody_signed_is_no_mail_of_ours(message_id: str) -> None:
    assert sent_mail(message_id) is None


Served = Callable[..., AbstractContextManager]


@pytest.fixture
def mailbox(imap_server: Served) -> Iterator[object]:
    with imap_server() as server:
        login = {"BOUNCE_USER": "haishao", "BOUNCE_PASSWORD": "open sesame", "BOUNCE_SECURITY": "none"}
        with override_settings(**login, BOUNCE_HOST="127.0.0.1", BOUNCE_PORT=server.port, SMTP_TIMEOUT=5.0):
            yield server


def read() -> dict[Outcome, int]:
    return dict(bounces.read_mailbox(bounces.mailbox_settings()))


def test_the_mailbox_is_read_once_and_what_people_wrote_stays_unseen(
    delivery: Delivery, outbox: Path, mailbox: object
) -> None:
    mail = sent(outbox)
    mailbox.add(b"From: wang@example.cn\r\nSubject: Re: alert\r\n\r\nThank you.\r\n")
    mailbox.add(report(mail))
    mailbox.add(report(mail))
    mailbox.add(report(b"Subject: x\r\n\r\n").replace(b"wang@", b"someone@"))
    assert read() == {Outcome.OTHER: 1, Outcome.DEAD_LETTER: 1, Outcome.REPEATED: 1, Outcome.FOREIGN: 1}
    assert mailbox.seen() == [2, 3, 4]
    assert read() == {}
    mailbox.add(report(mail, action="delayed", status="4.4.1", number=9))
    assert read() == {Outcome.NOTED: 1}
    assert len(told_staff()) == 1


def test_a_session_cut_off_before_a_mail_was_marked_counts_nothing_twice(
    delivery: Delivery, outbox: Path, mailbox: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    mailbox.add(report(sent(outbox)))

    def cut_off(*_: object) -> None:
        raise MailboxTrouble("断开", "cut off")

    with monkeypatch.context() as broken, pytest.raises(MailboxTrouble):
        broken.setattr(Mailbox, "mark_seen", cut_off)
        read()
    assert (state(delivery), mailbox.seen()) == ("failed", [])
    assert read() == {}
    BounceMailbox.objects.update(validity=8)  # the server numbers its mails anew
    assert read() == {Outcome.REPEATED: 1}
    assert (mailbox.seen(), delivery.attempts.count()) == ([1], 2)


def test_no_more_is_read_at_once_than_may_be(
    db: None, mailbox: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bounces, "MOST_AT_ONCE", 2)
    for number in range(3):
        mailbox.add(b"Subject: %d\r\n\r\n" % number)
    assert [sum(read().values()) for _ in range(3)] == [2, 1, 0]


def test_a_mailbox_that_cannot_be_read_is_written_down_until_it_can(db: None, mailbox: object) -> None:
    chosen = bounces.mailbox_settings()
    with override_settings(BOUNCE_PASSWORD="wrong"):
        bounces.read_bounces()
    told = kept.mailbox_state(chosen.name)
    assert all("HAISHAO_BOUNCE_PASSWORD" in said for said in told.trouble)
    assert told.read_at is None
    bounces.read_bounces()
    told = kept.mailbox_state(chosen.name)
    assert (told.trouble, told.read_at is not None) == (("", ""), True)


def test_the_clock_has_the_mailbox_read_now_and_then_and_not_without_one(db: None) -> None:
    waiting = ProcrastinateJob.objects.filter(task_name="read_bounces", status="todo")
    sweeping.sweep(timezone.now())
    assert waiting.count() == 0
    with override_settings(BOUNCE_HOST="127.0.0.1"):
        sweeping.sweep(timezone.now())
        sweeping.sweep(timezone.now())
    assert waiting.count() == 1
    bounces.read_bounces()


def test_a_bounce_faster_than_the_yes_it_takes_back_waits_for_it(live_db: None) -> None:
    """A server on this machine may report within the moment in which its 250 is not yet written down."""
    contact = save_contact("", Contact(name="王", channel=Channel.EMAIL, address="wang@example.cn"))
    row = Delivery.objects.create(contact_id=contact, next_try_at=timezone.now())
    message_id = signed_id(f"<alert-1-{row.pk}@console.example>", "wang@example.cn")
    in_hand = threading.Event()

    def worker() -> None:
        try:
            with deliveries.taken([Channel.EMAIL], limit=9) as (one,):
                in_hand.set()
                waiting = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
                for _ in range(500):
                    with connection.cursor() as cursor:
                        cursor.execute(waiting)
                        if cursor.fetchone()[0]:
                            break
                deliveries.record_accepted(one, "250 ok")
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        other = pool.submit(worker)
        assert in_hand.wait(10)
        outcome = bounces.take_in_mail(report(f"Message-ID: {message_id}\r\n\r\n".encode()))
        other.result(10)
    assert (outcome, state(row)) == (Outcome.DEAD_LETTER, "failed")
