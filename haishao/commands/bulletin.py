"""`haishao bulletin`: what the public is told of proceedings."""

from typing import TYPE_CHECKING, Annotated

import typer

from haishao.database import database, fail

if TYPE_CHECKING:
    from storage.viewers import Viewer

app = typer.Typer(help="境外案件公告 · the public bulletin of proceedings", no_args_is_help=True)

Docket = Annotated[str, typer.Argument(help="案号，如 337-TA-1234 · the docket")]


@app.command("list")
def show() -> None:
    """列出已发布的公告 · Lists what is published."""
    with database():
        from storage.bulletin import published

        for one in published():
            typer.echo(f"{one.published_at:%Y-%m-%d}  {one.uid}  {one.text.title_zh}")


@app.command("publish")
def publish(docket: Docket) -> None:
    """按中立草稿发布一案 · Publishes a proceeding in the words of its neutral draft, or those decided before."""
    with database():
        from jobs.bulletin import NamesSomebody, draft_of
        from jobs.bulletin import publish as put_out
        from storage.bulletin import decided_on

        viewer, proceeding_id = _found(docket)
        before = decided_on(viewer, proceeding_id)
        text = before.text if before and before.text.title_zh else draft_of(viewer, proceeding_id)
        try:
            changed = put_out(viewer, proceeding_id, text, by="haishao")
        except NamesSomebody as named:
            fail(
                f"文字中出现了不得具名的名称“{named.found}”，请在控制台修改后发布 · "
                f"the words name {named.found}, who must not be named; edit them in the console"
            )
    typer.echo(
        f"{text.title_zh}\n{text.says_zh}"
        if changed
        else "已发布，未改动 · published already, nothing changed"
    )


@app.command("hold")
def hold(docket: Docket) -> None:
    """撤下或暂不发布 · Holds a proceeding back, taking it off the page and the feeds."""
    with database():
        from storage.bulletin import hold as hold_back

        viewer, proceeding_id = _found(docket)
        changed = hold_back(viewer, proceeding_id, by="haishao")
    typer.echo("已暂不发布 · held back" if changed else "原已暂不发布 · held back already")


def _found(docket: str) -> tuple["Viewer", int]:
    from storage.proceedings import proceeding_id_of
    from storage.viewers import NotVisible, Viewer

    viewer = Viewer(user_id=None, staff=True)
    try:
        return viewer, proceeding_id_of(viewer, docket)
    except NotVisible:
        fail(f"没有案号为 {docket} 的案件 · no proceeding has the docket {docket}")
