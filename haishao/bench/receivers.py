"""A mail server and a chat's bot on loopback that remember what they took, and misbehave as they are told.

Every fault a message can meet: refused with 200 and an `errcode`, 5xx, 429, a connection that hangs, an answer that breaks
off, and a sender killed at each step of the hand-over.
"""

import asyncio
import json
import os
import random
import re
import select
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable
from types import TracebackType
from typing import Self

import psutil

FAULTS = ("refused", "server error", "too many", "hangs", "breaks off", "kept, then breaks off")
KILLS = ("at connect", "before it is kept", "kept, before the answer", "after the answer")
_KILL_CHANCE = dict.fromkeys(KILLS, 0.1) | {"at connect": 0.5}
TIMEOUT = 6
"""Seconds a sender waits for an answer: long beside what a busy machine needs, or most faults would be late answers."""
HUNG_SECONDS = 2.0 * TIMEOUT
_ALERT = re.compile(rb"(?:<alert-|/alerts/)([0-9]+)")
_LIMIT = 16 * 1024 * 1024


class Receivers:
    """Both servers in a thread of their own while the block runs.

    `kept` counts, for each alert, how often it was taken; `unanswered` the hand-overs that were taken while the sender
    could not know: each excuses one repetition. `share` of the messages meets a fault; each of `kills` happens once to
    each server, to the process found by `pids`.
    """

    def __init__(
        self,
        *,
        share: float = 0.0,
        kills: Iterable[str] = (),
        pids: Callable[[], Iterable[int]] = tuple,
        seed: int = 1,
        host: str = "127.0.0.1",
    ) -> None:
        self.kept: Counter[tuple[str, int]] = Counter()
        self.unanswered = 0
        self.met: Counter[str] = Counter()
        self.times: list[float] = []
        self.smtp_port = self.http_port = 0
        self._share = share
        self._host = host
        self._chance = random.Random(seed)
        self._kills = {server: list(kills) for server in ("smtp", "http")}
        self._pids = pids
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._start(), self._loop).result(10)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()

    async def _start(self) -> None:
        self._servers = [
            await asyncio.start_server(self._smtp, self._host, 0, limit=_LIMIT),
            await asyncio.start_server(self._http, self._host, 0, limit=_LIMIT),
        ]
        self.smtp_port, self.http_port = (server.sockets[0].getsockname()[1] for server in self._servers)

    async def _end(self) -> None:
        for server in self._servers:
            server.close()
        talks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in talks:
            task.cancel()
        await asyncio.gather(*talks, return_exceptions=True)

    def environment(self) -> dict[str, str]:
        """The settings by which a worker hands over to these receivers."""
        return {
            "HAISHAO_SMTP_HOST": self._host,
            "HAISHAO_SMTP_PORT": str(self.smtp_port),
            "HAISHAO_SMTP_SECURITY": "none",
            "HAISHAO_SMTP_SENDER": "haishao@bench.example",
            "HAISHAO_SMTP_TIMEOUT": str(TIMEOUT),
            "HAISHAO_WEBHOOK_TIMEOUT": str(TIMEOUT),
            "HAISHAO_WEBHOOK_HOSTS": self._host,
            "HAISHAO_RETRY_SECONDS": "1",
            "HAISHAO_CHAT_LIMITS": "off",
        }

    def bot_url(self, key: str) -> str:
        """The address of a bot."""
        return f"http://{self._host}:{self.http_port}/cgi-bin/webhook/send?key={key}"

    def _over_limit(self, server: str, said: bytes) -> bool:
        """True for a message that is one too many of its minute; these take any number."""
        return False

    def _keep(self, server: str, body: bytes, *, answered: bool = True) -> None:
        found = _ALERT.search(body)
        self.kept[server, int(found[1]) if found else 0] += 1
        self.times.append(time.monotonic())

    def _fault(self) -> str:
        fault = self._chance.choice(FAULTS) if self._chance.random() < self._share else ""
        if fault:
            self.met[fault] += 1
        return fault

    def _kill(self, server: str, step: str, writer: asyncio.StreamWriter) -> bool:
        """Kills the process at the other end when its time at this step has come."""
        if step not in self._kills[server] or self._chance.random() > _KILL_CHANCE[step]:
            return False
        peer, ours = writer.get_extra_info("peername"), writer.get_extra_info("sockname")
        for pid in self._pids():
            try:
                talks = psutil.Process(pid).net_connections("tcp4")
            except psutil.Error:
                continue
            if any((talk.laddr, talk.raddr) == (peer, ours) for talk in talks):
                os.kill(pid, signal.SIGKILL)
                self._kills[server].remove(step)
                self.met[f"killed {step}"] += 1
                return True
        return False

    async def _smtp(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            self._kill("smtp", "at connect", writer)
            writer.write(b"220 bench\r\n")
            while line := await reader.readline():
                word = line[:4].upper()
                if word == b"QUIT":
                    writer.write(b"221 bye\r\n")
                    return
                if word != b"DATA":
                    writer.write(b"250 bench\r\n" if word != b"NOOP" else b"250 ok\r\n")
                    continue
                writer.write(b"354 go on\r\n")
                body = await reader.readuntil(b"\r\n.\r\n")
                if not await self._mail_answer(body, writer):
                    return
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            writer.close()

    async def _mail_answer(self, body: bytes, writer: asyncio.StreamWriter) -> bool:
        answers = {"refused": b"550 5.7.1 refused for now\r\n", "too many": b"452 too many\r\n"}
        answers |= {"server error": b"451 local error\r\n"}
        fault = self._fault()
        if fault == "refused":
            fault = "server error"
        return await self._take("smtp", body, writer, fault, b"250 kept\r\n", answers.get(fault, b""))

    async def _take(
        self,
        server: str,
        body: bytes,
        writer: asyncio.StreamWriter,
        fault: str,
        yes: bytes,
        refusal: bytes,
    ) -> bool:
        """Takes a message or meets it with a fault; says whether the talk goes on."""
        if self._kill(server, "before it is kept", writer):
            return False
        if refusal:
            writer.write(refusal)
            return True
        if fault == "hangs":
            await asyncio.sleep(HUNG_SECONDS)
            return False
        if fault == "breaks off":
            writer.write(yes[:2])
            return False
        self._keep(server, body, answered=fault != "kept, then breaks off")
        if fault == "kept, then breaks off" or self._kill(server, "kept, before the answer", writer):
            self.unanswered += 1
            return False
        if _gone(writer):  # it waited too long, and will not read its yes
            self.unanswered += 1
            return False
        writer.write(yes)
        await writer.drain()
        if self._kill(server, "after the answer", writer):
            self.unanswered += 1
            return False
        return True

    async def _http(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            self._kill("http", "at connect", writer)
            while head := await reader.readuntil(b"\r\n\r\n"):
                length = int(re.search(rb"(?i)content-length: *([0-9]+)", head)[1])
                body = await reader.readexactly(length)
                fault = self._fault()
                refusals = {
                    "refused": _answer(200, {"errcode": -1, "errmsg": "system busy"}),
                    "server error": _answer(502, {}),
                    "too many": _answer(429, {}, "Retry-After: 1\r\n"),
                }
                yes = _answer(200, {"errcode": 0, "errmsg": "ok"})
                refusal = refusals.get(fault, b"")
                if not fault and self._over_limit("http", head):
                    refusal = _answer(200, {"errcode": 45009, "errmsg": "api freq out of limit"})
                if not await self._take("http", head + body, writer, fault, yes, refusal):
                    return
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            writer.close()


def _gone(writer: asyncio.StreamWriter) -> bool:
    """True when the other end has closed, by the kernel's word: the event loop hears of it only on its next round."""
    asked = select.poll()
    asked.register(writer.get_extra_info("socket").fileno(), select.POLLRDHUP)
    return bool(asked.poll(0))


def _answer(status: int, content: dict[str, object], more: str = "") -> bytes:
    body = json.dumps(content).encode()
    head = (
        f"HTTP/1.1 {status} x\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n{more}\r\n"
    )
    return head.encode() + body
