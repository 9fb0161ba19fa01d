"""Invitations: who may let whom in, and the link that does it once. 邀请."""

import datetime as dt
from dataclasses import dataclass

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractUser
from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from domain.role import Role
from storage.audit import Act, note
from storage.isolation import unbound
from storage.models import Enterprise, Invitation, Membership
from storage.people import NameTaken, PasswordRefused
from storage.shown_once import hash_of, new_secret
from storage.viewers import NotVisible, Viewer

LASTS = dt.timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationLine:
    """An invitation nobody has accepted or withdrawn; `enterprise` is "" for one to the staff."""

    invitation_id: int
    email: str
    role: Role
    enterprise: str
    invited_by: str
    expires_at: dt.datetime
    expired: bool


class NotInvitable(ValueError):
    """Whoever was to be invited is invited already, or has an account (`known`)."""

    def __init__(self, *, known: bool) -> None:
        super().__init__("has an account" if known else "is invited already")
        self.known = known


class LinkRefused(LookupError):
    """A link that opens nothing, and `why`: `unknown`, `expired`, `used`, `withdrawn`, or `known` where the address
    has an account by now.
    """

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def open_invitations(viewer: Viewer) -> tuple[InvitationLine, ...]:
    """What waits to be accepted, newest first. Raises `NotVisible` for whoever may invite nobody."""
    now = timezone.now()
    rows = _open(viewer).select_related("enterprise").order_by("-pk")
    return tuple(
        InvitationLine(
            invitation_id=row.pk,
            email=row.email,
            role=Role(row.role),
            enterprise=row.enterprise.name if row.enterprise else "",
            invited_by=row.invited_by,
            expires_at=row.expires_at,
            expired=row.expires_at <= now,
        )
        for row in rows
    )


def invite(viewer: Viewer, email: str, role: Role, *, enterprise: str, by: str) -> str:
    """Invites somebody, and returns the secret part of the link: 256 random bits, kept as a hash alone.

    Raises `NotVisible` where the viewer may not, `NotInvitable`, and `ValueError` for a role of the other side.
    """
    if role.staff != (not enterprise):
        raise ValueError(f"{role} and {enterprise or 'staff'} do not go together")
    owner = _may_invite(viewer, enterprise)
    address = email.strip().lower()
    with transaction.atomic():
        if get_user_model().objects.filter(email__iexact=address).values("pk").exists():
            raise NotInvitable(known=True)
        same = Invitation.objects.filter(enterprise=owner, email=address)
        same = same.filter(accepted_at=None, withdrawn_at=None)
        same.filter(expires_at__lte=timezone.now()).update(withdrawn_at=timezone.now())
        secret = new_secret()
        row = Invitation(enterprise=owner, email=address, role=role.value, invited_by=by)
        row.link_hash, row.expires_at = hash_of(secret).hex(), timezone.now() + LASTS
        Invitation.objects.bulk_create([row], ignore_conflicts=True)
        if not Invitation.objects.filter(link_hash=row.link_hash).exists():
            raise NotInvitable(known=False)
        note(Act.INVITED, of=owner, about=f"{address} · {role}")
    return secret


def _may_invite(viewer: Viewer, enterprise: str) -> Enterprise | None:
    """The enterprise somebody is invited to, None for the staff. Raises `NotVisible`."""
    if not enterprise and viewer.platform_admin:
        return None
    owner = Enterprise.objects.filter(name=enterprise).first()
    if owner is None or not (viewer.platform_admin or owner.pk in viewer.administers):
        raise NotVisible(f"enterprise {enterprise}")
    return owner


def invite_again(viewer: Viewer, invitation_id: int, *, by: str) -> tuple[InvitationLine, str]:
    """A new link for seven days more; the one before opens nothing. Raises `NotVisible`."""
    secret, until = new_secret(), timezone.now() + LASTS
    with transaction.atomic():
        rows = _open(viewer).filter(pk=invitation_id)
        if not rows.update(link_hash=hash_of(secret).hex(), expires_at=until, invited_by=by):
            raise NotVisible(f"invitation {invitation_id}")
        (line,) = [one for one in open_invitations(viewer) if one.invitation_id == invitation_id]
        row = Invitation.objects.select_related("enterprise").get(pk=invitation_id)
        note(Act.INVITED, of=row.enterprise, about=f"{row.email} · {row.role}")
    return line, secret


def withdraw(viewer: Viewer, invitation_id: int) -> None:
    """Ends an invitation. Raises `NotVisible`, also for one that was accepted or withdrawn meanwhile."""
    with transaction.atomic():
        row = _open(viewer).filter(pk=invitation_id).select_related("enterprise").first()
        if row is None or not _open(viewer).filter(pk=invitation_id).update(withdrawn_at=timezone.now()):
            raise NotVisible(f"invitation {invitation_id}")
        note(Act.INVITATION_WITHDRAWN, of=row.enterprise, about=row.email)


def _open(viewer: Viewer) -> QuerySet[Invitation]:
    rows = Invitation.objects.filter(accepted_at__isnull=True, withdrawn_at__isnull=True)
    if viewer.platform_admin:
        return rows
    if viewer.staff or not viewer.administers:
        raise NotVisible("invitations")
    return rows.filter(enterprise_id__in=viewer.administers)


def invitation_of(secret: str) -> InvitationLine:
    """What a link invites to. Raises `LinkRefused`."""
    with unbound():
        row = _row_of(secret)
        return InvitationLine(
            invitation_id=row.pk,
            email=row.email,
            role=Role(row.role),
            enterprise=row.enterprise.name if row.enterprise else "",
            invited_by=row.invited_by,
            expires_at=row.expires_at,
            expired=False,
        )


def accept(secret: str, *, name: str, password: str) -> AbstractUser:
    """The new user. Twice at once makes one. Raises `LinkRefused`, `NameTaken`, `PasswordRefused`."""
    with unbound(), transaction.atomic():
        row = _row_of(secret, lock=True)
        users = get_user_model().objects
        try:
            UnicodeUsernameValidator()(name)
        except ValidationError as wrong:
            raise NameTaken(name) from wrong
        if users.filter(username__iexact=name).exists():
            raise NameTaken(name)
        role = Role(row.role)
        user = users.model(
            username=name, email=row.email, is_staff=role.staff, is_superuser=role is Role.PLATFORM_ADMIN
        )
        try:
            validate_password(password, user)
        except ValidationError as error:
            raise PasswordRefused(" ".join(error.messages)) from error
        user.set_password(password)
        try:
            with transaction.atomic():
                user.save()
        except IntegrityError as taken:
            raise NameTaken(name) from taken
        if row.enterprise is not None:
            Membership.objects.create(user=user, enterprise=row.enterprise, role=role.value)
        row.accepted_at, row.user_number = timezone.now(), user.pk
        row.save(update_fields=["accepted_at", "user_number"])
        note(Act.INVITATION_ACCEPTED, of=row.enterprise, about=f"{row.email} · {role}", who=name)
    return user


def _row_of(secret: str, *, lock: bool = False) -> Invitation:
    rows = Invitation.objects.select_for_update() if lock else Invitation.objects.all()
    row = rows.filter(link_hash=hash_of(secret).hex()).first()
    if row is None:
        raise LinkRefused("unknown")
    if row.accepted_at is not None:
        raise LinkRefused("used")
    if row.withdrawn_at is not None:
        raise LinkRefused("withdrawn")
    if row.expires_at <= timezone.now():
        raise LinkRefused("expired")
    if get_user_model().objects.filter(email__iexact=row.email).exists():
        raise LinkRefused("known")
    return row
