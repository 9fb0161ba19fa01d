"""Pages that need a browser, opened in the system's Chromium (scrapy-playwright).

A page's own requests never meet Scrapy's gates, so they have their own here: only to the page's host and the hosts
its source names, only to public addresses, no images, fonts or films. A browser's memory grows with its age
(scrapy-playwright issues 19, 126, 240), so every 20 pages begin in a fresh context, without the cookies of the last.
"""

import asyncio
import socket
from typing import Final
from urllib.parse import urlsplit

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Request as SubRequest
from playwright.async_api import TimeoutError as PlaywrightTimeout
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import DownloadFailedError
from scrapy.http import Response
from scrapy_playwright.handler import ScrapyPlaywrightDownloadHandler
from scrapy_playwright.page import PageMethod

from crawlers.addresses import is_public
from crawlers.download import DownloadHandler
from crawlers.errors import PageChanged
from crawlers.replay import replay_address
from crawlers.source import Render

PAGES_A_CONTEXT: Final = 20
LONGEST_WAIT: Final = 30.0
"""Seconds a page is given until what its source waits for is there."""

_NEVER = frozenset({"image", "media", "font"})


class BrowserDownloadHandler(DownloadHandler, ScrapyPlaywrightDownloadHandler):  # type: ignore[misc]
    """The usual handler, and a browser for requests with a Render in `meta["render"]`."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self.abort_request = self._refuses
        self._agent = crawler.settings["USER_AGENT"]
        self._allowed: set[str] = set()
        self._opened = 0

    async def download_request(self, request: Request) -> Response:
        """The answer; of a page opened in a browser, the page as it stands once what is waited for is there.

        Raises PageChanged when that never comes.
        """
        render: Render | None = request.meta.get("render")
        if render is None:
            return await super().download_request(request)
        asked = replay_address() or request.url
        self._allowed |= {urlsplit(asked).hostname or "", *render.hosts}
        await self._close_old_contexts()
        opened = request.replace(meta={**request.meta, **self._browser_meta(render)})
        self._opened += 1
        try:
            return await super().download_request(opened)
        except PlaywrightTimeout as error:
            said = f"{render.wait_for!r} was not there within {LONGEST_WAIT:g} s"
            raise PageChanged(f"{request.url}: {said}") from error
        except PlaywrightError as error:
            raise DownloadFailedError(f"{request.url}: {error.message}") from error

    def _browser_meta(self, render: Render) -> dict[str, object]:
        wait = PageMethod("wait_for_selector", render.wait_for, timeout=LONGEST_WAIT * 1000, state="attached")
        return {
            "playwright": True,
            "playwright_context": f"pages-{self._opened // PAGES_A_CONTEXT}",
            "playwright_context_kwargs": {
                "user_agent": self._agent,
                "service_workers": "block",
                "accept_downloads": False,
            },
            "playwright_page_methods": [wait],
        }

    async def _close_old_contexts(self) -> None:
        """Closes the contexts that have had their pages and have none open."""
        current = f"pages-{self._opened // PAGES_A_CONTEXT}"
        for name, wrapper in list(self.context_wrappers.items()):
            if name != current and not wrapper.context.pages:
                await wrapper.context.close()

    async def _refuses(self, asked: SubRequest) -> bool:
        """True for a request of a page that must not be made."""
        parts = urlsplit(asked.url)
        if parts.scheme in ("data", "blob"):
            return False
        host = parts.hostname or ""
        if (
            asked.resource_type in _NEVER
            or host not in self._allowed
            or parts.scheme not in ("https", "http")
        ):
            return True
        return not await _is_public(host)


async def _is_public(host: str) -> bool:
    """True when every address of the host is one of the public internet, or the host is the replay server."""
    if host == urlsplit(replay_address()).hostname:
        return True
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except OSError:
        return False
    return all(is_public(str(entry[4][0])) for entry in found)
