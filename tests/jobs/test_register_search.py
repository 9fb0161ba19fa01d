"""The register: indexed after intake, searched by word and fact."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import connection

from domain.observation import Goods, Kind, Observation, Party
from domain.search import RegisterPage, RegisterQuery
from jobs.registering import index_register, index_runs_left
from jobs.searching import UnreadableWord, search
from storage.observations import take_in
from storage.runs import RunOutcome, finish_run, start_run
from tests.made_up import filing as seen

Keep = Callable[..., int]


@pytest.fixture
def keep(db: None) -> Keep:
    """Keeps observations as a run of their own, and indexes them."""

    def kept(*observations: Observation) -> int:
        run = start_run("us-uspto-trtdxfap")
        take_in(run, observations)
        finish_run(
            run, RunOutcome(state="ok", reason_zh="", reason_en="", kept=len(observations), faults=0), added=0
        )
        index_register(run, 0)
        return run

    return kept


def signs(page: RegisterPage) -> list[str]:
    return [hit.observation.sign for hit in page.hits]


@pytest.mark.parametrize(
    ("word", "sign"),
    [
        ("QINGLUHAI", "青鹭海"),
        ("qing lu hai", "青鷺海食品"),
        ("青鹭海", "QINGLU HAI"),
        ("青鹭海", "ЦИНЛУХАЙ"),
        ("QINGLUHAJ", "Qingluhai Foods"),
        ("qinluhai", "青鹭海"),
        ("QIGNLUHAI", "QINGLUHAI"),
        ("QINGLUUHAI", "QINGLUHAI"),
        ("blue peek", "BLUE PEAK tools"),
        ("peak blue", "BLUE PEAK tools"),
        ("Nordlicht Fjordwerk Grillmeister Hafenklang", "Nordlicht Fjordwerk Grillmaister Hafenklang"),
        ("SHWANGHWEI", "双汇"),
        ("food", "Best Food"),
    ],
)
def test_a_word_finds_its_like_in_another_script_or_a_letter_away(keep: Keep, word: str, sign: str) -> None:
    keep(seen("1", sign), seen("2", "TUOZELI"), seen("3", "Gelbmann"))
    page = search(RegisterQuery(word=word))
    assert signs(page) == [sign]
    assert page.hits[0].evidence[0].says
    assert page.hits[0].evidence[0].says_en


def test_the_nearest_comes_first(keep: Keep) -> None:
    keep(seen("1", "QINGLUHAJ"), seen("2", "QINGLUHAI"), seen("3", "QINGLUHAI FRESH RIVER"))
    assert signs(search(RegisterQuery(word="qingluhai")))[0] == "QINGLUHAI"


def test_each_filter_narrows(keep: Keep) -> None:
    keep(
        seen("1", "QINGLUHAI"),
        seen("2", "QINGLUHAI", office="BR", source="br-inpi-rpi", goods=(Goods(nice_class=7),)),
        seen("3", "QINGLUHAI", kind=Kind.EXHIBITOR, holders=(Party(name="深圳拓泽力科技有限公司"),)),
        seen("4", "QINGLUHAI", published_on=dt.date(2025, 1, 1)),
    )

    def refs(**asked: object) -> set[str]:
        by_word = search(RegisterQuery(word="qingluhai", **asked))  # type: ignore[arg-type]
        by_facts = search(RegisterQuery(**asked))  # type: ignore[arg-type]
        found = {hit.observation.ref for hit in by_word.hits}
        assert found == {hit.observation.ref for hit in by_facts.hits}
        return found

    assert refs() == {"1", "2", "3", "4"}
    assert refs(office="BR") == {"2"}
    assert refs(source="br-inpi-rpi") == {"2"}
    assert refs(classes=(7, 45)) == {"2"}
    assert refs(kind=Kind.EXHIBITOR) == {"3"}
    assert refs(holder="拓泽力") == {"3"}
    assert refs(holder="Shenzhen Tuozeli") == {"3"}
    assert refs(holder="acme") == {"1", "2", "4"}
    assert refs(since=dt.date(2026, 1, 1)) == {"1", "2", "3"}
    assert refs(until=dt.date(2025, 1, 1)) == {"4"}
    assert refs(office="BR", kind=Kind.EXHIBITOR) == set()


@pytest.mark.parametrize("word", ["", "qingluhai"])
def test_pages_show_everything_once_though_more_comes_meanwhile(keep: Keep, word: str) -> None:
    keep(*(seen(str(number), "QINGLUHAI" + " X" * (number % 3)) for number in range(25)))
    query = RegisterQuery(word=word)
    page, shown, pages = search(query, size=10), [], 1
    shown += [hit.observation.ref for hit in page.hits]
    while page.following:
        keep(seen(f"later {pages}", "QINGLUHAI"))
        page = search(query, size=10, after=page.following)
        shown += [hit.observation.ref for hit in page.hits]
        pages += 1
    assert pages == 3
    assert sorted(shown, key=int) == [str(number) for number in range(25)]


def test_a_sighting_that_was_superseded_is_not_found(keep: Keep) -> None:
    keep(seen("1", "QINGLUHAI"))
    keep(seen("1", "TUOZELI"))
    assert signs(search(RegisterQuery(word="qingluhai"))) == []
    assert signs(search(RegisterQuery(word="tuozeli"))) == ["TUOZELI"]


def test_indexing_twice_adds_nothing_and_a_run_left_without_is_found_by_the_sweep(keep: Keep) -> None:
    from jobs.queue import any_undone
    from storage.models import CrawlRun, RegisterEntry

    run = keep(seen("1", "QINGLUHAI"))
    index_register(run, 0)
    assert RegisterEntry.objects.count() == 1
    index_runs_left()
    assert not any_undone(f"index_register {run}")
    CrawlRun.objects.update(register_version=0)
    index_runs_left()
    assert any_undone(f"index_register {run}")


def test_a_word_of_which_nothing_can_be_read_is_said_to_be_one(keep: Keep) -> None:
    with pytest.raises(UnreadableWord):
        search(RegisterQuery(word="!!! …"))


@pytest.mark.parametrize("after", ["x", "1-2-3", "9" * 40, "1-2-3-4", "999999999999999999-9999-99999-1"])
def test_an_odd_place_is_no_error(keep: Keep, after: str) -> None:
    keep(seen("1", "QINGLUHAI"))
    search(RegisterQuery(word="qingluhai"), after=after)
    search(RegisterQuery(), after=after)


@pytest.mark.parametrize("asked", [{"word": "qingluhai"}, {"holder": "acme trading"}, {"classes": (29,)}])
def test_read_room_by_room_a_search_finds_what_it_finds_in_one(
    keep: Keep, monkeypatch: pytest.MonkeyPatch, asked: dict[str, object]
) -> None:
    with (
        connection.cursor() as cursor
    ):  # a page walks so many rooms at the most, and others' tests used up low ids
        cursor.execute("SELECT setval('storage_observation_id_seq', 1, false)")
    for module in ("register", "register_keys"):
        monkeypatch.setattr(f"storage.{module}.ROOM_BITS", 1)
    signs_kept = ("QINGLUHAI", "QINGLUHAJ", "Gelbmann", "Qingluhai Foods")
    keep(*(seen(str(number), signs_kept[number % 4]) for number in range(40)))
    query = RegisterQuery(**asked)  # type: ignore[arg-type]
    in_one = search(query)
    monkeypatch.setattr("storage.register._FEW", 3)
    monkeypatch.setattr("storage.register._ARRAY", 7)
    by_room = search(query)
    assert by_room == in_one
    assert by_room.found >= 30
