"""What is judged again to know how good the service is. 质量抽检."""

from django.conf import settings
from django.db import models

from storage.models.deciding import Decision
from storage.models.observing import Match


class SampleFrame(models.Model):
    """How many items of a stratum a month gave, and the id up to which they have been gone through."""

    stratum = models.TextField()
    month = models.DateField()
    population = models.PositiveIntegerField(default=0)
    up_to = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["stratum", "month"], name="one_frame_a_month")]


class Sample(models.Model):
    """A decision, or a match nobody was told of, to be judged again; `verdict` is "", `conflict` or `no-conflict`.

    They are judged in the order of `turn`, which mixes the strata.
    """

    stratum = models.TextField()
    month = models.DateField()
    decision = models.OneToOneField(Decision, on_delete=models.CASCADE, null=True, related_name="sample")
    match = models.OneToOneField(Match, on_delete=models.CASCADE, null=True, related_name="sample")
    turn = models.BigIntegerField()
    drawn_at = models.DateTimeField(auto_now_add=True)
    verdict = models.TextField(default="")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    by = models.TextField(default="")
    judged_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(decision__isnull=True) ^ models.Q(match__isnull=True),
                name="one_item_a_sample",
            )
        ]
        indexes = [models.Index(fields=["turn"], condition=models.Q(verdict=""), name="sample_waiting")]
