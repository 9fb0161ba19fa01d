"""What is still to be done after a fair, by which day. 展后跟踪清单."""

import datetime as dt

from django.utils import timezone

from domain.fair import FollowUp
from storage.fairs import fair_of
from storage.models import FairFollowUp
from storage.viewers import NotVisible, Viewer, only_staff

MOST = 500


def follow_ups_of(viewer: Viewer, fair_id: int) -> tuple[FollowUp, ...]:
    """The list, what is not done first, by day. Raises `NotVisible` for anybody but staff."""
    only_staff(viewer, f"fair {fair_id}")
    rows = FairFollowUp.objects.filter(fair_id=fair_id).select_related("enterprise").order_by("due_on", "pk")
    found = [
        FollowUp(
            follow_up_id=row.pk,
            says=row.says,
            due_on=row.due_on,
            enterprise=row.enterprise.name if row.enterprise else "",
            done_at=row.done_at,
            done_by=row.done_by,
        )
        for row in rows[:MOST]
    ]
    return tuple(sorted(found, key=lambda one: one.done_at is not None))


def add_follow_up(
    viewer: Viewer, fair_id: int, says: str, due_on: dt.date, *, enterprise_id: int | None = None
) -> None:
    """Adds something to do; said twice for one day, it stands once. Raises `NotVisible`."""
    only_staff(viewer, f"fair {fair_id}")
    fair_of(viewer, fair_id)
    FairFollowUp.objects.get_or_create(
        fair_id=fair_id, says=says, due_on=due_on, defaults={"enterprise_id": enterprise_id}
    )


def finish_follow_up(viewer: Viewer, fair_id: int, follow_up_id: int, *, by: str) -> None:
    """Says that it is done; who said so first stands. Raises `NotVisible`."""
    only_staff(viewer, f"fair {fair_id}")
    row = FairFollowUp.objects.filter(pk=follow_up_id, fair_id=fair_id)
    if not row.exists():
        raise NotVisible(f"follow-up {follow_up_id}")
    row.filter(done_at=None).update(done_at=timezone.now(), done_by=by)
