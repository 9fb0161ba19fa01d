"""HAISHAO_HOME: the one folder haishao writes to."""

import os
from pathlib import Path


def home() -> Path:
    """The folder named by HAISHAO_HOME, or `.haishao` under the current folder; made when missing."""
    folder = Path(os.environ.get("HAISHAO_HOME") or ".haishao").expanduser().resolve()
    folder.mkdir(parents=True, exist_ok=True)
    return folder
