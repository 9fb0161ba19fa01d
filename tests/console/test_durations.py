"""How long requests take, as Prometheus is told: by route, of all the processes of one server."""

import os
from collections.abc import Iterator

import pytest
from django.test import Client
from prometheus_client.parser import text_string_to_metric_families

from console import durations as kept
from console.durations import BOUNDS, MOST_PROCESSES, OTHER, Durations, durations


@pytest.fixture
def fresh() -> Iterator[None]:
    """Nothing counted before, nothing after."""
    kept.durations.cache_clear()
    yield
    kept.durations.cache_clear()


def test_requests_are_counted_by_the_name_of_their_route_and_probes_are_not(db: None, fresh: None) -> None:
    client = Client()
    for path in ("/sign-in", "/sign-in", "/alerts/1", "/alerts/2", "/no/such/page", "/healthz"):
        client.get(path)
    (told,) = [
        family
        for family in text_string_to_metric_families(client.get("/metrics").content.decode())
        if family.name == "haishao_request_seconds"
    ]
    counts = {
        one.labels["route"]: one.value for one in told.samples if one.name == "haishao_request_seconds_count"
    }
    assert counts == {"sign-in": 2, "alert": 2, OTHER: 1}
    assert {one.labels["le"] for one in told.samples if "le" in one.labels} == {*map(str, BOUNDS), "+Inf"}
    assert {one.route for one in durations().every()} == set(counts), "being asked for metrics is not counted"


def test_processes_add_to_rows_of_their_own_and_each_sees_all_of_them() -> None:
    shared = Durations(["slow", "quick"])
    children = []
    for number in range(3):
        if not (child := os.fork()):
            shared.take_row(number)
            for _ in range(1000):
                shared.add("quick", 0.05)
            shared.add("slow", 99.0)
            os._exit(0)
        children.append(child)
    assert [os.waitpid(child, 0)[1] for child in children] == [0, 0, 0]
    quick, slow = shared.every()
    assert (quick.route, quick.up_to) == ("quick", (0, *[3000] * len(BOUNDS)))
    assert quick.seconds == pytest.approx(150.0)
    assert (slow.route, slow.up_to, slow.seconds) == ("slow", (*[0] * len(BOUNDS), 3), 297.0)


def test_a_path_nobody_named_is_no_label_and_a_row_there_is_not_is_refused() -> None:
    shared = Durations(["page"])
    shared.add("/made/up/by/a/scanner", 1.0)
    assert [one.route for one in shared.every()] == [OTHER]
    with pytest.raises(ValueError, match=str(MOST_PROCESSES)):
        shared.take_row(MOST_PROCESSES)
