"""What an enterprise takes with it, and what proves that it is gone. 导出与删除."""

from django.db import models
from django.db.models.functions import Now

from storage.models.enterprises import Enterprise


class EnterpriseExport(models.Model):
    """One export of everything an enterprise owns, from the asking until its file is dropped.

    `file` is a name in the folder of exports, "" until it is made; `failed_at` is set where it could not be.
    """

    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="exports")
    by = models.TextField()
    asked_at = models.DateTimeField(db_default=Now())
    made_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    dropped_at = models.DateTimeField(null=True)
    file = models.TextField(default="")
    size = models.BigIntegerField(default=0)
    sha256 = models.TextField(default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise"],
                condition=models.Q(made_at__isnull=True, failed_at__isnull=True),
                name="one_export_being_made",
            )
        ]


class DeletionRequest(models.Model):
    """An enterprise that is to be deleted at `due_at`, unless somebody revokes it before.

    Once `begun_at` is set it cannot be revoked; `before` is what there was then, as a certificate says it, so that a deletion
    that is cut short and goes on still says it.
    """

    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="+")
    user_number = models.BigIntegerField(null=True)
    by = models.TextField()
    asked_at = models.DateTimeField(db_default=Now())
    due_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    begun_at = models.DateTimeField(null=True)
    before = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise"],
                condition=models.Q(revoked_at__isnull=True),
                name="one_deletion_waiting",
            )
        ]


class Deletion(models.Model):
    """One line of the register of deletions. Append-only: PostgreSQL refuses to change, delete or empty it.

    `statement` is what `domain.deletion` writes, which names nobody; `hash` its SHA-256, to which the next line holds on.
    """

    number = models.BigIntegerField(primary_key=True)
    enterprise_number = models.BigIntegerField(db_index=True)
    statement = models.TextField()
    hash = models.TextField(unique=True)
    written_at = models.DateTimeField(db_default=Now())
