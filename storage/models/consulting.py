"""The centre's log of consultations that need no case. 咨询登记."""

from django.db import models
from django.db.models.functions import Now

from storage.models.casework import Case
from storage.models.enterprises import Enterprise


class Consultation(models.Model):
    """One consultation; `domain.consultation` says what each column means. Only `case` is written later, once."""

    form = models.UUIDField(unique=True)
    channel = models.TextField()
    day = models.DateField()
    enterprise = models.ForeignKey(
        Enterprise, on_delete=models.CASCADE, null=True, related_name="consultations"
    )
    who = models.TextField(default="")
    reach = models.TextField(default="")
    subject = models.TextField()
    answer = models.TextField(default="")
    minutes = models.PositiveIntegerField()
    by = models.TextField()
    at = models.DateTimeField(db_default=Now())
    case = models.ForeignKey(Case, on_delete=models.SET_NULL, null=True, related_name="consultations")

    class Meta:
        indexes = [models.Index(fields=["-day", "-id"], name="consultation_day")]
