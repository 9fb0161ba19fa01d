"""The sample that is judged again: drawn by hash, judged by somebody who did not decide, counted. 质量抽检. [docs/quality.md]"""

import datetime as dt
from itertools import takewhile

from django.db import connection, transaction
from django.db.models import Case, Count, Exists, F, Max, OuterRef, Q, QuerySet, Sum, Value, When
from django.utils import timezone

from domain.decision import Answer
from domain.match import AUTHORISED_FEATURE, Reason, Tier
from domain.quality import Counts, Missed, Sampled, SampledItem, Stratum, drawn, turn
from storage.alerts import loaded_alerts
from storage.audit import Act, note
from storage.decisions import standing
from storage.matches import match_from
from storage.models import Alert, Decision, Enterprise, Match, Proposal, Review, Sample, SampleFrame
from storage.pictures import picture_png
from storage.reviews import Verdict
from storage.viewers import NotVisible, Viewer, only_staff

SETTLED_AFTER = dt.timedelta(days=1)
"""How old an item is before it may be drawn: what is taken back at once was never meant."""
TOLD = (Tier.HIGH.value, Tier.MEDIUM.value)
"""The tiers that are told unless a contact asked for more."""
CONFLICT, NO_CONFLICT = "conflict", "no-conflict"
_WHAT = "quality"


class AlreadyJudged(Exception):
    """Somebody judged this item before."""


