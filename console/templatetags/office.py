"""What an office writes, as it is shown beside our own words."""

import re

from django import template
from django.utils.translation import get_language

from console.office_texts import SIGN_FORMS
from console.texts import text
from domain.observation import is_status_code

register = template.Library()

_BETWEEN = re.compile(r"[\s_]+")


@register.filter
def sign_form(written: str) -> str:
    """The form of a sign in the page's language; as the office writes it where that is not known."""
    chinese, english = SIGN_FORMS.get(_BETWEEN.sub(" ", written).strip().casefold(), (written, written))
    return chinese if _language().startswith("zh") else english


@register.filter
def status_label(status: str) -> str:
    """What an office's status is called: it is a code of that office, or its words."""
    return text("status_code" if is_status_code(status) else "status_words", _language())


def _language() -> str:
    return get_language() or "zh"
