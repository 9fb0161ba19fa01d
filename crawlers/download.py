"""Fetching: bulk files straight to disk, and everything from a replay server when one is set.

A journal of 233 MB would not fit in the memory a crawl may take, so a request with `to_file` in its meta
is written to disk as it arrives. With HAISHAO_REPLAY=http://127.0.0.1:PORT every request, robots.txt too,
goes to http://127.0.0.1:PORT/<host>/<path>?<query>; the rest of Scrapy never sees the difference.
"""

import asyncio
import hashlib
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final

import httpx
from scrapy import Request
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from scrapy.exceptions import DownloadFailedError, DownloadTimeoutError
from scrapy.http import Response

from crawlers.authorise import Credentials
from crawlers.ftp import FTP_ERRORS, ftp_pieces
from crawlers.replay import replay_address, replayed
from crawlers.source import Source

MOST_BYTES: Final = 2 * 1024**3
"""Bytes of one bulk file."""

LONGEST_DOWNLOAD: Final = 3000.0
"""Seconds for one bulk file."""

_CHUNK = 256 * 1024
_TIMEOUT = httpx.Timeout(60.0, connect=30.0)
_NOT_KEPT = {"content-encoding", "content-length", "transfer-encoding"}


class DownloadHandler(HTTP11DownloadHandler):
    """Scrapy's own handler, but for secrets, bulk files, FTP and replay."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        source = getattr(crawler.spidercls, "source", None)
        auth = source.auth if isinstance(source, Source) else None
        self._credentials = Credentials(auth) if auth else None

    async def download_request(self, request: Request) -> Response:
        """The answer, under the address asked for. A bulk file's body is in `meta["file"]`, its hash in `meta["sha256"]`."""
        sent = await self._credentials.on(request) if self._credentials else request
        sent = sent.replace(url=replayed(sent.url)) if replay_address() else sent
        if sent.url.startswith("ftp:"):
            response = await by_ftp(sent)
            request.meta.update({name: sent.meta[name] for name in ("file", "sha256") if name in sent.meta})
        elif not sent.meta.get("to_file"):
            response = await super().download_request(sent)
        else:
            response, path, sha256 = await _to_file(sent)
            request.meta.update(file=str(path), sha256=sha256)
        return response.replace(url=request.url)


async def _to_file(request: Request) -> tuple[Response, Path, str]:
    """Raises DownloadTimeoutError or DownloadFailedError, which Scrapy retries."""
    try:
        async with asyncio.timeout(LONGEST_DOWNLOAD):
            return await _stream(request)
    except (httpx.TimeoutException, TimeoutError) as error:
        raise DownloadTimeoutError(f"{request.url}: {error!r}") from error
    except httpx.HTTPError as error:
        raise DownloadFailedError(f"{request.url}: {error!r}") from error


async def by_ftp(request: Request) -> Response:
    """A file or listing by FTP, told with the status codes of HTTP: 200, 404, or 401 where the login is refused.

    With `to_file` the body is in `meta["file"]`, else in the answer. Raises as `_to_file` does.
    """
    status, pieces = 200, ftp_pieces(request.url)
    body = b""
    try:
        async with asyncio.timeout(LONGEST_DOWNLOAD):
            if folder := request.meta.get("to_file"):
                path, sha256 = await _written(pieces, Path(folder))
                request.meta.update(file=str(path), sha256=sha256)
            else:
                body = b"".join([piece async for piece in pieces])
    except FileNotFoundError:
        status = 404
    except PermissionError:
        status = 401
    except TimeoutError as error:
        raise DownloadTimeoutError(f"{request.url}: {error!r}") from error
    except (*FTP_ERRORS, httpx.RequestError) as error:
        raise DownloadFailedError(f"{request.url}: {error!r}") from error
    if status != 200 and (folder := request.meta.get("to_file")):
        path, sha256 = await _written(_nothing(), Path(folder))
        request.meta.update(file=str(path), sha256=sha256)
    return Response(request.url, status=status, body=body)


async def _nothing() -> AsyncIterator[bytes]:
    return
    yield b""


async def _stream(request: Request) -> tuple[Response, Path, str]:
    headers = [(n, v) for n, values in request.headers.items() for v in values]
    async with (
        httpx.AsyncClient(timeout=_TIMEOUT, trust_env=not replay_address()) as client,
        client.stream(request.method, request.url, headers=headers) as answer,
    ):
        path, sha256 = await _written(answer.aiter_bytes(_CHUNK), Path(request.meta["to_file"]))
        kept = {n: v for n, v in answer.headers.items() if n.lower() not in _NOT_KEPT}
        return Response(request.url, status=answer.status_code, headers=kept), path, sha256


async def _written(pieces: AsyncIterator[bytes], folder: Path) -> tuple[Path, str]:
    digest = hashlib.sha256()
    size = 0
    with tempfile.NamedTemporaryFile(dir=folder, prefix=".part-", delete=False) as part:
        try:
            async for piece in pieces:
                size += len(piece)
                if size > MOST_BYTES:
                    raise httpx.RequestError(f"more than {MOST_BYTES:,} bytes")
                digest.update(piece)
                part.write(piece)
        except BaseException:
            Path(part.name).unlink(missing_ok=True)
            raise
    path = folder / digest.hexdigest()
    Path(part.name).replace(path)
    return path, digest.hexdigest()
