"""Carries out deletions of enterprises whose days of grace are over. 执行删除."""

import datetime as dt
import logging
import time

from procrastinate.contrib.django import app

from crawlers.version import VERSION
from domain.deletion import Statement
from jobs.deletion_register import settle_register
from jobs.exporting import folder
from jobs.queue import defer_once
from storage import deleting, exports
from storage.owned import Owner

log = logging.getLogger(__name__)

SECONDS = 30.0
"""One job deletes so long before others of its queue go first."""


def carry_on(request_id: int, *, seconds: float) -> Statement | None:
    """Goes on with a deletion for so many seconds; the statement once it is done, None while there is more, or nothing to do.
    Whatever cut an earlier try short, this goes on from what is left, the register's file included. Raises `RegisterDiffers`.
    """
    settle_register()
    owner = deleting.begin_deletion(request_id)
    if owner is None:
        return None
    _drop_exports(owner)
    ends = time.monotonic() + seconds
    while deleting.delete_batch(owner):
        if time.monotonic() >= ends:
            return None
    done = deleting.finish_deletion(request_id, software=f"haishao/{VERSION}")
    if done is not None:
        settle_register()
        log.warning("enterprise %s was deleted; certificate %s", done.enterprise_number, done.number)
    return done


def _drop_exports(owner: Owner) -> None:
    for name in exports.files_of(owner.number):
        (folder() / name).unlink(missing_ok=True)


@app.task(name="delete_enterprise", queue="match")
def delete_enterprise(request_id: int) -> None:
    """A bounded part of a deletion; puts itself on the queue again while rows are left."""
    if carry_on(request_id, seconds=SECONDS) is None and deleting.is_begun(request_id):
        _delete_soon(request_id)


def _delete_soon(request_id: int) -> None:
    defer_once("delete_enterprise", key=f"delete_enterprise {request_id}", request_id=request_id)


def sweep_deletions(now: dt.datetime) -> None:
    """Puts those on the queue whose time has come, or that were cut short."""
    for request_id in deleting.due_deletions(now):
        _delete_soon(request_id)
