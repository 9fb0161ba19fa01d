"""Proceedings, what was seen of each, and what the public is told of it. 案件与公告."""

import uuid

from django.db import models
from django.db.models.functions import Now

from storage.models.observing import Observation


class Proceeding(models.Model):
    """One docket: everything sources say of it hangs together here. `forum` is a `domain.proceeding.Forum`."""

    office = models.TextField()
    docket = models.TextField()
    forum = models.TextField()
    found_at = models.DateTimeField(db_default=Now())
    changed_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["office", "docket"], name="one_proceeding_a_docket")]
        indexes = [models.Index(fields=["-changed_at"], name="proceeding_newest")]


class ProceedingSighting(models.Model):
    """An observation of a proceeding: a notice, a new document, another status. One whose observation retention dropped
    is shown no more: the database holds no promise over the two.
    """

    proceeding = models.ForeignKey(Proceeding, on_delete=models.CASCADE, related_name="sightings")
    observation = models.OneToOneField(
        Observation, on_delete=models.CASCADE, related_name="+", db_constraint=False
    )


class BulletinEntry(models.Model):
    """What staff decided to publish of a proceeding, or to hold back. `uid` stays the same through every change.

    `provenance` is that of what it rests on, so that an entry on made-up data says so in public too.
    """

    proceeding = models.OneToOneField(Proceeding, on_delete=models.CASCADE, related_name="bulletin")
    uid = models.UUIDField(unique=True, default=uuid.uuid4)
    published = models.BooleanField(default=False)
    title_zh = models.TextField(default="")
    title_en = models.TextField(default="")
    says_zh = models.TextField(default="")
    says_en = models.TextField(default="")
    url = models.TextField(default="")
    provenance = models.TextField(default="live")
    published_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField(db_default=Now())
    decided_by = models.TextField(default="")

    class Meta:
        indexes = [
            models.Index(fields=["-published_at"], condition=models.Q(published=True), name="bulletin_newest")
        ]
