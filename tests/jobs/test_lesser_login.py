"""From a gazette to an inbox by a worker whose login may what `haishao_service` may, and nothing else."""

import datetime as dt
import os
from pathlib import Path

from domain.alert import Channel, Contact
from haishao.demo.replay import ReplayServer
from haishao.demo.smtp_catcher import SmtpCatcher
from haishao.demo.stage import DEMO_WATCHLIST
from jobs.queue import jobs_left
from jobs.tasks import start_crawl
from storage.brands import save_brands, save_contact
from storage.database_roles import SERVICE
from storage.models import CrawlRun, Delivery
from tests.jobs.test_killed_worker import part
from tests.processes import eventually
from tests.storage.lesser_login import login
from watchlists.read import read_watchlist

SOURCE = "gb-ukipo-tmj"


def test_a_gazette_comes_to_an_inbox(live_db: None, tmp_path: Path) -> None:
    today = dt.datetime.now(dt.UTC).date()
    with ReplayServer(today=today, seed=3) as replay, SmtpCatcher(tmp_path) as smtp, login(SERVICE) as url:
        brands = read_watchlist(DEMO_WATCHLIST).brands
        save_brands(brands)
        for enterprise in {brand.enterprise for brand in brands}:
            contact = Contact(name="王", channel=Channel.EMAIL, address="wang@example.org")
            save_contact(enterprise, contact, least_tier="low")
        environment = {
            **os.environ,
            "DATABASE_URL": url,
            "HAISHAO_DATABASE_ROLES": "on",
            "HAISHAO_REPLAY": replay.url,
            "HAISHAO_SMTP_HOST": "127.0.0.1",
            "HAISHAO_SMTP_PORT": str(smtp.port),
            "HAISHAO_SMTP_SECURITY": "none",
            "HAISHAO_SMTP_SENDER": "haishao@example.org",
        }
        assert start_crawl(SOURCE) is not None
        with part("worker", environment):
            eventually(told, "every message")
    assert CrawlRun.objects.get().state == "ok"
    assert len(list(tmp_path.glob("*.eml"))) == Delivery.objects.count() > 5


def told() -> bool:
    """Every match is told of, and each message has its receiver's yes."""
    waiting = Delivery.objects.exclude(state="delivered").exists()
    return Delivery.objects.exists() and not waiting and not jobs_left()
