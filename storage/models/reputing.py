"""What proves that a brand is known in a country. 知名度证据。"""

from django.db import models
from django.db.models.functions import Now

from storage.models.enterprises import Brand, Enterprise


class ReputationItem(models.Model):
    """A piece of evidence; `domain.reputation` says what each column means. Kept for good: `withdrawn_at` ends it."""

    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="reputation")
    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="reputation")
    form = models.UUIDField(unique=True)
    kind = models.TextField()
    office = models.TextField()
    says = models.TextField()
    first_day = models.DateField(null=True)
    last_day = models.DateField(null=True)
    amount = models.DecimalField(max_digits=20, decimal_places=2, null=True)
    currency = models.TextField(default="")
    valid_until = models.DateField(null=True)
    file = models.TextField(default="")
    media_type = models.TextField(default="")
    sha256 = models.TextField(default="")
    size = models.PositiveIntegerField(default=0)
    content = models.BinaryField(default=b"")
    added_at = models.DateTimeField(db_default=Now())
    added_by = models.TextField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.TextField(default="")

    class Meta:
        indexes = [models.Index(fields=["brand", "office"], name="reputation_of_brand")]
