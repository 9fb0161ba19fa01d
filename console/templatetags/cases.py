"""Tags and filters of the pages of cases."""

import datetime as dt

from django import template
from django.utils.translation import get_language

from console.case_page import size_words
from console.views import viewer
from domain.case import Money
from domain.casework import CaseDocument
from domain.reputation import Proof
from notifier import wording
from storage.case_list import case_of_alert

register = template.Library()

SOON = 14
"""Days left from which a day is shown as near."""


@register.filter
def left_of(day: dt.date, today: dt.date) -> str:
    """剩 24 天, 今天截止, 已过期 3 天."""
    return wording.days_left((day - today).days, get_language() or "zh")


@register.filter
def near(day: dt.date, today: dt.date) -> str:
    """The style of a day: late, soon or later."""
    left = (day - today).days
    return "late" if left < 0 else "soon" if left <= SOON else "later"


@register.filter
def file_size(document: CaseDocument | Proof) -> str:
    """The size of a file, as 412 kB."""
    return size_words(document)


@register.filter
def money(amount: Money) -> str:
    """An amount as CNY 1,200,000.00."""
    return f"{amount.currency} {amount.amount:,.2f}"


@register.inclusion_tag("console/case_of_alert.html", takes_context=True)
def case_of_this_alert(context: template.Context, alert_id: int) -> dict[str, object]:
    """The case of an alert, or for the staff the way to open one."""
    seen_by = viewer(context["request"])
    return {
        "case_id": case_of_alert(seen_by, alert_id),
        "alert_id": alert_id,
        "staff": seen_by.staff,
        "csrf_token": context.get("csrf_token"),
    }
