"""`haishao rescreen`: brands held against everything kept; `--status` shows how far it is."""

from typing import TYPE_CHECKING, Annotated

import typer

from haishao.database import database, fail

if TYPE_CHECKING:
    from storage.rescreens import Progress

SHOWN = 20


def rescreen(
    brand_ids: Annotated[
        list[str] | None, typer.Argument(metavar="[BRAND_ID...]", help="品牌编号 · ids of watched brands")
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="全部监测中的品牌 · every watched brand")] = False,
    status: Annotated[bool, typer.Option("--status", help="查看进度 · how far it is")] = False,
) -> None:
    """回查：用品牌重新比对全部既往信息 · Holds brands against everything that was seen before.

    由 worker 分段执行，可随时中断、重复 · Workers do it in parts; it may be cut short and asked for again.
    """
    if not (brand_ids or everything or status) or (brand_ids and everything):
        fail("请给出品牌编号，或 --all，或 --status · name brands, or give --all, or --status")
    with database():
        if everything:
            from jobs.rescreening import rescreen_everything

            rescreen_everything()
        elif brand_ids:
            _rescreen(list(dict.fromkeys(brand_ids)))
        _print()


def _rescreen(brand_ids: list[str]) -> None:
    from jobs.rescreening import rescreen_brands
    from storage.rescreens import brands_in_rows, rows_of_brands

    rows = rows_of_brands(brand_ids)
    known = {brand.brand_id for brand in brands_in_rows(rows)}
    if missing := [one for one in brand_ids if one not in known]:
        fail(f"没有在监测的品牌 · no watched brand of this id: {', '.join(missing[:5])}")
    rescreen_brands(rows)


def _print() -> None:
    from rich.console import Console
    from rich.table import Table

    from storage.rescreens import progress

    table = Table(
        "#", "品牌 · brands", "状态 · state", "已查 · seen", "共 · of", "命中 · matched", "开始 · since"
    )
    for one in progress(limit=SHOWN):
        brands = "全部 · all" if one.everything else f"{one.brands:,}"
        since = f"{one.created_at:%Y-%m-%d %H:%M} UTC"
        table.add_row(
            str(one.rescreen_id),
            brands,
            _state(one),
            f"{one.seen:,}",
            f"{one.rows:,}",
            f"{one.matched:,}",
            since,
        )
    Console().print(table)


def _state(one: "Progress") -> str:
    if one.superseded:
        return "已由后一次取代 · superseded"
    if one.finished_at is not None:
        return "完成 · done"
    return "进行中 · under way" if one.planned else "等待 · waiting"
