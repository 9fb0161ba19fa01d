"""Major cases: marked, called out along the call list, referred upward. 重大案件."""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from domain.case import CaseEventKind, CaseKind, CaseState
from domain.major import ANSWERED_WITHIN, Called, Major, MajorReason, MajorRules, major_reasons
from domain.match import Tier
from storage.audit import Act, note
from storage.case_messages import ENDED, open_deliveries_of
from storage.case_records import record_of
from storage.cases import add_event, locked, only_its_staff
from storage.models import CallPlace, Case, CaseCall, CaseMajor, CaseMessage, Contact
from storage.notices import open_notice
from storage.viewers import NotVisible, Viewer


class NotMajor(ValueError):
    """The case is not major, or no more."""


class Confidential(ValueError):
    """The case is confidential: nobody is called to it."""


def mark_major(
    case_id: int,
    reasons: Iterable[MajorReason],
    words: str,
    *,
    user_id: int | None,
    by: str,
    now: dt.datetime,
) -> bool:
    """Marks a case as major and calls the first on the list; False where it is so already, or ended. Raises `NotVisible`, and
    `Confidential` for a case the call list may not hear of.
    """
    with transaction.atomic():
        row = locked(case_id)
        if row.confidential:
            raise Confidential(f"case {case_id}")
        if row.major or CaseState(row.state).ended:
            return False
        row.major = True
        row.save(update_fields=["major"])
        listed = [one.value for one in reasons]
        major = CaseMajor.objects.create(case=row, reasons=listed, words=words, since=now, by=by)
        add_event(case_id, user_id, by, CaseEventKind.MADE_MAJOR, says=words, after=", ".join(listed))
        note(Act.CASE_MAJOR, of=row.enterprise, about=row.number, who=by)
        _call_next(major, now)
    return True


def unmark_major(viewer: Viewer, case_id: int, *, by: str, now: dt.datetime) -> None:
    """Ends a case's being major, and every call. Raises `NotVisible` for anybody but staff, `NotMajor`."""
    only_its_staff(viewer, case_id)
    with transaction.atomic():
        row, major = _standing(case_id)
        major.ended_at = now
        major.save(update_fields=["ended_at"])
        row.major = False
        row.save(update_fields=["major"])
        add_event(case_id, viewer.user_id, by, CaseEventKind.CHANGED, says="major", before="1", after="0")
        note(Act.CASE_MAJOR, of=row.enterprise, about=f"{row.number} ✕")


def mark_those_that_are(rules: MajorRules, *, by: str, now: dt.datetime, limit: int = 50) -> list[int]:
    """Marks the cases that meet the centre's criteria and never were major; returns their ids. What a person ended stays so."""
    in_dispute = Case.objects.filter(dispute=OuterRef("dispute")).order_by().values("dispute")
    counted = in_dispute.annotate(n=Count("enterprise", distinct=True)).values("n")
    rows = Case.objects.filter(~Exists(CaseMajor.objects.filter(case=OuterRef("pk"))), major=False)
    rows = (
        rows.exclude(state__in=ENDED)
        .filter(confidential=False)
        .annotate(sharing=Coalesce(Subquery(counted), 1))
    )
    met = Q(kind=CaseKind.SECTION_337) | Q(sharing__gt=rules.most_enterprises)
    for loss in rules.losses:
        tier = Q(alert__isnull=True) | Q(alert__tier=Tier.HIGH)
        met |= tier & Q(claimed_currency=loss.currency, claimed__gte=loss.amount)
    marked = []
    for row in rows.filter(met).select_related("enterprise", "alert").order_by("pk")[:limit]:
        tier_of = Tier(row.alert.tier) if row.alert else None
        reasons = major_reasons(record_of(row), rules, tier=tier_of, enterprises=row.sharing)
        if reasons and mark_major(row.pk, reasons, "", user_id=None, by=by, now=now):
            marked.append(row.pk)
    return marked


def call_those_due(*, now: dt.datetime, limit: int = 50) -> int:
    """Calls the next on the list for each major case nobody took in hand within the hour; returns how many were told. Safe to
    repeat, and by two clocks at once: each is called once, and the list has an end.
    """
    answered_by = now - ANSWERED_WITHIN
    recent = CaseCall.objects.filter(major=OuterRef("pk"), told_at__gt=answered_by)
    waiting = CaseMajor.objects.filter(
        ~Exists(recent), ended_at__isnull=True, in_hand_at__isnull=True, exhausted_at__isnull=True
    ).exclude(case__state__in=ENDED)
    told = 0
    for major_id in waiting.order_by("pk").values_list("pk", flat=True)[:limit]:
        with transaction.atomic():
            free = CaseMajor.objects.select_for_update(skip_locked=True, of=("self",)).select_related("case")
            major = free.filter(pk=major_id, ended_at__isnull=True, in_hand_at__isnull=True).first()
            if major is not None and not major.calls.filter(told_at__gt=answered_by).exists():
                told += _call_next(major, now)
    return told


