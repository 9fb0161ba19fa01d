"""Rescreens done at once, here and now."""

from jobs.rescreening import plan_rescreen, rescreen_everything, rescreen_part
from storage.models import Rescreen


def everything_rescreened() -> None:
    """Everything kept is held against everything watched."""
    rescreened(rescreen_everything())


def rescreened(rescreen_id: int | None = None) -> Rescreen:
    """Cuts a rescreen, the newest when none is given, and does its parts."""
    row = Rescreen.objects.get(pk=rescreen_id) if rescreen_id else Rescreen.objects.latest("pk")
    plan_rescreen(row.pk)
    for part_id in row.parts.order_by("number").values_list("pk", flat=True):
        rescreen_part(part_id)
    row.refresh_from_db()
    return row
