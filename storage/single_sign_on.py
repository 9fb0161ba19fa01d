"""Whom an OpenID Connect provider's word lets in: people known here, and nobody else. 单点登录."""

from dataclasses import dataclass

from allauth.socialaccount.models import SocialAccount
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractUser
from django.db import transaction

from storage.audit import Act, note
from storage.isolation import unbound

_PROVIDER_LENGTH = 200
_SUBJECT_LENGTH = 191


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """Somebody as a provider names them: `sub` is theirs for good with this issuer (OpenID Connect Core, 2), `email` is ""
    unless the provider says that it is verified.
    """

    issuer: str
    sub: str
    email: str


class NotInvited(LookupError):
    """The provider knows this person, and nobody here is linked to them or has their verified address."""


def known_person(subject: Subject) -> AbstractUser:
    """The person behind a subject: the one linked to it, or by a verified address, which links the two for good.

    Raises `NotInvited`, also for an address that two people have, and for somebody linked to another subject already.
    """
    if not subject.sub or len(subject.sub) > _SUBJECT_LENGTH or len(subject.issuer) > _PROVIDER_LENGTH:
        raise NotInvited(subject.issuer)
    with unbound(), transaction.atomic():
        linked = SocialAccount.objects.filter(provider=subject.issuer, uid=subject.sub).first()
        if linked is not None:
            if not linked.user.is_active:
                raise NotInvited(subject.sub)
            user: AbstractUser = linked.user
            return user
        return _linked_by_address(subject)


def _linked_by_address(subject: Subject) -> AbstractUser:
    users = get_user_model().objects.select_for_update()
    found = list(users.filter(email__iexact=subject.email)[:2]) if subject.email else []
    if len(found) != 1 or not found[0].is_active:
        raise NotInvited(subject.sub)
    (user,) = found
    if SocialAccount.objects.filter(provider=subject.issuer, user=user).exists():
        raise NotInvited(subject.sub)
    SocialAccount.objects.create(provider=subject.issuer, uid=subject.sub, user=user)
    note(Act.SIGN_ON_LINKED, who=user.get_username(), about=user.get_username())
    return user
