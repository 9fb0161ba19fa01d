"""Observations in partitions by row id."""

import threading
from collections.abc import Callable, Iterator

import pytest
from django.db import ProgrammingError, connection, connections, transaction

from domain.observation import Observation
from storage.models import Observation as Row
from storage.models import ObservationKey
from storage.observations import take_in
from storage.partitions import AHEAD, analyse_grown, drop_empty, keep_partitions, make_room
from storage.row_security import MEMBER
from storage.runs import start_run

Make = Callable[..., Observation]

_PARTS = """
SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
 WHERE i.inhparent = 'storage_observation'::regclass ORDER BY haishao_observations_end(), c.oid
"""


def asked(query: str, values: object = None) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return cursor.fetchall()


def parts() -> list[str]:
    return [str(name) for (name,) in asked(_PARTS)]


def skip_ids(count: int) -> None:
    """As if so many observations had come and gone."""
    asked(
        "SELECT setval('storage_observation_id_seq', (SELECT last_value FROM storage_observation_id_seq) + %s)",
        [count],
    )


@pytest.fixture
def run_id(db: None) -> Iterator[int]:
    ((last,),) = asked("SELECT last_value FROM storage_observation_id_seq")
    yield start_run("us-uspto-trtdxfap")
    asked(
        "SELECT setval('storage_observation_id_seq', %s)", [last]
    )  # what a test skipped is not undone with it


def test_an_intake_makes_the_partition_it_needs(run_id: int, filing: Make) -> None:
    before = len(parts())
    skip_ids(3 * AHEAD)
    assert take_in(run_id, [filing()]) == 1
    assert len(parts()) > before
    assert asked("SELECT tableoid::regclass::text FROM storage_observation") != [("storage_observation_0",)]
    assert take_in(run_id, [filing()]) == 0


def test_the_clock_makes_partitions_ahead_once(run_id: int) -> None:
    skip_ids(2 * AHEAD)
    assert make_room(AHEAD) > 0
    assert make_room(AHEAD) == 0


def test_two_at_once_make_one(live_db: None) -> None:
    end, made = asked("SELECT haishao_observations_end()")[0][0], []
    barrier = threading.Barrier(2)

    def make() -> None:
        barrier.wait(10)
        made.extend(asked("SELECT haishao_make_observation_partitions(%s)", [end]))
        connections.close_all()

    threads = [threading.Thread(target=make) for _ in range(2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(30)
    assert sorted(made) == [(0,), (1,)]


def test_a_sighting_is_one_however_its_number_moved_on(run_id: int, filing: Make) -> None:
    take_in(run_id, [filing(status="1")])
    skip_ids(2 * AHEAD)
    assert take_in(run_id, [filing(status="2"), filing(status="3"), filing(status="2")]) == 2
    assert set(Row.objects.values_list("status", "current")) == {("1", False), ("2", True), ("3", False)}
    assert take_in(run_id, [filing(status="1")]) == 0
    assert list(Row.objects.filter(current=True).values_list("status", flat=True)) == ["1"]


def test_a_key_goes_with_its_observation_and_the_sighting_may_come_again(run_id: int, filing: Make) -> None:
    take_in(run_id, [filing(), filing(ref="2")])
    Row.objects.filter(ref="2").delete()
    assert list(ObservationKey.objects.values_list("ref", flat=True)) == ["97000001"]
    assert take_in(run_id, [filing(), filing(ref="2")]) == 1


def test_a_failed_run_takes_no_place(run_id: int, filing: Make) -> None:
    take_in(run_id, [filing(status="1")])
    take_in(run_id, [filing(status="2"), filing(ref="new")], good=False)
    assert set(Row.objects.filter(current=True).values_list("ref", "status")) == {
        ("97000001", "1"),
        ("new", ""),
    }


def test_an_empty_partition_is_dropped_and_others_stay(run_id: int, filing: Make) -> None:
    take_in(run_id, [filing()])
    skip_ids(3 * AHEAD)
    take_in(run_id, [filing(ref="2")])
    make_room(AHEAD)
    first, *_, last = parts()
    assert drop_empty() == "storage_observation_1"
    assert drop_empty() is None
    assert {first, last} <= set(parts())
    Row.objects.filter(ref="97000001").delete()
    with connection.cursor() as cursor:  # what a commit would have looked at
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
    assert drop_empty() == first
    assert take_in(run_id, [filing()]) == 1


def test_what_the_clock_does_may_be_done_again(run_id: int, filing: Make) -> None:
    take_in(run_id, [filing(ref=str(n)) for n in range(2_000)])
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {', '.join(parts())}")
    assert analyse_grown() is True
    assert analyse_grown() is False
    keep_partitions()
    keep_partitions()


def test_the_newest_are_read_without_sorting_all(run_id: int, filing: Make) -> None:
    take_in(run_id, [filing()])
    plan = "\n".join(
        str(line) for (line,) in asked("EXPLAIN SELECT * FROM storage_observation ORDER BY id DESC LIMIT 50")
    )
    assert "Sort" not in plan
    one = "\n".join(str(line) for (line,) in asked("EXPLAIN SELECT * FROM storage_observation WHERE id = 5"))
    assert one.count("Scan") == 1


def test_no_partition_can_be_asked_by_itself_as_a_member(run_id: int, filing: Make) -> None:
    take_in(run_id, [filing()])
    skip_ids(3 * AHEAD)
    make_room()
    for name in parts():
        for does in (
            f"SELECT FROM {name}",
            f"DELETE FROM {name}",
            "SELECT haishao_make_observation_partitions(1)",
        ):
            with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                asked(f"SET LOCAL ROLE {MEMBER}; {does}")
    assert asked(
        "SELECT count(*) FROM pg_policies WHERE concat(qual, with_check) ~ 'storage_observation_[0-9]'"
    ) == [(0,)]
    locked = (
        "SELECT bool_and(relrowsecurity) FROM pg_class"
        " WHERE relname ~ '^storage_observation(_[0-9]+)?$' AND relkind IN ('r', 'p')"
    )
    assert asked(locked) == [(True,)]
