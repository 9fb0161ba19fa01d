"""Windows that begin with the first thing counted in them and end by themselves: so many tries, so many requests."""

import datetime as dt

from django.utils import timezone


def counted_on(table: str, count: str, since: str) -> str:
    """The assignments of an UPDATE by which a row counts one more, and begins a new window where its last is over. They take
    the parameters of `window_from`.
    """
    return (
        f"{count} = CASE WHEN {table}.{since} <= %(over)s THEN 1 ELSE {table}.{count} + 1 END,"
        f" {since} = CASE WHEN {table}.{since} <= %(over)s THEN %(now)s ELSE {table}.{since} END"
    )


def window_from(window: dt.timedelta) -> dict[str, dt.datetime]:
    """Now, and the moment since which a window that began is not over."""
    now = timezone.now()
    return {"now": now, "over": now - window}
