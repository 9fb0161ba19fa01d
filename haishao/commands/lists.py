"""`haishao list export KIND --out FILE` and `haishao list import KIND FILE`: the lists the centre keeps, as files."""

from pathlib import Path
from typing import Annotated

import typer

from domain.lists import ListKind
from haishao.database import database, fail

app = typer.Typer(help="名录与清单 · the lists the centre keeps", no_args_is_help=True)

_KIND = typer.Argument(
    help="exhibitors 参展企业, brands 品牌, markets 市场, observers 观察企业, experts 专家, agencies 机构, "
    "think-tanks 智库与特派员"
)


@app.command("export")
def export_list(
    kind: Annotated[ListKind, _KIND],
    out: Annotated[Path, typer.Option(help="写入的文件，.csv 或 .xlsx · the file, .csv or .xlsx")],
    language: Annotated[str, typer.Option(help="表头语言 zh 或 en · language of the headings")] = "zh",
) -> None:
    """导出一份名录，可再导入 · Writes a list to a file that can be imported again."""
    from reports.list_table import list_csv, list_xlsx
    from watchlists.list_columns import headings_of

    tables = {".csv": list_csv, ".xlsx": list_xlsx}
    if out.suffix.lower() not in tables:
        fail(f"{out}：请用 .csv 或 .xlsx 作扩展名 · name it .csv or .xlsx")
    if language not in ("zh", "en"):
        fail(f"{language}：语言须为 zh 或 en · a language is zh or en")
    with database():
        from storage.list_imports import listed_now
        from storage.viewers import Viewer

        listed = listed_now(Viewer(user_id=None, staff=True), kind)
    try:
        out.write_bytes(tables[out.suffix.lower()](headings_of(kind), listed, language))
    except OSError as wrong:
        fail(f"{out}: {wrong.strerror}；请换一个位置 · write it elsewhere")
    typer.echo(f"{out}: {len(listed)} 条 · entries")


@app.command("import")
def import_list(
    kind: Annotated[ListKind, _KIND],
    file: Annotated[Path, typer.Argument(help="CSV 或 XLSX · a list")],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="只看结果，不写入 · says what would be done and writes nothing")
    ] = False,
) -> None:
    """导入一份名录；再次导入不会重复计数 · Imports a list; importing it again counts nothing twice."""
    from watchlists.tables import Unreadable, read_bytes

    try:
        content = read_bytes(file)
    except Unreadable as unreadable:
        fail(f"{unreadable.fault.says('zh')}\n  {unreadable.fault.says('en')}")
    with database():
        from jobs import listing
        from storage.viewers import Viewer

        staff = Viewer(user_id=None, staff=True)
        if dry_run:
            plan = listing.list_plan_of(staff, kind, content, str(file))
        else:
            plan = listing.import_list(staff, kind, content, str(file), by="haishao list import")
    for fault in plan.faults:
        typer.echo(f"{fault.says('zh')}\n  {fault.says('en')}", err=True)
    typer.echo(
        f"新增 {len(plan.added)}，修改 {len(plan.changed)}，不变 {len(plan.left)}；新企业 {len(plan.enterprises)} · "
        "added, changed, unchanged; new enterprises"
    )
    if plan.faults:
        raise typer.Exit(3 if plan.added or plan.changed or plan.left else 2)
