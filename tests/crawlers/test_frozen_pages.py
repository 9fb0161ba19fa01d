"""Every source against its frozen pages: a first run writes what is read, and fails so that a person looks at it."""

from pathlib import Path

import pytest

from crawlers.catalogue import faulty_specs, load_all
from crawlers.frozen import FrozenPage, frozen_pages, read_lines

FOLDER = Path(__file__).parent / "sources"
SOURCES = {source.name: source for source in load_all()}
PAGES = frozen_pages(FOLDER)


@pytest.mark.parametrize("frozen", PAGES, ids=lambda frozen: f"{frozen.source}-{frozen.case}")
def test_a_frozen_page_reads_as_expected(frozen: FrozenPage) -> None:
    found = read_lines(SOURCES[frozen.source], frozen)
    if not frozen.expected.exists():
        frozen.expected.write_text("".join(f"{line}\n" for line in found), encoding="utf-8")
        pytest.fail(f"{frozen.expected} was written now: look at it, then run again")
    assert found == frozen.expected.read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("name", sorted(SOURCES))
def test_every_source_has_a_frozen_page_that_yields_an_observation(name: str) -> None:
    expected = [page.expected for page in PAGES if page.source == name]
    assert expected, f"no frozen page: put one into {FOLDER / name}"
    assert any('"kind": ' in path.read_text(encoding="utf-8") for path in expected if path.exists())


def test_no_frozen_page_is_left_behind_by_a_source_that_is_gone() -> None:
    assert {page.source for page in PAGES} <= set(SOURCES)


def test_every_spec_of_the_project_can_be_used() -> None:
    assert [str(error) for error in faulty_specs()] == []
