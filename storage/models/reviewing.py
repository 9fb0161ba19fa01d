"""What staff said of alerts at the review desk beside the decisions that close them. 复核."""

from django.conf import settings
from django.db import models

from storage.models.alerting import Alert
from storage.models.deciding import Decision


class Batch(models.Model):
    """Several alerts decided at once by one of the staff; what was written carries it, and is taken back by it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    by = models.TextField()
    made_at = models.DateTimeField(auto_now_add=True)


class Review(models.Model):
    """One alert confirmed as serious, or deferred until a day, as it stood at `revision`. Never deleted: undone."""

    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="reviews")
    verdict = models.TextField()
    revision = models.PositiveIntegerField()
    until = models.DateField(null=True)
    batch = models.ForeignKey(Batch, on_delete=models.SET_NULL, null=True, related_name="reviews")
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


class Proposal(models.Model):
    """A closing decision one of the staff would make of an alert as it stood at `revision`, and the other's word on it.

    `outcome` is "" while it waits, then `agreed` (and `decision` is what was written), `disagreed`, or `withdrawn` by
    whoever made it.
    """

    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="proposals")
    answer = models.TextField()
    ground = models.TextField(default="")
    words = models.TextField(default="")
    revision = models.PositiveIntegerField()
    batch = models.ForeignKey(Batch, on_delete=models.SET_NULL, null=True, related_name="proposals")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    by = models.TextField()
    made_at = models.DateTimeField(auto_now_add=True)
    outcome = models.TextField(default="")
    opinion = models.TextField(default="")
    second = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    second_by = models.TextField(default="")
    settled_at = models.DateTimeField(null=True)
    decision = models.OneToOneField(Decision, on_delete=models.SET_NULL, null=True, related_name="proposal")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["alert"], condition=models.Q(outcome=""), name="one_waiting_proposal"
            )
        ]
