"""Sessions of signed-in people, tries at signing in, and invitations. 登录."""

from typing import Any

from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models.functions import Now


class Session(AbstractBaseSession):
    """One browser that is signed in, or a visitor with something to remember; `user_number` says who, so that a person's
    sessions can be ended.
    """

    user_number = models.BigIntegerField(null=True, db_index=True)

    @classmethod
    def get_session_store_class(cls) -> Any:
        """What reads and writes these rows."""
        from storage.sessions import SessionStore  # which imports this module

        return SessionStore


class SignInTries(models.Model):
    """How often one account, or one address, was tried since an instant; reset by a success."""

    key = models.TextField(primary_key=True)
    tries = models.PositiveIntegerField()
    since = models.DateTimeField(db_index=True)


class Invitation(models.Model):
    """A link that lets somebody in once, in a `domain.role.Role`: of an enterprise, or without one of the staff. The link
    itself is kept nowhere, only its hash; `user_number` is who came in by it.
    """

    enterprise = models.ForeignKey("storage.Enterprise", on_delete=models.CASCADE, null=True)
    email = models.TextField()
    role = models.TextField()
    link_hash = models.TextField(unique=True)
    invited_by = models.TextField()
    made_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    user_number = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise", "email"],
                nulls_distinct=False,
                condition=models.Q(accepted_at__isnull=True, withdrawn_at__isnull=True),
                name="one_open_invitation",
            )
        ]
