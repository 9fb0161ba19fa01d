"""Which enterprises a think tank or commissioner looks after. 智库与特派员派驻."""

from django.db import transaction
from django.utils import timezone

from domain.adviser import Assignment
from domain.list_fields import ADVISERS_OF
from domain.lists import ListKind
from storage.audit import Act, note
from storage.models import Adviser, AdviserAssignment, Enterprise
from storage.viewers import NotVisible, Viewer, only_staff

MOST = 500


def assignments_of(viewer: Viewer, adviser_id: int) -> tuple[Assignment, ...]:
    """The enterprises it looks after, and then those it did, the newest first. Raises `NotVisible` for anybody but staff."""
    only_staff(viewer, f"adviser {adviser_id}")
    rows = AdviserAssignment.objects.filter(adviser_id=adviser_id).select_related("enterprise")
    ordered = sorted(rows.order_by("-since", "-pk")[:MOST], key=lambda row: row.until is not None)
    return tuple(
        Assignment(
            assignment_id=row.pk,
            enterprise_id=row.enterprise_id,
            enterprise=row.enterprise.name,
            says=row.says,
            since=row.since,
            until=row.until,
        )
        for row in ordered
    )


def assign(viewer: Viewer, adviser_id: int, enterprise_id: int, *, says: str, by: str) -> None:
    """Has an active think tank or commissioner look after an enterprise from today on; one it looks after stays as it is.

    Raises `NotVisible` for anybody but staff, and for who is not there or is of another list.
    """
    only_staff(viewer, f"adviser {adviser_id}")
    kinds = ADVISERS_OF[ListKind.THINK_TANKS]
    with transaction.atomic():
        adviser = (
            Adviser.objects.select_for_update(of=("self",))
            .filter(pk=adviser_id, kind__in=kinds, active=True)
            .first()
        )
        enterprise = Enterprise.objects.filter(pk=enterprise_id).first()
        if adviser is None or enterprise is None:
            raise NotVisible(f"adviser {adviser_id}, enterprise {enterprise_id}")
        _, new = AdviserAssignment.objects.get_or_create(
            adviser=adviser,
            enterprise=enterprise,
            until=None,
            defaults={"says": says, "since": timezone.localdate(), "since_by": by},
        )
        if new:
            note(Act.ADVISER_ASSIGNED, of=enterprise, about=f"{adviser.kind} · {adviser.name}")


def relieve(viewer: Viewer, adviser_id: int, assignment_id: int, *, by: str) -> None:
    """Ends an assignment today; one that is ended stays so. Raises `NotVisible` for anybody but staff."""
    only_staff(viewer, f"adviser {adviser_id}")
    with transaction.atomic():
        rows = AdviserAssignment.objects.select_for_update(of=("self",)).filter(
            pk=assignment_id, adviser_id=adviser_id
        )
        row = rows.select_related("adviser", "enterprise").first()
        if row is None:
            raise NotVisible(f"assignment {assignment_id}")
        if row.until is None:
            row.until, row.until_by = timezone.localdate(), by
            row.save(update_fields=["until", "until_by"])
            note(Act.ADVISER_RELIEVED, of=row.enterprise, about=f"{row.adviser.kind} · {row.adviser.name}")
