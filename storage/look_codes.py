"""Codes of the pictures of observations, by which searches by picture go. 图片编码."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.db.models import Count, Exists, Max, OuterRef, QuerySet

from storage.looks import HERE, KeptPicture, kept_picture_of
from storage.models import Look, LookCodes, Observation


@dataclass(frozen=True, slots=True, kw_only=True)
class CodedLook:
    """A picture's codes, `codes` as the picture matcher wrote them; `code_id` grows with time."""

    code_id: int
    look_id: int
    observation_id: int
    codes: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeCounts:
    """How many observations are kept, of how many the picture is, and how many of these can be searched."""

    observations: int
    pictures: int
    searchable: int


def uncoded_looks(version: str, *, limit: int) -> list[tuple[int, KeptPicture]]:
    """Ids and places of kept pictures this version has not coded, newest first."""
    coded = LookCodes.objects.filter(look=OuterRef("pk"), version=version)
    rows = _kept().filter(~Exists(coded)).select_related("run").order_by("-pk")[:limit]
    return [(row.pk, kept_picture_of(row)) for row in rows]


def save_look_codes(version: str, codes: Mapping[int, bytes]) -> None:
    """Keeps codes by the look's id; empty ones for a picture that cannot be compared. Safe to repeat."""
    known = Look.objects.filter(pk__in=codes).values_list("pk", flat=True)
    rows = [LookCodes(look_id=pk, version=version, codes=codes[pk]) for pk in known]
    LookCodes.objects.bulk_create(rows, ignore_conflicts=True)


def coded_looks(version: str, *, above_id: int, limit: int) -> Iterator[CodedLook]:
    """The newest `limit` codes above an id, oldest of them first."""
    rows = _coded(version).filter(pk__gt=above_id)
    newest = list(rows.order_by("-pk").values_list("pk", flat=True)[:limit])
    if not newest:
        return
    found = rows.filter(pk__gte=newest[-1]).order_by("pk")
    values = found.values_list("pk", "look_id", "look__observation_id", "codes")
    for code_id, look_id, observation_id, codes in values.iterator(chunk_size=2_000):
        yield CodedLook(code_id=code_id, look_id=look_id, observation_id=observation_id, codes=bytes(codes))


def codes_version(version: str) -> tuple[int, int]:
    """How many codes this version of the matcher has kept, whatever became of their pictures, and the newest one's id: another
    pair whenever any is added or gone.
    """
    row = _coded(version).aggregate(count=Count("pk"), newest=Max("pk"))
    return row["count"], row["newest"] or 0


def code_counts(version: str) -> CodeCounts:
    """What searches by picture look through, beside all that is kept."""
    kept = _kept()
    return CodeCounts(
        observations=Observation.objects.filter(current=True).count(),
        pictures=kept.count(),
        searchable=kept.filter(Exists(_coded(version).filter(look=OuterRef("pk")))).count(),
    )


def pictures_of(look_ids: list[int]) -> dict[int, KeptPicture]:
    """Where kept pictures stand, by look; those that are gone are left out."""
    rows = _kept().filter(pk__in=look_ids).select_related("run")
    return {row.pk: kept_picture_of(row) for row in rows}


def _coded(version: str) -> QuerySet[LookCodes]:
    return LookCodes.objects.filter(version=version).exclude(codes=b"")


def _kept() -> QuerySet[Look]:
    return Look.objects.filter(state=HERE, observation__current=True, fetched_at__isnull=False)
