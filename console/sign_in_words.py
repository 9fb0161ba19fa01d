"""What the pages of signing in say while an account or an address is closed."""

import datetime as dt

from django.utils import timezone
from django.utils.translation import get_language

from console.texts import text


def closed_words(until: dt.datetime) -> str:
    """Until when neither password nor code is looked at, in the page's language."""
    at = timezone.localtime(until) + dt.timedelta(seconds=59)  # the minute shown is not a second too early
    return text("sign_in_closed", get_language() or "zh").format(until=f"{at:%H:%M}", zone=f"{at:UTC%z}")
