"""The console's measurement runs from end to end, and puts back what it takes away."""

from pathlib import Path

from django.db import connection
from django.test import override_settings
from rich.console import Console

from haishao.bench.console import Asked, measured
from haishao.bench.console_walks import MEMBER_KINDS, STAFF_KINDS

_HASHER = "django.contrib.auth.hashers.Argon2PasswordHasher"


def _structure() -> tuple[set[str], set[str]]:
    """Names of the indexes there are, and of the tables under row-level security."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexname FROM pg_indexes WHERE tablename LIKE 'storage%%'")
        indexes = {name for (name,) in cursor.fetchall()}
        cursor.execute("SELECT relname FROM pg_class WHERE relrowsecurity")
        return indexes, {name for (name,) in cursor.fetchall()}


def test_every_page_of_a_small_database_is_measured(live_db: None, tmp_path: Path) -> None:
    before = _structure()
    asked = Asked(
        observations=400,
        matches=150,
        enterprises=8,
        staff=2,
        members=1,
        pause=0.0,
        pages=9,
        alone=1,
        processes=2,
    )
    with override_settings(PASSWORD_HASHERS=[_HASHER]):  # the web server's own
        outcome = measured(Console(quiet=True), asked, None, tmp_path / "made.json")
    assert {one.kind for one in outcome.closed} == {*STAFF_KINDS, *MEMBER_KINDS, "all"}
    assert outcome.read[-1].pages == 27
    assert outcome.read[-1].failed == outcome.closed[-1].failed == 0
    assert all(one.ours < 60_000 > one.without for one in outcome.beside)
    assert _structure() == before
