"""One small file by its address, for what an operator names: behind the address gate, bounded, redirects checked."""

import asyncio
from typing import Final
from urllib.parse import urljoin

import httpcore

from crawlers.addresses import check_url
from crawlers.bulk import pool
from crawlers.errors import Refused
from crawlers.replay import replay_address, replayed
from crawlers.settings import USER_AGENT

_MOST_REDIRECTS: Final = 5
_LONGEST: Final = 60.0
_TIMEOUTS: Final = {"connect": 15.0, "read": 30.0, "write": 30.0, "pool": 30.0}


class NotFetched(Exception):
    """The file could not be had; the message names the address and what came instead."""


def fetch_small(url: str, *, most: int) -> bytes:
    """The body behind an https address, `most` bytes long at most. Raises NotFetched."""
    try:
        return asyncio.run(asyncio.wait_for(_fetched(url, most), _LONGEST))
    except Refused as error:
        raise NotFetched(str(error)) from error
    except (httpcore.TimeoutException, TimeoutError) as error:
        raise NotFetched(f"{url}: 超时 · timed out") from error
    except (
        httpcore.NetworkError,
        httpcore.ProtocolError,
        httpcore.UnsupportedProtocol,
        OSError,
        ValueError,
    ) as error:
        raise NotFetched(f"{url}: {type(error).__name__} {error}") from error


async def _fetched(url: str, most: int) -> bytes:
    for _ in range(_MOST_REDIRECTS + 1):
        check_url(url)
        if not url.startswith("https://"):
            raise NotFetched(f"{url}: 只取 https 网址 · only https addresses are fetched")
        sent = replayed(url) if replay_address() else url
        headers = [("User-Agent", USER_AGENT), ("Accept-Encoding", "identity")]
        async with (
            pool(sent) as connections,
            connections.stream("GET", sent, headers=headers, extensions={"timeout": _TIMEOUTS}) as answer,
        ):
            said = {name.lower(): value.decode("latin-1") for name, value in answer.headers}
            if answer.status in (301, 302, 303, 307, 308) and said.get(b"location"):
                url = urljoin(url, said[b"location"])
                continue
            if answer.status != 200:
                raise NotFetched(f"{url}: HTTP {answer.status}")
            body = bytearray()
            async for piece in answer.aiter_stream():
                body += piece
                if len(body) > most:
                    raise NotFetched(f"{url}: 过大 · more than {most:,} bytes")
            return bytes(body)
    raise NotFetched(f"{url}: 跳转过多 · more than {_MOST_REDIRECTS} redirects")
