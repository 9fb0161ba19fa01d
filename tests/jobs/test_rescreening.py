"""New brands against everything kept: the same answer as judging everything, by whomever, however often."""

import datetime as dt
import threading

import pytest
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from procrastinate.contrib.django.models import ProcrastinateJob

from domain.brand import Brand
from domain.observation import Goods, Kind, Observation, Party
from haishao.bench.register_rows import _HANZI, _SYLLABLES, _TRADES
from jobs import looking, parts, rescreening, tasks
from jobs.judging import Screen
from storage import history, looks, unjudged
from storage import models as rows
from storage.brands import save_brands, watched_brands, watchlist_version
from storage.models import Look, Match, Rescreen, RescreenPart
from storage.observations import all_observations, take_in
from storage.rescreens import progress, progress_of_brand, rows_of_brands
from storage.runs import start_run
from storage.together import together
from tests.rescreened import rescreened

NEW = Brand(brand_id="NEW", name="海蔚鲜", enterprise="新", aliases=("Haiwei",), classes=(29,))
OTHER = Brand(brand_id="OLD", name="QINGLUHAI", enterprise="旧", classes=(29,))
SOURCE = "us-uspto-trtdxfap"


def filing(ref: str, sign: str, holder: str = "Acme LLC") -> Observation:
    return Observation(
        kind=Kind.FILING,
        source=SOURCE,
        ref=ref,
        sign=sign,
        office="US",
        holders=(Party(name=holder),),
        goods=(Goods(nice_class=29),),
        published_on=dt.date(2026, 11, 17),
    )


def kept(*seen: Observation) -> int:
    run = start_run(SOURCE)
    take_in(run, list(seen))
    return run


def asked(*brands: Brand) -> Rescreen:
    with together():
        save_brands(brands)
        rescreening.rescreen_brands(rows_of_brands([brand.brand_id for brand in brands]))
    return Rescreen.objects.latest("pk")


def found() -> set[tuple[str, str, float, str]]:
    kept = Match.objects.values_list("brand__brand_id", "observation__ref", "score", "tier")
    return set(kept)


def given_by(screen: Screen, *brand_ids: str) -> set[tuple[str, str, float, str]]:
    """What the plain path gives: every row, whole, in one batch."""
    batch = all_observations(after_id=0, limit=100_000)
    read = looks.words_read([row_id for row_id, _ in batch])
    words = [rescreening.Seen(words=read.get(row_id, "")) for row_id, _ in batch]
    matches = screen.matches([seen for _, seen in batch], history.background_of, words)
    return {
        (match.brand_id, match.observation.ref, match.score, match.tier.value)
        for match in matches
        if match.brand_id in brand_ids
    }


@pytest.fixture(autouse=True)
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rescreening, "ROWS_OF_PART", ((10, 7),))


SIGNS = st.one_of(
    st.lists(
        st.sampled_from([*_SYLLABLES, *_TRADES, "Haiwei", "HAIWEIXIAN", "hai", "xian", "Qinglu"]), max_size=5
    ).map(" ".join),
    st.lists(st.sampled_from([*_HANZI, *"海蔚鲜"]), max_size=5).map("".join),
    st.sampled_from(
        ["Ηаіwеіхіаn", "хайвэйсянь", "ハイウェイシエン", "HAIWEIX1AN", "H.A.I.", "haiwe1", "NewHaiwei"]
    ),
    st.text(max_size=20).filter(lambda text: "\0" not in text),
)


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(signs=st.lists(SIGNS, min_size=1, max_size=40), read=st.lists(SIGNS, max_size=3))
def test_nothing_is_lost_against_judging_every_row(
    small_parts: None, signs: list[str], read: list[str]
) -> None:
    with transaction.atomic():
        run = kept(*(filing(str(number), sign, f"Holder {number}") for number, sign in enumerate(signs)))
        for row, words in zip(rows.Observation.objects.order_by("-pk"), read, strict=False):
            Look.objects.create(
                observation=row,
                run_id=run,
                state="here",
                words=words.replace("\0", ""),
                judged_at=timezone.now(),
            )
        expected = given_by(Screen([NEW]), "NEW")
        done = rescreened(asked(NEW).pk)
        assert found() == expected
        assert done.finished_at is not None
        transaction.set_rollback(True)


def test_a_holder_who_files_for_others_too_weighs_as_the_whole_watchlist_has_it(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rescreening, "ROWS_OF_PART", ((10, 1_000),))
    save_brands([OTHER])
    run = kept(
        filing("1", "QINGLUHAI", "Squat LLC"),
        filing("2", "HAIWEIXIAN", "Squat LLC"),
        filing("3", "Haiwei", "B"),
    )
    tasks.judge(run, 0)
    tasks.raise_alerts()
    opened = asked(NEW)
    expected = given_by(Screen(watched_brands()), "NEW", "OLD")
    assert {one for one in expected if one[0] == "NEW"} != given_by(Screen([NEW]), "NEW")
    rescreened(opened.pk)
    assert {one for one in found() if one[0] == "NEW"} == {one for one in expected if one[0] == "NEW"}


