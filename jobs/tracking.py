"""Tracked pages read again, each in its time. 跟踪网页.

    clock ──▶ read_pages ──▶ a change waits for a person, and staff are told once

Nothing is read before staff named a page: an installation asks no office for anything by itself.
"""

import datetime as dt
import logging
from pathlib import Path

from django.conf import settings
from django.utils import timezone
from procrastinate.contrib.django import app

from crawlers.page_text import NoText, page_words
from crawlers.run import fetch_pages
from crawlers.run_files import Received
from crawlers.tracked import TRACKED
from crawlers.warc import EvidenceLost, kept_answer, kept_body
from jobs.queue import defer_once
from jobs.run_folders import new_try, response_row
from response.country import sources
from storage import evidence, notices, runs, tracked_pages
from storage.throttle import take_turn
from storage.together import together
from storage.tracked_pages import NewPage, PageSaid
from storage.viewers import Viewer

log = logging.getLogger(__name__)

AT_ONCE = 40
"""Pages one job reads."""

TIMEOUT = 1800.0
"""Seconds it may take."""

MOST_BYTES = 8 * 1024 * 1024
"""Bytes of a page that are read."""


def follow_sources(viewer: Viewer, *, by: str) -> int:
    """Follows every page a row of response/ was read from; returns how many are new. Raises `NotVisible`."""
    wanted = [NewPage(url=url, offices=tuple(offices)) for url, offices in sorted(sources().items())]
    return tracked_pages.add_pages(viewer, wanted, by=by)


def read_pages_left(now: dt.datetime) -> None:
    """What the clock does each beat: puts the reading of pages on the queue once some are due."""
    if tracked_pages.due_pages(now, limit=1):
        defer_once("read_pages", key="read_pages")


@app.task(name="read_pages", queue="crawl")
def read_pages() -> None:
    """Reads the pages that are due, keeps the answers, and compares."""
    due = {url: page_id for page_id, url in tracked_pages.due_pages(timezone.now(), limit=AT_ONCE)}
    if not due:
        return
    run_id = runs.start_run(TRACKED.name)
    attempt = new_try(settings.RUNS_DIR)
    folder = settings.RUNS_DIR / runs.run_folder(run_id) / attempt
    fetched = fetch_pages(folder, list(due), timeout=TIMEOUT, take_turn=take_turn)
    evidence.save_responses(run_id, (response_row(attempt, one) for one in fetched.answers.values()))
    changed: list[int] = []
    failed = 0
    for url, page_id in due.items():
        answer, at = fetched.answers.get(url), timezone.now()
        try:
            if answer is None or url in fetched.reasons:
                zh, en = fetched.reasons.get(url, ("未能取得，将再试", "not reached; it will be tried again"))
                raise NoText(f"{zh} · {en}")
            change = tracked_pages.record_read(page_id, _said(folder, answer, run_id))
        except (NoText, EvidenceLost) as why:
            failed += 1
            tracked_pages.record_failed(page_id, str(why), at=at)
        else:
            changed += [change] if change else []
    with together():
        _close(run_id, read=len(due) - failed, failed=failed)
        if changed:
            _tell_staff(len(changed))


def _said(folder: Path, answer: Received, run_id: int) -> PageSaid:
    """Raises NoText where the page has no words, EvidenceLost where it was not kept."""
    with kept_answer(folder / answer.file, answer.offset) as kept:
        headers = {name.lower(): value for name, value in kept.headers}
    body = kept_body(folder / answer.file, answer.offset, answer.sha256, most=MOST_BYTES)
    words = page_words(body, headers.get("content-type", ""))
    return PageSaid(
        text=words.lines,
        sha256=answer.sha256,
        provenance=answer.provenance.value,
        run=run_id,
        noise=words.noise,
        first_read_at=answer.fetched_at,
        last_read_at=answer.fetched_at,
    )


def _close(run_id: int, *, read: int, failed: int) -> None:
    outcome = runs.RunOutcome(
        state="ok" if read else "error",
        reason_zh=f"{failed} 个网页未能读取" if failed else "",
        reason_en=f"{failed} pages could not be read" if failed else "",
        kept=read,
        faults=failed,
    )
    runs.finish_run(run_id, outcome, added=0)
    runs.close_judged(run_id)


def _tell_staff(changed: int) -> None:
    notices.open_notice(
        subject=(f"{changed} 个跟踪网页有变动", f"{changed} tracked pages changed"),
        says=(
            f"{changed} 个法律、官费或公告网页与上次读取时不同，请在“跟踪网页”页核对是否涉及规则变更。",
            f"{changed} pages on law, fees or notices say something else than before. See on “Tracked pages” whether a rule "
            "changed.",
        ),
    )
