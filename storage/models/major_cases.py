"""Major cases, who is called to them, and what was learned from cases that ended. 重大案件与诉后分析."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from storage.models.casework import Case, CaseDeadline
from storage.models.enterprises import Contact


class CaseReview(models.Model):
    """What was learned from a case that ended. 诉后分析."""

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="review")
    lesson = models.TextField()
    better = models.TextField(default="")
    for_library = models.BooleanField(default=False)
    by = models.TextField()
    at = models.DateTimeField()


class CaseMajor(models.Model):
    """A time during which a case is major, until `ended_at`; `domain.major` says what the columns mean.

    `exhausted_at` is when nobody was left on the call list and all of the staff were told.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="majors")
    reasons = ArrayField(models.TextField())
    words = models.TextField(default="")
    since = models.DateTimeField()
    by = models.TextField()
    ended_at = models.DateTimeField(null=True)
    in_hand_at = models.DateTimeField(null=True)
    in_hand_by = models.TextField(default="")
    exhausted_at = models.DateTimeField(null=True)
    referred_at = models.DateTimeField(null=True)
    referred_to = models.TextField(default="")
    asks = models.TextField(default="")
    upper_said = models.TextField(default="")
    upper_said_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=models.Q(ended_at__isnull=True), name="major_once_at_a_time"
            )
        ]


class CallPlace(models.Model):
    """A place of the call list: who is told of a major case, the lowest place first. Staff's contacts alone."""

    place = models.PositiveSmallIntegerField(unique=True)
    contact = models.OneToOneField(Contact, on_delete=models.CASCADE, related_name="call_place")


class CaseCall(models.Model):
    """Somebody on the call list who was told of a major case, once each."""

    major = models.ForeignKey(CaseMajor, on_delete=models.CASCADE, related_name="calls")
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="+")
    told_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["major", "contact"], name="called_once")]


class CaseMessage(models.Model):
    """What contacts are told about a case: a reminder of one of its days at a `step` of days before it, a call to a major case,
    or words of the staff. Each has a delivery a contact.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="messages")
    deadline = models.ForeignKey(CaseDeadline, on_delete=models.CASCADE, null=True, related_name="messages")
    call = models.OneToOneField(CaseCall, on_delete=models.CASCADE, null=True, related_name="message")
    step = models.PositiveSmallIntegerField(default=0)
    subject_zh = models.TextField(default="")
    subject_en = models.TextField(default="")
    says_zh = models.TextField(default="")
    says_en = models.TextField(default="")
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["deadline", "step"],
                condition=models.Q(deadline__isnull=False),
                name="reminded_once_a_step",
            )
        ]
