"""Sitemaps (https://www.sitemaps.org/protocol.html): an index of others, or a list of pages; plain, gzipped or text.

Odd things seen: `.xml.gz` sent unpacked and `.xml` sent packed; `lastmod` with a time, with none, or in the future;
a `<loc>` that is empty, relative or on another host; a plain text of addresses; an index that names itself.
"""

import datetime as dt
import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import urljoin, urlsplit

from lxml import etree
from scrapy.utils.gz import gunzip
from scrapy.utils.sitemap import Sitemap, sitemap_urls_from_robots

from crawlers.errors import PageChanged

LARGEST: Final = 64 * 1024 * 1024
"""Bytes of a sitemap unpacked; the protocol allows 50 MB."""

MOST_ENTRIES: Final = 50_000
"""Addresses of one sitemap: the protocol's own bound."""

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_GZIP: Final = b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class Entry:
    """An address in a sitemap, and the day it says the page changed, if it says one."""

    url: str
    changed_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """What a sitemap lists: other sitemaps when `is_index`, else pages."""

    is_index: bool
    entries: tuple[Entry, ...]


def sitemaps_in_robots(body: bytes, base: str) -> list[str]:
    """The sitemaps a robots.txt names, in full."""
    return list(dict.fromkeys(sitemap_urls_from_robots(body[:500_000], base_url=base)))[:100]


def read_sitemap(body: bytes, url: str) -> Listed:
    """What a sitemap lists, each address once, those that are not HTTP left out. Raises PageChanged when it is none."""
    plain = _unpacked(body, url)
    if not plain.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return _of_text(plain, url)
    found: dict[str, Entry] = {}
    try:
        sitemap = Sitemap(plain)
        if sitemap.type not in ("sitemapindex", "urlset"):
            raise PageChanged(f"{url}: no sitemap, its root is {sitemap.type[:40]!r}")
        for element in sitemap:
            address = _address(str(element.get("loc") or ""), url)
            if address and address != url:
                found.setdefault(address, Entry(address, _day(str(element.get("lastmod") or ""))))
            if len(found) >= MOST_ENTRIES:
                break
    except (etree.XMLSyntaxError, ValueError, StopIteration) as error:
        raise PageChanged(f"{url}: no sitemap: {error!r}") from error
    return Listed(sitemap.type == "sitemapindex", tuple(found.values()))


def _unpacked(body: bytes, url: str) -> bytes:
    if not body.startswith(_GZIP):
        return body[:LARGEST]
    try:
        return gunzip(body, max_size=LARGEST)
    except (OSError, EOFError, ValueError) as error:
        raise PageChanged(f"{url}: gzip cannot be unpacked: {error}") from error


def _of_text(plain: bytes, url: str) -> Listed:
    lines = plain.decode("utf-8", "replace").splitlines()[:MOST_ENTRIES]
    addresses = dict.fromkeys(
        line.strip() for line in lines if line.strip().startswith(("http://", "https://"))
    )
    if not addresses:
        raise PageChanged(f"{url}: no sitemap: neither XML nor a list of addresses")
    return Listed(False, tuple(Entry(address) for address in addresses))


def _address(said: str, base: str) -> str:
    try:
        whole = urljoin(base, said.strip()) if said.strip() else ""
        return whole if urlsplit(whole).scheme in ("http", "https") and urlsplit(whole).hostname else ""
    except ValueError:
        return ""


def _day(said: str) -> dt.date | None:
    match = _DAY.match(said.strip())
    try:
        return dt.date.fromisoformat(match.group(0)) if match else None
    except ValueError:
        return None
