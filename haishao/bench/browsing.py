"""People at their browsers: signed in through the page, reading between pages, everybody at once, each page timed."""

import http.client
import os
import random
import re
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.cookies import SimpleCookie
from urllib.parse import urlencode

import psutil

from haishao.demo.smtp_catcher import free_port

PATIENCE = 180.0
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """How long pages of one kind took, in milliseconds; `failed` those that did not come."""

    kind: str
    pages: int
    p50: float
    p95: float
    failed: int


@dataclass(frozen=True, slots=True)
class Took:
    """One page and its milliseconds, infinite for one that did not come."""

    kind: str
    ms: float


class Browser:
    """One person's browser: it keeps its connection and its cookies."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        self._cookies: dict[str, str] = {}
        self.page = ""

    def close(self) -> None:
        """Closes the window."""
        self._connection.close()

    def get(self, path: str) -> str:
        """The page. Raises `OSError`, `RuntimeError` for any status but 200."""
        return self._ask("GET", path, None)

    def send(self, path: str, fields: dict[str, str]) -> str:
        """The page a form of the last page leads to, with the form's token."""
        token = _TOKEN.search(self.page)
        if token is None:
            raise RuntimeError(f"no form on the page before {path}")
        return self._ask("POST", path, {"csrfmiddlewaretoken": token[1], **fields})

    def sign_in(self, name: str, password: str) -> None:
        """Signs in as people do."""
        self.get("/sign-in")
        self.send("/sign-in", {"username": name, "password": password})
        if "sessionid" not in self._cookies:
            raise RuntimeError(f"{name} could not sign in")

    def _ask(self, method: str, path: str, fields: dict[str, str] | None) -> str:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items())}
        if fields is not None:
            headers |= {"Content-Type": "application/x-www-form-urlencoded"}
        try:
            self._connection.request(method, path, body=fields and urlencode(fields), headers=headers)
            answer = self._connection.getresponse()
            body = answer.read().decode()
        except (OSError, http.client.HTTPException):
            self._connection.close()  # the next request opens another
            raise
        for cookie in answer.headers.get_all("Set-Cookie", []):
            self._cookies |= {name: one.value for name, one in SimpleCookie(cookie).items()}
        if answer.status in (302, 303):
            return self._ask("GET", answer.headers["Location"], None)
        if answer.status != 200:
            raise RuntimeError(f"{method} {path}: status {answer.status}")
        self.page = body
        return body


@contextmanager
def served(processes: int) -> Iterator[tuple[int, psutil.Process]]:
    """The console as `haishao run` serves it: its port, and its process."""
    port = free_port()
    command = [sys.executable, "-m", "haishao", "web", "--port", str(port), "--processes", str(processes)]
    web = subprocess.Popen(command, env={**os.environ, "HAISHAO_LOG_LEVEL": "ERROR"})
    try:
        give_up = time.monotonic() + PATIENCE
        while not _answers(port):
            if time.monotonic() > give_up or web.poll() is not None:
                raise RuntimeError("the console did not start")
            time.sleep(0.2)
        yield port, psutil.Process(web.pid)
    finally:
        web.terminate()
        web.wait()


def _answers(port: int) -> bool:
    try:
        with closing(Browser(port)) as browser:
            browser.get("/healthz")
    except OSError:
        return False
    return True


Step = Callable[[], object]


def timed(kind: str, step: Step) -> Took:
    """Takes a step and says how long the page took."""
    began = time.perf_counter()
    try:
        step()
    except (OSError, RuntimeError, http.client.HTTPException):
        return Took(kind, float("inf"))
    return Took(kind, 1000 * (time.perf_counter() - began))


def everybody(walks: Sequence[Iterator[tuple[str, Step]]], pause: float) -> tuple[list[Took], float]:
    """Everybody at once; each reads for `pause` seconds on the average before the next page. Also the seconds it took."""
    took: list[list[Took]] = [[] for _ in walks]

    def walk(number: int) -> None:
        drawn = random.Random(number)
        time.sleep(drawn.uniform(0, pause))
        for kind, step in walks[number]:
            took[number].append(timed(kind, step))
            time.sleep(drawn.uniform(0.5, 1.5) * pause)

    threads = [threading.Thread(target=walk, args=(number,)) for number in range(len(walks))]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [one for by_one in took for one in by_one], time.perf_counter() - began


def by_kind(took: Sequence[Took]) -> tuple[Times, ...]:
    """The times of each kind, and of all together last."""
    kinds = sorted({one.kind for one in took})
    return (*(_times(kind, [one for one in took if one.kind == kind]) for kind in kinds), _times("all", took))


def _times(kind: str, took: Sequence[Took]) -> Times:
    answered = sorted(one.ms for one in took if one.ms != float("inf"))
    return Times(
        kind=kind,
        pages=len(took),
        p50=statistics.median(answered) if answered else float("inf"),
        p95=answered[min(len(answered) - 1, int(0.95 * len(answered)))] if answered else float("inf"),
        failed=len(took) - len(answered),
    )