def test_a_part_done_twice_adds_nothing_and_a_finished_one_is_not_cut_again(db: None) -> None:
    kept(*(filing(str(number), "HAIWEIXIAN") for number in range(20)))
    done = rescreened(asked(NEW).pk)
    before = list(done.parts.order_by("number").values_list("seen", "matched", "done_at"))
    assert [seen for seen, _, _ in before] == [7, 7, 6]
    rescreened(done.pk)
    assert list(done.parts.order_by("number").values_list("seen", "matched", "done_at")) == before
    assert Match.objects.count() == 20


def test_what_comes_in_while_the_watchlist_changes_is_judged_by_it_once(db: None) -> None:
    early = kept(filing("1", "HAIWEIXIAN"))
    tasks.judge(early, 0)  # by the old watchlist, before the brand came
    opened = asked(NEW)
    late = kept(filing("2", "HAIWEIXIAN"))  # taken in before it was cut, judged after
    rescreening.plan_rescreen(opened.pk)
    latest = kept(filing("3", "HAIWEIXIAN"))  # beyond its highest
    for run in (late, latest):
        tasks.judge(run, 0)
    rescreened(opened.pk)
    opened.refresh_from_db()
    assert opened.highest < rows.Observation.objects.get(ref="3").pk
    assert sorted(Match.objects.values_list("observation__ref", flat=True)) == ["1", "2", "3"]


def test_a_filing_seen_again_as_it_once_was_is_judged_by_brands_that_came_meanwhile(db: None) -> None:
    first = kept(filing("1", "HAIWEIXIAN"))
    Look.objects.create(
        observation=rows.Observation.objects.get(), run_id=first, state="here", judged_at=timezone.now()
    )
    tasks.judge(kept(filing("1", "Nordlicht")), 0)
    rescreened(asked(NEW).pk)
    assert not Match.objects.exists(), "nothing is raised for what a filing no longer is"
    again = kept(filing("1", "HAIWEIXIAN"))
    tasks.judge(again, 0)
    assert not Match.objects.exists(), "its picture is judged by again, for the logos that came meanwhile"
    Look.objects.update(judged_at=timezone.now())
    tasks.judge(again, 0)
    assert Match.objects.get().observation.sign == "HAIWEIXIAN"


def test_what_a_failed_run_saw_first_is_judged_with_the_good_run_that_sees_it_too(db: None) -> None:
    save_brands([NEW])
    tasks.judge(kept(filing("1", "Nordlicht")), 0)
    failed = start_run(SOURCE)
    take_in(failed, [filing("1", "HAIWEIXIAN")], good=False)
    tasks.judge(failed, 0)
    assert not Match.objects.exists(), "a failed run replaces nothing"
    tasks.judge(kept(filing("1", "HAIWEIXIAN")), 0)
    assert Match.objects.get().observation.sign == "HAIWEIXIAN"


