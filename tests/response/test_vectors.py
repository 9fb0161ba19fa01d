"""The 28 collected examples of publication and last day, each with its origin in `vectors.csv`."""

import csv
import datetime as dt
from pathlib import Path

import pytest
import yaml

from domain.deadline import Deadline
from response.deadlines import deadline

VECTORS = list(csv.DictReader(Path(__file__).with_name("vectors.csv").read_text("utf-8").splitlines()))


def days(row: dict[str, str]) -> tuple[dt.date | None, dt.date | None]:
    found = deadline(row["office"], dt.date.fromisoformat(row["published_on"]), madrid=row["madrid"] == "yes")
    assert isinstance(found, Deadline), found
    extended = [extension for extension in found.extensions if extension.day]
    match row["counted"]:
        case "first extension":
            return extended[0].day, extended[0].rolled
        case "longest extension":
            return extended[-1].day, extended[-1].rolled
    return found.last_day.day, found.rolled


@pytest.mark.parametrize("row", VECTORS, ids=lambda r: f"{r['office']}-{r['published_on']}-{r['counted']}")
def test_nominal_and_rolled_last_day_are_those_of_the_example(row: dict[str, str]) -> None:
    wanted = dt.date.fromisoformat(row["nominal"]), dt.date.fromisoformat(row["rolled"])
    assert days(row) == wanted, row["origin"]


def test_every_collected_example_is_here() -> None:
    assert len(VECTORS) == 28


def test_the_project_s_copy_says_what_the_shared_facts_say(shared_data: Path) -> None:
    facts = shared_data.parent / "facts" / "jurisdictions.yaml"
    if not facts.is_file():
        pytest.skip("the shared facts are not at hand")
    collected = yaml.safe_load(facts.read_text("utf-8"))["test_vectors"]
    theirs = [(v["publication"], v["nominal_last_day"], v["rolled_last_day"]) for v in collected]
    assert [(v["published_on"], v["nominal"], v["rolled"]) for v in VECTORS] == theirs
