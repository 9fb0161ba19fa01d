"""Transactions, for the jobs that write rows and the next step's job as one."""

from contextlib import AbstractContextManager

from django.db import close_old_connections, transaction


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
