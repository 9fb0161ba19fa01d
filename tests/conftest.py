"""A real PostgreSQL for the whole run, over a folder of its own; DATABASE_URL of the caller is never touched."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings as properties

properties.register_profile("any machine", deadline=None)
properties.load_profile("any machine")

SHARED_DATA = Path(__file__).resolve().parent.parent.parent / "shared" / "data"

_home = Path(tempfile.mkdtemp(prefix="haishao-tests-"))


def _start_database() -> Callable[[], None]:
    for name in [name for name in os.environ if name.startswith("HAISHAO_") or name == "DATABASE_URL"]:
        del os.environ[name]
    os.environ["HAISHAO_HOME"] = str(_home)
    os.environ["HAISHAO_HEARTBEAT_SECONDS"] = "1"
    os.environ["DJANGO_SETTINGS_MODULE"] = "haishao.settings"
    from haishao.embedded import ensure_database

    stop = ensure_database()
    import django
    from django.conf import settings
    from django.core.management import call_command
    from django.test.utils import setup_test_environment

    django.setup()
    setup_test_environment()
    # Slow on purpose in the field, and no test is about how slow.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    call_command("migrate", verbosity=0)
    return stop


# When pytest reads this file, not later: the tests it collects next import the models.
_stop = _start_database()


def pytest_unconfigure() -> None:
    from django.db import connections

    connections.close_all()
    _stop()
    shutil.rmtree(_home, ignore_errors=True)


@pytest.fixture
def db() -> Iterator[None]:
    """The database for one test, whose writes are undone at its end."""
    from django.db import transaction

    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def live_db() -> Iterator[None]:
    """The database for a test that other processes take part in; every table is emptied afterwards."""
    from django.core.management import call_command
    from django.db import connection

    yield
    call_command("flush", interactive=False, verbosity=0)
    with connection.cursor() as cursor:  # the queue's tables are its own, and left alone by flush
        cursor.execute("TRUNCATE procrastinate_jobs, procrastinate_workers CASCADE")


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real data beside the project; tests that read it are skipped where it is missing."""
    if not SHARED_DATA.is_dir():
        pytest.skip("the folder of real data, ../shared/data, is not here")
    return SHARED_DATA
