"""What searches of the register are answered from, and those a user keeps. 检索."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from storage.models.observing import Observation


class RegisterEntry(models.Model):
    """An observation as searches find it: `keys` as `matchers.text.search_keys` makes them, and `day`, the day it was
    published, filed or, where its source says neither, seen.
    """

    observation = models.OneToOneField(
        Observation, on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    day = models.DateField(db_index=True)
    keys = ArrayField(models.IntegerField())

    class Meta:
        # Without a list of pending keys, which every search would have to read from end to end.
        indexes = [GinIndex(fields=["keys"], name="register_keys", fastupdate=False)]


class SavedSearch(models.Model):
    """A search a user keeps under a name: `asked` is the part of its address after the question mark."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_searches"
    )
    name = models.TextField()
    asked = models.TextField()
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "name"], name="one_search_a_name")]
