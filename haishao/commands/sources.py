"""`haishao sources`: what is watched, how, and in what health."""

import typer
from rich.console import Console
from rich.table import Table

from haishao.database import database


def sources() -> None:
    """列出来源、取得方式、条款与健康状况 · Lists sources with access route, terms and health."""
    from crawlers.catalogue import faulty_specs, load_all

    known = load_all()
    with database():
        from storage.runs import source_health

        health = {h.source: h for h in source_health([source.name for source in known])}
    table = Table(
        "来源 source",
        "类别 kind",
        "地区",
        "取得方式 route",
        "条款 policy",
        "状态 state",
        "最近成功 last good",
        "条数 kept",
    )
    for source in known:
        seen = health[source.name]
        state = f"{seen.state}\n{seen.reason_zh}" if seen.state != "ok" else seen.state
        if source.lacks_key:
            state += f"\n缺 missing: {', '.join(source.missing_settings)}"
        good = seen.last_good_at.astimezone().strftime("%Y-%m-%d %H:%M") if seen.last_good_at else "—"
        table.add_row(
            f"{source.name}\n{source.title_zh}",
            source.kind.value,
            source.country,
            source.route.value,
            f"{source.policy.value}\n{source.terms}",
            state,
            good,
            str(seen.kept),
        )
    Console().print(table)
    for error in faulty_specs():
        typer.echo(str(error), err=True)
    if not known:
        raise typer.Exit(1)
