"""What experts and agencies did for cases: their time, and how the enterprises rate it. 专家服务时长与评价."""

from django.db import models
from django.db.models.functions import Now

from storage.models.advising import Adviser
from storage.models.casework import Case


class AdviserTime(models.Model):
    """Time an adviser gave a case. It only grows: a line that `corrects` another stands in its place."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="adviser_time")
    adviser = models.ForeignKey(Adviser, on_delete=models.CASCADE, related_name="time")
    form = models.UUIDField(unique=True)
    day = models.DateField()
    minutes = models.PositiveIntegerField()
    what = models.TextField()
    paid = models.BooleanField()
    corrects = models.OneToOneField("self", on_delete=models.CASCADE, null=True, related_name="corrected_by")
    by = models.TextField()
    at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [models.Index(fields=["adviser", "day"], name="adviser_time_day")]


class AdviserRating(models.Model):
    """How an enterprise rates an adviser's help with a case that ended. It only grows: the last line of a case counts."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="adviser_ratings")
    adviser = models.ForeignKey(Adviser, on_delete=models.CASCADE, related_name="ratings")
    stars = models.PositiveSmallIntegerField()
    words = models.TextField(default="")
    by = models.TextField()
    at = models.DateTimeField(db_default=Now())
