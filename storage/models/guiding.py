"""Letters of guidance drawn up for a case. 指导意见书."""

from django.db import models
from django.db.models.functions import Now

from storage.models.advising import Adviser
from storage.models.casework import Case


class CaseGuidance(models.Model):
    """A letter of guidance, from its draft on; `domain.guidance` says what each column means.

    A case has one draft at a time. Issued, it is frozen: `docx` is the file as it was issued and `sha256` that of its bytes. A
    trigger refuses changes of these.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="guidance")
    ordinal = models.PositiveSmallIntegerField()
    facts = models.TextField(default="")
    options = models.TextField(default="")
    evidence = models.TextField(default="")
    steps = models.TextField(default="")
    adviser = models.ForeignKey(Adviser, on_delete=models.SET_NULL, null=True, related_name="+")
    revision = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(db_default=Now())
    changed_by = models.TextField()
    issued_at = models.DateTimeField(null=True)
    issued_by = models.TextField(default="")
    sha256 = models.TextField(default="")
    docx = models.BinaryField(default=b"")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "ordinal"], name="one_guidance_a_number"),
            models.UniqueConstraint(
                fields=["case"], condition=models.Q(issued_at__isnull=True), name="one_guidance_draft_a_case"
            ),
        ]
