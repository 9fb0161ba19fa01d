"""The folder of a run: one folder a try, its evidence, and what of it may go."""

import shutil
from collections.abc import Collection
from pathlib import Path

from crawlers.outcome import read_outcome

LOOKS = "looks"
"""The folder, in that of a run, of the pictures fetched for it."""


def ended_try(tries: Path) -> str | None:
    """The name of the try that came to its end, None when every one was cut short."""
    ended = (one.name for one in sorted(tries.iterdir()) if read_outcome(one) is not None)
    return next(ended, None)


def drop_tries(tries: Path, *, but: str) -> None:
    """Deletes every try but one, which holds whatever the others had got, and but the pictures."""
    for one in tries.iterdir():
        if one.name not in (but, LOOKS):
            shutil.rmtree(one, ignore_errors=True)


def drop_files(run: Path, *, but: Collection[str]) -> None:
    """Deletes the files of a run but those named by their paths in its folder, and folders left empty."""
    if not run.is_dir():
        return
    for path in sorted(run.rglob("*"), reverse=True):
        if path.is_dir():
            _drop_empty(path)
        elif path.relative_to(run).as_posix() not in but:
            path.unlink(missing_ok=True)
    _drop_empty(run)


def _drop_empty(folder: Path) -> None:
    if not any(folder.iterdir()):
        folder.rmdir()
