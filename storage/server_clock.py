"""The database's clock: the one all machines share. What is due, and how fast somebody may be written to, goes by it."""

import datetime as dt

from django.db import InterfaceError, OperationalError, connection
from django.utils import timezone

from storage.service_state import DatabaseAway


def server_now() -> dt.datetime:
    """The time by the database's clock. Raises DatabaseAway."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp()")
            (now,) = cursor.fetchone()
    except (OperationalError, InterfaceError) as error:
        raise DatabaseAway(type(error).__name__) from error
    assert isinstance(now, dt.datetime)
    return now


def seconds_ahead() -> float:
    """By how much this machine's clock is ahead of the database's; half of the question's way is taken off."""
    asked = timezone.now()
    there = server_now()
    return float(((asked + (timezone.now() - asked) / 2) - there).total_seconds())
