"""The demo's stage: brands, users, receivers and replayed sources, set before the services start."""

import datetime as dt
import os
import secrets
import time
from pathlib import Path

from rich.console import Console

from domain.alert import Channel, Contact
from haishao.demo.cast import MEMBER, SECOND, STAFF, let_in
from haishao.demo.duties import do_duties, list_what_is_met
from haishao.demo.replay import ReplayServer
from haishao.demo.smtp_catcher import SmtpCatcher
from haishao.demo.wecom_stub import WecomStub
from haishao.home import home
from haishao.services import Services
from jobs.logo_files import read_logos
from jobs.logos import keep_logos
from jobs.queue import jobs_left
from jobs.tasks import start_crawl
from storage.brands import move_contact, save_brands, save_contact
from storage.deliveries import delivery_counts
from storage.runs import source_health
from watchlists.logos import logos_of_watchlist
from watchlists.read import read_watchlist

DEMO_WATCHLIST = Path(__file__).parent / "brands.csv"
SOURCES = ("us-uspto-trtdxfap", "gb-ukipo-tmj", "br-inpi-rpi")
SEED = 20261123
MOST_SECONDS = 150.0
"""How long the demo is watched before the console is offered all the same."""


def set_stage(console: Console, services: Services) -> None:
    """Starts the replayed sources and the receivers, keeps the demo's brands, and adds who may sign in."""
    folder = home() / "demo"
    mail, bot = folder / "mail", folder / "wecom"
    smtp = services.before.enter_context(SmtpCatcher(mail))
    wecom = services.before.enter_context(WecomStub(bot))
    replay = services.before.enter_context(ReplayServer(today=dt.datetime.now(dt.UTC).date(), seed=SEED))
    os.environ |= {
        "HAISHAO_REPLAY": replay.url,
        "HAISHAO_SOURCES": ",".join(SOURCES),
        "HAISHAO_USPTO_KEY": "demo",
        "HAISHAO_SMTP_HOST": "127.0.0.1",
        "HAISHAO_SMTP_PORT": str(smtp.port),
        "HAISHAO_SMTP_SECURITY": "none",
        "HAISHAO_SMTP_SENDER": "haishao@demo.example",
        "HAISHAO_WEBHOOK_HOSTS": "127.0.0.1",
        "HAISHAO_CHAT_LIMITS": "off",
        "HAISHAO_CANARY": "off",
    }
    console.print("2/5 演示企业与品牌 · demo enterprises and brands …")
    listed = read_watchlist(DEMO_WATCHLIST)
    brands = listed.brands
    save_brands(brands)
    logos = logos_of_watchlist(DEMO_WATCHLIST, brands, listed.rows)
    keep_logos([brand.brand_id for brand in brands], read_logos(logos.places), named=logos.named)
    enterprises = sorted({brand.enterprise for brand in brands})
    for number, enterprise in enumerate(enterprises, 1):
        _add_contacts(enterprise, number, wecom.webhook_url)
    _print_sign_in(console, folder, enterprises[0])
    console.print(f"   {len(brands)} 个品牌，{len(enterprises)} 家企业 · brands and enterprises, all made up")
    console.print(f"   邮件 · mail: {mail}\n   企业微信 · WeCom: {bot}")
    console.print("3/5 服务：worker、clock、web · services …")


def _add_contacts(enterprise: str, number: int, webhook: str) -> None:
    mail = Contact(name="品牌负责人", channel=Channel.EMAIL, address=f"brand{number}@demo.example")
    group = Contact(name="维权工作群", channel=Channel.WECOM_BOT, address=f"{webhook}{number}")
    for contact in (mail, group):
        # The receivers listen on another port each time; what an earlier demo did not deliver follows them.
        move_contact(enterprise, contact.name, contact.channel, address=contact.address)
        save_contact(enterprise, contact, least_tier="medium")


def _print_sign_in(console: Console, folder: Path, enterprise: str) -> None:
    kept = folder / "password"
    if not kept.exists():
        folder.mkdir(parents=True, exist_ok=True)
        kept.touch(mode=0o600)
        kept.write_text(secrets.token_urlsafe(9))
    password = kept.read_text()
    let_in(password, enterprise)
    for user, whose in (
        (STAFF, "中心工作人员 · staff of the centre"),
        (SECOND, "复核人员 · a second pair of eyes"),
        (MEMBER, enterprise),
    ):
        console.print(f"   登录 · sign in: [bold]{user}[/bold] / [bold]{password}[/bold]（{whose}）")


def watch_the_flow(console: Console, services: Services) -> None:
    """Crawls every demo source and shows how far its filings have come, until all is delivered."""
    if services.stopping:
        return
    list_what_is_met()
    for source in SOURCES:
        start_crawl(source)
    console.print("4/5 抓取、比对、预警、推送 · crawling, judging, alerting, delivering …")
    give_up = time.monotonic() + MOST_SECONDS
    with console.status("…") as status:
        while services.pause(0.5) and time.monotonic() < give_up:
            sent = delivery_counts()
            waiting = jobs_left()
            status.update(
                f"   {waiting} 个任务待执行 · jobs left，{sent.get('delivered', 0)} 条已送达 · delivered"
            )
            if not waiting:
                break
    do_duties(console, services, home() / "demo" / "reports")
    for health in source_health(SOURCES):
        console.print(
            f"   {health.source}: {health.state}，{health.kept} 条申请 · filings，{health.faults} 处问题 · faults"
        )
    sent = delivery_counts()
    console.print(
        f"5/5 已送达 {sent.get('delivered', 0)} 条，待送 {sent.get('pending', 0)} 条，失败 {sent.get('failed', 0)} 条 · "
        "delivered, pending, failed"
    )
