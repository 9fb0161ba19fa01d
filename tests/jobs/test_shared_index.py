"""The index of a long watchlist is built once on a machine and read by all its workers."""

import logging
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from domain.brand import Brand
from jobs import shared_index
from jobs.judging import Screen
from jobs.shared_index import screen_of
from tests.jobs.test_parts import SEEN

NAMES = ("海蔚鲜", "LANYUJI", "Kolibrix", "Omniva Tools", "青鹭海", "康睿宁", "ZELVORA", "BRANTEK")


def listed(*names: str) -> list[Brand]:
    return [Brand(brand_id=f"B{NAMES.index(name)}", name=name, classes=(29,)) for name in names]


@pytest.fixture(autouse=True)
def building(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Lists of this few are shared too; the lengths of those an index was built of."""
    monkeypatch.setattr(shared_index, "LEAST_SHARED", 1)
    monkeypatch.setattr(shared_index, "MOST_GROWN", 2)
    built, write = [], shared_index._write
    monkeypatch.setattr(
        shared_index,
        "_write",
        lambda version, arrays: (built.append(len(arrays["brand/digest"])), write(version, arrays)),
    )
    return built


def answers_alike(screen: Screen, brands: list[Brand]) -> bool:
    return screen.judged(SEEN) == Screen(brands).judged(SEEN) and bool(screen.matches(SEEN))


def test_many_workers_at_once_build_one_index_and_answer_as_without(
    tmp_path: Path, building: list[int]
) -> None:
    brands = listed(*NAMES)
    with ThreadPoolExecutor(4) as pool:
        screens = list(pool.map(lambda _: screen_of(brands, tmp_path), range(4)))
    assert building == [8]
    assert all(answers_alike(screen, brands) for screen in screens)


def test_a_few_brands_changed_grow_out_of_what_is_there_and_many_make_a_new_version(
    tmp_path: Path, building: list[int]
) -> None:
    screen_of(listed(*NAMES[1:6]), tmp_path)
    one_more_one_less = listed(*NAMES[0:5])
    assert answers_alike(screen_of(one_more_one_less, tmp_path), one_more_one_less)
    other_goods = [Brand(brand_id="B1", name="LANYUJI", classes=(9,)), *listed(*NAMES[2:6])]
    assert answers_alike(screen_of(other_goods, tmp_path), other_goods)
    renamed = [Brand(brand_id="B1", name="海蔚鲜", classes=(29,)), *listed(*NAMES[2:6])]
    assert answers_alike(screen_of(renamed, tmp_path), renamed)
    assert building == [5]
    assert answers_alike(screen_of(listed(*NAMES), tmp_path), listed(*NAMES))
    assert building == [5, 8]


@pytest.mark.parametrize("harm", ["cut", "changed", "no json", "odd json", "gone"])
def test_a_damaged_index_is_built_anew_and_said(
    tmp_path: Path, building: list[int], caplog: pytest.LogCaptureFixture, harm: str
) -> None:
    brands = listed(*NAMES)
    screen_of(brands, tmp_path)
    (version,) = [path for path in tmp_path.iterdir() if path.is_dir()]
    content = (version / "arrays.bin").read_bytes()
    match harm:
        case "cut":
            (version / "arrays.bin").write_bytes(content[:-100])
        case "changed":
            (version / "arrays.bin").write_bytes(content[:500] + bytes([content[500] ^ 1]) + content[501:])
        case "no json":
            (version / "index.json").write_text("{")
        case "odd json":
            (version / "index.json").write_text('{"length": 1}')
        case "gone":
            (version / "arrays.bin").unlink()
    with caplog.at_level(logging.WARNING):
        assert answers_alike(screen_of(brands, tmp_path), brands)
    assert "cannot be read and is built anew" in caplog.text
    assert building == [8, 8]


def test_old_versions_go_and_what_a_killed_builder_left(tmp_path: Path, building: list[int]) -> None:
    (tmp_path / ".building-dead").mkdir()
    for first in range(5):
        screen_of([Brand(brand_id=f"{first} {n}", name=f"Zelvora{first}{n}") for n in range(3)], tmp_path)
    assert building == [3] * 5
    left = [path.name for path in tmp_path.iterdir()]
    assert len(left) == shared_index.KEPT_VERSIONS + 1
    assert "lock" in left


def test_where_nothing_can_be_written_the_worker_has_an_index_of_its_own(
    tmp_path: Path, building: list[int], caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "index").write_text("a file, where the folder would be")
    brands = listed(*NAMES)
    assert answers_alike(screen_of(brands, tmp_path / "index"), brands)
    assert "builds its own" in caplog.text
