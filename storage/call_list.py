"""The call list: who of the centre is told of a major case, one after the other. 值守名单."""

from collections.abc import Sequence

from django.db import transaction

from domain.major import CallPlace as PlaceRecord
from storage.audit import Act, note
from storage.models import CallPlace, Contact
from storage.viewers import NotVisible, Viewer, only_platform_admins, only_staff

MOST_PLACES = 20


def call_list(viewer: Viewer) -> tuple[PlaceRecord, ...]:
    """The list in its order. Raises `NotVisible` for anybody but staff."""
    only_staff(viewer, "call list")
    rows = CallPlace.objects.select_related("contact").order_by("place")
    return tuple(_record(row.contact) for row in rows)


def callable_contacts(viewer: Viewer) -> tuple[PlaceRecord, ...]:
    """The centre's contacts that may be put on the list, by name. Raises `NotVisible` for anybody but staff."""
    only_staff(viewer, "call list")
    rows = Contact.objects.filter(enterprise__isnull=True, active=True).order_by("name", "pk")
    return tuple(map(_record, rows))


def set_call_list(viewer: Viewer, contact_ids: Sequence[int]) -> None:
    """Puts these contacts on the list in this order, in place of those before. Raises `NotVisible` for anybody but platform
    administrators, and for what is no contact of the centre; `ValueError` for more than `MOST_PLACES`.
    """
    only_platform_admins(viewer, "call list")
    wanted = list(dict.fromkeys(contact_ids))
    if len(wanted) > MOST_PLACES:
        raise ValueError(f"{len(wanted)} places")
    with transaction.atomic():
        rows = {
            row.pk: row for row in Contact.objects.filter(enterprise__isnull=True, active=True, pk__in=wanted)
        }
        if set(rows) != set(wanted):
            raise NotVisible("contact")
        before = list(
            CallPlace.objects.select_for_update().order_by("place").values_list("contact_id", flat=True)
        )
        if before == wanted:
            return
        CallPlace.objects.all().delete()
        CallPlace.objects.bulk_create(
            [
                CallPlace(place=place, contact_id=contact_id)
                for place, contact_id in enumerate(wanted, start=1)
            ]
        )
        note(Act.CALL_LIST_CHANGED, about=" → ".join(rows[one].name for one in wanted) or "—")


def _record(row: Contact) -> PlaceRecord:
    reachable = row.active and row.failing_since is None
    return PlaceRecord(contact_id=row.pk, name=row.name, channel=row.channel, reachable=reachable)
