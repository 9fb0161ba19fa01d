"""Searches a user keeps: each belongs to its user alone."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet

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
    rows = _own(viewer).order_by("-saved_at", "-pk")
    return [KeptSearch(search_id=row.pk, name=row.name, asked=row.asked) for row in rows]


def save_search(viewer: Viewer, name: str, asked: str) -> None:
    """Keeps a search under a name, in place of what had that name. Raises TooManySaved."""
    with transaction.atomic():
        own = _own(viewer).select_for_update()
        names = set(own.values_list("name", flat=True))
        if name not in names and len(names) >= MOST_SAVED:
            raise TooManySaved(name)
        SavedSearch.objects.update_or_create(user_id=_user(viewer), name=name, defaults={"asked": asked})


def forget_search(viewer: Viewer, search_id: int) -> None:
    """Drops one of the viewer's own; another's, or none, is left as it is."""
    _own(viewer).filter(pk=search_id).delete()


def _own(viewer: Viewer) -> QuerySet[SavedSearch]:
    return SavedSearch.objects.filter(user_id=_user(viewer))


def _user(viewer: Viewer) -> int:
    assert viewer.user_id is not None, "programs keep no searches"
    return viewer.user_id
