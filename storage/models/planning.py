"""What the centre plans: training sessions with who came, and the items of a year's plan. 培训与推进计划."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from storage.models.enterprises import Enterprise
from storage.models.showing import Fair


class TrainingSession(models.Model):
    """A training session; `domain.training` says what each column means."""

    form = models.UUIDField(unique=True)
    title = models.TextField()
    topic = models.TextField(default="")
    day = models.DateField()
    place = models.TextField(default="")
    online = models.BooleanField(default=False)
    audience = models.TextField()
    teachers = ArrayField(models.TextField(), default=list)
    materials = models.TextField(default="")
    planned = models.BooleanField(default=True)
    state = models.TextField(default="planned")
    fair = models.ForeignKey(Fair, on_delete=models.SET_NULL, null=True, related_name="trainings")
    made_at = models.DateTimeField(db_default=Now())
    made_by = models.TextField()

    class Meta:
        indexes = [models.Index(fields=["day"], name="training_day")]


class TrainingAttendance(models.Model):
    """An enterprise that came to a session: how many persons, and the name of a contact at most."""

    session = models.ForeignKey(TrainingSession, on_delete=models.CASCADE, related_name="attendances")
    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="trainings")
    persons = models.PositiveIntegerField(default=1)
    contact = models.TextField(default="")
    added_at = models.DateTimeField(db_default=Now())
    added_by = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "enterprise"], name="once_at_a_session")]


class PlanItem(models.Model):
    """An item of a year's plan; `due` as `domain.work_plan.Due` keeps it, `due_on` its last day."""

    form = models.UUIDField(unique=True)
    year = models.PositiveSmallIntegerField()
    says = models.TextField()
    paper = models.TextField(default="")
    mechanism = models.TextField(default="")
    lead = models.TextField(default="")
    lead_user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    support = models.TextField(default="")
    due = models.TextField()
    due_on = models.DateField(null=True)
    state = models.TextField(default="open")
    evidence = models.TextField(default="")
    shows = models.TextField(default="")
    done_on = models.DateField(null=True)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["year", "says"], name="once_in_a_plan")]
        indexes = [models.Index(fields=["due_on"], name="plan_item_due")]


class PlanItemEvent(models.Model):
    """What happened to an item. It only grows: a trigger refuses changes. `row` is the item as it stood from then on, `step` the
    step of a reminder and `due` what it was due then.
    """

    item = models.ForeignKey(PlanItem, on_delete=models.CASCADE, related_name="events")
    at = models.DateTimeField(db_default=Now())
    by = models.TextField()
    kind = models.TextField()
    changes = models.JSONField(default=list)
    says = models.TextField(default="")
    row = models.JSONField(null=True)
    step = models.SmallIntegerField(null=True)
    due = models.TextField(default="")

    class Meta:
        indexes = [models.Index(fields=["item", "at"], name="plan_item_event")]
