"""The head of the evidence chain, stamped once a day by the time-stamp authority where one is set. 证据链时间戳."""

import datetime as dt
import logging

from django.conf import settings
from procrastinate.contrib.django import app

from evidence.errors import NotStamped
from evidence.timestamp import ask_stamp
from jobs.queue import defer_once
from storage import chain

log = logging.getLogger(__name__)

EVERY = dt.timedelta(days=1)
AGAIN_AFTER = 3600.0
"""Seconds until an authority that gave no stamp is asked again."""


def stamp_in_a_while() -> None:
    """Puts the day's stamp on the queue when it is due."""
    if settings.TSA is not None and chain.stamp_due(EVERY):
        defer_once("stamp_chain", key="stamp_chain")


@app.task(name="stamp_chain", queue="crawl")
def stamp_chain() -> None:
    """Has the last link stamped. What is sent is its hash: the authority learns nothing else."""
    link = chain.head()
    if settings.TSA is None or link is None or not chain.stamp_due(EVERY):
        return
    try:
        token = ask_stamp(settings.TSA, link.before + link.facts)
    except NotStamped as refusal:
        log.warning("the evidence chain is not stamped: %s", refusal)
        defer_once("stamp_chain", key="stamp_chain", delay=AGAIN_AFTER)
        return
    chain.save_stamp(link, token)
