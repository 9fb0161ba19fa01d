"""`/readyz`: whether the whole service is at work, for whoever asks, in bounded time and at most once in two seconds."""

import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooLate

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from jobs.readiness import Part, readiness
from storage.service_state import drop_connection

KEPT = 2.0
"""Seconds an answer is given again: anybody may ask, and the database is asked no more often."""

WAITED = 5.0
"""Seconds the database may take until it counts as away."""

_SILENT = (Part(name="database", well=False, zh="没有应答", en="does not answer"),)


class _Look:
    """One look at a time, shared by all who ask meanwhile."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="readyz")
        self._running: Future[tuple[Part, ...]] | None = None
        self._begun = 0.0

    def parts(self) -> tuple[Part, ...]:
        """What the look that runs, or ran just now, found."""
        with self._lock:
            ended = self._running is None or self._running.done()
            if self._running is None or (ended and time.monotonic() - self._begun > KEPT):
                self._running, self._begun = self._pool.submit(_looked), time.monotonic()
            running = self._running
        try:
            return running.result(WAITED)
        except TooLate:
            return _SILENT

    def forget(self) -> None:
        """The next to ask looks anew."""
        with self._lock:
            self._running = None


def _looked() -> tuple[Part, ...]:
    try:
        return readiness()
    finally:
        drop_connection()


look = _Look()


@require_safe
@login_not_required
def ready(request: HttpRequest) -> HttpResponse:
    """200 with every part, or 503 when one does not do its work. Names no address, no secret and no enterprise."""
    parts = look.parts()
    well = all(part.well for part in parts)
    lines = [f"{'ok  ' if part.well else 'FAIL'} {part.name}: {part.zh} · {part.en}" for part in parts]
    return HttpResponse(
        "\n".join([*lines, ""]), content_type="text/plain; charset=utf-8", status=200 if well else 503
    )
