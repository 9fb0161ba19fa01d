"""What the head of every page links to, by who looks. 导航."""

from dataclasses import dataclass

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

from storage.viewers import changes_any


@dataclass(frozen=True, slots=True)
class Link:
    """A page of the head: its address's name and the key of its words. `rare` ones stand under “more”, those of
    `changes` are for who may change some enterprise."""

    address: str
    words: str
    staff: bool = False
    platform_admin: bool = False
    changes: bool = False
    rare: bool = False


LINKS = (
    Link("alerts", "alerts"),
    Link("desk", "desk", staff=True),
    Link("brands", "brands_page"),
    Link("overview", "overview"),
    Link("calendar", "calendar"),
    Link("register", "register", staff=True),
    Link("sources", "sources"),
    Link("contacts", "contacts_page"),
    Link("help", "help_page", rare=True),
    Link("rules", "rules_page", rare=True),
    Link("quality", "quality_page", staff=True, rare=True),
    Link("tokens", "tokens_page", changes=True, rare=True),
    Link("deliveries", "deliveries", staff=True, rare=True),
    Link("audit", "audit_page", staff=True, rare=True),
    Link("people", "people_page", staff=True, rare=True),
)
"""In the order they are shown."""


def links_for(user: AbstractBaseUser | AnonymousUser) -> tuple[tuple[Link, ...], tuple[Link, ...]]:
    """The pages a signed-in user may open, the usual and the rare ones."""
    staff, admin = getattr(user, "is_staff", False), getattr(user, "is_superuser", False)
    changes = staff or changes_any(user.pk)
    shown = [
        one
        for one in LINKS
        if (staff or not one.staff) and (admin or not one.platform_admin) and (changes or not one.changes)
    ]
    return tuple(one for one in shown if not one.rare), tuple(one for one in shown if one.rare)
