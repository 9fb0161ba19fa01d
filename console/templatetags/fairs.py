"""Tags of the templates of fairs: sentences with a number in them."""

from django import template
from django.utils import timezone
from django.utils.translation import get_language

from console.texts import text
from domain.jurisdictions import name
from domain.work_plan import PAPERS, Due
from storage.fair_sheets import Round

register = template.Library()


def _t(key: str) -> str:
    return text(key, get_language() or "zh")


@register.simple_tag
def filled(key: str, number: object) -> str:
    """The words for a key with a number in its gap."""
    return _t(key).format(number)


@register.simple_tag
def sheets_going(one: Round) -> str:
    """How far a round has come."""
    return _t("fair_sheets_going").format(made=one.made, wanted=one.wanted)


@register.simple_tag
def sheets_made(one: Round) -> str:
    """How many sheets a round made, and when."""
    at = timezone.localtime(one.ended_at or one.asked_at)
    return _t("fair_sheets_made").format(made=one.made, at=f"{at:%Y-%m-%d %H:%M}")


@register.simple_tag
def sheets_why(offices: tuple[str, ...]) -> str:
    """What sheets rest on."""
    language = get_language() or "zh"
    joined = ("、" if language.startswith("zh") else ", ").join(name(one, language) for one in offices)
    return _t("fair_sheets_why").format(offices=joined)


@register.simple_tag
def plan_left(days: int) -> str:
    """逾期 3 天, 今天到期, 还有 5 天."""
    if days < 0:
        return _t("plan_days_over").format(-days)
    return _t("plan_days_left").format(days) if days else _t("plan_today")


@register.simple_tag
def plan_value(field: str, kept: str) -> str:
    """A field of an item of the plan as its history keeps it, in words."""
    if field == "state":
        return _t(f"plan_item_state_{kept}")
    if field == "due" and kept:
        return Due(kept=kept).says(get_language() or "zh")
    return (PAPERS.get(kept, kept) if field == "paper" else kept) or "—"
