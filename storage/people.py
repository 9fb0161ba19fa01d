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
from storage.isolation import unbound
from storage.models import Enterprise, Membership, Session
from storage.second_factor import with_second_factor
from storage.sessions import end_sessions
from storage.viewers import NotVisible, Viewer

_SHOWN = ("pk", "username", "email", "is_active", "last_login")
"""What an enterprise's people may be shown of each other; the database shows them no other column."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who may sign in, or with `active` false may no more; `sessions` is how many browsers are signed in now."""

    user_id: int
    name: str
    email: str
    role: Role
    enterprises: tuple[str, ...]
    active: bool
    second_factor: bool
    last_signed_in: dt.datetime | None
    sessions: int


class PasswordRefused(ValueError):
    """A password too short or too common; the message says which."""


class NameTaken(ValueError):
    """A login name somebody has, or none: letters, digits and @.+-_ alone."""


class LastPlatformAdmin(ValueError):
    """Nobody would be left who can let people in."""


def save_user(
    name: str, password: str, *, enterprise: str | None, role: Role | None = None, email: str = ""
) -> None:
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
        user.is_active = True
        user.email = email or user.email
        user.set_password(password)
        user.save()
        end_sessions(user.pk)
        Membership.objects.filter(user=user).delete()
        if enterprise is not None:
            owner, _ = Enterprise.objects.get_or_create(name=enterprise)
            Membership.objects.create(user=user, enterprise=owner, role=role)


def may_let_in(viewer: Viewer) -> bool:
    """Whether somebody keeps people: platform administrators everybody, an enterprise's administrators its own."""
    return viewer.platform_admin or (not viewer.staff and bool(viewer.administers))


def people(viewer: Viewer) -> tuple[Person, ...]:
    """Those a viewer keeps, staff first and those deactivated last. Raises `NotVisible` for whoever keeps nobody."""
    if not may_let_in(viewer):
        raise NotVisible("people")
    memberships = Membership.objects.order_by("enterprise__name")
    if not viewer.platform_admin:
        memberships = memberships.filter(enterprise_id__in=viewer.administers)
    belongs: dict[int, list[str]] = defaultdict(list)
    roles: dict[int, Role] = {}
    for user_id, name, role in memberships.values_list("user_id", "enterprise__name", "role"):
        belongs[user_id].append(name)
        roles[user_id] = Role(role)
    users = get_user_model().objects.order_by("username")
    if not viewer.platform_admin:
        users = users.filter(pk__in=list(belongs))
    rows = list(users.values_list(*_SHOWN, named=True))
    found = [row.pk for row in rows]
    staff = _roles_of_staff() if viewer.platform_admin else {}
    factors, sessions = with_second_factor(found), _sessions_of(found)
    shown = [
        Person(
            user_id=row.pk,
            name=row.username,
            email=row.email,
            role=staff.get(row.pk) or roles.get(row.pk, Role.MEMBER),
            enterprises=tuple(belongs[row.pk]),
            active=row.is_active,
            second_factor=row.pk in factors,
            last_signed_in=row.last_login,
            sessions=sessions[row.pk],
        )
        for row in rows
    ]
    return tuple(sorted(shown, key=lambda one: (not one.active, not one.role.staff)))


def _roles_of_staff() -> dict[int, Role]:
    rows = get_user_model().objects.filter(is_staff=True).values_list("pk", "is_superuser")
    return {user_id: Role.PLATFORM_ADMIN if admin else Role.REVIEWER for user_id, admin in rows}


def _sessions_of(user_ids: list[int]) -> Counter[int | None]:
    """Of people the viewer was shown already."""
    with unbound():
        live = Session.objects.filter(user_number__in=user_ids, expire_date__gt=timezone.now())
        return Counter(live.values_list("user_number", flat=True))


