"""A bulk file, fetched to disk as it arrives: memory stays flat, and the body is bounded before and after inflating."""

import asyncio
import hashlib
import ipaddress
import tempfile
import urllib.request
import zlib
from collections.abc import AsyncIterable, AsyncIterator, Callable
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import httpcore
from scrapy import Request
from scrapy.exceptions import DownloadFailedError, DownloadTimeoutError
from scrapy.http import Response

from crawlers.addresses import PublicNetwork
from crawlers.errors import Refused
from crawlers.ftp import FTP_ERRORS, ftp_pieces
from crawlers.replay import replay_address

MOST_BYTES: Final = 2 * 1024**3
"""Bytes of one bulk file, inflated."""

LONGEST_DOWNLOAD: Final = 3000.0
"""Seconds for one bulk file."""

MOST_RATIO: Final = 250
"""Inflated to packed bytes of a Content-Encoding; XML reaches about 40."""

_RATIO_COUNTS_FROM: Final = 32 * 1024**2
_Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_PIECE: Final = 256 * 1024
_TIMEOUTS: Final = {"connect": 30.0, "read": 60.0, "write": 60.0, "pool": 60.0}
_DECODED = frozenset({"content-encoding", "content-length", "transfer-encoding"})
_GZIP = ("gzip", "x-gzip")


async def fetch_to_file(request: Request, *, named: str) -> tuple[Response, Path, str]:
    """The answer without its body, the file the body is in (under the folder `meta["to_file"]`), and its SHA-256.

    `named` is the address errors speak of. Raises DownloadTimeoutError or DownloadFailedError, which Scrapy
    retries, and Refused, which it does not.
    """
    try:
        async with asyncio.timeout(LONGEST_DOWNLOAD):
            return await _fetched(request, named)
    except (httpcore.TimeoutException, TimeoutError) as error:
        raise DownloadTimeoutError(f"{named}: {error!r}") from error
    except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.ProxyError, OSError) as error:
        raise DownloadFailedError(f"{named}: {error!r}") from error


async def _fetched(request: Request, named: str) -> tuple[Response, Path, str]:
    headers = [(n, v) for n, values in request.headers.items() for v in values if n != b"Accept-Encoding"]
    host = urlsplit(request.url).netloc.encode()
    headers += [(b"Host", host), (b"Accept-Encoding", b"identity")]
    async with (
        pool(request.url) as connections,
        connections.stream(
            request.method,
            request.url,
            headers=headers,
            content=request.body or None,
            extensions={"timeout": _TIMEOUTS},
        ) as answer,
    ):
        pairs = [(n.decode("latin-1"), v.decode("latin-1")) for n, v in answer.headers]
        said = {name.lower(): value for name, value in pairs}
        _check_length(named, said.get("content-length", ""))
        pieces = _inflated(named, answer.aiter_stream(), said.get("content-encoding", ""))
        path, sha256 = await _written(named, pieces, Path(request.meta["to_file"]))
        address = _address_of(connections, answer)
    kept = [(n, v) for n, v in pairs if n.lower() not in _DECODED]
    return Response(request.url, status=answer.status, headers=kept, ip_address=address), path, sha256


def _address_of(connections: httpcore.AsyncConnectionPool, answer: httpcore.Response) -> _Address | None:
    """The address of the machine that answered; behind a proxy that is not known."""
    if isinstance(connections, httpcore.AsyncHTTPProxy):
        return None
    peer = answer.extensions["network_stream"].get_extra_info("server_addr")
    return ipaddress.ip_address(peer[0].partition("%")[0]) if peer else None


