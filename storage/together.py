"""Transactions, for the jobs that write rows and the next step's job as one."""

from contextlib import AbstractContextManager

import psycopg
from django.db import close_old_connections, transaction

_AWAY = ("08", "57P01", "57P02", "57P03")
"""SQLSTATEs, or their classes, of a server that breaks off or is not ready (PostgreSQL, appendix A)."""

_DEEPEST = 20


def together() -> AbstractContextManager[None]:
    """A block whose writes, queue jobs among them, all happen or none does; inside another such block, an
    error that leaves this one undoes this one only.
    """
    return transaction.atomic()


def undo_block() -> None:
    """Leaves the surrounding `together` block without its writes, and without an error."""
    transaction.set_rollback(True)


def refresh_connection() -> None:
    """Drops a database connection that has died, so that a long-lived thread gets a live one."""
    close_old_connections()


def database_away(fault: BaseException | None) -> bool:
    """True when a fault is, or comes of, a connection to the database that was lost or could not be made. A statement that
    took too long, a deadlock and a full disk are faults of another kind, over a connection that lives.
    """
    for _ in range(_DEEPEST):
        if fault is None:
            return False
        if isinstance(fault, psycopg.OperationalError | psycopg.InterfaceError):
            return fault.sqlstate is None or fault.sqlstate.startswith(_AWAY)
        fault = fault.__cause__ or fault.__context__
    return False