def test_judging_asks_for_the_watchlist_after_it_read_its_batch(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked_for: list[str] = []
    monkeypatch.setattr(parts, "watched_screen", lambda: asked_for.append("watchlist") or Screen([NEW]))
    really = unjudged.signs_of
    monkeypatch.setattr(
        unjudged, "signs_of", lambda *args, **named: asked_for.append("signs") or really(*args, **named)
    )
    tasks.judge(kept(filing("1", "HAIWEIXIAN")), 0)
    assert asked_for == ["signs", "watchlist"]


def test_a_brand_that_comes_while_a_picture_is_judged_by_is_not_passed_over(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_brands([OTHER])
    run = kept(filing("1", "HAIWEIXIAN"))
    Look.objects.create(observation=rows.Observation.objects.get(), run_id=run, state="missing")
    really = looks.close_looks

    def meanwhile(*args: object) -> None:
        really(*args)  # type: ignore[arg-type]
        save_brands([NEW])

    with monkeypatch.context() as patched:
        patched.setattr(looks, "close_looks", meanwhile)
        looking.judge_looked(run)
    assert not Look.objects.filter(judged_at__isnull=False).exists(), "it was judged by the old watchlist"
    save_brands([NEW])
    looking.judge_looked(run)
    assert Match.objects.get().brand.brand_id == "NEW"


def test_a_brand_changed_once_more_stands_in_the_later_rescreen_alone(db: None) -> None:
    kept(*(filing(str(number), "HAIWEIXIAN") for number in range(20)))
    first = asked(NEW, OTHER)
    rescreening.plan_rescreen(first.pk)
    rescreening.rescreen_part(first.parts.order_by("number")[0].pk)
    second = asked(NEW)
    first.refresh_from_db()
    assert first.brands == rows_of_brands(["OLD"])
    assert first.superseded_at is None
    rescreened(first.pk)
    assert Match.objects.count() == 7
    rescreened(second.pk)
    assert Match.objects.count() == 20
    alone = asked(NEW)
    again = asked(NEW)
    alone.refresh_from_db()
    assert alone.superseded_at is not None
    assert rescreened(alone.pk).finished_at is None
    assert [one.rescreen_id for one in progress(limit=9) if one.open] == [again.pk]


def test_a_part_that_no_job_is_left_for_is_found_again(db: None) -> None:
    kept(*(filing(str(number), "HAIWEIXIAN") for number in range(20)))
    opened = asked(NEW)
    ProcrastinateJob.objects.all().delete()
    rescreening.rescreens_left()
    assert list(ProcrastinateJob.objects.values_list("task_name", flat=True)) == ["plan_rescreen"]
    rescreening.plan_rescreen(opened.pk)
    ProcrastinateJob.objects.all().delete()
    rescreening.rescreen_part(RescreenPart.objects.order_by("number")[0].pk)
    for _ in range(2):
        rescreening.rescreens_left()
    found = ProcrastinateJob.objects.filter(task_name="rescreen_part")
    assert found.count() == 2
    assert found.filter(scheduled_at__gt=timezone.now()).count() == 2, (
        "one that failed is not tried each beat"
    )
    found.update(status="doing")
    rescreening.rescreens_left()
    assert found.count() == 2


def test_the_queue_holds_so_many_parts_and_each_that_is_done_brings_the_next(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rescreening, "PARTS_AHEAD", 2)
    kept(*(filing(str(number), "HAIWEIXIAN") for number in range(28)))
    opened = asked(NEW)
    rescreening.plan_rescreen(opened.pk)
    waiting = ProcrastinateJob.objects.filter(task_name="rescreen_part")
    parts = list(opened.parts.order_by("number").values_list("pk", flat=True))
    assert [job.args["part_id"] for job in waiting.order_by("pk")] == parts[:2]
    rescreening.rescreen_part(parts[0])
    assert [job.args["part_id"] for job in waiting.order_by("pk")] == parts[:3]
    assert set(waiting.values_list("priority", flat=True)) == {rescreening.LAST}


def test_progress_of_a_brand_counts_its_own_alone(db: None) -> None:
    kept(
        *(filing(str(number), "HAIWEIXIAN") for number in range(7)),
        *(filing(f"o{n}", "QINGLUHAI") for n in range(7)),
    )
    opened = asked(NEW, OTHER)
    (new,), (old,) = rows_of_brands(["NEW"]), rows_of_brands(["OLD"])
    first = progress_of_brand(new)
    assert first is not None and not first.planned
    rescreening.plan_rescreen(opened.pk)
    rescreening.rescreen_part(opened.parts.order_by("number")[0].pk)
    of_new, of_old = progress_of_brand(new), progress_of_brand(old)
    assert of_new is not None and of_old is not None
    assert (of_new.seen, of_new.rows, of_new.matched, of_old.matched) == (7, 14, 7, 0)
    rescreened(opened.pk)
    assert progress_of_brand(new) is None


def test_the_watchlist_is_new_whoever_of_two_commits_last(live_db: None) -> None:
    save_brands([NEW, OTHER])
    began, go_on = threading.Event(), threading.Event()

    def slowly() -> None:
        with together():
            rows.Brand.objects.filter(brand_id="NEW").update(changed_at=timezone.now())
            began.set()
            assert go_on.wait(10)
        connection.close()

    slow = threading.Thread(target=slowly)
    slow.start()
    assert began.wait(10)
    rows.Brand.objects.filter(brand_id="OLD").update(changed_at=timezone.now())
    before = watchlist_version()
    go_on.set()
    slow.join(10)
    assert watchlist_version() != before


def test_two_workers_share_the_parts_and_none_is_done_twice(live_db: None) -> None:
    kept(*(filing(str(number), "HAIWEIXIAN") for number in range(60)))
    opened = asked(NEW)
    rescreening.plan_rescreen(opened.pk)

    def work() -> None:
        for part_id in RescreenPart.objects.order_by("number").values_list("pk", flat=True):
            rescreening.rescreen_part(part_id)
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    opened.refresh_from_db()
    assert opened.finished_at is not None
    assert Match.objects.count() == 60
    assert sum(RescreenPart.objects.values_list("matched", flat=True)) == 60
