"""Sessions of signed-in people, and tries at signing in. 登录."""

from typing import Any

from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models


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
