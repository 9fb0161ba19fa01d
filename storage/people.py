"""Users: staff of the centre, and members of an enterprise who see only their own."""

import datetime as dt
from collections import Counter, defaultdict
from dataclasses import dataclass

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractUser
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from domain.role import Role
from storage.audit import Act, note
from storage.models import Enterprise, Membership, Session
from storage.sessions import end_sessions
from storage.viewers import NotVisible, Viewer, only_staff


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who may sign in; `sessions` is how many browsers are signed in now."""

    user_id: int
    name: str
    role: Role
    enterprises: tuple[str, ...]
    last_signed_in: dt.datetime | None
    sessions: int


class PasswordRefused(ValueError):
    """A password too short or too common; the message says which."""


def save_user(name: str, password: str, *, enterprise: str | None, role: Role | None = None) -> None:
    """Adds a user, or gives a known one this password, which ends its sessions. Without an enterprise the user is staff.

    Without a role it is the one that may do most: platform administrator, or administrator of the enterprise. Raises
    `PasswordRefused` when the password does not meet the rules, `ValueError` for a role that is not of that side.
    """
    role = role or (Role.PLATFORM_ADMIN if enterprise is None else Role.ENTERPRISE_ADMIN)
    if role.staff != (enterprise is None):
        raise ValueError(f"{role} belongs to {'the staff' if role.staff else 'an enterprise'}")
    try:
        validate_password(password)
    except ValidationError as error:
        raise PasswordRefused(" ".join(error.messages)) from error
    with transaction.atomic():
        user, _ = get_user_model().objects.get_or_create(username=name)
        user.is_staff = role.staff
        user.is_superuser = role is Role.PLATFORM_ADMIN
        user.set_password(password)
        user.save()
        end_sessions(user.pk)
        Membership.objects.filter(user=user).delete()
        if enterprise is not None:
            owner, _ = Enterprise.objects.get_or_create(name=enterprise)
            Membership.objects.create(user=user, enterprise=owner, role=role)


def people(viewer: Viewer) -> tuple[Person, ...]:
    """Everybody who may sign in, staff first. Raises `NotVisible` for anybody but staff."""
    only_staff(viewer, "people")
    belongs: dict[int, list[str]] = defaultdict(list)
    roles: dict[int, Role] = {}
    for user_id, name, role in Membership.objects.order_by("enterprise__name").values_list(
        "user", "enterprise__name", "role"
    ):
        belongs[user_id].append(name)
        roles[user_id] = Role(role)
    live = Session.objects.filter(user_number__isnull=False, expire_date__gt=timezone.now())
    sessions = Counter(live.values_list("user_number", flat=True))
    rows = get_user_model().objects.filter(is_active=True).order_by("-is_staff", "username")
    return tuple(
        Person(
            user_id=row.pk,
            name=row.username,
            role=_role_of_staff(row) if row.is_staff else roles.get(row.pk, Role.MEMBER),
            enterprises=tuple(belongs[row.pk]),
            last_signed_in=row.last_login,
            sessions=sessions[row.pk],
        )
        for row in rows
    )


def _role_of_staff(row: AbstractUser) -> Role:
    return Role.PLATFORM_ADMIN if row.is_superuser else Role.REVIEWER


def end_sessions_of(viewer: Viewer, user_id: int) -> int:
    """Ends every session of a person, and returns how many. Raises `NotVisible` for anybody but staff, or for nobody."""
    only_staff(viewer, "people")
    row = get_user_model().objects.filter(pk=user_id).first()
    if row is None:
        raise NotVisible(f"user {user_id}")
    with transaction.atomic():
        ended = end_sessions(user_id)
        note(Act.SESSIONS_ENDED, about=row.username)
    return ended
