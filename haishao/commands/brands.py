"""`haishao brands import FILE`: a watchlist into the database."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from haishao.database import database, fail

if TYPE_CHECKING:
    from domain.brand import Brand

app = typer.Typer(help="品牌清单 · the watched brands", no_args_is_help=True)


@app.callback()
def _brands() -> None:
    """Keeps `import` a verb of its own."""


@app.command("import")
def import_brands(
    file: Annotated[Path, typer.Argument(help="CSV 或 XLSX · a watchlist")],
    enterprise: Annotated[
        str, typer.Option(help="清单未写企业时归入 · enterprise of rows that name none")
    ] = "",
) -> None:
    """导入或更新品牌清单，并与已有监测信息重新比对 · Imports a watchlist and judges what is already kept anew."""
    from watchlists.read import read_watchlist

    read = read_watchlist(file)
    for fault in read.faults:
        typer.echo(f"{fault.says('zh')}\n  {fault.says('en')}", err=True)
    nameless = [brand.name for brand in read.brands if not (brand.enterprise or enterprise)]
    if nameless:
        fail(
            f"未写企业，请加 --enterprise · no enterprise for {', '.join(nameless[:5])}; add --enterprise NAME"
        )
    if not read.brands:
        raise typer.Exit(2)
    with database():
        from jobs.tasks import judge_everything
        from storage.brands import BrandTaken, save_brands

        try:
            count = save_brands(_owned(brand, enterprise) for brand in read.brands)
        except BrandTaken as error:
            fail(str(error))
        judge_everything()
    typer.echo(f"{count} 个品牌已导入 · brands imported")
    if read.faults:
        raise typer.Exit(3)


def _owned(brand: "Brand", enterprise: str) -> "Brand":
    """The brand in its enterprise; an id derived without one is derived anew, so that two enterprises may
    watch brands of one name.
    """
    from watchlists.read import derived_id

    if brand.enterprise:
        return brand
    derived = brand.brand_id == derived_id("", brand.name)
    brand_id = derived_id(enterprise, brand.name) if derived else brand.brand_id
    return replace(brand, enterprise=enterprise, brand_id=brand_id)
