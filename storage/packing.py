"""What an evidence pack is made of: the answers and pictures behind an alert, a match or a number. 证据包."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath

from django.db.models import QuerySet

from domain.chain import AnswerFacts
from storage.audit import Act, about_alert, note
from storage.looks import HERE
from storage.models import Alert, AlertMatch, Look, Match, Observation
from storage.observations import sightings_of

MOST_OBSERVATIONS = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What an observation said; `url` is the page a person would look at, "" for none."""

    source: str
    ref: str
    sign: str
    url: str
    seen_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerBehind:
    """An answer and what stood in it. `file` is a path under the folder of runs, "" once dropped."""

    response_id: int
    facts: AnswerFacts
    file: str
    offset: int
    seen: tuple[Seen, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureBehind:
    """The picture of an observation, as `AnswerBehind`; `sha256` in hex."""

    ref: str
    sha256: str
    file: str
    offset: int
    fetched_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Behind:
    """What a pack is about, as pairs of a label's key and a value, and what lies behind it."""

    about: tuple[tuple[str, str], ...]
    answers: tuple[AnswerBehind, ...]
    pictures: tuple[PictureBehind, ...]


def behind_alert(alert_id: int) -> Behind | None:
    """What lies behind an alert; None when there is none."""
    row = Alert.objects.select_related("brand__enterprise").filter(pk=alert_id).first()
    if row is None:
        return None
    about = [("alert", str(row.pk)), *_of_brand(row.brand.enterprise.name, row.brand.name, row.holder)]
    folded = AlertMatch.objects.filter(alert_id=alert_id).values("match__observation_id")
    return _behind(about, Observation.objects.filter(pk__in=folded))


def note_packed(alert_id: int) -> None:
    """Writes a line of the audit trail: an alert's pack was taken away."""
    row = Alert.objects.select_related("brand__enterprise").get(pk=alert_id)
    note(Act.EVIDENCE_PACKED, of=row.brand.enterprise, about=about_alert(row.brand, row.holder))


def behind_match(match_id: int) -> Behind | None:
    """What lies behind a match; None when there is none."""
    row = Match.objects.select_related("brand__enterprise", "observation").filter(pk=match_id).first()
    if row is None:
        return None
    holders = ", ".join(str(one.get("name", "")) for one in row.observation.holders)
    about = [("match", str(row.pk)), *_of_brand(row.brand.enterprise.name, row.brand.name, holders)]
    return _behind([*about, ("mark", row.mark)], Observation.objects.filter(pk=row.observation_id))


def behind_number(source: str, ref: str) -> Behind | None:
    """What lies behind every sighting of a number of a source; None when there is none."""
    rows = sightings_of(source, ref)
    return _behind([("number", f"{source}:{ref}")], rows) if rows.exists() else None


def _of_brand(enterprise: str, brand: str, holder: str) -> Iterable[tuple[str, str]]:
    return (("enterprise", enterprise), ("brand", brand), ("holder", holder))


def _behind(about: Iterable[tuple[str, str]], rows: QuerySet[Observation]) -> Behind:
    chosen = list(rows.select_related("response__run").order_by("pk")[:MOST_OBSERVATIONS])
    answers: dict[int, list[Observation]] = {}
    for row in chosen:
        if row.response_id is not None:
            answers.setdefault(row.response_id, []).append(row)
    return Behind(
        about=tuple(about),
        answers=tuple(_answer(answers[number]) for number in sorted(answers)),
        pictures=_pictures([row.pk for row in chosen]),
    )


def _answer(rows: list[Observation]) -> AnswerBehind:
    answer = rows[0].response
    assert answer is not None, "only observations with an answer are asked for"
    return AnswerBehind(
        response_id=answer.pk,
        facts=AnswerFacts(
            source=answer.run.source,
            run=answer.run_id,
            number=answer.number,
            url=answer.url,
            status=answer.status,
            sha256=answer.sha256,
            size=answer.size,
            fetched_at=answer.fetched_at,
            provenance=answer.provenance,
            robots=answer.robots,
        ),
        file=str(PurePosixPath(answer.run.folder, answer.file))
        if answer.file and answer.dropped_at is None
        else "",
        offset=answer.offset,
        seen=tuple(
            Seen(source=row.source, ref=row.ref, sign=row.sign, url=row.url, seen_at=row.seen_at)
            for row in rows
        ),
    )


def _pictures(observation_ids: list[int]) -> tuple[PictureBehind, ...]:
    looks = Look.objects.filter(observation_id__in=observation_ids, state=HERE).order_by("observation_id")
    found: dict[str, PictureBehind] = {}
    for look in looks.select_related("run", "observation"):
        if look.fetched_at is not None:
            found.setdefault(
                look.sha256,
                PictureBehind(
                    ref=look.observation.ref,
                    sha256=look.sha256,
                    file=str(PurePosixPath(look.run.folder, look.file)),
                    offset=look.offset,
                    fetched_at=look.fetched_at,
                ),
            )
    return tuple(found.values())
