"""Filters of questionnaires in templates."""

from typing import Protocol

from django import template
from django.utils.translation import get_language

register = template.Library()


class _Worded(Protocol):
    zh: str
    en: str


class _Titled(Protocol):
    title: str
    title_en: str


def _chinese() -> bool:
    return (get_language() or "zh").startswith("zh")


@register.filter
def worded(both: _Worded) -> str:
    """The words in the page's language, in Chinese where there are no others."""
    return both.zh if _chinese() else both.en or both.zh


@register.filter
def titled(both: _Titled) -> str:
    """The title in the page's language, in Chinese where there is no other."""
    return both.title if _chinese() else both.title_en or both.title


@register.filter
def purposed(questionnaire: object) -> str:
    """The purpose in the page's language, in Chinese where there is no other."""
    chinese, english = (str(getattr(questionnaire, one)) for one in ("purpose", "purpose_en"))
    return chinese if _chinese() else english or chinese
