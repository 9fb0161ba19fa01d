"""A database for one measurement alone."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def own_database(folder: Path) -> Iterator[None]:
    """A fresh embedded database under the folder, with its tables."""
    os.environ["HAISHAO_HOME"] = str(folder / "home")
    os.environ.pop("DATABASE_URL", None)
    from haishao.database import bring_up_to_date, database

    with database(migrated=False):
        bring_up_to_date()
        yield
