"""`haishao fair sheets`: the risk sheets of a fair, as Word files. 展会。"""

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from haishao.database import database, fail

if TYPE_CHECKING:
    from domain.fair import Fair

app = typer.Typer(no_args_is_help=True, help="展会 · trade fairs")


@app.callback()
def _fairs() -> None:
    """展会 · trade fairs"""


@app.command("sheets")
def sheets(
    fair: Annotated[str, typer.Argument(help="展会编号或名称 · number or name of a fair")],
    out: Annotated[Path, typer.Option("--out", help="存放目录 · the folder to write to")],
) -> None:
    """为展会的全部参展企业制作风险排查单（Word）· Makes a risk sheet for each enterprise that exhibits."""
    from rich.progress import Progress

    with database():
        from django.utils import timezone

        from jobs.fair_sheets import sheets_made_now
        from reports.fair_docx import fair_document
        from reports.fair_sheet import sheet_blocks
        from response.fair_advice import fair_advice
        from storage.fair_sheets import NobodyExhibits
        from storage.fairs import duties_of
        from storage.viewers import Viewer

        found = _fair(fair)
        written = 0
        try:
            out.mkdir(parents=True, exist_ok=True)
            with Progress(transient=True) as progress:
                bar = progress.add_task("风险排查单 sheets", total=None)
                made = sheets_made_now(
                    Viewer(user_id=None, staff=True), found.fair_id, by="haishao fair sheets"
                )
                for sheet, wanted in made:
                    blocks = sheet_blocks(
                        sheet,
                        fair_advice(found.office),
                        today=timezone.localdate(),
                        duties=duties_of(found.fair_id),
                    )
                    document = fair_document(blocks, footer=f"{found.name} · {sheet.entry.enterprise}")
                    document.save(str(out / _file_name(sheet.entry.entry_id, sheet.entry.enterprise)))
                    written += 1
                    progress.update(bar, total=wanted, completed=written)
        except NobodyExhibits:
            fail(f"{found.name}: 没有登记参展企业 · nobody is entered as exhibiting")
        except OSError as error:
            fail(f"{out}: {error.strerror or error}")
    typer.echo(f"{out} · {written} 份 sheets")


def _fair(asked: str) -> "Fair":
    from storage.fairs import fairs
    from storage.viewers import Viewer

    known = fairs(Viewer(user_id=None, staff=True))
    found = [one for one in known if asked == str(one.fair_id)] or [one for one in known if one.name == asked]
    if len(found) == 1:
        return found[0]
    if found:
        fail(f"{asked!r}: 有 {len(found)} 届，请用编号 · {len(found)} fairs of that name; use a number")
    listed = "，".join(f"{one.fair_id} {one.name}" for one in known[:20])
    return fail(f"{asked!r}: 没有此展会 · no such fair; {listed}")


def _file_name(entry_id: int, enterprise: str) -> str:
    """The entry's number first, so that no two enterprises share a file."""
    said = re.sub(r"[^\w\u3400-\u9fff-]+", "-", enterprise)[:60].strip("-")
    return f"{entry_id}-{said}.docx"
