"""Shopify Global Catalog (UCP, JSON-RPC): one search over the shops of all eligible Shopify merchants.

Each call names an agent profile, a JSON document that the operator hosts over https without redirects and that declares
dev.ucp.shopping.catalog.search; Shopify fetches it before it answers. Without a token the limit is lower. There is no
second page yet. Errors come with status 200, as `error` or as a result with `isError`.
"""

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial

from crawlers.auth import Auth, Call
from crawlers.errors import AnsweredError, PageChanged
from crawlers.families.ucp import listings_of
from crawlers.page import Page
from crawlers.source import Follow, Item, Policy, Robots, Route, Scope, Source
from crawlers.words import words_of
from domain.fault import Fault
from domain.observation import Kind

URL = "https://catalog.shopify.com/api/ucp/mcp"
MOST_WORDS = 4000
"""Words of a run, one request each."""


def start(scope: Scope) -> tuple[Follow, ...]:
    """A search for each watched word."""
    words, note = words_of(scope, source=SOURCE.name, least_letters=2, room=MOST_WORDS)
    read = partial(parse, note=note)
    headers = (("Content-Type", "application/json"), ("Accept", "application/json"))
    return tuple(
        Follow(url=URL, method="POST", headers=headers, body=_search(word), parse=parse if place else read)
        for place, word in enumerate(words)
    )


def _search(word: str) -> bytes:
    catalog = {"query": word, "pagination": {"limit": 50}}
    call = {"name": "search_catalog", "arguments": {"meta": {"ucp-agent": {}}, "catalog": catalog}}
    return json.dumps({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": call}).encode()


def with_profile(call: Call, secrets: Mapping[str, str], now: dt.datetime) -> Call:
    """The call with the address of the operator's agent profile in it."""
    said = json.loads(call.body)
    said["params"]["arguments"]["meta"]["ucp-agent"]["profile"] = secrets["profile"]
    return replace(call, body=json.dumps(said).encode())


def parse(page: Page, note: Fault | None = None) -> Iterator[Item]:
    """The listings of one answer."""
    if note:
        yield note
    said = page.json()
    try:
        if said.get("error") or said["result"].get("isError"):
            raise AnsweredError(f"{page.url}: {json.dumps(said.get('error') or said['result'])[:300]}")
        for product in said["result"]["structuredContent"]["products"]:
            yield from listings_of(product, source=SOURCE.name, file=page.url)
    except (KeyError, TypeError, AttributeError) as error:
        raise PageChanged(f"{page.url}: no result.structuredContent.products[]: {error!r}") from error


SOURCE = Source(
    name="shopify-ucp-catalog", kind=Kind.LISTING, country="XX",
    title_zh="Shopify 全球商品目录", title_en="Shopify global catalogue",
    route=Route.API, policy=Policy.ALLOWED, robots=Robots.API_TERMS, terms="https://shopify.dev/docs/agents/catalog",
    note_zh="官方接口；运营者须托管代理配置文件并接受条款；匿名调用限额较低",
    note_en="Official API; the operator hosts an agent profile and accepts the terms; lower limits without a token",
    start=start, parse=parse, searched=True, least=1, interval=dt.timedelta(days=1), delay=1, most_requests=MOST_WORDS,
    auth=Auth(settings={"profile": "HAISHAO_SHOPIFY_PROFILE"}, hosts=("catalog.shopify.com",), sign=with_profile),
)  # fmt: skip
