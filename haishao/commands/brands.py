"""`haishao brands import FILE`: a watchlist into the database; `brands check FILE` shows what becomes of it."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from haishao.database import database, fail

if TYPE_CHECKING:
    from domain.brand import Brand
    from domain.fault import Fault

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
    logos: Annotated[
        Path | None, typer.Option(help="图形标识所在文件夹 · the folder of the logos the list names")
    ] = None,
) -> None:
    """导入或更新品牌清单（含图形标识），并与已有监测信息重新比对 · Imports a watchlist with its logos and judges what is
    already kept anew.
    """
    from watchlists.logos import logos_of_watchlist
    from watchlists.read import read_watchlist

    read = read_watchlist(file)
    _say(read.faults)
    nameless = [brand.name for brand in read.brands if not (brand.enterprise or enterprise)]
    if nameless:
        fail(
            f"未写企业，请加 --enterprise · no enterprise for {', '.join(nameless[:5])}; add --enterprise NAME"
        )
    if not read.brands:
        raise typer.Exit(2)
    brands = [_owned(brand, enterprise) for brand in read.brands]
    rows = {
        owned.brand_id: read.rows[brand.brand_id] for brand, owned in zip(read.brands, brands, strict=True)
    }
    named = logos_of_watchlist(file, brands, rows, folder=logos)
    with database():
        from jobs.logo_files import read_logos
        from jobs.logos import keep_logos
        from jobs.rescreening import rescreen_brands
        from storage.brands import BrandTaken, save_brands
        from storage.rescreens import rows_of_brands
        from storage.together import together

        pictures = read_logos(named.places)
        try:
            with together():
                count = save_brands(brands)
                rescreen_brands(rows_of_brands([brand.brand_id for brand in brands]))
        except BrandTaken as error:
            fail(str(error))
        with_logo = keep_logos([brand.brand_id for brand in brands], pictures, named=named.named)
    faults = (*named.faults, *pictures.faults)
    _say(faults)
    typer.echo(f"{count} 个品牌已导入，{with_logo} 个有图形标识 · brands imported, {with_logo} with a logo")
    _advise(read.brands)
    if read.faults or faults:
        raise typer.Exit(3)


def _say(faults: "Iterable[Fault]") -> None:
    for fault in faults:
        typer.echo(f"{fault.says('zh')}\n  {fault.says('en')}", err=True)


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


@app.command("check")
def check_brands(file: Annotated[Path, typer.Argument(help="CSV 或 XLSX · a watchlist")]) -> None:
    """查看每个品牌将以哪些写法监测，缺少什么 · Shows the forms each brand is looked for in, and what is missing."""
    from rich.console import Console
    from rich.table import Table

    from matchers.text.intake import forms_of
    from watchlists.read import read_watchlist

    read = read_watchlist(file)
    for fault in read.faults:
        typer.echo(fault.says("zh") + " · " + fault.says("en"), err=True)
    table = Table("品牌 · brand", "写法 · form", "来由 · how", "可见于 · in signs of")
    for brand in read.brands:
        forms = forms_of(brand)
        for number, form in enumerate(forms):
            how = f"{form.road_zh} · {form.road_en}" if form.road_zh else ""
            table.add_row(brand.name if number == 0 else "", form.form, how, ", ".join(form.scripts))
    Console().print(table)
    _advise(read.brands)
    if not read.brands:
        raise typer.Exit(2)
    if read.faults:
        raise typer.Exit(3)


def _advise(brands: "Iterable[Brand]") -> None:
    """Says what cannot be watched as it was handed in, and which official names are missing."""
    from matchers.text.intake import forms_of, too_generic
    from watchlists.advice import advice_on

    for brand in brands:
        for advice in advice_on(brand, forms_of(brand), too_generic=too_generic(brand)):
            typer.echo(f"{brand.name}: {advice.says}\n  {advice.says_en}", err=True)
