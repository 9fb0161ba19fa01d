"""`haishao trade import FILE`: export figures of China Customs or UN Comtrade taken in. 海外贸易数据。"""

from pathlib import Path
from typing import Annotated

import typer

from haishao.database import database, fail

app = typer.Typer(help="海外贸易数据 · export figures", no_args_is_help=True)


@app.callback()
def trade() -> None:
    """海外贸易数据 · export figures."""


@app.command("import")
def import_figures(
    file: Annotated[
        Path, typer.Argument(help="海关统计数据在线查询平台或 UN Comtrade 的 CSV、XLSX · a file of either")
    ],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="只检查，不写入 · checks and writes nothing")
    ] = False,
) -> None:
    """导入出口数据；同一文件再次导入不作改动 · Takes figures in; the same file again changes nothing."""
    from watchlists.tables import Unreadable, read_bytes
    from watchlists.trade_read import read_trade

    try:
        content = read_bytes(file)
    except Unreadable as unreadable:
        fail(f"{unreadable.fault.says('zh')}\n  {unreadable.fault.says('en')}")
    if dry_run:
        read, taken = read_trade(content, str(file)), None
    else:
        with database():
            from jobs.trade import import_trade
            from storage.viewers import Viewer

            staff = Viewer(user_id=None, staff=True)
            read, taken = import_trade(staff, content, file.name, by="haishao trade import")
    for fault in read.faults:
        typer.echo(f"{fault.says('zh')}\n  {fault.says('en')}", err=True)
    if taken is None:
        typer.echo(f"{len(read.figures)} 条可导入，未写入 · figures that can be taken, none written")
    elif taken.again:
        typer.echo(f"这个文件已于 {taken.at:%Y-%m-%d} 导入，未作改动 · imported before, nothing changed")
    else:
        typer.echo(
            f"新增 {taken.added}，更正 {taken.corrected}，相同 {taken.same} · new, corrected, the same"
        )
    if not read.figures:
        raise typer.Exit(2)
