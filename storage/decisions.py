"""Decisions in and out of the database, and the rules that follow from them. 处理决定与记忆规则."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from domain.decision import Answer
from domain.decision import Decision as DecisionRecord
from storage.audit import Act, about_alert, note
from storage.models import Alert, Contact, Decision, Delivery
from storage.viewers import NotVisible, Viewer


class AlreadyDecided(Exception):
    """Somebody decided before; `decision` is what stands, or what this person said last."""

    def __init__(self, decision: DecisionRecord) -> None:
        super().__init__(f"alert {decision.alert_id} was decided: {decision.answer}")
        self.decision = decision


def decide_by_contact(alert_id: int, contact_id: int, answer: Answer) -> DecisionRecord:
    """Writes what a contact said by a link of a message. Raises `NotVisible` for an alert or contact that is gone, or a contact
    of another enterprise; `AlreadyDecided` when this contact used a link of this alert before, or the alert is decided.
    """
    with transaction.atomic():
        contact = Contact.objects.filter(pk=contact_id, active=True).first()
        alert = _locked(alert_id)
        if contact is None or contact.enterprise_id not in (None, alert.brand.enterprise_id):
            raise NotVisible(f"contact {contact_id}")
        used = Decision.objects.filter(alert=alert, contact=contact).order_by("-pk").first()
        if used is not None:
            raise AlreadyDecided(_record(used))
        return _decide(alert, answer, by=contact.name, contact=contact)


def decide(viewer: Viewer, alert_id: int, answer: Answer, *, by: str) -> DecisionRecord:
    """Writes what a signed-in person said. Raises `NotVisible` and `AlreadyDecided` as above."""
    with transaction.atomic():
        alert = _locked(alert_id)
        if not viewer.staff and alert.brand.enterprise_id not in viewer.enterprise_ids:
            raise NotVisible(f"alert {alert_id}")
        return _decide(alert, answer, by=by, user_id=viewer.user_id)


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
    rows = _loaded(Decision.objects.filter(alert_id=alert_id, undone_at__isnull=True))
    found = sorted(rows, key=lambda row: (row.answer == Answer.HELP.value, -row.pk))
    return _record(found[0]) if found else None


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


def _locked(alert_id: int) -> Alert:
    rows = Alert.objects.select_for_update(of=("self",)).select_related("brand__enterprise")
    alert = rows.filter(pk=alert_id).first()
    if alert is None:
        raise NotVisible(f"alert {alert_id}")
    return alert


def _decide(
    alert: Alert, answer: Answer, *, by: str, contact: Contact | None = None, user_id: int | None = None
) -> DecisionRecord:
    before = standing().filter(alert=alert).first()
    if before is not None:
        raise AlreadyDecided(_record(before))
    row = Decision.objects.create(alert=alert, answer=answer.value, contact=contact, user_id=user_id, by=by)
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
        undone_at=row.undone_at,
        undone_by=row.undone_by,
    )
