"""Who acts in the demo: two of the centre's staff, the enterprises, and the member of one of them."""

import uuid
from dataclasses import dataclass

from domain.role import Role
from storage.people import save_user, user_of
from storage.viewers import Viewer, enterprise_choices, viewer_of

FOODS, MEDICAL, HOSES = (
    "青蔚海洋食品（演示）有限公司",
    "齐芮医疗器械（演示）有限公司",
    "鲁拓液压管业（演示）有限公司",
)
MARK = "【演示】"
"""What stands at the head of every title that is made up."""

STAFF, SECOND, MEMBER = "staff", "second", "member"
_FORMS = uuid.UUID("6f1c1f5e-3a38-4c1e-9a55-0d3e6f2b7a10")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """The viewers the demo acts as, and the enterprises' row ids by name."""

    staff: Viewer
    second: Viewer
    member: Viewer
    enterprises: dict[str, int]


def let_in(password: str, enterprise: str) -> None:
    """Adds who may sign in: a platform administrator, a second pair of eyes, and the enterprise's administrator."""
    save_user(STAFF, password, enterprise=None)
    save_user(SECOND, password, enterprise=None, role=Role.REVIEWER)
    save_user(MEMBER, password, enterprise=enterprise)


def cast() -> Cast:
    """Everybody, as `let_in` and the watchlist left them."""
    staff = _viewer(STAFF, staff=True, platform_admin=True)
    return Cast(
        staff=staff,
        second=_viewer(SECOND, staff=True),
        member=_viewer(MEMBER),
        enterprises={name: row for row, name in enterprise_choices(staff)},
    )


def _viewer(name: str, *, staff: bool = False, platform_admin: bool = False) -> Viewer:
    user = user_of(name)
    if user is None:
        raise LookupError(f"the demo's user {name} is gone")
    return viewer_of(user.pk, staff=staff, platform_admin=platform_admin)


def form(name: str) -> uuid.UUID:
    """The form that this part of the demo is sent with: the same each time, so that nothing is done twice."""
    return uuid.uuid5(_FORMS, name)
