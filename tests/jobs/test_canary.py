"""The daily canary: all the way, or told where it stopped; and never to be seen in a list or a count."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.apps import apps
from django.db import OperationalError
from django.test import override_settings
from django.utils import timezone

from domain.alert import Channel, Contact
from domain.brand import Brand
from haishao.demo.smtp_catcher import SmtpCatcher
from jobs import canary, canary_walk, sweeping
from jobs.worker import run_worker
from storage.brands import save_brands, save_contact
from storage.models import CanaryRun, Delivery, Heartbeat, Notice

ON = override_settings(CANARY=True)
NOON = timezone.localtime().replace(hour=12)


@pytest.fixture(autouse=True)
def switched_on() -> Iterator[None]:
    with ON:
        yield


def rows() -> dict[str, int]:
    """How many rows stand in each table that is ours, the canary's own and the beats of the sweep left out."""
    models = apps.get_app_config("storage").get_models(include_auto_created=True)
    return {model.__name__: model.objects.count() for model in models if model not in (CanaryRun, Heartbeat)}


def send_out() -> dt.date:
    sweeping.sweep(NOON)
    return NOON.date()


def test_it_goes_through_both_queues_and_leaves_no_row_behind(live_db: None) -> None:
    before = rows()
    send_out()
    run_worker(queues=["match", "deliver"], concurrency=1, wait=False)
    row = CanaryRun.objects.get()
    assert (row.step, row.passed, row.message) == ("done", True, None), row.said
    assert row.said == "250 taken by haishao itself"
    assert rows() == before


def test_no_enterprise_can_stop_it_by_a_brand_of_its_id(db: None) -> None:
    save_brands([Brand(brand_id=canary_walk.BRAND, name="青鹭海", enterprise="甲")])
    canary.canary(send_out().isoformat())
    row = CanaryRun.objects.get()
    assert row.step == "rendered", row.said


def test_two_clocks_send_out_one_and_a_step_that_runs_twice_does_nothing(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    day = send_out()
    send_out()
    assert CanaryRun.objects.count() == 1
    handed = []
    monkeypatch.setattr(canary, "handed_over", lambda mail: handed.append(mail.message_id) or "250 ok")
    for _ in range(2):
        canary.canary(day.isoformat())
    for _ in range(2):
        canary.canary_hand_over(day.isoformat())
    assert len(handed) == 1


def test_a_database_that_goes_away_is_no_word_against_the_flow(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    day = send_out()
    with monkeypatch.context() as away:
        away.setattr(canary.Walk, "to_message", lambda _walk: connection_lost())
        with pytest.raises(OperationalError):
            canary.canary(day.isoformat())
    assert CanaryRun.objects.get().step == "queued", "the queue runs it again"
    assert not Notice.objects.exists()
    canary.canary(day.isoformat())
    assert CanaryRun.objects.get().step == "rendered"


def connection_lost() -> None:
    try:
        raise psycopg.OperationalError("the connection is lost")
    except psycopg.OperationalError as lost:
        raise OperationalError(*lost.args) from lost


def test_its_message_says_that_it_is_made_up_and_goes_to_the_address_set(db: None, tmp_path: Path) -> None:
    day = send_out()
    with (
        SmtpCatcher(tmp_path) as smtp,
        override_settings(
            CANARY_ADDRESS="ops@example.org", SMTP_HOST="127.0.0.1", SMTP_PORT=smtp.port, SMTP_SECURITY="none",
            SMTP_SENDER="haishao@example.org",
        ),
    ):  # fmt: skip
        canary.canary(day.isoformat())
        made = CanaryRun.objects.get().message
        canary.canary_hand_over(day.isoformat())
    assert CanaryRun.objects.get().passed
    (mail,) = tmp_path.glob("*.eml")
    assert b"ops@example.org" in mail.read_bytes()
    assert "演示" in made["subject"]
    assert "HAISHAO ZIJIAN" in made["text"]


@pytest.mark.parametrize(
    ("broken", "step", "word"),
    [
        ("Screen", "judge", "比对"),
        ("open_deliveries", "open", "生成推送"),
        ("Messages", "render", "生成消息"),
    ],
)
def test_staff_are_told_once_at_which_step_it_stopped(
    db: None, monkeypatch: pytest.MonkeyPatch, broken: str, step: str, word: str
) -> None:
    save_contact("", Contact(name="值班", channel=Channel.EMAIL, address="duty@example.org"))

    def fails(*_: object, **__: object) -> None:
        raise ValueError("secret")

    monkeypatch.setattr(canary_walk, broken, fails)
    day = send_out()
    canary.canary(day.isoformat())
    canary.canary(day.isoformat())
    row = CanaryRun.objects.get()
    assert (row.step, row.passed, row.ended_at is not None) == (step, False, True)
    notice = Notice.objects.get()
    assert word in notice.subject_zh
    assert "ValueError" in notice.says_en
    assert "secret" not in notice.says_en
    assert Delivery.objects.get().contact.name == "值班"
    monkeypatch.undo()
    CanaryRun.objects.update(day=day - dt.timedelta(days=1))
    canary.canary(send_out().isoformat())
    canary.canary_hand_over(day.isoformat())
    assert "恢复" in Notice.objects.latest("pk").subject_zh


def test_a_flow_that_matches_nothing_is_no_success(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(canary_walk, "SIGN", "青鹭")
    monkeypatch.setattr(canary_walk, "still_to_tell", lambda _found: [])
    canary.canary(send_out().isoformat())
    assert "no match" in Notice.objects.get().says_en


def test_a_worker_that_never_comes_is_told_once_the_time_is_over(db: None) -> None:
    day = send_out()
    sweeping.sweep(NOON + canary.BOUND / 2)
    assert Notice.objects.count() == 0
    for _ in range(2):
        canary.watch_canary(NOON + canary.BOUND * 1.1)
    notice = Notice.objects.get()
    assert "等待比对进程" in notice.subject_zh
    canary.canary(day.isoformat())
    assert not CanaryRun.objects.get(day=day).passed, "too late is too late"


def test_a_mail_server_that_refuses_is_tried_again_and_its_answer_told(db: None) -> None:
    day = send_out()
    canary.canary(day.isoformat())
    with override_settings(
        SMTP_HOST="127.0.0.1", SMTP_PORT=1, SMTP_SECURITY="none", SMTP_SENDER="a@example.org"
    ):
        canary.canary_hand_over(day.isoformat())
    row = CanaryRun.objects.get()
    assert (row.step, row.ended_at) == ("hand-over", None)
    canary.watch_canary(NOON + canary.BOUND * 1.1)
    assert "ConnectionRefusedError" in Notice.objects.get().says_zh


def test_switched_off_none_is_sent_out(db: None) -> None:
    with override_settings(CANARY=False):
        send_out()
    assert CanaryRun.objects.count() == 0
