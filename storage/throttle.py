"""Turns at hosts: every crawl on every machine asks here before it asks a host."""

from django.db import connection

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
