"""Turns: every crawl on every machine asks here before it asks a host, every worker before it sends to a chat."""

import datetime as dt

from django.db import connection, transaction

from storage.isolation import unbound
from storage.models import ReceiverTurns
from storage.server_clock import server_now

_TAKE = """
INSERT INTO storage_hostturn AS turn (host, next_at)
VALUES (%(host)s, clock_timestamp() + %(gap)s * interval '1 second')
ON CONFLICT (host) DO UPDATE
   SET next_at = greatest(turn.next_at, clock_timestamp()) + %(gap)s * interval '1 second'
RETURNING extract(epoch FROM next_at - clock_timestamp()) - %(gap)s
"""


def take_turn(host: str, gap: float) -> float:
    """Takes the host's next free moment, keeps the following one `gap` seconds off, and returns the seconds to
    wait for it. One statement: two crawls at once get two turns.
    """
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, {"host": host, "gap": gap})
        (wait,) = cursor.fetchone()
    return max(0.0, float(wait))


def take_turns(receiver: str, most: int, seconds: float, count: int) -> float:
    """Takes `count` turns at a receiver that takes `most` in any `seconds`, for all workers together.

    Returns 0, or the seconds until so many are free, and then none was taken. More than `most` at once are asked for
    as `most`. A turn stays taken whatever becomes of the message.
    """
    count = min(count, most)
    with unbound(), transaction.atomic():
        ReceiverTurns.objects.bulk_create([ReceiverTurns(receiver=receiver)], ignore_conflicts=True)
        row = ReceiverTurns.objects.select_for_update().get(pk=receiver)
        now = server_now()  # once the row is ours: a turn is as late as it was taken
        window = dt.timedelta(seconds=seconds)
        taken = [at for at in row.taken if at > now - window]
        if len(taken) + count > most:
            free_at = sorted(taken)[len(taken) + count - most - 1] + window
            return max(0.1, (free_at - now).total_seconds())
        row.taken = [*taken, *[now] * count]
        row.save(update_fields=["taken"])
    return 0.0