async def by_ftp(request: Request, *, address: str = "") -> Response:
    """A file or listing by FTP, told with the status codes of HTTP: 200, 404, or 401 where the login is refused.

    `address` is that of the host, when it has been looked up already. With `to_file` the body is in
    `meta["file"]`, else in the answer. Raises as `fetch_to_file` does.
    """
    status, pieces = 200, ftp_pieces(request.url, address=address)
    body = b""
    try:
        async with asyncio.timeout(LONGEST_DOWNLOAD):
            if folder := request.meta.get("to_file"):
                path, sha256 = await _written(request.url, pieces, Path(folder))
                request.meta.update(file=str(path), sha256=sha256)
            else:
                body = b"".join([piece async for piece in pieces])
    except FileNotFoundError:
        status = 404
    except PermissionError:
        status = 401
    except TimeoutError as error:
        raise DownloadTimeoutError(f"{request.url}: {error!r}") from error
    except FTP_ERRORS as error:
        raise DownloadFailedError(f"{request.url}: {error!r}") from error
    if status != 200 and (folder := request.meta.get("to_file")):
        path, sha256 = await _written(request.url, _nothing(), Path(folder))
        request.meta.update(file=str(path), sha256=sha256)
    return Response(request.url, status=status, body=body)


async def _nothing() -> AsyncIterator[bytes]:
    return
    yield b""


def pool(url: str) -> httpcore.AsyncConnectionPool:
    """Connections to public addresses, through the operator's proxy where one is set."""
    proxies = {} if replay_address() else urllib.request.getproxies()
    parts = urlsplit(url)
    proxy = proxies.get(parts.scheme, "")
    if not proxy or urllib.request.proxy_bypass(parts.hostname or ""):
        return httpcore.AsyncConnectionPool(network_backend=PublicNetwork())
    return httpcore.AsyncHTTPProxy(proxy_url=proxy, network_backend=PublicNetwork())


def _check_length(url: str, length: str) -> None:
    if length.isdigit() and int(length) > MOST_BYTES:
        raise Refused(f"{url}: {int(length):,} 字节，过大 · bytes announced, more than {MOST_BYTES:,}")


async def _inflated(url: str, packed: AsyncIterable[bytes], encoding: str) -> AsyncIterator[bytes]:
    """The pieces of a body, none much larger than _PIECE whatever they inflate to."""
    encoding = encoding.strip().lower()
    if encoding in ("", "identity"):
        async for piece in packed:
            yield piece
        return
    if encoding not in _GZIP:
        raise Refused(f"{url}: 未请求的编码 · an encoding that was not asked for: {encoding}")
    inflate = zlib.decompressobj(zlib.MAX_WBITS + 16)
    taken = given = 0
    async for piece in packed:
        taken += len(piece)
        while piece:
            out = _inflate(url, inflate.decompress, piece)
            given += len(out)
            if given > _RATIO_COUNTS_FROM and given > MOST_RATIO * taken:
                raise Refused(f"{url}: {taken:,} 字节膨胀 · bytes inflate to more than {given:,}")
            yield out
            piece = inflate.unconsumed_tail
    if not inflate.eof:
        raise DownloadFailedError(f"{url}: gzip cut short after {taken:,} bytes")


def _inflate(url: str, decompress: Callable[[bytes, int], bytes], piece: bytes) -> bytes:
    try:
        return decompress(piece, _PIECE)
    except zlib.error as error:
        raise Refused(f"{url}: 损坏的 gzip · broken gzip: {error}") from error


async def _written(url: str, pieces: AsyncIterable[bytes], folder: Path) -> tuple[Path, str]:
    digest = hashlib.sha256()
    size = 0
    with tempfile.NamedTemporaryFile(dir=folder, prefix=".part-", delete=False) as part:
        try:
            async for piece in pieces:
                size += len(piece)
                if size > MOST_BYTES:
                    raise Refused(f"{url}: 过大 · more than {MOST_BYTES:,} bytes")
                digest.update(piece)
                part.write(piece)
        except BaseException:
            Path(part.name).unlink(missing_ok=True)
            raise
    path = Path(part.name).with_name(Path(part.name).name.removeprefix(".part-"))
    Path(part.name).replace(path)
    return path, digest.hexdigest()