def end_sessions_of(viewer: Viewer, user_id: int) -> int:
    """Ends every session of a person, and returns how many. Raises `NotVisible` for somebody the viewer does not keep."""
    with transaction.atomic():
        name, owner = kept_by(viewer, user_id)
        ended = end_sessions(user_id)
        note(Act.SESSIONS_ENDED, of=owner, about=name)
    return ended


def change_role(viewer: Viewer, user_id: int, role: Role) -> bool:
    """Gives a person another role of the same side, staff or enterprise; False for the one they have.

    Raises `NotVisible` for somebody the viewer does not keep, `LastPlatformAdmin`, and `ValueError` for a role of the
    other side: for that the person is invited anew.
    """
    with transaction.atomic():
        name, owner = kept_by(viewer, user_id)
        if role.staff != (owner is None):
            raise ValueError(f"{role} is a role of the other side")
        with unbound():
            changed = _staff_role(user_id, role) if role.staff else _enterprise_role(user_id, role)
        if changed:
            note(Act.ROLE_CHANGED, of=owner, about=f"{name} · {role}")
    return changed


def _staff_role(user_id: int, role: Role) -> bool:
    if role is not Role.PLATFORM_ADMIN:
        check_another_platform_admin(user_id)
    admin = role is Role.PLATFORM_ADMIN
    rows = get_user_model().objects.filter(pk=user_id, is_staff=True).exclude(is_superuser=admin)
    return rows.update(is_superuser=admin) > 0


def _enterprise_role(user_id: int, role: Role) -> bool:
    return Membership.objects.filter(user_id=user_id).exclude(role=role.value).update(role=role.value) > 0


def deactivate(viewer: Viewer, user_id: int) -> bool:
    """Lets a person in no more, and ends their sessions; what they did stays theirs. False when it was so before.

    Raises `NotVisible` for somebody the viewer does not keep, `LastPlatformAdmin`.
    """
    with transaction.atomic():
        name, owner = kept_by(viewer, user_id)
        with unbound():
            check_another_platform_admin(user_id)
            done = get_user_model().objects.filter(pk=user_id, is_active=True).update(is_active=False) > 0
            end_sessions(user_id)
        if done:
            note(Act.DEACTIVATED, of=owner, about=name)
    return done


def activate(viewer: Viewer, user_id: int) -> bool:
    """Lets a person in again, by password and role as they were. Raises `NotVisible` as `deactivate` does."""
    with transaction.atomic():
        name, owner = kept_by(viewer, user_id)
        with unbound():
            done = get_user_model().objects.filter(pk=user_id, is_active=False).update(is_active=True) > 0
        if done:
            note(Act.ACTIVATED, of=owner, about=name)
    return done


def kept_by(viewer: Viewer, user_id: int) -> tuple[str, Enterprise | None]:
    """Name and enterprise of somebody the viewer keeps. An enterprise's administrator keeps only people of no other
    enterprise. Raises `NotVisible`.
    """
    if not may_let_in(viewer):
        raise NotVisible("people")
    name = get_user_model().objects.filter(pk=user_id).values_list("username", flat=True).first()
    with unbound():
        owners = [
            one.enterprise for one in Membership.objects.filter(user_id=user_id).select_related("enterprise")
        ]
    mine = bool(owners) and all(one.pk in viewer.administers for one in owners)
    if name is None or not (viewer.platform_admin or mine):
        raise NotVisible(f"user {user_id}")
    return name, owners[0] if owners else None


def check_another_platform_admin(user_id: int) -> None:
    """Raises `LastPlatformAdmin`. Two who would each leave the other as the last wait for one another here."""
    users = get_user_model().objects.select_for_update().order_by("pk")
    admins = set(users.filter(is_superuser=True, is_staff=True, is_active=True).values_list("pk", flat=True))
    if admins == {user_id}:
        raise LastPlatformAdmin("the last platform administrator")


def user_of(name: str) -> AbstractUser | None:
    """Whoever has this login name."""
    return get_user_model().objects.filter(username=name).first()
