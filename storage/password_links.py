"""A link by which somebody who forgot their password sets a new one, made by whoever keeps them. 重设密码.

Django's token: signed, good for PASSWORD_RESET_TIMEOUT, and void once the password it was made over is another, or its
owner has signed in.
"""

from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.tokens import default_token_generator
from django.core.exceptions import ValidationError
from django.db import transaction

from storage.audit import Act, note
from storage.isolation import unbound
from storage.people import PasswordRefused, kept_by
from storage.sessions import end_sessions
from storage.viewers import Viewer


class PasswordLinkRefused(LookupError):
    """Not a link of ours, past its time, used, or of somebody who may not sign in."""


def password_link(viewer: Viewer, user_id: int) -> tuple[str, str, str]:
    """Name, address and the secret part of a new link. Raises `NotVisible` for somebody the viewer does not keep, and
    `PasswordLinkRefused` for somebody deactivated.
    """
    with transaction.atomic():
        name, owner = kept_by(viewer, user_id)
        with unbound():
            user = get_user_model().objects.get(pk=user_id)
            if not user.is_active:
                raise PasswordLinkRefused(name)
            token = default_token_generator.make_token(user)
        note(Act.PASSWORD_LINK_MADE, of=owner, about=name)
    return name, user.email, token


def owner_of_link(user_id: int, token: str) -> User:
    """Whose password the link sets. Raises `PasswordLinkRefused`."""
    with unbound():
        user = get_user_model().objects.filter(pk=user_id, is_active=True).first()
        if user is None or not default_token_generator.check_token(user, token):
            raise PasswordLinkRefused(f"user {user_id}")
        return user


def set_password_by_link(user_id: int, token: str, password: str) -> User:
    """Sets the password, which ends the person's sessions; twice at once sets one.

    Raises `PasswordLinkRefused`, `PasswordRefused`.
    """
    with unbound(), transaction.atomic():
        get_user_model().objects.select_for_update().filter(pk=user_id).first()
        user = owner_of_link(user_id, token)
        try:
            validate_password(password, user)
        except ValidationError as error:
            raise PasswordRefused(" ".join(error.messages)) from error
        user.set_password(password)
        user.save(update_fields=["password"])
        end_sessions(user.pk)
        note(Act.PASSWORD_CHANGED, who=user.get_username(), about=user.get_username())
    return user
