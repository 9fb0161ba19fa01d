"""`haishao sources`: what is watched, how, and in what health."""

import datetime as dt
import os
from typing import TYPE_CHECKING

import typer
from rich.console import Console
from rich.table import Column, Table

from haishao.database import database

if TYPE_CHECKING:
    from crawlers.source import Source
    from storage.runs import SourceHealth


def sources() -> None:
    """列出来源、取得方式、条款与健康状况 · Lists sources with access route, terms and health."""
    from crawlers.catalogue import faulty_specs, load_all

    known = load_all()
    with database():
        from django.utils import timezone

        from jobs.source_watch import is_clocked, shown_state
        from storage.runs import source_health

        now = timezone.now()
        health = {h.source: h for h in source_health([source.name for source in known])}
        crawled = {source.name for source in known if is_clocked(source)}
    table = Table(
        Column("来源 source", min_width=18, overflow="fold"),
        Column("类别 · 地区 · 取得方式 · 条款\nkind, country, route, policy", overflow="fold"),
        Column("状态 state", min_width=17, overflow="fold"),
        Column("最近成功 · 间隔 · 条数（平时）\nlast good, interval, kept (usual)", min_width=16),
    )
    for source in known:
        seen = health[source.name]
        state = shown_state(source, seen, now, clocked=source.name in crawled)
        good = seen.last_good_at.astimezone().strftime("%Y-%m-%d %H:%M") if seen.last_good_at else "—"
        table.add_row(
            f"{source.name}\n{source.title_zh}",
            f"{source.kind.value} · {source.country} · {source.route.value} · {source.policy.value}\n{source.terms}",
            "\n".join(filter(None, (state, _why(source, seen)))),
            f"{good}\n{_every(source.interval)}\n{seen.kept:,}{'' if seen.usual is None else f' ({seen.usual:,})'}",
        )
    Console().print(table)
    if not os.environ.get("HAISHAO_CONTACT"):
        typer.echo(
            "未设置 HAISHAO_CONTACT，来源无从联系 · HAISHAO_CONTACT is not set: the sources cannot tell who asks",
            err=True,
        )
    for error in faulty_specs():
        typer.echo(str(error), err=True)
    if not known:
        raise typer.Exit(1)


def _every(interval: dt.timedelta) -> str:
    hours = interval // dt.timedelta(hours=1)
    return f"每 {hours // 24} 天 · {hours // 24} d" if hours % 24 == 0 else f"每 {hours} 小时 · {hours} h"


def _why(source: "Source", seen: "SourceHealth") -> str:
    if source.lacks_key:
        return f"请设置 · set {', '.join(source.missing_settings)}"
    return seen.reason_zh if seen.state != "ok" else ""
