"""Cases and what belongs to them. 案件."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from storage.models.advising import Adviser
from storage.models.alerting import Alert
from storage.models.enterprises import Brand, Enterprise


class Dispute(models.Model):
    """What several enterprises' cases have in common: one lawsuit, one investigation. 起."""

    title = models.TextField()
    kind = models.TextField()
    office = models.TextField(default="")
    docket = models.TextField(default="")
    opened_on = models.DateField(null=True)
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["office", "docket"], condition=~models.Q(docket=""), name="one_dispute_a_docket"
            )
        ]


class CaseNumber(models.Model):
    """The last number given in a year."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField()


class Case(models.Model):
    """One enterprise's part in one dispute; `domain.case` says what each column means.

    An alert has at most one case that is not ended; `form` tells one form sent twice from two requests.
    """

    number = models.TextField(unique=True)
    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="cases")
    dispute = models.ForeignKey(Dispute, on_delete=models.SET_NULL, null=True, related_name="cases")
    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, null=True, related_name="cases")
    alert = models.ForeignKey(Alert, on_delete=models.SET_NULL, null=True, related_name="cases")
    form = models.UUIDField(null=True, unique=True)
    origin = models.TextField()
    kind = models.TextField()
    right = models.TextField()
    title = models.TextField()
    summary = models.TextField(default="")
    office = models.TextField(default="")
    body = models.TextField(default="")
    docket = models.TextField(default="")
    right_number = models.TextField(default="")
    classes = ArrayField(models.PositiveSmallIntegerField(), default=list)
    opponent = models.TextField(default="")
    opponent_country = models.TextField(default="")
    observed_on = models.DateField(null=True)
    claimed = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    claimed_currency = models.TextField(default="")
    state = models.TextField(default="received")
    major = models.BooleanField(default=False)
    assigned = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    assigned_name = models.TextField(default="")
    opened_at = models.DateTimeField(db_default=Now())
    opened_by = models.TextField()
    closed_at = models.DateTimeField(null=True)
    outcome = models.TextField(default="")
    outcome_words = models.TextField(default="")
    saved = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    saved_currency = models.TextField(default="")
    saved_how = models.TextField(default="")
    cost = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    cost_currency = models.TextField(default="")
    answered = models.BooleanField(null=True)
    satisfaction = models.PositiveSmallIntegerField(null=True)
    satisfaction_words = models.TextField(default="")
    channel = models.TextField(default="")
    asked_by = models.TextField(default="")
    reach = models.TextField(default="")
    confidential = models.BooleanField(db_default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["alert"],
                condition=~models.Q(state__in=["closed", "refused", "withdrawn"]),
                name="one_open_case_an_alert",
            )
        ]
        indexes = [
            models.Index(fields=["state", "-opened_at"], name="case_state"),
            models.Index(fields=["opened_at"], name="case_opened"),
            models.Index(fields=["closed_at"], name="case_closed"),
        ]


class CaseEvent(models.Model):
    """A line of a case's history. A trigger refuses changes: it only grows, and goes with its enterprise."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="events")
    at = models.DateTimeField(db_default=Now())
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    by = models.TextField()
    kind = models.TextField()
    says = models.TextField(default="")
    before = models.TextField(default="")
    after = models.TextField(default="")
    shared = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["at"], name="case_event_at")]


class CaseDeadline(models.Model):
    """A day by which something of a case must be done."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="deadlines")
    says = models.TextField()
    says_en = models.TextField(db_default="")
    day = models.DateField()
    rule = models.TextField(default="")
    rule_en = models.TextField(db_default="")
    source = models.TextField(default="")
    checked_on = models.DateField(null=True)
    confidence = models.TextField(default="")
    met_at = models.DateTimeField(null=True)
    met_by = models.TextField(default="")
    set_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "says", "day"], name="one_case_deadline")]
        indexes = [
            models.Index(fields=["day"], condition=models.Q(met_at__isnull=True), name="case_deadline_open"),
            models.Index(
                fields=["case", "day"], condition=models.Q(met_at__isnull=True), name="case_deadline_next"
            ),
        ]


class CaseTask(models.Model):
    """Something somebody is to do for a case. 任务."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="tasks")
    says = models.TextField()
    whose = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    due_on = models.DateField(null=True)
    set_at = models.DateTimeField(db_default=Now())
    set_by = models.TextField()
    done_at = models.DateTimeField(null=True)
    done_by = models.TextField(default="")
    form = models.UUIDField(null=True, unique=True)


class CaseDocument(models.Model):
    """A file of a case, kept once a case by its SHA-256; `shared` ones are shown to the enterprise."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="documents")
    name = models.TextField()
    media_type = models.TextField()
    sha256 = models.TextField()
    size = models.PositiveIntegerField()
    content = models.BinaryField()
    shared = models.BooleanField(default=False)
    added_at = models.DateTimeField(db_default=Now())
    added_by = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "sha256"], name="one_document_a_case")]


class CaseAdviser(models.Model):
    """An expert or agency named for a case."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="advisers")
    adviser = models.ForeignKey(Adviser, on_delete=models.CASCADE, related_name="cases")
    named_at = models.DateTimeField(db_default=Now())
    named_by = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "adviser"], name="adviser_once_a_case")]
