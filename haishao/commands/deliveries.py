"""`haishao deliveries`: what has not arrived, and dead letters tried again."""

from typing import Annotated

import typer

from haishao.database import database, fail

app = typer.Typer(help="推送 · deliveries", invoke_without_command=True)


@app.callback()
def deliveries(
    context: typer.Context,
    state: Annotated[str, typer.Option(help="failed | pending | delivered | all")] = "failed",
    page: Annotated[int, typer.Option(min=1, help="页 · page")] = 1,
) -> None:
    """列出推送，默认只列未送达 · Lists deliveries, newest first; by default the dead letters."""
    if context.invoked_subcommand is not None:
        return
    if state not in ("failed", "pending", "delivered", "all"):
        fail("--state 应为 failed、pending、delivered 或 all · --state is failed, pending, delivered or all")
    with database():
        from storage.deliveries import delivery_counts, delivery_page, failing_contacts

        counts = delivery_counts()
        found = delivery_page(state="" if state == "all" else state, page=page)
        for line in found.lines:
            one = line.delivery
            typer.echo(
                f"{one.delivery_id}\t{line.enterprise or '中心 · staff'}\t{line.about}\t{one.contact.name} "
                f"({one.contact.channel})\t{one.attempts} 次 · tries\t{one.last_answer}"
            )
        typer.echo(
            f"第 {found.page}/{found.pages} 页 · page；"
            + "，".join(f"{name} {counts.get(name, 0)}" for name in ("delivered", "pending", "failed"))
        )
        for contact in failing_contacts():
            typer.echo(
                f"无法送达 · failing: {contact.enterprise} {contact.name} ({contact.channel}): {contact.reason}"
            )


@app.command("replay")
def replay(
    delivery_ids: Annotated[list[int], typer.Argument(help="推送编号 · numbers of deliveries")],
) -> None:
    """重新推送未送达的 · Tries dead letters again, from the first try."""
    with database():
        from jobs.tasks import replay_deliveries

        woken = replay_deliveries(delivery_ids)
    left = [str(number) for number in delivery_ids if number not in woken]
    typer.echo(f"重新推送 {len(woken)} 条 · put on their way again")
    if left:
        fail(f"不在未送达之列 · no dead letters: {', '.join(left)}")


@app.command("resume")
def resume() -> None:
    """发送恢复备份时暂缓的推送 · Sends what was held when a backup was restored."""
    with database():
        from jobs.tasks import replay_deliveries
        from storage.snapshots import held_deliveries

        woken = replay_deliveries(held_deliveries())
    typer.echo(f"重新推送 {len(woken)} 条 · put on their way")