def draw_samples(now: dt.datetime, *, limit: int = 5_000) -> int:
    """Goes through decisions and matches that came since, at most `limit` of each, and returns how many were drawn. Safe to
    repeat, and for two clocks at once.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtext('haishao draws samples'))")
        if not cursor.fetchone()[0]:
            return 0
        return sum(_draw(stratum, now - SETTLED_AFTER, limit) for stratum in Stratum)


def _draw(stratum: Stratum, before: dt.datetime, limit: int) -> int:
    last = SampleFrame.objects.filter(stratum=stratum.value).aggregate(last=Max("up_to"))["last"] or 0
    rows = _DRAWN_FROM[stratum](last)
    first = rows.values_list("at", flat=True).first()
    if first is None or first >= before:
        return 0
    window = list(takewhile(lambda row: row[1] < before, rows.values_list("pk", "at", "counts")[:limit]))
    samples, months = [], {timezone.localdate(window[-1][1]).replace(day=1): 0}
    for item_id, at, counts in window:
        if not counts:
            continue
        month = timezone.localdate(at).replace(day=1)
        months[month] = months.get(month, 0) + 1
        if drawn(stratum, item_id):
            place = {"month": month, "turn": turn(stratum, item_id), _ITEM[stratum]: item_id}
            samples.append(Sample(stratum=stratum.value, **place))
    Sample.objects.bulk_create(samples, ignore_conflicts=True)
    for month, population in months.items():
        frame, _ = SampleFrame.objects.get_or_create(stratum=stratum.value, month=month)
        frame.population += population
        frame.up_to = max(frame.up_to, window[-1][0])
        frame.save(update_fields=["population", "up_to"])
    return len(samples)


def _dismissals(after_id: int) -> QuerySet[Decision]:
    """Decisions above an id; those that count dismissed a told alert and stand."""
    counts = Q(
        answer=Answer.NOT_RELEVANT.value,
        undone_at__isnull=True,
        alert__reason=Reason.SIMILAR_FILING.value,
        alert__tier__in=TOLD,
    )
    rows = Decision.objects.filter(pk__gt=after_id).order_by("pk")
    return rows.annotate(at=F("made_at"), counts=Case(When(counts, then=Value(True)), default=Value(False)))


def _filtered(after_id: int) -> QuerySet[Match]:
    """Matches above an id; those that count were told to nobody: withheld, or in an alert below the told tiers."""
    untold = Q(withheld=True) | (Q(folded_into__isnull=False) & ~Q(folded_into__alert__tier__in=TOLD))
    counts = untold & ~Q(evidence__contains=[{"feature": AUTHORISED_FEATURE}])
    rows = Match.objects.filter(pk__gt=after_id).order_by("pk")
    return rows.annotate(at=F("judged_at"), counts=Case(When(counts, then=Value(True)), default=Value(False)))


_DRAWN_FROM = {Stratum.DISMISSED: _dismissals, Stratum.FILTERED: _filtered}
_ITEM = {Stratum.DISMISSED: "decision_id", Stratum.FILTERED: "match_id"}


def next_sample(viewer: Viewer, *, after: int = 0) -> SampledItem | None:
    """The next item this viewer may judge: drawn, not judged, and not decided or proposed by the viewer; `after`
    passes over those up to and with that one. Raises `NotVisible` for anybody but staff.
    """
    passed = Sample.objects.filter(pk=after).values_list("turn", flat=True).first()
    row = _open_to(viewer).filter(turn__gt=-1 if passed is None else passed).order_by("turn").first()
    return _item(row) if row else None


def sample_picture(viewer: Viewer, sample_id: int) -> bytes:
    """Both sides of a sampled item in one picture. Raises `NotVisible`."""
    only_staff(viewer, _WHAT)
    row = _loaded(Sample.objects.filter(pk=sample_id)).first()
    png = picture_png(_item(row).match.picture) if row else None
    if png is None:
        raise NotVisible(f"sample {sample_id}")
    return png


def waiting_samples(viewer: Viewer) -> int:
    """How many items this viewer may judge."""
    return _open_to(viewer).count()


def judge_sample(viewer: Viewer, sample_id: int, *, conflict: bool, by: str) -> None:
    """Writes what was said of an item. The same said twice by one person is kept once. Raises `NotVisible` also for what the
    viewer decided, and `AlreadyJudged`.
    """
    only_staff(viewer, _WHAT)
    verdict = CONFLICT if conflict else NO_CONFLICT
    with transaction.atomic():
        row = Sample.objects.select_for_update().filter(pk=sample_id).first()
        if row is not None and row.verdict:
            if (row.user_id, row.verdict) == (viewer.user_id, verdict):
                return
            raise AlreadyJudged(f"sample {sample_id}")
        if row is None or not _open_to(viewer).filter(pk=sample_id).exists():
            raise NotVisible(f"sample {sample_id}")
        row.verdict, row.user_id, row.by, row.judged_at = verdict, viewer.user_id, by, timezone.now()
        row.save(update_fields=["verdict", "user", "by", "judged_at"])
        _note(Act.SAMPLE_JUDGED, row)


def undo_sample(viewer: Viewer, sample_id: int) -> None:
    """Takes back what this viewer said of an item. Raises `NotVisible`; doing it twice is no error."""
    only_staff(viewer, _WHAT)
    with transaction.atomic():
        row = Sample.objects.select_for_update().filter(pk=sample_id).first()
        if row is None or (row.verdict and row.user_id != viewer.user_id):
            raise NotVisible(f"sample {sample_id}")
        if row.verdict:
            row.verdict, row.user_id, row.by, row.judged_at = "", None, "", None
            row.save(update_fields=["verdict", "user", "by", "judged_at"])
            _note(Act.SAMPLE_UNDONE, row)


def quality_counts(viewer: Viewer, since: dt.date) -> Counts:
    """What the figures are made of, from the month of `since` on. Raises `NotVisible` for anybody but staff."""
    only_staff(viewer, _WHAT)
    told = Alert.objects.filter(reason=Reason.SIMILAR_FILING.value, tier__in=TOLD)
    dismissed = Decision.objects.filter(alert=OuterRef("pk"), answer=Answer.NOT_RELEVANT.value).filter(
        Q(undone_at__isnull=True) | Q(undone_at__gt=F("made_at") + SETTLED_AFTER)
    )
    own = standing().filter(
        alert__in=told, answer__in=(Answer.OURS.value, Answer.AUTHORISED.value), made_at__date__gte=since
    )
    confirmed = Review.objects.filter(
        verdict=Verdict.CONFIRMED.value, undone_at__isnull=True, made_at__date__gte=since
    )
    accepted = told.filter(~Exists(dismissed), pk__in=confirmed.values("alert"))
    return Counts(
        accepted=accepted.exclude(pk__in=standing().values("alert")).count(),
        own=own.count(),
        dismissed=_sampled(Stratum.DISMISSED, since),
        filtered=_sampled(Stratum.FILTERED, since),
    )


def _sampled(stratum: Stratum, since: dt.date) -> Sampled:
    frames = SampleFrame.objects.filter(stratum=stratum.value, month__gte=since)
    rows = Sample.objects.filter(stratum=stratum.value, month__gte=since).aggregate(
        drawn=Count("pk"),
        judged=Count("pk", filter=~Q(verdict="")),
        conflicts=Count("pk", filter=Q(verdict=CONFLICT)),
    )
    return Sampled(population=frames.aggregate(all=Sum("population"))["all"] or 0, **rows)


def missed(viewer: Viewer, *, limit: int = 20) -> tuple[Missed, ...]:
    """The items judged a conflict, newest first: somebody should act on them. Raises `NotVisible` for anybody but staff."""
    only_staff(viewer, _WHAT)
    rows = _loaded(Sample.objects.filter(verdict=CONFLICT)).order_by("-judged_at")[:limit]
    return tuple(_missed(row) for row in rows)


def _missed(row: Sample) -> Missed:
    item = _item(row)
    return Missed(
        stratum=Stratum(row.stratum),
        brand=item.match.brand,
        sign=item.match.observation.sign,
        holder=item.match.observation.behind,
        by=row.by,
        judged_at=row.judged_at or row.drawn_at,
        alert_id=row.decision.alert_id if row.decision else None,
        observation_id=row.match.observation_id if row.match else None,
    )


def _open_to(viewer: Viewer) -> QuerySet[Sample]:
    only_staff(viewer, _WHAT)
    mine = viewer.person_id
    proposed = Proposal.objects.filter(decision=OuterRef("decision"), user_id=mine)
    said = Decision.objects.filter(alert__folded__match=OuterRef("match"), user_id=mine)
    rows = _loaded(Sample.objects.filter(verdict=""))
    return rows.filter(
        ~Q(decision__user_id=mine) | Q(decision__user_id__isnull=True), ~Exists(proposed), ~Exists(said)
    )


def _loaded(rows: QuerySet[Sample]) -> QuerySet[Sample]:
    return rows.select_related("decision", "match__brand__enterprise", "match__observation")


def _item(row: Sample) -> SampledItem:
    if row.match is not None:
        enterprise = row.match.brand.enterprise.name
        return SampledItem(sample_id=row.pk, enterprise=enterprise, match=match_from(row.match))
    assert row.decision is not None, "the table holds one of the two"
    alert = loaded_alerts([row.decision.alert_id])[row.decision.alert_id]
    return SampledItem(sample_id=row.pk, enterprise=alert.enterprise, match=alert.leading)


def _note(did: Act, row: Sample) -> None:
    item = _item(row)
    of = Enterprise.objects.filter(name=item.enterprise).first()
    note(did, of=of, about=f"{item.match.brand} · {item.match.observation.behind}")
