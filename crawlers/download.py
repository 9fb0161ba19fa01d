"""Fetching: public addresses only, in turn, and bulk files straight to disk.

A journal of 233 MB would not fit in the memory a crawl may take, so a request with `to_file` in its meta
is written to disk as it arrives. With HAISHAO_REPLAY=http://127.0.0.1:PORT every request, robots.txt too,
goes to http://127.0.0.1:PORT/<host>/<path>?<query>; the rest of Scrapy never sees the difference.
"""

import email.utils
import time
from contextlib import suppress
from urllib.parse import urlsplit

import httpcore
from scrapy import Request
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from scrapy.exceptions import CannotResolveHostError, DownloadCancelledError
from scrapy.http import Response

from crawlers.addresses import check_url, public_address, why_refused
from crawlers.authorise import Credentials
from crawlers.bulk import by_ftp, fetch_to_file
from crawlers.errors import Refused
from crawlers.replay import replay_address, replayed
from crawlers.source import Source
from crawlers.turns import turns

_BUSY = (429, 503)


class DownloadHandler(HTTP11DownloadHandler):
    """Scrapy's own handler behind gates: a public address, the host's turn, the secrets, a bounded body."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        found = getattr(crawler.spidercls, "source", None)
        source = found if isinstance(found, Source) else None
        self._gap = source.delay if source else crawler.settings.getfloat("DOWNLOAD_DELAY")
        self._credentials = Credentials(source.auth) if source and source.auth else None
        self._turns = turns()

    async def download_request(self, request: Request) -> Response:
        """The answer, under the address asked for. A bulk file's body is in `meta["file"]`, its hash in `meta["sha256"]`.

        Raises Refused for an address or a body that is not safe to take.
        """
        check_url(request.url, ftp=getattr(self._crawler.spider, "reads_ftp", False))
        host = urlsplit(request.url).hostname or ""
        await self._turns.open()
        await self._turns.wait(host, max(self._gap, request.meta.get("crawl_delay", 0.0)))
        response = await self._sent(request, host)
        if response.status in _BUSY and (seconds := _retry_after(response)):
            await self._turns.rest(host, seconds)
        return response if response.url == request.url else response.replace(url=request.url)

    async def _sent(self, request: Request, host: str) -> Response:
        sent = await self._credentials.on(request) if self._credentials else request
        sent = sent.replace(url=replayed(sent.url)) if replay_address() else sent
        if request.meta.get("proxy"):
            with suppress(httpcore.ConnectError):  # names may be resolved by the proxy alone
                await public_address(host)
        if sent.url.startswith("ftp:"):
            response = await by_ftp(sent, address=await public_address(host))
            request.meta.update({name: sent.meta[name] for name in ("file", "sha256") if name in sent.meta})
            return response
        if sent.meta.get("to_file"):
            response, path, sha256 = await fetch_to_file(sent, named=request.url)
            request.meta.update(file=str(path), sha256=sha256)
            return response
        try:
            return await super().download_request(sent)
        except CannotResolveHostError:
            if refusal := why_refused.get(host):
                raise refusal from None
            raise
        except DownloadCancelledError as error:
            raise Refused(
                f"{request.url}: 应答过大 · the answer is too large: {_size_said(error)}"
            ) from error


def _size_said(error: Exception) -> str:
    return str(error).partition(" in request ")[0]


def _retry_after(response: Response) -> float:
    """Seconds the host asks to be left alone for; 0 when it does not say (RFC 9110, 10.2.3)."""
    said = (response.headers.get("Retry-After") or b"").decode("latin-1").strip()
    if said.isdigit():
        return float(said)
    with suppress(TypeError, ValueError):
        return max(0.0, email.utils.parsedate_to_datetime(said).timestamp() - time.time())
    return 0.0
