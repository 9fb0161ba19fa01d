"""Filters and tags of the pages on complaints to platforms."""

from collections import Counter

from django import template
from django.utils.translation import get_language

from console.views import viewer
from domain.alert import Alert
from domain.observation import Kind
from domain.takedown import ListingOutcome, Takedown, TakedownCount
from response.platforms import platforms
from storage.case_list import whose_alert

register = template.Library()


@register.filter
def platform_name(key: str) -> str:
    """What a platform is called; its key where it is not known."""
    found = platforms().get(key)
    if found is None:
        return key
    return found.name_zh if (get_language() or "zh").startswith("zh") else found.name_en


@register.filter
def removed_share(count: TakedownCount) -> str:
    """0.625 as 62.5%, — where nothing was sent."""
    return f"{count.removed / count.listings:.1%}" if count.listings else "—"


@register.filter
def outcome_counts(takedown: Takedown) -> list[tuple[ListingOutcome, int]]:
    """How many listings of a complaint have each outcome, in the order of outcomes."""
    counted = Counter(line.outcome for line in takedown.lines)
    return [(one, counted[one]) for one in ListingOutcome if counted[one]]


@register.inclusion_tag("console/takedown_of_alert.html", takes_context=True)
def takedown_of_this_alert(context: template.Context, alert: Alert) -> dict[str, object]:
    """The way to a complaint, for an alert with listings and whoever may change its enterprise."""
    seen_by = viewer(context["request"])
    listed = any(match.observation.kind is Kind.LISTING for match in alert.matches)
    may = listed and seen_by.may_change(whose_alert(seen_by, alert.alert_id)[0])
    return {"alert_id": alert.alert_id, "may": may}
