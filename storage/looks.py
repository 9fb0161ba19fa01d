"""Looks: the pictures of observations, from wanting one to having judged by it."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import Count, F, Q
from django.utils import timezone

from domain.observation import Observation as ObservationRecord
from storage.models import Look, LookCodes, Observation
from storage.observations import observation_from

WANTED, HERE, REFUSED, MISSING, LEFT_OUT = "wanted", "here", "refused", "missing", "left-out"

MOST_TRIES = 3
"""Times a picture is asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a picture's file stands: a WARC in the run's folder and the record's first byte. `sha256` in hex."""

    file: str
    offset: int
    sha256: str
    fetched_at: dt.datetime
    robots: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptPicture:
    """A picture that is kept: the run's folder, and the place in it."""

    folder: str
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why there is no picture, in a sentence."""

    state: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenLook:
    """An observation that waits to be judged by its picture. `kept` is None where there is none."""

    look_id: int
    observation_id: int
    observation: ObservationRecord
    kept: KeptPicture | None


_TOO_MANY = Reason(
    state=LEFT_OUT,
    zh="本次图片多于上限，按无图处理",
    en="more pictures than a run may hold; judged without",
)
_GIVEN_UP = Reason(
    state=MISSING,
    zh=f"图片未能取得（已试 {MOST_TRIES} 次）",
    en=f"the picture could not be had in {MOST_TRIES} tries",
)


def open_looks(
    run_id: int,
    inline: Mapping[bytes, Place],
    *,
    wants: Callable[[ObservationRecord], bool],
    most_fetched: int,
) -> int:
    """Opens a look for each new observation of a run whose picture is wanted, and returns how many.

    `inline` are pictures that came with the records, by the observation's content hash. At most `most_fetched` are
    fetched; beyond it an observation is judged without, and its look says so. Safe to repeat.
    """
    rows = Observation.objects.filter(run_id=run_id, current=True, look__isnull=True)
    rows = rows.filter(~Q(image_url="") | Q(content_hash__in=list(inline))).order_by("pk")
    looks: list[Look] = []
    fetched = Look.objects.filter(run_id=run_id, state=WANTED).count()
    for row in rows.iterator(chunk_size=2_000):
        if not wants(observation_from(row)):
            continue
        place = inline.get(bytes(row.content_hash))
        look = Look(run_id=run_id, observation=row, state=HERE if place else WANTED)
        if place:
            _put(look, place)
        elif fetched < most_fetched:
            look.address = row.image_url
            fetched += 1
        else:
            _say(look, _TOO_MANY)
        looks.append(look)
    Look.objects.bulk_create(looks, ignore_conflicts=True, batch_size=2_000)
    return len(looks)


def wanted_pictures(run_id: int, *, limit: int) -> list[str]:
    """Addresses of pictures of a run that are to be fetched, each once."""
    rows = Look.objects.filter(run_id=run_id, state=WANTED, observation__current=True).order_by("pk")[:limit]
    return list(dict.fromkeys(rows.values_list("address", flat=True)))


def record_fetched(run_id: int, places: Mapping[str, Place], reasons: Mapping[str, Reason]) -> None:
    """Writes down what became of the pictures asked for, by address. Safe to repeat."""
    rows = list(Look.objects.filter(run_id=run_id, state=WANTED, address__in=[*places, *reasons]))
    for look in rows:
        if place := places.get(look.address):
            look.state = HERE
            _put(look, place)
        else:
            _say(look, reasons[look.address])
    fields = ["state", "reason_zh", "reason_en", "sha256", "file", "offset", "fetched_at", "robots"]
    Look.objects.bulk_update(rows, fields, batch_size=500)


def record_try(run_id: int, addresses: Iterable[str]) -> None:
    """Counts a try that may have come to nothing; after `MOST_TRIES` the picture is given up."""
    rows = Look.objects.filter(run_id=run_id, state=WANTED, address__in=list(addresses))
    rows.update(tries=F("tries") + 1)
    rows.filter(tries__gte=MOST_TRIES).update(state=MISSING, reason_zh=_GIVEN_UP.zh, reason_en=_GIVEN_UP.en)


def unjudged_looks(run_id: int | None, *, limit: int) -> list[OpenLook]:
    """Up to `limit` observations whose picture is here, or will not come, and which wait for judgement, in id order."""
    rows = Look.objects.filter(judged_at__isnull=True, observation__current=True).exclude(state=WANTED)
    if run_id is not None:
        rows = rows.filter(run_id=run_id)
    chosen = rows.select_related("observation", "run").order_by("pk")[:limit]
    return [_open_look(row) for row in chosen]


def close_looks(words: Mapping[int, str], refused: Mapping[int, Reason]) -> None:
    """Marks looks as judged by, with the words read in them and the reasons of those that could not be read."""
    now = timezone.now()
    rows = list(Look.objects.filter(pk__in=[*words, *refused]))
    for look in rows:
        look.judged_at = now
        look.words = words.get(look.pk, look.words)
        if reason := refused.get(look.pk):
            _say(look, reason)
    Look.objects.bulk_update(rows, ["judged_at", "words", "state", "reason_zh", "reason_en"], batch_size=500)


def words_read(observation_ids: Iterable[int]) -> dict[int, str]:
    """The words read in the pictures of observations, by row id; those without any are left out."""
    rows = Look.objects.filter(observation_id__in=list(observation_ids)).exclude(words="")
    return dict(rows.values_list("observation_id", "words"))


def words_between(after_id: int, until_id: int) -> list[tuple[int, str]]:
    """Id of the observation, and the words read in its picture, of a range of ids; those without any are left out."""
    rows = Look.objects.filter(observation_id__gt=after_id, observation_id__lte=until_id).exclude(words="")
    return list(rows.values_list("observation_id", "words"))


_CLOSING = 4_208
"""The lock that whoever closes looks shares until its transaction ends."""


def hold_closing() -> None:
    """From now to its end, this transaction is known to close looks. Before it asks which watchlist there is."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [_CLOSING])


