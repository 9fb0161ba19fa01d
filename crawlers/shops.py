"""The shops that staff name for watching: a CSV that a person may edit, or `haishao shops add URL`.

Columns: `url` (the shop's front page), `system` (`auto`, `pages`, `shopify`, `woocommerce`), `country` (WIPO ST.3, of
the market), `terms` (address of the terms the person read who named the shop), `added_on`. The file is named by
HAISHAO_SHOPS, and is `shops.csv` in HAISHAO_HOME otherwise.
"""

import csv
import datetime as dt
import ipaddress
import os
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from crawlers.errors import CrawlError

MOST_SHOPS: Final = 2_000


class System(StrEnum):
    """How a shop is read; `auto` looks at its front page."""

    AUTO = "auto"
    PAGES = "pages"
    SHOPIFY = "shopify"
    WOOCOMMERCE = "woocommerce"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shop:
    """One shop. `url` is its front page, with a slash at the end."""

    url: str
    system: System = System.AUTO
    country: str = ""
    terms: str = ""
    added_on: str = ""

    @property
    def host(self) -> str:
        """The shop's host without `www.`."""
        return host_of(self.url)


class BadShop(CrawlError):
    """A shop that cannot be watched; the message names the line or address, and the cure."""


def host_of(url: str) -> str:
    """The host of an address without `www.`, "" when it has none."""
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def shops_file() -> Path:
    """Where the shops are listed."""
    home = Path(os.environ.get("HAISHAO_HOME") or ".haishao").expanduser()
    return Path(os.environ.get("HAISHAO_SHOPS") or home / "shops.csv").resolve()


def read_shops(path: Path | None = None) -> tuple[Shop, ...]:
    """Every shop named, in file order; none when there is no file. Raises BadShop with the line."""
    path = path or shops_file()
    if not path.exists():
        return ()
    found: dict[str, Shop] = {}
    with path.open(encoding="utf-8-sig", newline="") as stream:
        reader = csv.DictReader(stream)
        unknown = set(reader.fieldnames or ()) - {f.name for f in fields(Shop)}
        if unknown or "url" not in (reader.fieldnames or ()):
            raise BadShop(
                f"{path}: 第 1 行应为列名 · line 1 names the columns url, system, country, terms, added_on"
            )
        for row in reader:
            try:
                shop = shop_of(**{name: (value or "").strip() for name, value in row.items() if name})
            except BadShop as error:
                raise BadShop(f"{path}, line {reader.line_num}: {error}") from error
            found.setdefault(shop.host, shop)
    if len(found) > MOST_SHOPS:
        raise BadShop(f"{path}: {len(found):,} > {MOST_SHOPS:,}")
    return tuple(found.values())


def shops_of(*systems: System) -> tuple[Shop, ...]:
    """The shops named for one of the systems. Raises BadShop."""
    return tuple(shop for shop in read_shops() if shop.system in systems)


def are_named(*systems: System) -> bool:
    """True when a shop is named for one of the systems, and for a list that cannot be read: its run says why."""
    try:
        return bool(shops_of(*systems))
    except BadShop:
        return True


def shop_of(url: str, system: str = "", country: str = "", terms: str = "", added_on: str = "") -> Shop:
    """A shop from what a person wrote. Raises BadShop."""
    address = url if "://" in url else f"https://{url}"
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname or "", parts.port
    except ValueError as error:
        raise BadShop(f"{url}: 不是网址 · no address: {error}") from error
    if parts.scheme not in ("http", "https") or "." not in host or parts.username or _is_number(host):
        raise BadShop(
            f"{url}: 须为商店首页的 http(s) 网址 · the http(s) address of a shop's front page is wanted"
        )
    if system and system not in list(System):
        raise BadShop(f"{system}: system 须为 · is one of {', '.join(System)}")
    if country and not (len(country) == 2 and country.isascii() and country.isalpha()):
        raise BadShop(f"{country}: 市场须为两字母代码 · a market is a two-letter WIPO ST.3 code")
    path = parts.path if parts.path.endswith("/") else f"{parts.path}/"
    front = f"{parts.scheme}://{parts.netloc}{path}"
    return Shop(
        url=front, system=System(system or "auto"), country=country.upper(), terms=terms, added_on=added_on
    )


def _is_number(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def add_shop(shop: Shop, today: dt.date, path: Path | None = None) -> bool:
    """Adds a shop to the file, in one step; false when its host is there already. Raises BadShop for a broken file."""
    path = path or shops_file()
    known = read_shops(path)
    if shop.host in {one.host for one in known}:
        return False
    write_shops((*known, Shop(**asdict(shop) | {"added_on": shop.added_on or today.isoformat()})), path)
    return True


def remove_shop(url: str, path: Path | None = None) -> bool:
    """Takes the shop of that host from the file; false when it is not there."""
    path = path or shops_file()
    known = read_shops(path)
    kept = tuple(one for one in known if one.host != shop_of(url).host)
    if len(kept) < len(known):
        write_shops(kept, path)
    return len(kept) < len(known)


def write_shops(shops: tuple[Shop, ...], path: Path) -> None:
    """Writes the file whole, in one step."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{os.getpid()}")
    with part.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, [f.name for f in fields(Shop)])
        writer.writeheader()
        writer.writerows(asdict(shop) for shop in shops)
    part.replace(path)
