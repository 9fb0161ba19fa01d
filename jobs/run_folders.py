"""The folder of a run: one folder a try, its evidence, and what of it may go.

The folder of runs bears a name of its own, which stands in the names of the tries and of the queues of the steps that read
their files: these run where the files are, be it one machine's own folder or one that several share.
"""

import os
import re
import secrets
import shutil
from collections.abc import Collection
from pathlib import Path

from crawlers.outcome import read_outcome
from crawlers.run_files import Received
from storage.evidence import ReceivedResponse

_NAME = "folder-id"
_NAMED = re.compile(r"([0-9a-f]{8})-[0-9a-f]{8}")

LOOKS = "looks"
"""The folder, in that of a run, of the pictures fetched for it."""


def folder_id(runs: Path) -> str:
    """The name of the folder of runs, given when it is first asked for. Raises OSError where it cannot be written."""
    kept = runs / _NAME
    if not kept.exists():
        runs.mkdir(parents=True, exist_ok=True)
        part = runs / f"{_NAME}.{secrets.token_hex(8)}"
        part.write_text(secrets.token_hex(4))
        try:
            os.link(part, kept)  # the first of several machines names it
        except FileExistsError:
            pass
        finally:
            part.unlink()
    return kept.read_text().strip()


def new_try(runs: Path) -> str:
    """A name for a try of a run in this folder of runs."""
    return f"{folder_id(runs)}-{secrets.token_hex(4)}"


def beside(queue: str, runs: Path) -> str:
    """The queue of steps that read the files in this folder of runs."""
    return f"{queue}@{folder_id(runs)}"


def folder_of(attempt: str) -> str:
    """The name of the folder of runs a try lies in; "" for a try from before folders had names."""
    named = _NAMED.fullmatch(attempt)
    return named[1] if named else ""


def response_row(attempt: str, received: Received) -> ReceivedResponse:
    """What is kept of an answer of a try; its file is named by its path in the folder of the run."""
    return ReceivedResponse(
        number=received.number,
        url=received.url,
        status=received.status,
        sha256=received.sha256,
        size=received.size,
        fetched_at=received.fetched_at,
        provenance=received.provenance.value,
        robots=received.robots,
        file=f"{attempt}/{received.file}",
        offset=received.offset,
    )


def any_try(tries: Path) -> bool:
    """True when the folder of a run holds any try."""
    return tries.is_dir() and any(one.name != LOOKS for one in tries.iterdir())


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
