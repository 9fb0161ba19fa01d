"""How the service itself fares: its clock, sources in trouble, the daily canary. 运行状况."""

from django.db import models


class Heartbeat(models.Model):
    """When a part of the service last said that it works."""

    name = models.TextField(primary_key=True)
    at = models.DateTimeField()


class SourceTrouble(models.Model):
    """A time in which a source gave nothing, or not what it should; over once it is well again or no longer watched.

    `told_at` is set once staff were told of it.
    """

    source = models.TextField()
    state = models.TextField()
    reason_zh = models.TextField(default="")
    reason_en = models.TextField(default="")
    since = models.DateTimeField()
    told_at = models.DateTimeField(null=True)
    over_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source"], condition=models.Q(over_at__isnull=True), name="one_trouble_a_source"
            )
        ]


class CanaryRun(models.Model):
    """One day's canary: the step it has come to, and once it ended whether it passed.

    `message` is what it hands over; the rows it was made from were undone.
    """

    day = models.DateField(primary_key=True)
    step = models.TextField()
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    passed = models.BooleanField(default=False)
    said = models.TextField(default="")
    message = models.JSONField(null=True)
