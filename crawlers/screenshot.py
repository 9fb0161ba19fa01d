"""How a page looks: a picture of it, made in the system's Chromium, which itself reaches no network. 网页截图。

Everything the page asks for is fetched here, behind the address gate and bounded, and handed to the browser; each answer's
hash is kept beside the picture. Only where robots.txt lets us (RFC 9309).
"""

import asyncio
import datetime as dt
import hashlib
import os
import zlib
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import urljoin, urlsplit

import httpcore
from protego import Protego

from crawlers.addresses import check_url
from crawlers.bulk import pool
from crawlers.chromium import chromium, why_no_browser
from crawlers.errors import Refused
from crawlers.replay import replay_address, replayed
from crawlers.settings import USER_AGENT

if TYPE_CHECKING:
    from playwright.async_api import Route

_WIDTH, _HEIGHT, _TALLEST = 1280, 900, 12_000
_LONGEST: Final = 60.0
_SETTLES: Final = 10.0
"""Seconds a page is given until nothing is asked for any more."""

_MOST_ASKED, _MOST_BYTES, _MOST_REDIRECTS = 250, 24 * 1024**2, 5
_MOST_ROBOTS: Final = 500 * 1024
_TIMEOUTS: Final = {"connect": 10.0, "read": 15.0, "write": 15.0, "pool": 15.0}
_NETWORK_ERRORS = (
    httpcore.TimeoutException,
    httpcore.NetworkError,
    httpcore.ProtocolError,
    httpcore.ProxyError,
    httpcore.UnsupportedProtocol,
    OSError,
    ValueError,
)


class NoScreenshot(Exception):
    """Why there is no picture, in Chinese and English."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(f"{zh} · {en}")
        self.zh = zh
        self.en = en


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request of the page: where it led, its status (0 for refused or failed) and the SHA-256 of the answer."""

    url: str
    led_to: tuple[str, ...]
    status: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Screenshot:
    """A picture of a page as it stood at an instant, and all it was made of."""

    url: str
    png: bytes
    title: str
    taken_at: dt.datetime
    browser: str
    asked: tuple[Asked, ...]


@dataclass(frozen=True, slots=True)
class _Got:
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    led_to: tuple[str, ...]


def take_screenshot(url: str) -> Screenshot:
    """A picture of a page. Raises NoScreenshot."""
    if missing := why_no_browser():
        raise NoScreenshot(f"本机没有浏览器：{missing}", f"no browser here: {missing}")
    try:
        check_url(url)
        return asyncio.run(asyncio.wait_for(_taken(url), _LONGEST))
    except Refused as error:
        raise NoScreenshot(f"网址不可访问：{error}", f"the address may not be asked: {error}") from error
    except TimeoutError as error:
        raise NoScreenshot(f"超过 {_LONGEST:g} 秒", f"not within {_LONGEST:g} seconds") from error


async def _taken(url: str) -> Screenshot:
    from playwright.async_api import Error, async_playwright

    await _check_robots(url)
    page_requests = _Requests()
    options = ["--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking"]
    try:
        async with async_playwright() as play:
            browser = await play.chromium.launch(
                executable_path=chromium(),
                chromium_sandbox=os.geteuid() != 0,
                args=[*options, "--host-resolver-rules=MAP * ~NOTFOUND"],
            )
            try:
                page = await browser.new_page(
                    user_agent=USER_AGENT,
                    viewport={"width": _WIDTH, "height": _HEIGHT},
                    service_workers="block",
                    accept_downloads=False,
                    locale="zh-CN",
                )
                await page.route("**/*", page_requests.answer)
                await page.goto(url, wait_until="load", timeout=_LONGEST * 1000)
                with suppress(Error):  # a page that never rests is taken as it stands
                    await page.wait_for_load_state("networkidle", timeout=_SETTLES * 1000)
                tall = await page.evaluate("document.documentElement.scrollHeight")
                await page.set_viewport_size(
                    {"width": _WIDTH, "height": max(_HEIGHT, min(int(tall), _TALLEST))}
                )
                png = await page.screenshot(type="png", animations="disabled")
                title, version = await page.title(), f"Chromium {browser.version}"
            finally:
                await browser.close()
    except Error as error:
        said = page_requests.fault or error.message.splitlines()[0]
        raise NoScreenshot(f"页面未能打开：{said}", f"the page did not open: {said}") from error
    return Screenshot(
        url=url,
        png=png,
        title=title[:300],
        taken_at=dt.datetime.now(dt.UTC),
        browser=version,
        asked=tuple(page_requests.asked),
    )


