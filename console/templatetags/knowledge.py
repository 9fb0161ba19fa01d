"""Filters of the pages on countries, tracked pages and the library."""

import datetime as dt

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from console.markdown import markdown_html
from response.country import CountryFact
from response.offices import Office

register = template.Library()


def _chinese() -> bool:
    return (get_language() or "zh").startswith("zh")


@register.filter
def fact_says(fact: CountryFact) -> str:
    """The fact in the page's language."""
    return fact.says_zh if _chinese() else fact.says_en


@register.filter
def fact_caveat(fact: CountryFact) -> str:
    """What is open about it, or nothing."""
    return fact.caveat_zh if _chinese() else fact.caveat_en


@register.filter
def fact_span(fact: CountryFact) -> str:
    """The days it applies on, or nothing where it always does."""
    since = "" if fact.valid_from == dt.date.min else str(fact.valid_from)
    until = "" if fact.valid_to == dt.date.max else str(fact.valid_to)
    return f"{since} – {until}".strip() if since or until else ""


@register.filter
def fact_overdue(fact: CountryFact, today: dt.date) -> bool:
    """Whether its checking is too long ago."""
    return fact.overdue(today)


@register.filter
def authority(office: Office) -> str:
    """The office's name in the page's language."""
    return office.authority_zh if _chinese() else office.authority_en


@register.filter
def as_markdown(text: str) -> SafeString:
    """The text as HTML, of the part of Markdown that is read here."""
    return markdown_html(text)


@register.filter
def value_of(typed: dict[str, str], field: str) -> str:
    """What was typed into a field."""
    return typed.get(field, "")
