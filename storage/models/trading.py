"""Export figures, the files they came from, and the codes counted as an industry's. 海外贸易数据。"""

from django.db import models
from django.db.models.functions import Now


class TradeImport(models.Model):
    """A file of export figures that was taken in."""

    source = models.TextField()
    file = models.TextField()
    sha256 = models.TextField(unique=True)
    added = models.PositiveIntegerField()
    corrected = models.PositiveIntegerField()
    same = models.PositiveIntegerField()
    faults = models.PositiveIntegerField()
    at = models.DateTimeField(db_default=Now())
    by = models.TextField()


class TradeFigure(models.Model):
    """A figure from `kept_at` until a later import said another (`superseded_at`); `domain.trade` says what each column means."""

    source = models.TextField()
    region = models.TextField(default="")
    mode = models.TextField(default="")
    hs = models.TextField()
    partner = models.TextField()
    month = models.DateField()
    currency = models.TextField()
    value = models.DecimalField(max_digits=20, decimal_places=2)
    quantity = models.DecimalField(max_digits=20, decimal_places=2, null=True)
    unit = models.TextField(default="")
    weight_kg = models.DecimalField(max_digits=20, decimal_places=2, null=True)
    came_with = models.ForeignKey(TradeImport, on_delete=models.PROTECT, related_name="figures")
    kept_at = models.DateTimeField(db_default=Now())
    superseded_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source", "currency", "region", "month", "hs", "partner", "mode"],
                condition=models.Q(superseded_at__isnull=True),
                name="one_figure_stands",
            )
        ]


class IndustryCode(models.Model):
    """An HS code that counted as an industry's from `since` until `until`."""

    industry = models.TextField()
    hs = models.TextField()
    says_zh = models.TextField(default="")
    says_en = models.TextField(default="")
    source = models.TextField(default="")
    checked_on = models.DateField(null=True)
    confidence = models.TextField(default="general")
    since = models.DateTimeField(db_default=Now())
    since_by = models.TextField()
    until = models.DateTimeField(null=True)
    until_by = models.TextField(default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["industry", "hs"], condition=models.Q(until__isnull=True), name="one_code_stands"
            )
        ]
