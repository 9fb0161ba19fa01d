"""`haishao shops`: the independent shops that are watched."""

import datetime as dt
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from haishao.database import fail
from haishao.home import home

app = typer.Typer(help="监测的独立商店 · the independent shops that are watched", no_args_is_help=True)

System = Annotated[str, typer.Option(help="auto、pages、shopify 或 woocommerce")]
Country = Annotated[str, typer.Option(help="市场，两字母代码 · market, a two-letter WIPO ST.3 code")]
Terms = Annotated[str, typer.Option(help="已阅读的条款网址 · address of the terms you have read")]


@app.command("add")
def add(
    url: Annotated[str, typer.Argument(help="商店首页 · the shop's front page")],
    terms: Terms = "",
    system: System = "auto",
    country: Country = "",
) -> None:
    """添加商店；请先阅读其条款 · Adds a shop; read its terms first. Its robots.txt is always obeyed."""
    from crawlers.shops import BadShop, add_shop, shop_of, shops_file

    home()
    try:
        shop = shop_of(url, system, country, terms)
        added = add_shop(shop, dt.datetime.now(dt.UTC).date())
    except BadShop as error:
        fail(str(error))
    source = {"shopify": "shopify-store", "woocommerce": "woocommerce-store"}.get(
        shop.system.value, "schemaorg-shop"
    )
    done = "已添加 · added to" if added else "已在 · is already in"
    typer.echo(f"{shop.url}: {done} {shops_file()}; haishao crawl {source}")


@app.command("remove")
def remove(url: Annotated[str, typer.Argument(help="商店网址 · the shop's address")]) -> None:
    """移除商店；已取得的记录保留 · Removes a shop; what was seen of it is kept."""
    from crawlers.shops import BadShop, remove_shop, shops_file

    try:
        removed = remove_shop(url)
    except BadShop as error:
        fail(str(error))
    if not removed:
        fail(f"{url}: 不在 · is not in {shops_file()}")
    typer.echo(f"{url}: 已移除 · removed")


@app.command("list")
def show() -> None:
    """列出商店 · Lists the shops."""
    from crawlers.shops import BadShop, read_shops, shops_file

    try:
        shops = read_shops()
    except BadShop as error:
        fail(str(error))
    table = Table("商店 shop", "系统 system", "市场 market", "条款 terms", "添加 added")
    for shop in shops:
        table.add_row(shop.url, shop.system.value, shop.country, shop.terms, shop.added_on)
    Console().print(table)
    if not shops:
        typer.echo(f"没有商店 · no shop in {shops_file()}; haishao shops add URL")
