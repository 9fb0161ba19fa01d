"""A bar on standard error for what takes longer than a moment."""

import time
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

SHOWN_AFTER = 2.0


class Meter:
    """Bytes done of bytes in all; shown once it has taken `SHOWN_AFTER` seconds."""

    def __init__(self, what: str, total: int) -> None:
        self._bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            DownloadColumn(),
            TimeRemainingColumn(),
            console=Console(stderr=True),
            transient=True,
        )
        self._task = self._bar.add_task(what, total=total or None)
        self._shown_at = time.monotonic() + SHOWN_AFTER
        self._shown = False

    def __enter__(self) -> Self:
        return self

    def advance(self, size: int) -> None:
        """So many bytes more are done."""
        self._bar.advance(self._task, size)
        if not self._shown and time.monotonic() > self._shown_at:
            self._bar.start()
            self._shown = True

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._shown:
            self._bar.stop()
