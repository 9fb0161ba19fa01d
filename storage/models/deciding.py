"""Decisions of people on alerts. 处理决定."""

from django.conf import settings
from django.db import models

from storage.models.alerting import Alert
from storage.models.enterprises import Contact


class Decision(models.Model):
    """What somebody said of an alert, by a link in a message (`contact`) or signed in (`user`). Never deleted: undone.

    `ground` and `words` are the reason given, "" for none; `batch` ties what was decided at once.
    """

    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="decisions")
    answer = models.TextField()
    ground = models.TextField(default="")
    words = models.TextField(default="")
    batch = models.ForeignKey("storage.Batch", on_delete=models.SET_NULL, null=True, related_name="decisions")
    contact = models.ForeignKey(Contact, on_delete=models.SET_NULL, null=True, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    by = models.TextField()
    made_at = models.DateTimeField(auto_now_add=True)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.TextField(default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["alert"],
                condition=models.Q(undone_at__isnull=True) & ~models.Q(answer="help"),
                name="one_standing_decision",
            )
        ]
        indexes = [
            models.Index(
                fields=["alert"],
                condition=models.Q(answer="help", undone_at__isnull=True),
                name="decision_help",
            )
        ]


class Reminder(models.Model):
    """A reminder of an alert's last day that was opened: at most one for each step of days."""

    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="reminders")
    days = models.PositiveSmallIntegerField()
    opened_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["alert", "days"], name="one_reminder_a_step")]
