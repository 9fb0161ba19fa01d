"""The chain of kept answers and the stamps on it; `domain.chain` says how a link is made. 证据链."""

from django.db import models
from django.db.models.functions import Now


class EvidenceLink(models.Model):
    """One link. Append-only: PostgreSQL refuses to change, delete or empty it, so that it outlives its answer.

    `number` counts from 1 without a gap. `facts` is the SHA-256 of the canonical facts of the answer with row id
    `response_number`, `hash` the link's own.
    """

    number = models.BigIntegerField(primary_key=True)
    response_number = models.BigIntegerField(unique=True)
    facts = models.BinaryField(max_length=32)
    hash = models.BinaryField(max_length=32)
    linked_at = models.DateTimeField(db_default=Now())


class EvidenceStamp(models.Model):
    """What a time-stamp authority answered for the hash of one link (RFC 3161). Append-only as the links are."""

    link_number = models.BigIntegerField(unique=True)
    token = models.BinaryField()
    stamped_at = models.DateTimeField(db_default=Now())
