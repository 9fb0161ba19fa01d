"""What contacts are told about a case: opened once, withdrawn when it is past. 案件消息."""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from django.db import transaction
from django.db.models import Exists, F, OuterRef

from domain.case import CaseDeadline as DeadlineRecord
from domain.case import CaseState
from domain.casework import CaseTold
from domain.deadline import Confidence
from domain.subscription import Subscription
from storage.contacts import subscription_of
from storage.models import Case, CaseDeadline, CaseMessage, Contact, Delivery
from storage.reminders import NEXT_CONTACT_DAYS, STAFF_DAYS
from storage.staff_contacts import of_person

RemindedAt = Callable[[Subscription, dt.date | None], dt.datetime | None]
"""When a contact is told of a day, or with None of something without one, by its subscription; None for not."""

ENDED = [state.value for state in CaseState if state.ended]


def tell_enterprise(
    case_id: int, *, subject: tuple[str, str], says: tuple[str, str], when: RemindedAt
) -> int:
    """Tells the first contacts of a case's enterprise (Chinese and English); returns how many are told."""
    case = Case.objects.get(pk=case_id)
    contacts = Contact.objects.filter(enterprise_id=case.enterprise_id, rank=0, active=True).order_by("pk")
    message = CaseMessage.objects.create(
        case=case, subject_zh=subject[0], subject_en=subject[1], says_zh=says[0], says_en=says[1]
    )
    return len(open_deliveries_of(message, contacts, lambda contact: when(subscription_of(contact), None)))


def open_deliveries_of(
    message: CaseMessage, contacts: Iterable[Contact], at: Callable[[Contact], dt.datetime | None]
) -> list[int]:
    """Opens a message's delivery to each contact whose moment there is; returns their ids."""
    rows = [
        Delivery(case_message=message, contact=contact, next_try_at=moment, reminder=message.step)
        for contact in contacts
        if (moment := at(contact)) is not None
    ]
    return [row.pk for row in Delivery.objects.bulk_create(rows)]


def withdraw(case_id: int, *, deadline_id: int | None = None) -> None:
    """Withdraws what is still to be told of a case's days, or of one of them: it was met, or the case ended."""
    waiting = Delivery.objects.filter(
        case_message__case_id=case_id, case_message__deadline__isnull=False, state="pending"
    )
    if deadline_id is not None:
        waiting = waiting.filter(case_message__deadline_id=deadline_id)
    waiting.update(state="withdrawn")


def open_case_reminders(
    steps: Sequence[int], when: RemindedAt, *, now: dt.datetime, today: dt.date, limit: int
) -> list[int]:
    """Opens the reminders of cases' days that are due, as `storage.reminders.open_reminders` does of alerts: for each day that
    is not met the smallest step its days left have come down to, once; none of the step it was set within. Returns the ids of
    their deliveries. At most `limit` days at a time; the rest are found by the next call.
    """
    told: list[int] = []
    left, above = limit, -1
    for step in sorted(steps):
        due = _due(step, above=above, today=today, limit=left)
        for deadline_id in due:
            told += _remind(deadline_id, step, when, now)
        left, above = left - len(due), step
        if left <= 0:
            break
    return told


def _due(step: int, *, above: int, today: dt.date, limit: int) -> list[int]:
    reminded = CaseMessage.objects.filter(deadline=OuterRef("pk"), step=step)
    rows = CaseDeadline.objects.filter(
        ~Exists(reminded),
        met_at__isnull=True,
        day__gt=today + dt.timedelta(days=above),
        day__lte=today + dt.timedelta(days=step),
        set_at__date__lt=F("day") - dt.timedelta(days=step),
    ).exclude(case__state__in=ENDED)
    return list(rows.order_by("day", "pk").values_list("pk", flat=True)[:limit])


def _remind(deadline_id: int, step: int, when: RemindedAt, now: dt.datetime) -> list[int]:
    """Reminds of a day whose reminder is not written yet: two clocks at once remind once."""
    with transaction.atomic():
        rows = CaseDeadline.objects.select_for_update(of=("self",)).select_related("case")
        row = rows.filter(pk=deadline_id, met_at__isnull=True).first()
        if row is None or CaseMessage.objects.filter(deadline=row, step=step).exists():
            return []
        message = CaseMessage.objects.create(case=row.case, deadline=row, step=step)

        def at(contact: Contact) -> dt.datetime | None:
            return now if contact.enterprise_id is None else when(subscription_of(contact), row.day)

        return open_deliveries_of(message, _contacts(row.case, step), at)


def _contacts(case: Case, step: int) -> list[Contact]:
    """The enterprise's of rank 0, from a week before the next ones too; whoever has the case in hand, by the address or the name
    of a contact of the centre; and where none is theirs, all of the centre's from three days before, unless it is confidential.
    """
    ranks = (0, 1) if step <= NEXT_CONTACT_DAYS else (0,)
    own = list(
        Contact.objects.filter(enterprise_id=case.enterprise_id, rank__in=ranks, active=True).order_by("pk")
    )
    staff = Contact.objects.filter(enterprise__isnull=True, active=True).order_by("pk")
    assigned = list(staff.filter(of_person(case.assigned_id))) if case.assigned_id else []
    everybody = list(staff) if step <= STAFF_DAYS and not case.confidential else []
    return own + (assigned or everybody)


def loaded_messages(message_ids: set[int]) -> dict[int, CaseTold]:
    """What is told about cases, by id."""
    rows = CaseMessage.objects.filter(pk__in=message_ids).select_related("case__enterprise", "deadline")
    told = {row.pk: (_told(row), row.case.confidential) for row in rows}
    return {pk: _without_details(one) if confidential else one for pk, (one, confidential) in told.items()}


def _told(row: CaseMessage) -> CaseTold:
    return CaseTold(
        told_id=row.pk,
        case_id=row.case_id,
        number=row.case.number,
        enterprise=row.case.enterprise.name,
        title=row.case.title,
        major=row.case.major,
        subject_zh=row.subject_zh,
        subject_en=row.subject_en,
        says_zh=row.says_zh,
        says_en=row.says_en,
        deadline=deadline_record(row.deadline) if row.deadline else None,
        call_id=row.call_id,
    )


def _without_details(told: CaseTold) -> CaseTold:
    """What is told of a confidential case: that there is something to be read where one signs in, and until when."""
    day = told.deadline
    return replace(
        told,
        enterprise="",
        title="保密事项 · confidential",
        subject_zh=f"案件 {told.number} 有新的进展",
        subject_en=f"News of the case {told.number}",
        says_zh="此案保密，邮件和消息不含内容，请登录查看。",
        says_en="This case is confidential; messages hold nothing of it. Please sign in to read.",
        deadline=None
        if day is None
        else replace(day, says="期限 · deadline", rule="", source="", checked_on=None),
    )


def deadline_record(row: CaseDeadline) -> DeadlineRecord:
    """The domain record of a day."""
    return DeadlineRecord(
        deadline_id=row.pk,
        case_id=row.case_id,
        says=row.says,
        says_en=row.says_en,
        day=row.day,
        rule=row.rule,
        rule_en=row.rule_en,
        source=row.source,
        checked_on=row.checked_on,
        confidence=Confidence(row.confidence) if row.confidence else None,
        met_at=row.met_at,
        met_by=row.met_by,
    )
