"""Users: staff of the centre, and members of an enterprise who see only their own."""

from django.contrib.auth import get_user_model
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from storage.models import Enterprise, Membership


class PasswordRefused(ValueError):
    """A password too short or too common; the message says which."""


def save_user(name: str, password: str, *, enterprise: str | None) -> None:
    """Adds a user, or gives a known one this password. Without an enterprise the user is staff.

    Raises `PasswordRefused` when the password does not meet the rules.
    """
    try:
        validate_password(password)
    except ValidationError as error:
        raise PasswordRefused(" ".join(error.messages)) from error
    with transaction.atomic():
        user, _ = get_user_model().objects.get_or_create(username=name)
        user.is_staff = enterprise is None
        user.set_password(password)
        user.save()
        Membership.objects.filter(user=user).delete()
        if enterprise is not None:
            owner, _ = Enterprise.objects.get_or_create(name=enterprise)
            Membership.objects.create(user=user, enterprise=owner)
