"""Secret addresses from which calendar programs read the last days of alerts. 日历订阅."""

from django.conf import settings
from django.db import models


class CalendarFeed(models.Model):
    """One person's address, of which only a hash is kept; a new one takes the place of the old.

    `body_hash` is the SHA-256 of what was last read there, and `changed_at` when that became another.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    token_hash = models.TextField(unique=True)
    language = models.TextField()
    made_at = models.DateTimeField()
    body_hash = models.TextField(default="")
    changed_at = models.DateTimeField()
