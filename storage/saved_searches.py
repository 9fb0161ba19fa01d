"""Searches a user keeps: each belongs to its user alone."""

from dataclasses import dataclass

from django.db import transaction

from storage.models import SavedSearch
from storage.viewers import Viewer

MOST_SAVED = 50


class TooManySaved(ValueError):
    """A user keeps `MOST_SAVED` searches; one of them has to go first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptSearch:
    """A saved search; `asked` is the part of its address after the question mark."""

    search_id: int
    name: str
    asked: str


def saved_searches(viewer: Viewer) -> list[KeptSearch]:
    """The viewer's own, the last saved first."""
    rows = SavedSearch.objects.filter(user_id=viewer.user_id).order_by("-saved_at", "-pk")
    return [KeptSearch(search_id=row.pk, name=row.name, asked=row.asked) for row in rows]


def save_search(viewer: Viewer, name: str, asked: str) -> None:
    """Keeps a search under a name, in place of what had that name. Raises TooManySaved."""
    with transaction.atomic():
        own = SavedSearch.objects.select_for_update().filter(user_id=viewer.user_id)
        names = set(own.values_list("name", flat=True))
        if name not in names and len(names) >= MOST_SAVED:
            raise TooManySaved(name)
        SavedSearch.objects.update_or_create(user_id=viewer.user_id, name=name, defaults={"asked": asked})


def forget_search(viewer: Viewer, search_id: int) -> None:
    """Drops one of the viewer's own; another's, or none, is left as it is."""
    SavedSearch.objects.filter(pk=search_id, user_id=viewer.user_id).delete()
