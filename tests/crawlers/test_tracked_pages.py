"""Tracked pages, fetched as any source is, and compared: what changed, what did not, and what could not be read."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from jobs import tracking
from storage import models, page_changes, tracked_pages
from storage.evidence import expired_runs, release_run
from storage.tracked_pages import NewPage
from storage.viewers import Viewer

PAGES = Path(__file__).parent / "law_pages"
STAFF = Viewer(user_id=None, staff=True)


@pytest.mark.usefixtures("db")
def test_pages_are_read_politely_and_a_change_of_the_rule_alone_is_told(replay: Any) -> None:
    urls = [
        f"https://{one}"
        for one in ("a.example/fees", "a.example/private", "b.example/law", "c.example/pdf", "d.example/news")
    ]
    tracked_pages.add_pages(STAFF, [NewPage(url=url, offices=("US",)) for url in urls], by="staff")
    replay.gives("a.example/robots.txt", b"User-agent: *\nDisallow: /private\n")
    replay.gives("a.example/fees", (PAGES / "fee.before.html").read_bytes())
    replay.gives("b.example/law", b"busy", status=404)
    replay.gives("c.example/pdf", b"%PDF-1.7")
    replay.gives("d.example/news", (PAGES / "noise.before.html").read_bytes())
    tracking.read_pages()
    states = {one.url: (one.state, one.said) for one in tracked_pages.pages(STAFF)}
    assert states["https://a.example/fees"] == ("ok", "")
    assert "robots.txt" in states["https://a.example/private"][1]
    assert "404" in states["https://b.example/law"][1]
    assert "PDF" in states["https://c.example/pdf"][1]
    assert "a.example/private" not in [route for route, _ in replay.asked]
    run = models.CrawlRun.objects.get(source="tracked-pages")
    assert (run.state, run.kept, run.faults) == ("ok", 2, 3)

    replay.gives("a.example/fees", (PAGES / "fee.after.html").read_bytes())
    replay.gives("d.example/news", (PAGES / "noise.after.html").read_bytes())
    models.TrackedPage.objects.filter(url__in=(urls[0], urls[4])).update(
        tried_at=timezone.now() - dt.timedelta(days=8)
    )
    tracking.read_pages()
    (change,) = page_changes.changes(STAFF)
    assert change.url == "https://a.example/fees"
    _, before, after = page_changes.change_of(STAFF, change.change_id)
    assert (before.provenance, after.noise) == ("made-up", 2)
    assert models.Notice.objects.filter(subject_zh="1 个跟踪网页有变动").count() == 1
    kept = {one.sha256 for one in models.Response.objects.filter(linked_at__isnull=False)}
    assert {before.sha256, after.sha256} <= kept
    later = (timezone.now() + dt.timedelta(days=9)).isoformat()
    assert all(release_run(one) for one in expired_runs(finished_before=later, limit=9)), (
        "both texts keep their page"
    )
