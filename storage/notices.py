"""Notices: what the staff of the centre are told of the service itself."""

from django.db import transaction
from django.utils import timezone

from domain.alert import Notice as NoticeRecord
from storage.isolation import unbound
from storage.models import Contact, Delivery, Notice
from storage.staff_contacts import of_person


def open_notice(*, subject: tuple[str, str], says: tuple[str, str], whose: int | None = None) -> int:
    """Writes a notice (Chinese and English) and opens its delivery to each staff contact that can be reached; of what is `whose`
    (a user's id) to the contacts of that person alone, where one can be reached.

    Returns how many there are.
    """
    with unbound(), transaction.atomic():
        notice = Notice.objects.create(
            subject_zh=subject[0], subject_en=subject[1], says_zh=says[0], says_en=says[1]
        )
        staff = Contact.objects.filter(enterprise__isnull=True, active=True, failing_since__isnull=True)
        own = list(staff.filter(of_person(whose))) if whose is not None else []
        now = timezone.now()
        rows = [Delivery(notice=notice, contact=contact, next_try_at=now) for contact in own or staff]
        Delivery.objects.bulk_create(rows)
    return len(rows)


def loaded_notices(notice_ids: set[int]) -> dict[int, NoticeRecord]:
    """Notices by id."""
    return {
        row.pk: NoticeRecord(
            notice_id=row.pk,
            subject_zh=row.subject_zh,
            subject_en=row.subject_en,
            says_zh=row.says_zh,
            says_en=row.says_en,
        )
        for row in Notice.objects.filter(pk__in=notice_ids)
    }
