"""Receivers that refuse, break off, hang and kill the sender: no alert is lost, and none told twice without need."""

import os
import subprocess
import sys

from django.utils import timezone

from domain.alert import Channel, Contact
from haishao.bench.deliver import measured, seeded
from haishao.bench.receivers import FAULTS, KILLS, Receivers
from storage.models import Attempt, Delivery
from storage.models import Contact as ContactRow


def test_no_alert_is_lost_and_only_the_one_in_flight_is_doubled(live_db: None) -> None:
    outcome = measured(300, ("email", "wecom-bot"), workers=4, share=0.1)
    assert (outcome.lost, outcome.dead) == (0, 0)
    assert outcome.doubled <= outcome.excused
    assert sum(outcome.faults.get(fault, 0) for fault in FAULTS) > 10
    assert sum(outcome.faults.get(f"killed {step}", 0) for step in KILLS) >= 4
    accepted = Attempt.objects.filter(accepted=True)
    assert accepted.count() == accepted.values("delivery").distinct().count() == 300, "a yes is written once"
    assert not Delivery.objects.exclude(state="delivered").exists()


def test_four_workers_together_send_a_bot_no_more_than_it_takes(live_db: None) -> None:
    with Receivers() as receivers:
        seeded(60, ("wecom-bot",), receivers)
        environment = {**os.environ, **receivers.environment(), "HAISHAO_CHAT_LIMITS": "on"}
        from jobs.tasks import start_delivering

        start_delivering()
        command = [sys.executable, "-m", "haishao", "worker", "--queues", "deliver", "--until-idle"]
        workers = [
            subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL, start_new_session=True)
            for _ in range(4)
        ]
        assert [worker.wait(60) for worker in workers] == [0] * 4
        assert sum(receivers.kept.values()) == 20
    left = Delivery.objects.filter(state="pending")
    assert left.count() == 40
    assert all(delivery.next_try_at > timezone.now() and not delivery.tries for delivery in left)


def test_a_bot_that_is_gone_marks_its_contact_and_keeps_the_alerts_as_dead_letters(live_db: None) -> None:
    with Receivers() as receivers:
        seeded(3, ("wecom-bot",), receivers)
        ContactRow.objects.update(
            address="https://10.0.0.1/cgi-bin/webhook/send?key=1", channel=Channel.WEBHOOK
        )
        duty = Contact(name="值班", channel=Channel.EMAIL, address="duty@example.org")
        from jobs.tasks import deliver
        from storage.brands import save_contact

        save_contact("", duty)
        deliver("chat 1")
    assert set(Delivery.objects.filter(alert__isnull=False).values_list("state", flat=True)) == {"failed"}
    assert ContactRow.objects.get(name="王").failing_since is not None
    assert Delivery.objects.filter(notice__isnull=False, contact__name="值班").count() == 1
