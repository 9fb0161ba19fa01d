"""From what each release left behind to this version: nothing is lost, nothing is opened, and whoever reads goes on reading."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.test import Client

from jobs.worker import run_worker
from storage.models import Match
from tests.storage.released import RELEASES, database_of, in_database, reads_of, rows_of

OF_MIGRATE = frozenset({"django_migrations", "django_content_type", "auth_permission"})
LONGEST_WAIT = 30.0
"""Seconds; a reader waits a second behind a migration at the most, and the rest is room for a machine that is busy."""


def haishao(address: str, *arguments: str) -> subprocess.Popen[str]:
    environment = {**os.environ, "DATABASE_URL": address}
    command = [sys.executable, "-m", "haishao", *arguments]
    return subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )


class Reader:
    """Asks what the release's pages asked, over and over, on a connection of its own."""

    def __init__(self, address: str, reads: dict[str, list[str]], begun: threading.Barrier) -> None:
        self.stop = threading.Event()
        self.rounds, self.longest = 0, 0.0
        self._address, self._reads, self._begun = address, reads, begun

    def read(self) -> None:
        with psycopg.connect(self._address, autocommit=True) as connection:
            self._begun.wait(30)
            while not self.stop.is_set() or not self.rounds:
                for statements in self._reads.values():
                    for statement in statements:
                        began = time.monotonic()
                        connection.execute(statement)  # one that fails ends the test
                        self.longest = max(self.longest, time.monotonic() - began)
                self.rounds += 1


@pytest.fixture(scope="module", params=RELEASES)
def upgraded(request: pytest.FixtureRequest) -> Iterator[tuple[str, dict[str, int], str, Reader]]:
    """The address of a release's database after `haishao migrate`, its rows before, what migrate said, and a reader that went on
    all the time.
    """
    with database_of(request.param) as address, ThreadPoolExecutor(2) as threads:
        before = rows_of(address, but=OF_MIGRATE)
        begun = threading.Barrier(2)
        reader = Reader(address, reads_of(request.param), begun)
        reading = threads.submit(reader.read)
        begun.wait(30)
        try:
            # Two at once: the second waits for the first.
            both = [haishao(address, "migrate") for _ in range(2)]
            said = [one.communicate(timeout=300)[0] for one in both]
        finally:
            reader.stop.set()
        reading.result(120)
        assert [one.returncode for one in both] == [0, 0], said
        yield address, before, "".join(said), reader


def test_every_row_of_the_release_is_still_there(upgraded: tuple[str, dict[str, int], str, Reader]) -> None:
    address, before, _, _ = upgraded
    after = rows_of(address, but=OF_MIGRATE)
    assert {table: after.get(table, 0) for table in before if before[table]} == {
        table: count for table, count in before.items() if count
    }


def test_who_reads_meanwhile_is_answered(upgraded: tuple[str, dict[str, int], str, Reader]) -> None:
    reader = upgraded[3]
    assert reader.rounds >= 1
    assert reader.longest < LONGEST_WAIT


def test_what_the_release_reads_by_is_answered_by_the_new_tables(
    upgraded: tuple[str, dict[str, int], str, Reader],
) -> None:
    """The console of the release goes on until it is started anew (CONTRIBUTING.md: expand, then contract)."""
    with psycopg.connect(upgraded[0], autocommit=True) as connection:
        for statements in reads_of(RELEASES[-1]).values():
            for statement in statements:
                connection.execute(statement)


def test_members_are_kept_apart_in_it_as_before(upgraded: tuple[str, dict[str, int], str, Reader]) -> None:
    with psycopg.connect(upgraded[0]) as connection:
        owners = connection.execute("SELECT id FROM storage_enterprise ORDER BY name").fetchall()
        connection.execute("SET LOCAL ROLE haishao_member")
        for (enterprise,) in owners:
            connection.execute("SELECT set_config('haishao.enterprises', %s, true)", [str(enterprise)])
            seen = connection.execute("SELECT DISTINCT enterprise_id FROM storage_brand").fetchall()
            assert seen == [(enterprise,)]
        connection.execute("SELECT set_config('haishao.enterprises', '', true)")
        assert connection.execute("SELECT count(*) FROM storage_alert").fetchall() == [(0,)]


def test_a_worker_and_the_console_go_on_where_the_release_stopped(
    upgraded: tuple[str, dict[str, int], str, Reader],
) -> None:
    with in_database(upgraded[0]):
        run_worker(queues=["match"], concurrency=1, wait=False)
        assert Match.objects.filter(brand__brand_id="left").count() == 1
        client = Client()
        client.force_login(
            get_user_model().objects.get(username="member-A"), settings.AUTHENTICATION_BACKENDS[0]
        )
        pages = {page: client.get(page) for page in ("/", "/brands", "/contacts")}
        assert {page: answer.status_code for page, answer in pages.items()} == dict.fromkeys(pages, 200)
        assert "品牌A牌" in pages["/brands"].content.decode()
        assert "品牌B牌" not in pages["/brands"].content.decode()


def test_there_is_a_release_to_test() -> None:
    assert "0.1.0" in RELEASES
