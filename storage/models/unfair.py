"""Unfair treatment abroad that an enterprise reports: what the case does not say, and to whom it was referred. 不公平待遇反馈."""

from django.db import models
from django.db.models.functions import Now

from storage.models.casework import Case


class UnfairTreatment(models.Model):
    """What a report of unfair treatment says beyond its case; `domain.unfair` says what each column means."""

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="unfair")
    body_kind = models.TextField()
    evidence = models.TextField(default="")
    wishes = models.TextField(default="")


class UnfairReferral(models.Model):
    """To whom such a report was referred, and what was answered. It only grows: the answer is written once."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="referrals")
    form = models.UUIDField(unique=True)
    to = models.TextField()
    way = models.TextField(default="")
    sent_on = models.DateField()
    by = models.TextField()
    at = models.DateTimeField(db_default=Now())
    answer = models.TextField(default="")
    answered_on = models.DateField(null=True)
    answered_by = models.TextField(default="")
