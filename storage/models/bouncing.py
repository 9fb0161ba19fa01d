"""Bounces, and how far the mailbox they come to was read. 退信."""

from django.db import models

from storage.models.alerting import Delivery


class Bounce(models.Model):
    """A report on a message that was read, once each by its `key`, or is kept for staff to read.

    `delivery` is null for one that names no message provably ours. `content` is the mail, there while it is `kept`.
    """

    key = models.TextField(unique=True)
    read_at = models.DateTimeField(auto_now_add=True)
    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="bounces", null=True)
    action = models.TextField()
    recipient = models.TextField(default="")
    sender = models.TextField(default="")
    subject = models.TextField(default="")
    says = models.TextField(default="")
    kept = models.BooleanField(default=False)
    content = models.BinaryField(default=b"")

    class Meta:
        indexes = [models.Index(fields=["-read_at"], condition=models.Q(kept=True), name="bounce_kept")]


class BounceMailbox(models.Model):
    """How far a mailbox was read: every UID up to `uid`, under its UIDVALIDITY. `trouble_zh` and `trouble_en` say why
    it cannot be read now, "" while it can.
    """

    name = models.TextField(primary_key=True)
    validity = models.BigIntegerField(default=0)
    uid = models.BigIntegerField(default=0)
    read_at = models.DateTimeField(null=True)
    trouble_zh = models.TextField(default="")
    trouble_en = models.TextField(default="")
