"""Export figures: taken in once each, corrected with their history, and added for an industry. 海外贸易数据。"""

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import connection, transaction
from django.db.models import Count, Max, Min, Q
from django.utils import timezone

from domain.trade import Series, Sum, TradeFigure, TradeSource
from storage.audit import Act, note
from storage.models import TradeFigure as Row
from storage.models import TradeImport
from storage.viewers import Viewer, only_staff

_WHAT = "trade"
_LOCK = "SELECT pg_advisory_xact_lock(hashtext('haishao trade'))"
_BATCH = 5_000
MOST_SERIES = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A file of figures that was taken in: figures that are new, that say another than was known, and that say the same."""

    import_id: int
    source: str
    file: str
    sha256: str
    added: int
    corrected: int
    same: int
    faults: int
    at: dt.datetime
    by: str
    again: bool = False
    """True where this very file was taken in before, and so nothing was done now"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What was said of one figure, the newest first among several: by which import, and until when it stood."""

    value: Decimal
    import_id: int
    kept_at: dt.datetime
    superseded_at: dt.datetime | None


def keep_figures(
    viewer: Viewer, figures: Sequence[TradeFigure], *, file: str, sha256: str, faults: int, by: str
) -> Taken:
    """Takes a file's figures in; one that is known and says another is superseded and stays. A file that was taken in before
    changes nothing. Raises `NotVisible` for anybody but staff, ValueError for no figures.
    """
    only_staff(viewer, _WHAT)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(_LOCK)
        before = TradeImport.objects.filter(sha256=sha256).first()
        if before is not None:
            return _taken(before, again=True)
        if not figures:
            raise ValueError("no figures")
        known = _known(figures)
        new = [one for one in figures if one.key not in known]
        other = [one for one in figures if one.key in known and known[one.key][1] != _said(one)]
        row = TradeImport.objects.create(
            source=figures[0].source.value, file=file, sha256=sha256, added=len(new), corrected=len(other),
            same=len(figures) - len(new) - len(other), faults=faults, by=by,
        )  # fmt: skip
        now = timezone.now()
        _supersede([known[one.key][0] for one in other], now)
        Row.objects.bulk_create((_row(one, row.pk, now) for one in (*new, *other)), batch_size=_BATCH)
        note(Act.TRADE_IMPORTED, about=f"{file} · +{len(new)} ~{len(other)}")
        row.refresh_from_db()
    return _taken(row)


def _known(
    figures: Sequence[TradeFigure],
) -> dict[tuple[str, str, str, str, str, dt.date, str], tuple[int, tuple[object, ...]]]:
    """What stands of the months and codes of some figures, by key: row and what it says."""
    rows = Row.objects.filter(
        superseded_at__isnull=True,
        source=figures[0].source.value,
        month__in={one.month for one in figures},
        hs__in={one.hs for one in figures},
    )
    wanted = {one.key for one in figures}
    columns = (
        "pk",
        "source",
        "region",
        "mode",
        "hs",
        "partner",
        "month",
        "currency",
        "value",
        "quantity",
        "unit",
        "weight_kg",
    )
    found = {}
    for pk, *rest in rows.values_list(*columns).iterator(_BATCH):
        if (key := tuple(rest[:7])) in wanted:
            found[key] = (pk, tuple(rest[7:]))
    return found


def _said(one: TradeFigure) -> tuple[object, ...]:
    return (one.value, one.quantity, one.unit, one.weight_kg)


def _supersede(rows: Sequence[int], now: dt.datetime) -> None:
    for at in range(0, len(rows), _BATCH):
        Row.objects.filter(pk__in=rows[at : at + _BATCH]).update(superseded_at=now)


def _row(one: TradeFigure, import_id: int, now: dt.datetime) -> Row:
    return Row(
        source=one.source.value, region=one.region, mode=one.mode, hs=one.hs, partner=one.partner, month=one.month,
        currency=one.currency, value=one.value, quantity=one.quantity, unit=one.unit, weight_kg=one.weight_kg,
        came_with_id=import_id, kept_at=now,
    )  # fmt: skip


def imports(viewer: Viewer, *, limit: int = 50) -> tuple[Taken, ...]:
    """The files that were taken in, the newest first. Raises `NotVisible` for anybody but staff."""
    only_staff(viewer, _WHAT)
    return tuple(map(_taken, TradeImport.objects.order_by("-pk")[:limit]))


