"""What the head of every page links to, by who looks. 导航."""

from dataclasses import dataclass

from storage.people import may_let_in
from storage.viewers import Viewer


@dataclass(frozen=True, slots=True)
class Link:
    """A page of the head: its address's name and the key of its words. Those of a `group` stand under “more”, by group;
    those of `changes` are for who may change some enterprise."""

    address: str
    words: str
    group: str = ""
    staff: bool = False
    platform_admin: bool = False
    changes: bool = False
    keeps_people: bool = False


LINKS = (
    Link("alerts", "alerts"),
    Link("desk", "desk", staff=True),
    Link("cases", "cases_page"),
    Link("brands", "brands_page"),
    Link("overview", "overview"),
    Link("calendar", "calendar"),
    Link("fairs", "fairs_page"),
    Link("register", "register", staff=True),
    Link("sources", "sources"),
    Link("contacts", "contacts_page"),
    Link("proceedings", "proceedings_page", "menu_watching", staff=True),
    Link("applicants", "applicants_page", "menu_watching", staff=True),
    Link("trade", "trade_page", "menu_watching", staff=True),
    Link("tracked-pages", "tracked_page", "menu_watching", staff=True),
    Link("quality", "quality_page", "menu_watching", staff=True),
    Link("rules", "rules_page", "menu_watching"),
    Link("enterprises", "enterprises_page", "menu_enterprises", staff=True),
    Link("lists", "lists_page", "menu_enterprises"),
    Link("advisories", "advisories_page", "menu_enterprises"),
    Link("takedowns", "takedowns_page", "menu_enterprises"),
    Link("training", "training_page", "menu_enterprises"),
    Link("surveys", "surveys_page", "menu_enterprises"),
    Link("help", "help_page", "menu_enterprises"),
    Link("countries", "countries_page", "menu_knowledge"),
    Link("platforms", "platforms_page", "menu_knowledge"),
    Link("library", "library_page", "menu_knowledge"),
    Link("work-plan", "plan_page", "menu_reporting", staff=True),
    Link("reports", "reports_page", "menu_reporting", staff=True),
    Link("briefs", "brief_page", "menu_reporting"),
    Link("deliveries", "deliveries", "menu_service", staff=True),
    Link("tokens", "tokens_page", "menu_service", changes=True),
    Link("people", "people_page", "menu_service", keeps_people=True),
    Link("exports", "exports_page", "menu_service", changes=True),
    Link("deletions", "deletions_page", "menu_service", staff=True, platform_admin=True),
    Link("call-list", "case_call_list", "menu_service", staff=True, platform_admin=True),
    Link("audit", "audit_page", "menu_service", staff=True, platform_admin=True),
    Link("admin:index", "admin_page", "menu_service", staff=True, platform_admin=True),
)
"""In the order they are shown; those of one group follow one another."""


@dataclass(frozen=True, slots=True)
class Menu:
    """One group under “more”: the key of its title, and its links."""

    words: str
    links: tuple[Link, ...]


def links_for(viewer: Viewer) -> tuple[tuple[Link, ...], tuple[Menu, ...]]:
    """The pages a signed-in user may open: those of the head, and those under “more” by group."""
    shown = [
        one
        for one in LINKS
        if (viewer.staff or not one.staff)
        and (viewer.platform_admin or not one.platform_admin)
        and (viewer.staff or viewer.administers or not one.changes)
        and (may_let_in(viewer) or not one.keeps_people)
    ]
    groups = dict.fromkeys(one.group for one in shown if one.group)
    menus = tuple(Menu(name, tuple(one for one in shown if one.group == name)) for name in groups)
    return tuple(one for one in shown if not one.group), menus
