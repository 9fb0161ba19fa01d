"""A long run is judged in parts: the same answer, and closed when the last part is done."""

import datetime as dt
from collections import Counter

import pytest
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from domain.brand import Brand
from domain.observation import Goods, Kind, Observation, Party
from jobs import sweeping, tasks
from jobs.judging import Screen
from jobs.parts import Part, judged_part, parts_of
from jobs.worker import run_worker
from matchers.met import Seen
from storage import history
from storage.brands import save_brands
from storage.models import CrawlRun, Look, Match
from storage.observations import observations_of, take_in
from storage.runs import RunOutcome, finish_run, start_run

SOURCE = "us-uspto-trtdxfap"
BRANDS = [
    Brand(brand_id="A1", name="海蔚鲜", enterprise="甲公司", owners=("甲公司",), classes=(29,)),
    Brand(brand_id="A2", name="LANYUJI", enterprise="乙公司", owners=("乙公司",), classes=(29,)),
]


def filing(ref: int, sign: str, holder: str = "Acme LLC") -> Observation:
    return Observation(
        kind=Kind.FILING,
        source=SOURCE,
        ref=str(ref),
        sign=sign,
        office="US",
        holders=(Party(name=holder),),
        goods=(Goods(nice_class=29),),
    )


SEEN = [
    filing(1, "HAIWEIXIAN"),
    filing(2, "BLUE HARBOUR"),
    filing(3, "LAN YU JI"),
    filing(4, "HAIWEIXIAN", "甲公司"),
    filing(5, ""),
    filing(6, "GREEN VALLEY"),
    filing(7, "HAIWEIXAN FOODS", "Other LLC"),
]


def long_run() -> int:
    save_brands(BRANDS)
    run_id = start_run(SOURCE)
    take_in(run_id, SEEN)
    return run_id


def of_part(run_id: int) -> dict[int, str]:
    """The words read in the picture of one filing without any, by row id."""
    row_id = next(row for row, seen in observations_of(run_id, after_id=0, limit=99) if seen.ref == "5")
    Look.objects.create(
        observation_id=row_id, run_id=run_id, words="LANYUJI", state="here", judged_at="2026-11-30T00:00Z"
    )
    return {row_id: "LANYUJI"}


def test_only_what_meets_is_read_whole_and_the_answer_is_that_of_judging_everything(db: None) -> None:
    run_id = long_run()
    read = of_part(run_id)
    rows = observations_of(run_id, after_id=0, limit=99)
    seen = [Seen(words=read[row]) if row in read else None for row, _ in rows]
    everything = Screen(sorted(BRANDS, key=lambda b: b.brand_id)).judged(
        [one for _, one in rows], history.background_of, seen
    )
    part = judged_part(run_id, Part(0, rows[-1][0]))
    assert part.judged == everything
    assert {match.observation.ref for match in everything.matches} == {"1", "3", "5", "7"}
    assert [own.observation.ref for own in everything.own] == ["4"]


@pytest.mark.parametrize(("size", "lengths"), [(3, [3, 3, 1]), (7, [7]), (8, [7]), (1, [1] * 7)])
def test_parts_are_cut_by_length_and_leave_nothing_out(db: None, size: int, lengths: list[int]) -> None:
    run_id = long_run()
    ids = [row for row, _ in observations_of(run_id, after_id=0, limit=99)]
    parts = parts_of(run_id, after_id=0, size=size)
    assert [sum(part.after_id < row <= part.until_id for row in ids) for part in parts] == lengths
    assert parts_of(run_id, after_id=ids[-1], size=size) == []


def test_a_parted_run_is_closed_with_its_last_part_whatever_their_order_and_however_often(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_id = long_run()
    monkeypatch.setattr(tasks, "JUDGE_BATCH", 3)
    tasks.judge(run_id, 0)
    parts = [job.args for job in ProcrastinateJob.objects.filter(task_name="judge_part").order_by("-id")]
    assert len(parts) == 3
    for part in (parts[0], parts[0], parts[1]):
        tasks.judge_part(**part)
        assert not closed_by_notes(run_id)
    tasks.judge_part(**parts[2])
    assert closed_by_notes(run_id)
    assert Match.objects.count() == 3


def test_the_sweep_does_not_part_a_run_again_whose_parts_wait_and_does_once_one_has_failed(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_id = long_run()
    finish_run(run_id, RunOutcome(state="ok", reason_zh="", reason_en="", kept=7, faults=0), added=7)
    monkeypatch.setattr(tasks, "JUDGE_BATCH", 3)
    tasks.judge(run_id, 0)
    much_later = timezone.now() + dt.timedelta(hours=9)
    again = ProcrastinateJob.objects.filter(task_name="judge")
    sweeping.judge_runs_left(much_later)
    assert not again.exists()
    parts = ProcrastinateJob.objects.filter(task_name="judge_part")
    tasks.judge_part(**parts[0].args)
    parts.update(status="failed")
    sweeping.judge_runs_left(much_later)
    assert not again.exists(), "a part's note is still to be read"
    ProcrastinateJob.objects.filter(task_name="part_judged").update(status="succeeded")
    sweeping.judge_runs_left(much_later)
    assert again.count() == 1


def closed_by_notes(run_id: int) -> bool:
    """Whether the run is closed once every note was read."""
    notes = ProcrastinateJob.objects.filter(task_name="part_judged", status="todo")
    for note in notes:
        tasks.part_judged(**note.args)
    notes.update(status="succeeded")
    return CrawlRun.objects.get(pk=run_id).judged_at is not None


def test_a_worker_takes_a_parted_run_to_its_alerts(live_db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    run_id = long_run()
    monkeypatch.setattr(tasks, "JUDGE_BATCH", 2)
    tasks.defer_once("judge", key=f"judge {run_id} 0", run_id=run_id, after_id=0)
    run_worker(queues=["match"], concurrency=1, wait=False)
    jobs = ProcrastinateJob.objects.filter(queue_name="match").values_list("task_name", "status")
    assert Counter(jobs) == {
        ("judge", "succeeded"): 1,
        ("judge_part", "succeeded"): 4,
        ("part_judged", "succeeded"): 4,
        ("raise_alerts", "succeeded"): 1,
    }
    assert CrawlRun.objects.get(pk=run_id).judged_at is not None
    assert set(Match.objects.values_list("observation__ref", flat=True)) == {"1", "3", "7"}
