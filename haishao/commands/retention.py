"""`haishao retention`: what is past its time, and dropping it without waiting for the clock."""

from typing import Annotated

import typer

from haishao.database import database

NAMES = {
    "filing": "商标申请/注册 · filings",
    "listing": "商品链接 · listings",
    "exhibitor": "参展商 · exhibitors",
    "proceeding": "案件/程序 · proceedings",
    "answers": "来源应答记录 · rows of answers",
    "runs": "无新增的抓取 · runs that gave nothing new",
    "jobs": "已结束的任务 · ended jobs",
}


def retention(
    drop: Annotated[bool, typer.Option("--drop/--dry", help="现在删除 · drop now")] = False,
) -> None:
    """列出已过保存期限、将被删除的数据 · Shows what is past its time; nothing is dropped without --drop."""
    with database():
        from django.conf import settings
        from django.utils import timezone

        from storage.retention import going

        before = settings.KEPT_DAYS.before(timezone.now())
        counts = going(settings.KEPT_DAYS, timezone.now())
        for what, name in NAMES.items():
            until = f"{before[what]:%Y-%m-%d}" if what in before else "永久 · for good"
            typer.echo(f"{what}\t{counts.get(what, 0):,}\t{until}\t{name}")
        if not drop:
            typer.echo("未删除任何数据；删除请加 --drop · nothing was dropped; to drop: --drop")
            return
        from jobs.retention import drop_once
        from storage.partitions import drop_empty

        total = 0
        while many := sum(drop_once().values()):  # bounded by what is past its time
            total += many
        while drop_empty():
            pass
        typer.echo(f"已删除 {total:,} 行 · dropped {total:,} rows")
