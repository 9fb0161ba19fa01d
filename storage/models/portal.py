"""What enterprises hand in at their portal: watchlists on their way in, and questions to the staff. 企业门户."""

from django.db import models

from storage.models.enterprises import Brand, Enterprise


class BrandUpload(models.Model):
    """A watchlist file that was handed in, from its preview to what became of it.

    `content` is the file, emptied when it is past its time; `confirmed_at` is null until somebody confirmed what the preview
    showed, `logos_at` until its logos were read. `logo_faults` are what could not be read of them, each in Chinese and English.
    """

    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="uploads")
    file = models.TextField()
    sha256 = models.TextField()
    content = models.BinaryField()
    size = models.PositiveIntegerField()
    by = models.TextField()
    uploaded_at = models.DateTimeField(auto_now_add=True)
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.TextField(default="")
    added = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    logos_wanted = models.BooleanField(default=False)
    logos_at = models.DateTimeField(null=True)
    logos_kept = models.PositiveIntegerField(default=0)
    logo_faults = models.JSONField(default=list)

    class Meta:
        indexes = [models.Index(fields=["uploaded_at"], name="upload_age")]


class HelpCall(models.Model):
    """A question about a brand, and what the staff replied; `form` tells one form sent twice from two questions."""

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="help_calls")
    form = models.UUIDField()
    asked = models.TextField()
    by = models.TextField()
    asked_at = models.DateTimeField(auto_now_add=True)
    reply = models.TextField(default="")
    replied_by = models.TextField(default="")
    replied_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brand", "form"], name="one_call_a_form")]
        indexes = [
            models.Index(
                fields=["asked_at"], condition=models.Q(replied_at__isnull=True), name="help_waiting"
            )
        ]