def _call_next(major: CaseMajor, now: dt.datetime) -> int:
    """Tells the next on the list who was not told yet; where nobody is left, all of the staff, once."""
    called = major.calls.values("contact")
    reachable = Contact.objects.filter(active=True, failing_since__isnull=True, enterprise__isnull=True)
    places = (
        CallPlace.objects.filter(contact__in=reachable).exclude(contact__in=called).select_related("contact")
    )
    place = places.order_by("place").first()
    case = major.case
    if place is not None:
        call = CaseCall.objects.create(major=major, contact=place.contact, told_at=now)
        message = CaseMessage.objects.create(case=case, call=call)
        open_deliveries_of(message, [place.contact], lambda _: now)
        return 1
    if major.exhausted_at is None:
        major.exhausted_at = now
        major.save(update_fields=["exhausted_at"])
        open_notice(
            subject=(
                f"重大案件无人接手：{case.number}（{case.enterprise.name}）",
                f"Nobody took a major case in hand: {case.number} ({case.enterprise.name})",
            ),
            says=(
                f"重大案件 {case.number}“{case.title}”已按值守名单逐一通知，尚无人接手，请立即处理。",
                f"Everybody on the call list was told of the major case {case.number} “{case.title}”, and nobody took it in "
                "hand. Please act now.",
            ),
        )
    return 0


def take_in_hand(viewer: Viewer, case_id: int, *, by: str, now: dt.datetime) -> None:
    """Somebody of the staff has the major case in hand; nobody else is called. Twice is no error. Raises `NotMajor` too."""
    only_its_staff(viewer, case_id)
    with transaction.atomic():
        _, major = _standing(case_id)
        _in_hand(major, viewer.user_id, by, now)


def answer_call(call_id: int, *, now: dt.datetime) -> str:
    """The contact a call went to has the case in hand; returns its number. Twice is no error. Raises `NotVisible`."""
    with transaction.atomic():
        call = CaseCall.objects.select_related("contact", "major__case").filter(pk=call_id).first()
        if call is None:
            raise NotVisible(f"call {call_id}")
        locked(call.major.case_id)
        if call.answered_at is None:
            call.answered_at = now
            call.save(update_fields=["answered_at"])
        major = CaseMajor.objects.get(pk=call.major_id)
        if major.ended_at is None:
            _in_hand(major, None, call.contact.name, now)
    return str(call.major.case.number)


def call_of(call_id: int) -> tuple[str, str, bool]:
    """Number and title of the case of a call, and whether somebody has it in hand. Raises `NotVisible`."""
    call = CaseCall.objects.select_related("major__case").filter(pk=call_id).first()
    if call is None:
        raise NotVisible(f"call {call_id}")
    case = call.major.case
    return case.number, case.title, call.major.in_hand_at is not None


def _in_hand(major: CaseMajor, user_id: int | None, by: str, now: dt.datetime) -> None:
    if major.in_hand_at is None:
        major.in_hand_at, major.in_hand_by = now, by
        major.save(update_fields=["in_hand_at", "in_hand_by"])
        add_event(major.case_id, user_id, by, CaseEventKind.IN_HAND)


def refer(viewer: Viewer, case_id: int, *, to: str, asks: str, by: str, now: dt.datetime) -> None:
    """Writes down that a major case was referred upward, to whom and with what request. Raises `NotVisible`, `NotMajor`."""
    only_its_staff(viewer, case_id)
    with transaction.atomic():
        row, major = _standing(case_id)
        if (major.referred_to, major.asks) == (to, asks):
            return
        major.referred_at, major.referred_to, major.asks = major.referred_at or now, to, asks
        major.save(update_fields=["referred_at", "referred_to", "asks"])
        add_event(case_id, viewer.user_id, by, CaseEventKind.REFERRED, says=asks, after=to)
        note(Act.CASE_REFERRED, of=row.enterprise, about=f"{row.number} → {to}")


def note_upper(viewer: Viewer, case_id: int, says: str, *, by: str, now: dt.datetime) -> None:
    """Writes down what whoever it was referred to says. Raises `NotVisible`, `NotMajor` also where it was not referred."""
    only_its_staff(viewer, case_id)
    with transaction.atomic():
        _, major = _standing(case_id)
        if major.referred_at is None:
            raise NotMajor(f"case {case_id}")
        if major.upper_said != says:
            major.upper_said, major.upper_said_at = says, now
            major.save(update_fields=["upper_said", "upper_said_at"])
            add_event(
                case_id, viewer.user_id, by, CaseEventKind.REFERRED, says=says, before=major.referred_to
            )


def _standing(case_id: int) -> tuple[Case, CaseMajor]:
    row = locked(case_id)
    major = CaseMajor.objects.filter(case_id=case_id, ended_at__isnull=True).first()
    if major is None:
        raise NotMajor(f"case {case_id}")
    return row, major


def major_of(viewer: Viewer, case_id: int) -> Major | None:
    """What there is to say of a major case; None where it is none. Raises `NotVisible` for anybody but staff."""
    only_its_staff(viewer, case_id)
    row = CaseMajor.objects.filter(case_id=case_id, ended_at__isnull=True).first()
    if row is None:
        return None
    calls = row.calls.select_related("contact").order_by("pk")
    return Major(
        since=row.since,
        by=row.by,
        reasons=tuple(MajorReason(one) for one in row.reasons),
        words=row.words,
        called=tuple(
            Called(call_id=one.pk, name=one.contact.name, told_at=one.told_at, answered_at=one.answered_at)
            for one in calls
        ),
        in_hand_at=row.in_hand_at,
        in_hand_by=row.in_hand_by,
        everybody_told_at=row.exhausted_at,
        referred_at=row.referred_at,
        referred_to=row.referred_to,
        asks=row.asks,
        upper_said=row.upper_said,
        upper_said_at=row.upper_said_at,
    )
