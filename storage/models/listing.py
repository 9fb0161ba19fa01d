"""The lists a centre keeps, and what stands on them. 名录与清单."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from storage.models.advising import Adviser
from storage.models.enterprises import Brand, Enterprise


class Industry(models.Model):
    """An industry the centre added to `domain.lists.INDUSTRIES`."""

    name = models.TextField(unique=True)
    added_at = models.DateTimeField(db_default=Now())
    added_by = models.TextField()


class ListEntry(models.Model):
    """How something stood on a list from `since` to `until`; `domain.lists` says what each column means.

    A change ends the row and makes the next; nothing else of a row is changed, so that a list can be told as of any day.
    """

    kind = models.TextField()
    enterprise = models.ForeignKey(
        Enterprise, on_delete=models.CASCADE, null=True, related_name="list_entries"
    )
    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, null=True, related_name="list_entries")
    adviser = models.ForeignKey(Adviser, on_delete=models.CASCADE, null=True, related_name="list_entries")
    office = models.TextField(default="")
    platform = models.TextField(default="")
    site = models.TextField(default="")
    year = models.PositiveSmallIntegerField(default=0)
    level = models.TextField()
    reason = models.TextField(default="")
    review_by = models.DateField(null=True)
    reviewed_on = models.DateField(null=True)
    reviewed_by = models.TextField(default="")
    contact = models.TextField(default="")
    last_contact = models.DateField(null=True)
    first_at = models.DateTimeField(db_default=Now())
    since = models.DateTimeField(db_default=Now())
    since_by = models.TextField()
    until = models.DateTimeField(null=True)
    until_by = models.TextField(default="")
    removed = models.BooleanField(default=False)
    removed_why = models.TextField(default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "enterprise", "brand", "adviser", "office", "platform", "site", "year"],
                condition=models.Q(until__isnull=True),
                nulls_distinct=False,
                name="once_on_a_list",
            )
        ]
        indexes = [models.Index(fields=["kind", "since"], name="list_entry_since")]


class EnterpriseShop(models.Model):
    """A shop of an enterprise on a platform."""

    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="shops")
    platform = models.TextField()
    site = models.TextField(default="")
    store = models.TextField(default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["enterprise", "platform", "site", "store"], name="one_shop")
        ]


class BrandRight(models.Model):
    """A registration or application of a brand's own that the centre was told of."""

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="rights")
    office = models.TextField()
    number = models.TextField()
    classes = ArrayField(models.PositiveSmallIntegerField(), default=list)
    agent = models.TextField(default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand", "office", "number"], name="one_right_a_number")
        ]


class ListUpload(models.Model):
    """A file of a list that was handed in and waits for its confirmation."""

    kind = models.TextField()
    file = models.TextField()
    sha256 = models.TextField()
    content = models.BinaryField()
    by = models.TextField()
    uploaded_at = models.DateTimeField(db_default=Now())
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.TextField(default="")
    added = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["uploaded_at"], name="list_upload_age")]
