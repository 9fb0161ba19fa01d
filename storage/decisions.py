"""Decisions in and out of the database, and the rules that follow from them. 处理决定与记忆规则."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from domain.decision import LONGEST_WORDS, NO_WHY, Answer, Ground, Why
from domain.decision import Decision as DecisionRecord
from domain.match import Tier
from storage.audit import Act, about_alert, note
from storage.models import Alert, Contact, Decision, Delivery, Proposal
from storage.viewers import NotVisible, Viewer


class AlreadyDecided(Exception):
    """Somebody decided before, or this person asked for help before; `decision` is what stands."""

    def __init__(self, decision: DecisionRecord) -> None:
        super().__init__(f"alert {decision.alert_id} was decided: {decision.answer}")
        self.decision = decision


class Grown(Exception):
    """The alert holds more than what whoever decides was shown."""


class NeedsSecond(Exception):
    """A second person has to agree, and a link of a message does not say whose word it is."""


def decide_by_contact(
    alert_id: int, contact_id: int, answer: Answer, *, second_from: Tier | None = None
) -> DecisionRecord:
    """Writes what a contact said by a link of a message. Raises `NotVisible` for an alert or contact that is gone, or a contact
    of another enterprise; `AlreadyDecided` when the alert is decided, or this contact's call for help stands and help is asked
    for again; `NeedsSecond` where a contact of the staff would close an alert of tier `second_from` or above.
    """
    with transaction.atomic():
        contact = Contact.objects.filter(pk=contact_id, active=True).first()
        alert = locked_alert(alert_id)
        if contact is None or contact.enterprise_id not in (None, alert.brand.enterprise_id):
            raise NotVisible(f"contact {contact_id}")
        refuse_decided(alert)
        if answer is Answer.HELP:
            _refuse_called(alert, contact=contact)
        of_staff = contact.enterprise_id is None and answer is not Answer.HELP
        if of_staff and second_from is not None and Tier(alert.tier).rank >= second_from.rank:
            raise NeedsSecond(f"alert {alert_id}")
        return _decide(alert, answer, by=contact.name, contact=contact)


def decide(
    viewer: Viewer,
    alert_id: int,
    answer: Answer,
    *,
    by: str,
    why: Why = NO_WHY,
    seen: int | None = None,
    batch_id: int | None = None,
) -> DecisionRecord:
    """Writes what a signed-in person said. Raises `NotVisible` and `AlreadyDecided` as above, the latter also where this person's
    call for help stands and help is asked for again, and `Grown` where the alert is no longer at the revision that was `seen`.
    """
    with transaction.atomic():
        alert = locked_alert(alert_id)
        if not viewer.staff and alert.brand.enterprise_id not in viewer.enterprise_ids:
            raise NotVisible(f"alert {alert_id}")
        refuse_decided(alert)
        if answer is Answer.HELP:
            _refuse_called(alert, contact=None, user_id=viewer.user_id, by=by)
        refuse_grown(alert, seen)
        return _decide(alert, answer, by=by, user_id=viewer.user_id, why=why, batch_id=batch_id)


def undo(viewer: Viewer, decision_id: int, *, by: str) -> DecisionRecord:
    """Takes a decision back: the rule is gone and the alert open again, unless another of the same conflict is, and what was
    withdrawn is on its way again. Raises `NotVisible`. Undoing twice is no error.
    """
    with transaction.atomic():
        row = _visible(viewer).select_for_update(of=("self",)).filter(pk=decision_id).first()
        if row is None:
            raise NotVisible(f"decision {decision_id}")
        if row.undone_at is None:
            row.undone_at, row.undone_by = timezone.now(), by
            row.save(update_fields=["undone_at", "undone_by"])
            _open_again(row.alert)
            brand = row.alert.brand
            note(Act.DECISION_UNDONE, of=brand.enterprise, about=about_alert(brand, row.alert.holder), who=by)
        return _record(row)


def decision_on(alert_id: int) -> DecisionRecord | None:
    """The decision that stands on an alert, or the last call for help; None when nobody said anything."""
    return decisions_on([alert_id]).get(alert_id)


def decisions_on(alert_ids: Iterable[int]) -> dict[int, DecisionRecord]:
    """What `decision_on` says of each of these alerts, by id; alerts nobody said anything of are left out."""
    rows = _loaded(Decision.objects.filter(alert_id__in=list(alert_ids), undone_at__isnull=True))
    ordered = sorted(rows, key=lambda row: (row.answer != Answer.HELP.value, row.pk))
    return {row.alert_id: _record(row) for row in ordered}


def decisions(viewer: Viewer, *, limit: int = 500) -> tuple[DecisionRecord, ...]:
    """Every decision a viewer may see, those that stand first, newest first."""
    rows = _visible(viewer).order_by("undone_at", "-pk")
    return tuple(
        sorted(map(_record, rows[:limit]), key=lambda one: (one.undone_at is not None, -one.decision_id))
    )


def allowed(brand_ids: Iterable[str]) -> frozenset[tuple[str, str]]:
    """Brand id and conflict key of every rule that stands for these brands: what is not to be told."""
    rows = standing().filter(alert__brand__brand_id__in=list(brand_ids))
    return frozenset(rows.values_list("alert__brand__brand_id", "alert__conflict_key"))


def calls_for_help(viewer: Viewer, *, limit: int = 20) -> tuple[DecisionRecord, ...]:
    """The last call for help on each open alert a viewer may see, the longest waiting first."""
    call = Q(answer=Answer.HELP.value, undone_at__isnull=True)
    later = Decision.objects.filter(call, alert=OuterRef("alert"), pk__gt=OuterRef("pk"))
    rows = _visible(viewer).filter(call, ~Exists(later), alert__open=True)
    return tuple(map(_record, rows.order_by("pk")[:limit]))


def standing() -> QuerySet[Decision]:
    """The decisions that are rules: not undone, and more than a call for help."""
    return Decision.objects.filter(undone_at__isnull=True).exclude(answer=Answer.HELP.value)


def locked_alert(alert_id: int) -> Alert:
    """An alert's row, held until the transaction ends. Raises `NotVisible` when there is none."""
    rows = Alert.objects.select_for_update(of=("self",)).select_related("brand__enterprise")
    alert = rows.filter(pk=alert_id).first()
    if alert is None:
        raise NotVisible(f"alert {alert_id}")
    return alert


