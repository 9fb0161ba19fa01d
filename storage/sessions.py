"""Django's sessions in a table that says whose they are. They belong to no enterprise, so they are read and written
unbound, whatever the request is bound to.
"""

from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.utils import timezone

from storage.isolation import unbound
from storage.models import Session


class SessionStore(DatabaseStore):
    """The engine of SESSION_ENGINE."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        """Our own table."""
        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        """The row, with its user."""
        row = super().create_model_instance(data)
        assert isinstance(row, Session)
        user = data.get(SESSION_KEY)
        row.user_number = int(user) if user else None
        return row

    def load(self) -> dict[str, Any]:
        """What the session remembers; nothing once it has ended."""
        with unbound():
            loaded: dict[str, Any] = super().load()
            return loaded

    def exists(self, session_key: str) -> bool:
        """True while there is such a session."""
        with unbound():
            return bool(super().exists(session_key))

    def save(self, must_create: bool = False) -> None:
        """Writes it. One that was ended meanwhile is not brought back: Django answers that with 400."""
        with unbound():
            super().save(must_create)

    def delete(self, session_key: str | None = None) -> None:
        """Ends it."""
        with unbound():
            super().delete(session_key)


def end_sessions(user_id: int, *, but: str | None = None) -> int:
    """Ends a person's sessions, but one by its key, and returns how many; the next request of each asks for a sign-in."""
    with unbound():
        return Session.objects.filter(user_number=user_id).exclude(session_key=but).delete()[0]


def drop_expired(*, limit: int = 5_000) -> int:
    """Deletes sessions past their time, and returns how many."""
    rows = Session.objects.filter(expire_date__lt=timezone.now()).order_by("expire_date")
    return Session.objects.filter(pk__in=list(rows.values_list("pk", flat=True)[:limit])).delete()[0]