class _Requests:
    """The requests of one page, answered from behind the gate."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self.fault = ""
        self._bytes = 0

    async def answer(self, route: "Route") -> None:
        request = route.request
        if not request.url.startswith(("https://", "http://")):
            await route.continue_()
            return
        if request.method != "GET" or len(self.asked) >= _MOST_ASKED:
            await route.abort("blockedbyclient")
            return
        try:
            page = request.is_navigation_request()
            got = await _got(request.url, most=_MOST_BYTES - self._bytes, obey=page)
        except NoScreenshot as refusal:
            self.fault = self.fault or str(refusal)
            await route.abort("blockedbyclient")
            return
        except (Refused, *_NETWORK_ERRORS) as error:
            self.fault = self.fault or f"{request.url}: {error}"
            self.asked.append(Asked(url=request.url, led_to=(), status=0, sha256=""))
            await route.abort("failed")
            return
        self._bytes += len(got.body)
        sha256 = hashlib.sha256(got.body).hexdigest()
        self.asked.append(Asked(url=request.url, led_to=got.led_to, status=got.status, sha256=sha256))
        await route.fulfill(status=got.status, headers=dict(got.headers), body=got.body)


async def _check_robots(url: str) -> None:
    """Raises NoScreenshot where robots.txt does not let us, or cannot be had (RFC 9309, 2.3.1)."""
    parts = urlsplit(url)
    address = f"{parts.scheme}://{parts.netloc}/robots.txt"
    try:
        got = await _got(address, most=_MOST_ROBOTS)
    except _NETWORK_ERRORS as error:
        raise NoScreenshot(f"{address} 未能取得", f"{address} could not be had: {error}") from error
    if got.status >= 500:
        raise NoScreenshot(f"{address}：HTTP {got.status}", f"{address}: HTTP {got.status}")
    rules = got.body.decode("utf-8", "replace") if got.status < 300 else ""
    if not Protego.parse(rules).can_fetch(url, USER_AGENT):
        raise NoScreenshot(
            "robots.txt 不允许自动访问该网页", "robots.txt does not let the page be read automatically"
        )


async def _got(url: str, *, most: int, obey: bool = False) -> _Got:
    """The answer at the end of the redirects; with `obey` robots.txt is asked wherever they lead."""
    led_to: list[str] = []
    for _ in range(_MOST_REDIRECTS + 1):
        check_url(url)
        sent = replayed(url) if replay_address() else url
        headers = [
            ("Host", urlsplit(sent).netloc),
            ("User-Agent", USER_AGENT),
            ("Accept-Encoding", "identity"),
        ]
        async with (
            pool(sent) as connections,
            connections.stream("GET", sent, headers=headers, extensions={"timeout": _TIMEOUTS}) as answer,
        ):
            said = tuple((n.decode("latin-1").lower(), v.decode("latin-1")) for n, v in answer.headers)
            location = dict(said).get("location", "")
            if answer.status in (301, 302, 303, 307, 308) and location:
                url = urljoin(url, location)
                led_to.append(url)
                if obey:
                    await _check_robots(url)
                continue
            body = bytearray()
            async for piece in answer.aiter_stream():
                body += piece
                if len(body) > most:
                    raise ValueError(f"{url}: more than {most:,} bytes")
            kept = tuple((n, v) for n, v in said if n not in _LEFT_OUT)
            plain = _inflated(bytes(body), dict(said).get("content-encoding", "identity"), most)
            return _Got(answer.status, kept, plain, tuple(led_to))
    raise ValueError(f"{url}: more than {_MOST_REDIRECTS} redirects")


def _inflated(body: bytes, coding: str, most: int) -> bytes:
    """The body without the coding that was not asked for."""
    if coding not in ("gzip", "x-gzip"):
        return body
    unpacker = zlib.decompressobj(zlib.MAX_WBITS + 16)
    try:
        plain = unpacker.decompress(body, most)
    except zlib.error as error:
        raise ValueError(f"gzip: {error}") from error
    if unpacker.unconsumed_tail:
        raise ValueError(f"more than {most:,} bytes")
    return plain


_LEFT_OUT = frozenset({"content-encoding", "content-length", "transfer-encoding", "connection", "set-cookie"})
