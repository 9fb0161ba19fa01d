"""Viewer: whose eyes a query is made for. Every query that reaches a screen takes one."""

from dataclasses import dataclass

from storage.models import Enterprise, Membership


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewer:
    """Staff see every enterprise; anyone else sees the enterprises named here and nothing more."""

    user_id: int
    staff: bool
    enterprise_ids: frozenset[int] = frozenset()


class NotVisible(LookupError):
    """What was asked for does not exist, or not for this viewer; the two look alike on purpose."""


def only_staff(viewer: Viewer, what: str) -> None:
    """Raises `NotVisible` for anybody but staff."""
    if not viewer.staff:
        raise NotVisible(what)


def enterprises_of(viewer: Viewer) -> list[str]:
    """The names of a viewer's own enterprises, in order; staff belong to none."""
    rows = Enterprise.objects.filter(pk__in=viewer.enterprise_ids).order_by("name")
    return list(rows.values_list("name", flat=True))


def viewer_of(user_id: int, *, staff: bool) -> Viewer:
    """The viewer behind a signed-in user."""
    ids = Membership.objects.filter(user_id=user_id).values_list("enterprise_id", flat=True)
    return Viewer(user_id=user_id, staff=staff, enterprise_ids=frozenset(ids))
