"""What requests with an Idempotency-Key were answered, kept for a day, so that one sent twice is done once.

After draft-ietf-httpapi-idempotency-key-header-07. The answer is written in the transaction of the act: neither is there
without the other.
"""

import datetime as dt
import hashlib
from dataclasses import dataclass

from django.db import connection
from django.utils import timezone

from storage.models import IdempotentAnswer

KEPT_FOR = dt.timedelta(hours=24)


class InFlight(Exception):
    """The first request with this key is still being answered."""


class OtherRequest(Exception):
    """The key came with another request before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenAnswer:
    """An answer as it was sent; `location` is "" where it names none."""

    status: int
    content: bytes
    content_type: str
    location: str = ""


def answer_given(token_id: int, key: str, request: bytes) -> GivenAnswer | None:
    """What this request was answered when it came with this key before; None the first time, and then the key is this
    transaction's until its end. `request` is all by which the same request is told.

    Raises `InFlight` while another transaction has the key, and `OtherRequest`.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_lock_of(token_id, key)])
        if not cursor.fetchone()[0]:
            raise InFlight(key)
    since = timezone.now() - KEPT_FOR
    row = IdempotentAnswer.objects.filter(token_id=token_id, key=key, kept_at__gt=since).first()
    if row is None:
        return None
    if bytes(row.request_sha256) != hashlib.sha256(request).digest():
        raise OtherRequest(key)
    return GivenAnswer(
        status=row.status, content=bytes(row.content), content_type=row.content_type, location=row.location
    )


def keep_answer(token_id: int, key: str, request: bytes, answer: GivenAnswer) -> None:
    """Keeps what the request was answered, in place of an answer past its time."""
    IdempotentAnswer.objects.update_or_create(
        token_id=token_id,
        key=key,
        defaults={
            "request_sha256": hashlib.sha256(request).digest(),
            "status": answer.status,
            "content": answer.content,
            "content_type": answer.content_type,
            "location": answer.location,
            "kept_at": timezone.now(),
        },
    )


def drop_answers(*, limit: int = 5_000) -> int:
    """Deletes answers past their time, and returns how many."""
    old = IdempotentAnswer.objects.filter(kept_at__lt=timezone.now() - KEPT_FOR).order_by("kept_at")
    return IdempotentAnswer.objects.filter(pk__in=list(old.values_list("pk", flat=True)[:limit])).delete()[0]


def _lock_of(token_id: int, key: str) -> int:
    """The number of the advisory lock of a key: of 64 bits, so two keys share one never in practice."""
    digest = hashlib.sha256(f"idempotency {token_id} {key}".encode()).digest()
    return int.from_bytes(digest[:8], "big", signed=True)
