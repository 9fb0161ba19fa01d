"""`haishao enterprises`: who is watched over, and how much each wants to read."""

from typing import Annotated

import typer

from haishao.database import database, fail

app = typer.Typer(help="企业与复核预算 · enterprises and their review budgets", no_args_is_help=True)

_EVERY = ("all", "全部")


@app.command("list")
def list_enterprises() -> None:
    """列出企业及其复核预算 · Lists enterprises with their review budgets."""
    with database():
        from rich.console import Console
        from rich.table import Table

        from storage.budgets import budgets

        table = Table("企业 · enterprise", "每周件数 · a week", "提示线 · told from", "未提示 · withheld")
        for one in budgets():
            a_week = str(one.a_week) if one.a_week is not None else "全部 · all"
            table.add_row(one.enterprise, a_week, f"{one.least_score:.2f}", str(one.withheld))
        Console().print(table)


@app.command("budget")
def budget(
    enterprise: Annotated[str, typer.Argument(help="企业 · enterprise")],
    a_week: Annotated[str, typer.Argument(help="每周约多少件，或 all · about how many a week, or all")],
) -> None:
    """设定每周复核多少件；高风险不受限 · Sets about how many matches a week it is told; high tier always is."""
    if a_week not in _EVERY and not (a_week.isdecimal() and 1 <= int(a_week) <= 100_000):
        fail(f"{a_week}：须为 1 至 100000 的整数，或 all · a whole number from 1 to 100000, or all")
    with database():
        from jobs.budgets import draw_lines
        from jobs.tasks import raise_soon
        from storage.brands import enterprise_names
        from storage.budgets import NoSuchEnterprise, set_budget

        try:
            set_budget(enterprise, None if a_week in _EVERY else int(a_week))
        except NoSuchEnterprise:
            known = "、".join(enterprise_names()[:20]) or "—"
            fail(f"没有名为 {enterprise} 的企业；已有：{known} · no enterprise of that name")
        freed = draw_lines()
        if freed:
            raise_soon()
    typer.echo(f"{enterprise}: {a_week}；重新提示 {freed} 条 · {freed} matches are told after all")
