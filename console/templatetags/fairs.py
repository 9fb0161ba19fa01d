"""Tags of the templates of fairs: sentences with a number in them."""

from django import template
from django.utils import timezone
from django.utils.translation import get_language

from console.texts import text
from domain.jurisdictions import name
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
