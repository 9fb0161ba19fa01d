"""Viewer: whose eyes a query is made for. Every query that reaches a screen takes one."""

from dataclasses import dataclass

from domain.role import Role
from storage.models import Enterprise, Membership


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewer:
    """Staff see every enterprise; anyone else sees the enterprises named here and nothing more.

    `administers` are those of the enterprises seen whose brands, contacts, tokens and people the viewer may change.
    `user_id` is None for a program that asks with a token.
    """

    user_id: int | None
    staff: bool
    platform_admin: bool = False
    enterprise_ids: frozenset[int] = frozenset()
    administers: frozenset[int] = frozenset()

    @property
    def person_id(self) -> int:
        """The user's id. Raises `NotVisible` for a program: what it is asked for belongs to people."""
        if self.user_id is None:
            raise NotVisible("a program")
        return self.user_id

    def may_change(self, enterprise_id: int) -> bool:
        """Whether the viewer keeps this enterprise's brands, contacts, tokens and people."""
        return self.staff or enterprise_id in self.administers


class NotVisible(LookupError):
    """What was asked for does not exist, or not for this viewer; the two look alike on purpose."""


def only_staff(viewer: Viewer, what: str) -> None:
    """Raises `NotVisible` for anybody but staff."""
    if not viewer.staff:
        raise NotVisible(what)


def only_platform_admins(viewer: Viewer, what: str) -> None:
    """Raises `NotVisible` for anybody but platform administrators."""
    if not (viewer.staff and viewer.platform_admin):
        raise NotVisible(what)


def enterprises_of(viewer: Viewer) -> list[str]:
    """The names of a viewer's own enterprises, in order; staff belong to none."""
    rows = Enterprise.objects.filter(pk__in=viewer.enterprise_ids).order_by("name")
    return list(rows.values_list("name", flat=True))


def enterprise_choices(viewer: Viewer) -> tuple[tuple[int, str], ...]:
    """Row id and name of every enterprise a viewer may see, by name."""
    rows = (
        Enterprise.objects.all() if viewer.staff else Enterprise.objects.filter(pk__in=viewer.enterprise_ids)
    )
    return tuple(rows.order_by("name").values_list("pk", "name"))


def changeable_enterprises(viewer: Viewer) -> tuple[tuple[int, str], ...]:
    """Row id and name of the enterprises whose brands, contacts, tokens and people the viewer may change, by name."""
    rows = Enterprise.objects.all() if viewer.staff else Enterprise.objects.filter(pk__in=viewer.administers)
    return tuple(rows.order_by("name").values_list("pk", "name"))


def administered_by(viewer: Viewer) -> list[str]:
    """The names of the enterprises a viewer is an administrator of, in order; staff are of none."""
    rows = Enterprise.objects.filter(pk__in=viewer.administers).order_by("name")
    return list(rows.values_list("name", flat=True))


def viewer_of(user_id: int, *, staff: bool, platform_admin: bool = False) -> Viewer:
    """The viewer behind a signed-in user."""
    roles = dict(Membership.objects.filter(user_id=user_id).values_list("enterprise_id", "role"))
    return Viewer(
        user_id=user_id,
        staff=staff,
        platform_admin=staff and platform_admin,
        enterprise_ids=frozenset(roles),
        administers=frozenset(one for one, role in roles.items() if role == Role.ENTERPRISE_ADMIN),
    )
