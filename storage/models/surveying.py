"""Questionnaires, who was asked, and what was answered. 问卷."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from storage.models.enterprises import Contact, Enterprise

_USER = settings.AUTH_USER_MODEL


class Survey(models.Model):
    """A questionnaire; `domain.survey` says what each column means. `state` is `draft`, `sent` or `closed`; `revision` grows with
    each change of a draft. `root` is the first of the questionnaires this one was copied from, null where it is the first
    itself.
    """

    form = models.UUIDField(unique=True)
    root = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="copies")
    title = models.TextField()
    title_en = models.TextField(default="")
    purpose = models.TextField(default="")
    purpose_en = models.TextField(default="")
    period = models.TextField()
    closes_on = models.DateField(null=True)
    questions = models.JSONField(default=list)
    lists = ArrayField(models.TextField(), default=list)
    industries = ArrayField(models.TextField(), default=list)
    state = models.TextField(default="draft")
    revision = models.PositiveIntegerField(default=1)
    made_at = models.DateTimeField(db_default=Now())
    made_by = models.TextField()
    sent_at = models.DateTimeField(null=True)
    sent_by = models.TextField(default="")
    reminded_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.TextField(default="")


class SurveyAsk(models.Model):
    """An enterprise a questionnaire is for: `chosen` by name in the draft, or on a list or of an industry it goes to; asked from
    `asked_at` on. `industry` is the one it had then.
    """

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="asks")
    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="+")
    chosen = models.BooleanField(default=False)
    industry = models.TextField(default="")
    asked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["survey", "enterprise"], name="one_ask_a_survey")]


class SurveyAnswer(models.Model):
    """What was answered at one time, never changed: the last one of an ask counts. `way` is `portal`, `link` or `staff`."""

    ask = models.ForeignKey(SurveyAsk, on_delete=models.CASCADE, related_name="answers")
    at = models.DateTimeField(db_default=Now())
    by = models.TextField()
    contact = models.ForeignKey(Contact, on_delete=models.SET_NULL, null=True, related_name="+")
    way = models.TextField()
    replies = models.JSONField()
