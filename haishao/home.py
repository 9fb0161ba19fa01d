"""HAISHAO_HOME, the folder haishao writes to, and HAISHAO_RUNS where that is another."""

import os
from pathlib import Path

UNFINISHED = ".restore-unfinished"
"""The file that lies in the home from the first thing a restore changes to its last."""


def home() -> Path:
    """The folder named by HAISHAO_HOME, or `.haishao` under the current folder; made when missing."""
    folder = Path(os.environ.get("HAISHAO_HOME") or ".haishao").expanduser().resolve()
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def runs() -> Path:
    """The folder of what was crawled: HAISHAO_RUNS, or `runs` in the home."""
    return Path(os.environ.get("HAISHAO_RUNS") or home() / "runs").expanduser().resolve()
