"""A crawl's turn at a host, shared with every other crawl on every machine.

A crawl knows no database, so it asks the worker that started it, over a socket the worker hands down: it writes
`HOST SECONDS`, the gap its source keeps between two requests, and reads how many seconds to wait. The worker
keeps the next free moment of each host (docs/decisions). When the worker is gone the socket is closed, and the
crawl ends at once, so that nobody asks a host out of turn.
"""

import asyncio
import os
import socket
from collections import deque
from functools import cache
from typing import Final

from crawlers.replay import replay_address

DESCRIPTOR: Final = "_HAISHAO_TURNS_FD"
"""Names, in a crawl's environment, the socket its worker handed down."""

ORPHANED: Final = 75
"""Exit status of a crawl whose worker is gone."""

LONGEST_REST: Final = 3600.0
"""Seconds a host is left alone at most when it asks for it."""


class Turns:
    """Waits for a turn at a host. A crawl started by hand has no worker, and only its own delay."""

    def __init__(self) -> None:
        self._descriptor = os.environ.get(DESCRIPTOR, "")
        self._writer: asyncio.StreamWriter | None = None
        self._answers: deque[asyncio.Future[float]] = deque()
        self._reading: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Takes up the worker's socket; from then on the crawl ends when the worker does. Safe to repeat."""
        if not self._descriptor or self._reading is not None:
            return
        descriptor, self._descriptor = self._descriptor, ""
        reader, self._writer = await asyncio.open_connection(sock=socket.socket(fileno=int(descriptor)))
        self._reading = asyncio.create_task(self._read(reader))

    async def _read(self, reader: asyncio.StreamReader) -> None:
        while answer := await reader.readline():
            self._answers.popleft().set_result(float(answer))
        os._exit(ORPHANED)

    async def wait(self, host: str, gap: float) -> None:
        """Returns when `host` may be asked; the next turn is then `gap` seconds later."""
        seconds = await self._asked(host, gap)
        if seconds > 0:
            await asyncio.sleep(seconds)

    async def rest(self, host: str, seconds: float) -> None:
        """Leaves a host alone for as long as it asked, an hour at most: nobody gets a turn before."""
        await self._asked(host, min(seconds, LONGEST_REST))

    async def _asked(self, host: str, gap: float) -> float:
        if self._writer is None or replay_address():
            return 0.0
        answer: asyncio.Future[float] = asyncio.get_running_loop().create_future()
        self._answers.append(answer)
        self._writer.write(f"{host} {gap:.3f}\n".encode())
        await self._writer.drain()
        return await answer


@cache
def turns() -> Turns:
    """The turns of this process, which is one crawl: its handlers share the one line to the worker."""
    return Turns()


def asked_for(line: bytes) -> tuple[str, float]:
    """A crawl's line, as its worker reads it: the host and the gap in seconds."""
    host, _, gap = line.decode().strip().rpartition(" ")
    return host, float(gap)
