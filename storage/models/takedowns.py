"""Complaints to platforms, and the listings they are about. 平台投诉."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from storage.models.casework import Case, CaseDeadline


class Takedown(models.Model):
    """A complaint of a case to one platform; `domain.takedown` says what each column means.

    `answer_day` is the day of the case by which the platform should have answered, null where no such day is kept.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="takedowns")
    form = models.UUIDField(unique=True)
    platform = models.TextField()
    right = models.TextField()
    office = models.TextField()
    number = models.TextField()
    classes = ArrayField(models.PositiveSmallIntegerField(), default=list)
    mark = models.TextField(default="")
    owner = models.TextField(default="")
    valid_until = models.DateField(null=True)
    registered = models.BooleanField(default=False)
    known_from = models.TextField(default="")
    provenance = models.TextField(default="live")
    signer = models.TextField()
    signer_role = models.TextField()
    signer_contact = models.TextField(default="")
    reason = models.TextField(default="")
    why = models.TextField(default="")
    prepared_at = models.DateTimeField(db_default=Now())
    prepared_by = models.TextField()
    submitted_on = models.DateField(null=True)
    submitted_by = models.TextField(default="")
    reference = models.TextField(default="")
    answer_day = models.ForeignKey(CaseDeadline, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["-prepared_at"], name="takedown_newest")]


class TakedownListing(models.Model):
    """A listing of a complaint, as it was seen, and what became of it."""

    takedown = models.ForeignKey(Takedown, on_delete=models.CASCADE, related_name="listings")
    url = models.TextField()
    listing_id = models.TextField(default="")
    market = models.TextField(default="")
    seller = models.TextField(default="")
    title = models.TextField(default="")
    price = models.TextField(default="")
    captured_at = models.DateTimeField(null=True)
    sha256 = models.TextField(default="")
    provenance = models.TextField(default="live")
    outcome = models.TextField(default="waiting")
    outcome_on = models.DateField(null=True)
    answered_on = models.DateField(null=True)
    countered_on = models.DateField(null=True)
    words = models.TextField(default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["takedown", "url"], name="listing_once_a_takedown")]
