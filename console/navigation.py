"""What the head of every page links to, by who looks. 导航."""

from dataclasses import dataclass

from storage.people import may_let_in
from storage.viewers import Viewer


@dataclass(frozen=True, slots=True)
class Link:
    """A page of the head: its address's name and the key of its words. `rare` ones stand under “more”, those of
    `changes` are for who may change some enterprise."""

    address: str
    words: str
    staff: bool = False
    platform_admin: bool = False
    changes: bool = False
    keeps_people: bool = False
    rare: bool = False


LINKS = (
    Link("alerts", "alerts"),
    Link("desk", "desk", staff=True),
    Link("cases", "cases_page"),
    Link("brands", "brands_page"),
    Link("overview", "overview"),
    Link("calendar", "calendar"),
    Link("fairs", "fairs_page"),
    Link("register", "register", staff=True),
    Link("proceedings", "proceedings_page", staff=True),
    Link("sources", "sources"),
    Link("contacts", "contacts_page"),
    Link("lists", "lists_page", rare=True),
    Link("advisories", "advisories_page"),
    Link("surveys", "surveys_page", rare=True),
    Link("countries", "countries_page", rare=True),
    Link("library", "library_page", rare=True),
    Link("reports", "reports_page", staff=True, rare=True),
    Link("briefs", "brief_page", rare=True),
    Link("help", "help_page", rare=True),
    Link("rules", "rules_page", rare=True),
    Link("tracked-pages", "tracked_page", staff=True, rare=True),
    Link("quality", "quality_page", staff=True, rare=True),
    Link("tokens", "tokens_page", changes=True, rare=True),
    Link("deliveries", "deliveries", staff=True, rare=True),
    Link("audit", "audit_page", staff=True, platform_admin=True, rare=True),
    Link("call-list", "case_call_list", staff=True, platform_admin=True, rare=True),
    Link("people", "people_page", keeps_people=True, rare=True),
    Link("exports", "exports_page", changes=True, rare=True),
    Link("deletions", "deletions_page", staff=True, platform_admin=True, rare=True),
    Link("admin:index", "admin_page", staff=True, platform_admin=True, rare=True),
)
"""In the order they are shown."""


def links_for(viewer: Viewer) -> tuple[tuple[Link, ...], tuple[Link, ...]]:
    """The pages a signed-in user may open, the usual and the rare ones."""
    shown = [
        one
        for one in LINKS
        if (viewer.staff or not one.staff)
        and (viewer.platform_admin or not one.platform_admin)
        and (viewer.staff or viewer.administers or not one.changes)
        and (may_let_in(viewer) or not one.keeps_people)
    ]
    return tuple(one for one in shown if not one.rare), tuple(one for one in shown if one.rare)
