"""How long requests take, by route: counted in memory that the processes of one web server share. 请求耗时.

Each process adds to a row of its own, so that none waits for another, and reads all of them: whichever is asked says the same.
"""

import mmap
import time
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from threading import Lock

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import URLPattern, URLResolver, get_resolver

BOUNDS = (0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Seconds: the upper ends of the buckets; a last one has none."""

MOST_PROCESSES = 32

OTHER = "other"
"""The route of what has no name: files, addresses there are not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Took:
    """What the requests of a route took: in all, in seconds, and how many up to each of `BOUNDS`, then how many there were."""

    route: str
    seconds: float
    up_to: tuple[int, ...]


class Durations:
    """The requests of some routes. Made before the processes part."""

    def __init__(self, routes: Iterable[str]) -> None:
        self._places = {route: place for place, route in enumerate((OTHER, *sorted(set(routes) - {OTHER})))}
        self._wide = len(BOUNDS) + 2  # the buckets and the sum
        self._row = len(self._places) * self._wide
        self._numbers = memoryview(mmap.mmap(-1, 8 * self._row * MOST_PROCESSES)).cast("d")
        self._begins = 0
        self._alone = Lock()

    def take_row(self, number: int) -> None:
        """From now on this process adds to the row of this number, from 0; one there is not raises ValueError."""
        if not 0 <= number < MOST_PROCESSES:
            raise ValueError(f"no row {number}: there are {MOST_PROCESSES}")
        self._begins = number * self._row

    def add(self, route: str, seconds: float) -> None:
        """Counts one request."""
        place = self._begins + self._places.get(route, 0) * self._wide
        with self._alone:
            self._numbers[place + bisect_left(BOUNDS, seconds)] += 1
            self._numbers[place + self._wide - 1] += seconds

    def every(self) -> Iterator[Took]:
        """The routes that were asked for, of all processes."""
        for route, place in self._places.items():
            starts = range(place * self._wide, len(self._numbers), self._row)
            summed = [sum(self._numbers[start + n] for start in starts) for n in range(self._wide)]
            up_to = tuple(map(int, accumulate(summed[:-1])))
            if up_to[-1]:
                yield Took(route=route, seconds=summed[-1], up_to=up_to)


@cache
def durations() -> Durations:
    """Those of this web server."""
    return Durations(_names(get_resolver().url_patterns, ""))


def _names(patterns: Iterable[URLPattern | URLResolver], within: str) -> Iterator[str]:
    for one in patterns:
        if isinstance(one, URLResolver):
            yield from _names(one.url_patterns, f"{within}{one.namespace}:" if one.namespace else within)
        elif one.name:
            yield f"{within}{one.name}"


class RequestDurations:
    """Middleware that counts every request it lets through, until its answer begins."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response
        self._durations = durations()

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The answer of everything below."""
        began = time.perf_counter()
        try:
            return self._get_response(request)
        finally:
            found = request.resolver_match
            self._durations.add(found.view_name if found else OTHER, time.perf_counter() - began)
