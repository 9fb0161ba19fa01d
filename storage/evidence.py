"""The answers behind observations: kept by run, held for good once a match rests on them, found again for an alert."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from storage.chain import link_run
from storage.looks import drop_pictures, held_files
from storage.models import AlertMatch, CrawlRun, Observation, Response
from storage.observations import sightings_of


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedResponse:
    """One answer of a source, the run's `number`-th; `size` in bytes, `file` a path in the run's folder."""

    number: int
    url: str
    status: int
    sha256: str
    size: int
    fetched_at: dt.datetime
    provenance: str
    robots: str
    file: str
    offset: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """The answer in which an observation stood, of the row `response_id`. `file` is a path under the folder of runs, "" once
    dropped.
    """

    response_id: int
    source: str
    ref: str
    sign: str
    seen_at: dt.datetime
    url: str
    status: int
    sha256: str
    size: int
    fetched_at: dt.datetime
    provenance: str
    robots: str
    file: str
    offset: int
    for_good: bool


def save_responses(run_id: int, responses: Iterable[ReceivedResponse]) -> dict[int, int]:
    """Keeps the answers of a run, each with its link in the chain, and returns their row ids by number. Safe to repeat."""
    rows = [
        Response(
            run_id=run_id,
            number=r.number,
            url=r.url,
            status=r.status,
            sha256=r.sha256,
            size=r.size,
            fetched_at=r.fetched_at,
            provenance=r.provenance,
            robots=r.robots,
            file=r.file,
            offset=r.offset,
        )
        for r in responses
    ]
    with transaction.atomic():
        Response.objects.bulk_create(rows, ignore_conflicts=True, batch_size=2_000)
        link_run(run_id)
    return dict(Response.objects.filter(run_id=run_id).values_list("number", "pk"))


def attempt_kept(run_id: int) -> str:
    """The try whose answers a run's are, "" while none is kept."""
    first = Response.objects.filter(run_id=run_id).order_by("number").values_list("file", flat=True).first()
    return PurePosixPath(first).parts[0] if first else ""


def keep_for_good(observation_ids: Iterable[int]) -> None:
    """Holds the answers behind matched observations. Safe to repeat."""
    matched = Observation.objects.filter(pk__in=list(observation_ids)).values("response_id")
    Response.objects.filter(pk__in=matched, linked_at__isnull=True).update(linked_at=timezone.now())


def expired_runs(*, finished_before: dt.datetime, limit: int) -> list[int]:
    """Ids of runs that ended before then and whose evidence has not been gone through, oldest first."""
    rows = CrawlRun.objects.filter(
        finished_at__lt=finished_before, taken_in_at__isnull=False, evidence_dropped_at__isnull=True
    )
    return list(rows.order_by("pk").values_list("pk", flat=True)[:limit])


def release_run(run_id: int) -> frozenset[str]:
    """Marks the answers of a run that no match holds on to as dropped, and returns the files that must stay.

    Must run inside a transaction that deletes the other files before it ends: the rows stay locked until then,
    so that no match takes hold of an answer meanwhile. Safe to repeat.
    """
    rows = Response.objects.select_for_update().filter(run_id=run_id)
    held = frozenset(row.file for row in rows if row.linked_at) | held_files(run_id)
    now = timezone.now()
    rows.exclude(file__in=held).filter(dropped_at__isnull=True).update(dropped_at=now)
    drop_pictures(run_id, but=held)
    CrawlRun.objects.filter(pk=run_id).update(evidence_dropped_at=now)
    return held


def proofs_of_alert(alert_id: int) -> tuple[Proof, ...]:
    """The proof of every filing in an alert, in the order of their numbers; none for one taken in from a file."""
    folded = AlertMatch.objects.filter(alert_id=alert_id).values("match__observation_id")
    return _proofs(Observation.objects.filter(pk__in=folded).order_by("source", "ref", "pk"))


def proofs_of(source: str, ref: str) -> tuple[Proof, ...]:
    """The proof of every sighting of one number, oldest first."""
    return _proofs(sightings_of(source, ref).order_by("pk"))


def _proofs(rows: QuerySet[Observation]) -> tuple[Proof, ...]:
    loaded = rows.select_related("response__run")
    return tuple(_proof(row, row.response) for row in loaded if row.response is not None)


def _proof(row: Observation, answer: Response) -> Proof:
    path = PurePosixPath(answer.run.folder, answer.file)
    return Proof(
        response_id=answer.pk,
        source=row.source,
        ref=row.ref,
        sign=row.sign,
        seen_at=row.seen_at,
        url=answer.url,
        status=answer.status,
        sha256=answer.sha256,
        size=answer.size,
        fetched_at=answer.fetched_at,
        provenance=answer.provenance,
        robots=answer.robots,
        file=str(path) if answer.file and answer.dropped_at is None else "",
        offset=answer.offset,
        for_good=answer.linked_at is not None,
    )
