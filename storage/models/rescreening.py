"""Brands held against everything kept, in parts that any worker takes. 回查。"""

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Rescreen(models.Model):
    """What was kept, to be held against brands that came or changed: `brands` are their rows, all watched ones with
    `everything`.

    `highest` is the highest observation there was when it was cut into parts (`planned_at`). `superseded_at` is set when
    every brand of it was changed once more, and stands in a later one.
    """

    brands = ArrayField(models.BigIntegerField(), default=list)
    everything = models.BooleanField(default=False)
    by = models.TextField(default="")
    created_at = models.DateTimeField(auto_now_add=True)
    highest = models.BigIntegerField(default=0)
    planned_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    superseded_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["id"],
                condition=models.Q(finished_at__isnull=True, superseded_at__isnull=True),
                name="rescreen_open",
            )
        ]


class RescreenPart(models.Model):
    """The observations of a rescreen with an id above `after_id` and up to `until_id`: one job of some seconds.

    `rows` were there when it was cut; `seen` were looked at and `matched` of them are kept as matches once it is done.
    """

    rescreen = models.ForeignKey(Rescreen, on_delete=models.CASCADE, related_name="parts")
    number = models.PositiveIntegerField()
    after_id = models.BigIntegerField()
    until_id = models.BigIntegerField()
    rows = models.PositiveIntegerField()
    done_at = models.DateTimeField(null=True)
    seen = models.PositiveIntegerField(default=0)
    matched = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["rescreen", "number"], name="one_rescreen_part")]