def _taken(row: TradeImport, *, again: bool = False) -> Taken:
    return Taken(
        import_id=row.pk, source=row.source, file=row.file, sha256=row.sha256, added=row.added, corrected=row.corrected,
        same=row.same, faults=row.faults, at=row.at, by=row.by, again=again,
    )  # fmt: skip


def corrections(viewer: Viewer, *, limit: int = 50) -> tuple[tuple[TradeFigure, tuple[Said, ...]], ...]:
    """Figures that were corrected, the last corrected first, each with all that was said of it. Raises `NotVisible`."""
    only_staff(viewer, _WHAT)
    ended = Row.objects.filter(superseded_at__isnull=False).order_by("-superseded_at", "-pk")[:limit]
    found: dict[tuple[object, ...], tuple[TradeFigure, tuple[Said, ...]]] = {}
    for row in ended:
        figure = _figure(row)
        if figure.key not in found:
            every = Row.objects.filter(
                source=row.source, region=row.region, mode=row.mode, hs=row.hs, partner=row.partner, month=row.month,
                currency=row.currency,
            ).order_by("-pk")[:20]  # fmt: skip
            found[figure.key] = (
                figure,
                tuple(
                    Said(
                        value=one.value,
                        import_id=one.came_with_id,
                        kept_at=one.kept_at,
                        superseded_at=one.superseded_at,
                    )
                    for one in every
                ),
            )
    return tuple(found.values())


def _figure(row: Row) -> TradeFigure:
    return TradeFigure(
        source=TradeSource(row.source), region=row.region, mode=row.mode, hs=row.hs, partner=row.partner, month=row.month,
        currency=row.currency, value=row.value, quantity=row.quantity, unit=row.unit, weight_kg=row.weight_kg,
    )  # fmt: skip


def series(viewer: Viewer, codes: Iterable[str], *, as_of: dt.datetime) -> tuple[Series, ...]:
    """The series that have figures under some codes as they stood at an instant, those with most figures first."""
    only_staff(viewer, _WHAT)
    under = Q()
    for code in codes:
        under |= Q(hs__startswith=code)
    if not under:
        return ()
    stood = Q(superseded_at__isnull=True) | Q(superseded_at__gte=as_of)
    rows = (
        Row.objects.filter(under, stood, kept_at__lt=as_of)
        .values("source", "region", "currency")
        .annotate(n=Count("pk"), first=Min("month"), last=Max("month"))
        .order_by("-n", "source", "region", "currency")[:MOST_SERIES]
    )
    return tuple(
        Series(
            source=TradeSource(one["source"]), region=one["region"], currency=one["currency"], figures=one["n"],
            first=one["first"], last=one["last"],
        )
        for one in rows
    )  # fmt: skip


_SUMS = """
SELECT f.partner, f.month, c.code, length(f.hs), f.mode = '', sum(f.value), array_agg(DISTINCT f.came_with_id)
  FROM storage_tradefigure f JOIN unnest(%(codes)s::text[]) AS c(code) ON starts_with(f.hs, c.code)
 WHERE f.source = %(source)s AND f.currency = %(currency)s AND f.region = %(region)s AND f.month = ANY(%(months)s)
   AND f.kept_at < %(as_of)s AND (f.superseded_at IS NULL OR f.superseded_at >= %(as_of)s)
 GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5
"""


def sums(
    viewer: Viewer, of: Series, codes: Collection[str], months: Collection[dt.date], *, as_of: dt.datetime
) -> tuple[Sum, ...]:
    """What the figures of a series under codes come to in months, as they stood at an instant. Raises `NotVisible`."""
    only_staff(viewer, _WHAT)
    asked = {
        "codes": list(codes), "source": of.source.value, "currency": of.currency, "region": of.region,
        "months": list(months), "as_of": as_of,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_SUMS, asked)
        return tuple(
            Sum(
                partner=partner, month=month, code=code, digits=digits, whole=whole, value=value, imports=tuple(sorted(numbers)),
            )
            for partner, month, code, digits, whole, value, numbers in cursor.fetchall()
        )  # fmt: skip