def refuse_decided(alert: Alert) -> None:
    """Raises `AlreadyDecided` where a decision stands."""
    before = standing().filter(alert=alert).first()
    if before is not None:
        raise AlreadyDecided(_record(before))


def _refuse_called(alert: Alert, **whose: object) -> None:
    """Raises `AlreadyDecided` where a call for help of this contact, person or program stands."""
    calls = Decision.objects.filter(alert=alert, answer=Answer.HELP.value, undone_at__isnull=True)
    before = calls.filter(**whose).order_by("-pk").first()
    if before is not None:
        raise AlreadyDecided(_record(before))


def refuse_grown(alert: Alert, seen: int | None) -> None:
    """Raises `Grown` where the alert is not at the revision that was seen; None asks nothing."""
    if seen is not None and seen != alert.revision:
        raise Grown(f"alert {alert.pk} is at {alert.revision}, {seen} was shown")


def _decide(
    alert: Alert,
    answer: Answer,
    *,
    by: str,
    contact: Contact | None = None,
    user_id: int | None = None,
    why: Why = NO_WHY,
    batch_id: int | None = None,
) -> DecisionRecord:
    refuse_decided(alert)
    row = Decision.objects.create(
        alert=alert,
        answer=answer.value,
        ground=why.ground.value if why.ground else "",
        words=why.words[:LONGEST_WORDS],
        batch_id=batch_id,
        contact=contact,
        user_id=user_id,
        by=by,
    )
    note(answer, of=alert.brand.enterprise, about=about_alert(alert.brand, alert.holder), who=by)
    if answer is not Answer.HELP:
        alert.open = False
        alert.save(update_fields=["open"])
        Delivery.objects.filter(alert=alert, state="pending").update(state="withdrawn")
    return _record(row)


def _open_again(alert: Alert) -> None:
    same = Alert.objects.filter(
        brand_id=alert.brand_id, conflict_key=alert.conflict_key, reason=alert.reason, open=True
    )
    if not same.exists():
        Alert.objects.filter(pk=alert.pk).update(open=True)
        now = timezone.now()
        Delivery.objects.filter(alert=alert, state="withdrawn").update(state="pending", next_try_at=now)


def _visible(viewer: Viewer) -> QuerySet[Decision]:
    rows = _loaded(Decision.objects.all())
    return rows if viewer.staff else rows.filter(alert__brand__enterprise_id__in=viewer.enterprise_ids)


def _loaded(rows: QuerySet[Decision]) -> QuerySet[Decision]:
    return rows.select_related("alert__brand__enterprise")


def _record(row: Decision) -> DecisionRecord:
    return DecisionRecord(
        decision_id=row.pk,
        alert_id=row.alert_id,
        enterprise=row.alert.brand.enterprise.name,
        brand_id=row.alert.brand.brand_id,
        brand=row.alert.brand.name,
        holder=row.alert.holder,
        answer=Answer(row.answer),
        by=row.by,
        made_at=row.made_at,
        why=why_of(row),
        undone_at=row.undone_at,
        undone_by=row.undone_by,
    )


def why_of(row: Decision | Proposal) -> Why:
    """The reason kept with a row."""
    return Why(ground=Ground(row.ground) if row.ground else None, words=row.words)
