"""What staff said of alerts at the review desk beside the decisions that close them. 复核."""

from django.conf import settings
from django.db import models

from storage.models.alerting import Alert


class Review(models.Model):
    """One alert confirmed as serious, or deferred until a day, as it stood at `revision`. Never deleted: undone."""

    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="reviews")
    verdict = models.TextField()
    revision = models.PositiveIntegerField()
    until = models.DateField(null=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    by = models.TextField()
    made_at = models.DateTimeField(auto_now_add=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["alert"], condition=models.Q(undone_at__isnull=True), name="one_standing_review"
            )
        ]
