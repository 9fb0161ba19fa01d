"""SIAL Paris (Comexposium): the products its exhibitors show, each with its brand, exhibitor and stands.

The site asks Comexposium's GraphQL service for its search engine's name, key and index, which change; so does every
run. `_createUTCTimestamp` stands in every product; brand, stands, slug and description may be missing.
"""

import datetime as dt
import html
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from w3lib.html import remove_tags

from crawlers.errors import PageChanged
from crawlers.families.algolia import Question, read_hits
from crawlers.page import Page
from crawlers.source import Follow, Item, Policy, Route, Scope, Source
from domain.observation import Goods, Kind, Observation, Party

_CONFIG = (
    "query ($id: ID!) { Exhibitions { exhibition(id: $id) { embedConfigTemplate { globalConfigResult } } } }"
)
_BEFORE_ANY, _AFTER_ALL = 1_700_000_000, 2_100_000_000


def start(scope: Scope) -> tuple[Follow, ...]:
    """The site's configuration."""
    body = json.dumps({"query": _CONFIG, "variables": {"id": "sial"}}).encode()
    said = (("Content-Type", "application/json"), ("gql-exhibitionContext", '{"id": "sial"}'))
    headers = (*said, ("gql-translationLocale", "en"))
    return (
        Follow(url="https://api.comexposium-sso.com/_/graphql", method="POST", headers=headers, body=body),
    )


def parse(page: Page) -> Iterator[Item]:
    """Asks the search engine that the configuration names."""
    try:
        shown = page.json()["data"]["Exhibitions"]["exhibition"]["embedConfigTemplate"]["globalConfigResult"]
        config = shown["algoliaConfig"]
        app, key = str(config["applicationId"]), str(config["apiKey"])
        index = str(config["search"]["sorts"]["products"]["default"]["value"]).replace("$LOCALE$", "en")
    except (KeyError, TypeError) as error:
        raise PageChanged(f"{page.url}: no …globalConfigResult.algoliaConfig as it was: {error!r}") from error
    if not re.fullmatch(r"[A-Za-z0-9]{6,20}", app):
        raise PageChanged(f"{page.url}: applicationId {app[:40]!r}")
    asked = Question(
        app=app, key=key, index=index, number="_createUTCTimestamp", since=_BEFORE_ANY, until=_AFTER_ALL
    )
    yield asked.follow(_product)


def read_products(page: Page) -> Iterator[Item]:
    """The products of one answer alone."""
    return read_hits(page, _product)


def _product(hit: Mapping[str, Any]) -> Observation:
    exhibitor, slug = str(hit["exhibitor"]["name"]), (hit.get("slug") or {}).get("value")
    stands = [[stand.get(part) for part in ("hall", "aisle", "number")] for stand in hit.get("stands") or []]
    return Observation(
        kind=Kind.EXHIBITOR, source=SOURCE.name, office="FR", event="SIAL Paris",
        ref=str(hit["objectID"]),
        sign=exhibitor,
        holders=(Party(name=exhibitor),),
        brand=str((hit.get("brand") or {}).get("name") or ""),
        goods=(Goods(nice_class=None, text=str(hit["name"])),),
        stand=", ".join("-".join(str(part) for part in parts if part) for parts in stands),
        text=" ".join(html.unescape(remove_tags(hit.get("description") or "")).split()),
        url=f"https://www.sialparis.com/en/exhibitors-2026/product/{slug}" if slug else "",
        image_url=str((hit.get("logoLink") or {}).get("default") or ""),
    )  # fmt: skip


SOURCE = Source(
    name="sial-comexposium", kind=Kind.EXHIBITOR, country="FR", start=start, parse=parse,
    title_zh="SIAL 巴黎食品展 参展产品", title_en="SIAL Paris, products of the exhibitors",
    route=Route.API, policy=Policy.NEEDS_REVIEW, terms="https://www.sialparis.com/robots.txt",
    note_zh="网页自用接口与公开密钥，条款与 robots 未经审阅",
    note_en="The interface and public key of its own web pages; terms and robots.txt not reviewed",
    least=100, max_drop=0.3, interval=dt.timedelta(days=7), delay=1.5, most_requests=500, most_depth=60,
)  # fmt: skip
