"""The whole flow under SIGKILL: from the replayed gazettes to real receivers, with the worker killed between
crawl and delivery, and nothing lost."""

import contextlib
import datetime as dt
import email
import json
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from domain.alert import Channel, Contact
from haishao.demo.replay import ReplayServer
from haishao.demo.smtp_catcher import SmtpCatcher
from haishao.demo.stage import DEMO_WATCHLIST, SOURCES
from haishao.demo.wecom_stub import WecomStub
from jobs.judging import Screen
from jobs.queue import jobs_left
from jobs.tasks import start_crawl
from storage.brands import save_brands, save_contact, watched_brands
from storage.models import Alert, AlertMatch, CrawlRun, Delivery, Match, Observation
from storage.observations import all_observations
from tests.processes import eventually
from watchlists.read import read_watchlist


@contextlib.contextmanager
def part(verb: str, environment: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", "haishao", verb]
    process = subprocess.Popen(command, env=environment, start_new_session=True)
    try:
        yield process
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait(30)


def kill_when(condition: Callable[[], bool], what: str, environment: dict[str, str]) -> None:
    with part("worker", environment) as worker:
        eventually(condition, what)
        os.kill(worker.pid, signal.SIGKILL)
        assert worker.wait(10) == -signal.SIGKILL


def test_no_alert_is_lost_or_told_twice_when_the_worker_is_killed(live_db: None, tmp_path: Path) -> None:
    mail, bot = tmp_path / "mail", tmp_path / "wecom"
    today = dt.datetime.now(dt.UTC).date()
    with (
        ReplayServer(today=today, seed=3) as replay,
        SmtpCatcher(mail) as smtp,
        WecomStub(bot) as wecom,
    ):
        brands = read_watchlist(DEMO_WATCHLIST).brands
        save_brands(brands)
        for enterprise in {brand.enterprise for brand in brands}:
            reader = Contact(name="王", channel=Channel.EMAIL, address="wang@example.org")
            group = Contact(name="群", channel=Channel.WECOM_BOT, address=wecom.webhook_url)
            for contact in (reader, group):
                save_contact(enterprise, contact, least_tier="low")
        environment = {
            **os.environ,
            "HAISHAO_REPLAY": replay.url,
            "HAISHAO_SOURCES": ",".join(SOURCES),
            "HAISHAO_USPTO_KEY": "demo",
            "HAISHAO_SMTP_HOST": "127.0.0.1",
            "HAISHAO_SMTP_PORT": str(smtp.port),
            "HAISHAO_SMTP_SECURITY": "none",
            "HAISHAO_SMTP_SENDER": "haishao@example.org",
            "HAISHAO_WEBHOOK_HOSTS": "127.0.0.1",
            "HAISHAO_CHAT_LIMITS": "off",
        }
        for source in SOURCES:
            assert start_crawl(source) is not None

        kill_when(lambda: Observation.objects.exists(), "an observation kept", environment)
        with part("clock", environment):
            kill_when(lambda: Match.objects.exists(), "a match", environment)
            kill_when(lambda: Delivery.objects.filter(state="delivered").exists(), "a delivery", environment)
            with part("worker", environment):
                eventually(lambda: settled(), "every delivery")
    assert_nothing_was_lost()
    kills = 3
    told_by_mail = Counter(message_id(path) for path in mail.glob("*.eml"))
    by_mail = Delivery.objects.filter(contact__channel="email")
    assert by_mail.count() > 10
    assert len(told_by_mail) == by_mail.count()
    assert sum(told_by_mail.values()) - len(told_by_mail) <= kills
    told_by_bot = Counter(json.loads(path.read_text())["body"] for path in bot.glob("*.json"))
    by_bot = Delivery.objects.filter(contact__channel="wecom-bot")
    assert len(told_by_bot) >= by_bot.count()
    assert sum(told_by_bot.values()) - len(told_by_bot) <= kills


def assert_nothing_was_lost() -> None:
    """What was kept, judged here once more by one undisturbed process, is what the contacts were told of."""
    seen = [observation for _, observation in all_observations(after_id=0, limit=100_000)]
    assert len(seen) == sum(CrawlRun.objects.filter(state="ok").values_list("kept", flat=True))
    due = {(match.brand_id, match.observation.ref) for match in Screen(watched_brands()).matches(seen)}
    told = AlertMatch.objects.filter(alert__deliveries__state="delivered")
    assert len(due) > 20
    assert set(told.values_list("match__brand__brand_id", "match__observation__ref")) == due
    for alert in Alert.objects.prefetch_related("deliveries"):
        newest = [d.state for d in alert.deliveries.all() if d.revision == alert.revision]
        assert newest == ["delivered", "delivered"], "one by mail, one to the group"


def settled() -> bool:
    """Every source's filings are kept and judged, and each delivery has its receiver's yes."""
    seen = set(Observation.objects.values_list("source", flat=True))
    waiting = Delivery.objects.exclude(state="delivered").exists()
    return seen == set(SOURCES) and Delivery.objects.exists() and not waiting and not jobs_left()


def message_id(path: Path) -> str:
    return str(email.message_from_bytes(path.read_bytes())["Message-ID"])
