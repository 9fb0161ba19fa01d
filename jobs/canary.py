"""The daily canary: a made-up filing that must come out as a message handed over, or staff are told where it stopped. 自检.

    queue ──▶ canary: take in ▶ judge ▶ raise ▶ open ▶ render ──queue──▶ canary_hand_over

It goes through the same code, queues, workers and tables as any filing. What it writes on its way, its enterprise among
it, is undone in the same transaction, so that no list, report or count can ever hold it; only the message remains until it
is handed over. It goes to HAISHAO_CANARY_ADDRESS; without one to a mail server of our own on loopback, after the real one
has accepted the sender.
"""

import datetime as dt
import logging

from django.conf import settings
from django.utils import timezone
from procrastinate.contrib.django import app

from jobs.canary_mail import handed_over, kept
from jobs.canary_walk import STEPS, CanaryStopped, Step, Walk
from jobs.queue import defer_once
from notifier.channel import NotYet, Undelivered
from storage import canaries, notices
from storage.together import database_away, together, undo_block

log = logging.getLogger(__name__)

BOUND = dt.timedelta(hours=1)
"""From the canary's start until it has stopped: judging a large gazette may go before it."""

TRY_AGAIN_AFTER = 120.0
FIRST = 2
"""Its priority: that of what is on its way to somebody."""


def watch_canary(now: dt.datetime) -> None:
    """What the clock does: sends out the day's canary once, and tells staff of one that is overdue."""
    if not settings.CANARY:
        return
    day = timezone.localdate(now)
    if not canaries.begun(day):
        with together():
            if canaries.begin(day, Step.QUEUED, now=now):
                defer_once("canary", key=f"canary {day}", day=day.isoformat())
    for late in canaries.overdue(started_before=now - BOUND):
        minutes = int(BOUND.total_seconds() // 60)
        stop(late.day, Step(late.step), late.said or f"{minutes} 分钟内未完成 · not within {minutes} minutes")


@app.task(name="canary", queue="match", priority=FIRST)
def canary(day: str) -> None:
    """Takes the made-up filing to a message; a second run finds it gone on, and does nothing."""
    on = dt.date.fromisoformat(day)
    found = canaries.at_work(on)
    if found is None or found.step != Step.QUEUED:
        return
    walk = Walk(on)
    try:
        with together():
            message = walk.to_message()
            undo_block()
    except Exception as trouble:  # the edge of the canary: a fault anywhere in the flow is what it looks for
        if database_away(
            trouble
        ):  # the queue runs the step again, and a canary that is not through in an hour is told
            raise
        log.exception("the canary of %s stopped at %s", day, walk.step)
        stop(on, walk.step, _said_of(trouble))
        return
    with together():
        if canaries.move_on(on, frm=Step.QUEUED, to=Step.RENDERED, mail=kept(message)):
            defer_once("canary_hand_over", key=f"canary_hand_over {day}", day=day)


@app.task(name="canary_hand_over", queue="deliver", priority=FIRST)
def canary_hand_over(day: str) -> None:
    """Hands the message over; a refusal that may pass is tried again until the canary is overdue."""
    on = dt.date.fromisoformat(day)
    found = canaries.at_work(on)
    if found is None or found.mail is None:
        return
    canaries.move_on(on, frm=Step.RENDERED, to=Step.HAND_OVER)
    try:
        said = handed_over(found.mail)
    except (NotYet, Undelivered) as refusal:
        if isinstance(refusal, Undelivered) and refusal.permanent:
            stop(on, Step.HAND_OVER, refusal.reason)
            return
        canaries.note_answer(on, str(refusal))
        defer_once("canary_hand_over", key=f"canary_hand_over {day}", delay=TRY_AGAIN_AFTER, day=day)
    except Exception as trouble:  # as above
        if database_away(trouble):
            raise
        log.exception("the canary of %s could not be handed over", day)
        stop(on, Step.HAND_OVER, _said_of(trouble))
    else:
        _passed(on, said)


def _said_of(trouble: Exception) -> str:
    """An error's text may hold an address or a secret; what the canary says of itself holds none."""
    if isinstance(trouble, CanaryStopped):
        return str(trouble)
    return f"{type(trouble).__name__}，详见进程日志 · see the worker's log"


def _passed(day: dt.date, said: str) -> None:
    with together():
        if not canaries.end(day, step=Step.DONE, passed=True, said=said):
            return
        log.info("the canary of %s passed: %s", day, said)
        if canaries.stopped_before(day):
            notices.open_notice(
                subject=("每日自检恢复正常", "The daily canary passes again"),
                says=(
                    f"{day} 的自检全程通过：从收到公告到交付消息均正常。",
                    f"The canary of {day} went all the way, from a filing taken in to a message handed over.",
                ),
            )


def stop(day: dt.date, step: Step, said: str) -> None:
    """Ends a canary that did not come through, and tells staff, once."""
    chinese, english = STEPS[step]
    with together():
        if not canaries.end(day, step=step, passed=False, said=said):
            return
        log.error("the canary of %s stopped at %s: %s", day, step, said)
        notices.open_notice(
            subject=(f"每日自检未通过：停在“{chinese}”", f"The daily canary stopped at: {english}"),
            says=(
                f"{day} 的自检停在“{chinese}”：{said}。在查明之前，真实预警也可能无法送达。请在服务器上运行 haishao doctor。",
                f"The canary of {day} stopped at “{english}”: {said}. Until that is mended, real alerts may not arrive "
                "either. Run haishao doctor on the server.",
            ),
        )
