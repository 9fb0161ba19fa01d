"""What reports are made of and what became of them. 报告."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from storage.models.casework import Case
from storage.models.enterprises import Enterprise


class CasePast(models.Model):
    """A row of a case as it stood from `at` on, or of one of its deadlines (`deadline` is its id). Written by triggers alone."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")
    deadline = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    row = models.JSONField()

    class Meta:
        indexes = [models.Index(fields=["case", "at"], name="case_past")]


class EnterprisePast(models.Model):
    """What reports say of an enterprise as it stood from `at` on. Written by a trigger alone."""

    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()
    row = models.JSONField()

    class Meta:
        indexes = [models.Index(fields=["enterprise", "at"], name="enterprise_past")]


class ReportIssue(models.Model):
    """A report from its draft on. Signed, it is frozen: `figures` is its canonical JSON, `sha256` that of it, and both files
    are kept as they were signed. A trigger refuses changes of these, and the deletion of what was signed.

    `narrative` is what was written by hand, by field; `version` counts the signed ones of a kind, period and subject.
    """

    kind = models.TextField()
    period = models.TextField()
    industries = ArrayField(models.TextField(), default=list)
    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, null=True, related_name="reports")
    as_of = models.DateTimeField()
    narrative = models.JSONField(default=dict)
    form = models.UUIDField(null=True, unique=True)
    made_at = models.DateTimeField(db_default=Now())
    made_by = models.TextField()
    version = models.PositiveIntegerField(default=0)
    signed_at = models.DateTimeField(null=True)
    signed_by = models.TextField(default="")
    figures = models.TextField(default="")
    sha256 = models.TextField(default="")
    docx = models.BinaryField(default=b"")
    xlsx = models.BinaryField(default=b"")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "period", "industries", "enterprise", "version"],
                condition=models.Q(version__gt=0),
                nulls_distinct=False,
                name="one_report_a_version",
            )
        ]


class ReportSending(models.Model):
    """A signed report handed on: to whom, by what way, by whom. 报送记录."""

    report = models.ForeignKey(ReportIssue, on_delete=models.CASCADE, related_name="sendings")
    form = models.UUIDField(unique=True)
    to = models.TextField()
    way = models.TextField(default="")
    at = models.DateTimeField(db_default=Now())
    by = models.TextField()
