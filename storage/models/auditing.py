"""Who did what, and who saw whose personal data. 操作记录."""

from django.db import models
from django.db.models.functions import Now


class AuditEntry(models.Model):
    """One line of the audit trail. Append-only: PostgreSQL refuses to change it, and to delete it before its time.

    It names people, enterprises and things as they were called, and points at none of them, so that it outlives them.
    `user_number` is null for whoever was not signed in (a link in a message, the command line); `address` is where the
    request came from, "" without one.
    """

    at = models.DateTimeField(db_default=Now())
    user_number = models.BigIntegerField(null=True)
    who = models.TextField()
    did = models.TextField()
    enterprise_number = models.BigIntegerField(null=True)
    enterprise = models.TextField(default="")
    about = models.TextField(default="")
    address = models.TextField(default="")

    class Meta:
        indexes = [
            models.Index(fields=["enterprise_number", "-id"], name="audit_enterprise"),
            models.Index(fields=["at"], name="audit_at"),
        ]
