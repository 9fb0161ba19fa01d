"""Filters for time that was given: minutes as hours."""

from django import template
from django.utils.translation import get_language

register = template.Library()


@register.filter
def minutes(count: int) -> str:
    """1 小时 30 分, 45 分; 1 h 30 min, 45 min."""
    chinese = (get_language() or "zh").startswith("zh")
    hours, rest = divmod(count, 60)
    hour, minute = ("小时", "分") if chinese else ("h", "min")
    parts = [f"{hours} {hour}"] if hours else []
    return " ".join([*parts, f"{rest} {minute}"] if rest or not hours else parts)