def await_closing() -> None:
    """Waits until every transaction that was closing looks has ended, and what it read is there to be seen."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_CLOSING])


def reopen_looks() -> int:
    """Has every picture that is still kept judged by again, for logos that were not watched then; returns how many."""
    return Look.objects.filter(state=HERE, observation__current=True, judged_at__isnull=False).update(
        judged_at=None
    )


def runs_with_open_looks(*, ended_before: dt.datetime, limit: int) -> list[tuple[str, int]]:
    """Source and id of runs that ended before then and still have observations waiting for pictures, oldest first."""
    rows = Look.objects.filter(
        judged_at__isnull=True, observation__current=True, run__finished_at__lt=ended_before
    )
    return list(rows.order_by("run_id").values_list("run__source", "run_id").distinct()[:limit])


def held_files(run_id: int) -> frozenset[str]:
    """The files of a run's pictures that a match rests on."""
    rows = Look.objects.filter(run_id=run_id, state=HERE, observation__matches__isnull=False)
    return frozenset(rows.values_list("file", flat=True))


def drop_pictures(run_id: int, *, but: frozenset[str]) -> None:
    """Marks the pictures of a run whose files are about to be deleted."""
    Look.objects.filter(run_id=run_id, state=HERE).exclude(file__in=but).update(
        state=MISSING, reason_zh="已过保存期并删除", reason_en="past its time, deleted"
    )
    LookCodes.objects.filter(look__run_id=run_id, look__state=MISSING).delete()


def look_counts(run_id: int) -> dict[str, int]:
    """How many pictures of a run are in each state."""
    rows = Look.objects.filter(run_id=run_id).values("state").annotate(count=Count("pk"))
    return {row["state"]: row["count"] for row in rows}


def _put(look: Look, place: Place) -> None:
    look.sha256, look.file, look.offset = place.sha256, place.file, place.offset
    look.fetched_at, look.robots = place.fetched_at, place.robots


def _say(look: Look, reason: Reason) -> None:
    look.state, look.reason_zh, look.reason_en = reason.state, reason.zh, reason.en


def _open_look(row: Look) -> OpenLook:
    here = row.state == HERE and row.fetched_at is not None
    return OpenLook(
        look_id=row.pk,
        observation_id=row.observation_id,
        observation=observation_from(row.observation),
        kept=kept_picture_of(row) if here else None,
    )


def kept_picture_of(row: Look) -> KeptPicture:
    """Where the picture of a row stands that is `HERE`, and whose run is loaded."""
    assert row.fetched_at is not None, "what is here was fetched once"
    place = Place(
        file=row.file, offset=row.offset, sha256=row.sha256, fetched_at=row.fetched_at, robots=row.robots
    )
    return KeptPicture(folder=row.run.folder, place=place)
