"""Tracked pages, when each is read, and what it said. 跟踪网页."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from storage.audit import Act, note
from storage.models import PageChange, PageText, Response, TrackedPage
from storage.viewers import NotVisible, Viewer, only_staff

RETRY_AFTER = dt.timedelta(days=1)
"""How long a page that could not be read is left alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPage:
    """A page to follow."""

    url: str
    offices: tuple[str, ...]
    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageLine:
    """A tracked page as a list shows it. `lines` and `noise` are of its last text, 0 before it was read; `open_changes`
    counts those nobody has judged.
    """

    page_id: int
    url: str
    title: str
    offices: tuple[str, ...]
    days: int
    active: bool
    state: str
    said: str
    tried_at: dt.datetime | None
    read_at: dt.datetime | None
    lines: int
    noise: int
    open_changes: int

    def late(self, now: dt.datetime) -> bool:
        """True while its last good reading is older than two of its intervals."""
        return self.read_at is not None and now - self.read_at > dt.timedelta(days=2 * self.days)


@dataclass(frozen=True, slots=True, kw_only=True)
class PageSaid:
    """What a page said once. `run` and `sha256` lead to the kept answer."""

    text: tuple[str, ...]
    sha256: str
    provenance: str
    run: int
    noise: int
    first_read_at: dt.datetime
    last_read_at: dt.datetime


def add_pages(viewer: Viewer, wanted: Iterable[NewPage], *, by: str) -> int:
    """Follows pages that are not followed yet, and returns how many. Raises `NotVisible` for anybody but staff."""
    only_staff(viewer, "tracked pages")
    with transaction.atomic():
        before = TrackedPage.objects.count()
        TrackedPage.objects.bulk_create(
            [
                TrackedPage(url=one.url, title=one.title, offices=sorted(one.offices), added_by=by)
                for one in wanted
            ],
            ignore_conflicts=True,
        )
        added = TrackedPage.objects.count() - before
        if added:
            note(Act.PAGES_TRACKED, about=str(added))
    return added


def set_active(viewer: Viewer, page_id: int, active: bool) -> None:
    """Reads a page again from now on, or no more. Raises `NotVisible`."""
    only_staff(viewer, f"page {page_id}")
    row = TrackedPage.objects.filter(pk=page_id).first()
    if row is None:
        raise NotVisible(f"page {page_id}")
    if row.active != active:
        with transaction.atomic():
            TrackedPage.objects.filter(pk=page_id).update(active=active)
            note(Act.PAGE_SWITCHED, about=f"{row.url} · {'on' if active else 'off'}")


def pages(viewer: Viewer, *, office: str = "") -> tuple[PageLine, ...]:
    """The pages, those in trouble first. Raises `NotVisible` for anybody but staff."""
    only_staff(viewer, "tracked pages")
    rows = _with_counts(TrackedPage.objects.all())
    if office:
        rows = rows.filter(offices__contains=[office])
    lines = [_page_line(row) for row in rows.order_by("url")]
    order = {"failed": 0, "never": 1, "ok": 2}
    return tuple(sorted(lines, key=lambda one: (not one.active, -one.open_changes, order.get(one.state, 0))))


def _with_counts(rows: QuerySet[TrackedPage]) -> QuerySet[TrackedPage]:
    last = PageText.objects.filter(page=OuterRef("pk")).order_by("-pk")
    return rows.annotate(
        lines=Subquery(last.values("lines")[:1]),
        noise=Subquery(last.values("noise")[:1]),
        open_changes=Count("changes", filter=Q(changes__verdict="")),
    )


def due_pages(now: dt.datetime, *, limit: int) -> tuple[tuple[int, str], ...]:
    """Id and address of the pages whose time has come, the longest waiting first."""
    rows = TrackedPage.objects.filter(active=True).order_by("tried_at", "pk")
    due = (
        row
        for row in rows
        if row.tried_at is None
        or now - row.tried_at >= (dt.timedelta(days=row.days) if row.state == "ok" else RETRY_AFTER)
    )
    return tuple((row.pk, row.url) for row in due)[:limit]


def record_failed(page_id: int, said: str, *, at: dt.datetime) -> None:
    """Writes down that a page could not be read, and why. What it said before stands."""
    TrackedPage.objects.filter(pk=page_id).update(state="failed", said=said[:500], tried_at=at)


def record_read(page_id: int, said: PageSaid) -> int | None:
    """Keeps what a page says now. Where it says something else than before, the id of the change; safe to repeat."""
    with transaction.atomic():
        page = TrackedPage.objects.select_for_update().get(pk=page_id)
        before = page.texts.order_by("-pk").first()
        text = "\n".join(said.text)
        change = None
        if before is not None and before.text == text:
            before.last_read_at = said.last_read_at
            before.save(update_fields=["last_read_at"])
        else:
            after = page.texts.create(
                run=said.run,
                sha256=said.sha256,
                provenance=said.provenance,
                text=text,
                lines=len(said.text),
                noise=said.noise,
                first_read_at=said.first_read_at,
                last_read_at=said.last_read_at,
            )
            Response.objects.filter(run_id=said.run, sha256=said.sha256).update(linked_at=timezone.now())
            if before is not None:
                change = PageChange.objects.create(page=page, before=before, after=after).pk
        page.state, page.said = "ok", ""
        page.tried_at = page.read_at = said.last_read_at
        page.save(update_fields=["state", "said", "tried_at", "read_at"])
    return change


def _page_line(row: TrackedPage) -> PageLine:
    return PageLine(
        page_id=row.pk,
        url=row.url,
        title=row.title,
        offices=tuple(row.offices),
        days=row.days,
        active=row.active,
        state=row.state,
        said=row.said,
        tried_at=row.tried_at,
        read_at=row.read_at,
        lines=getattr(row, "lines", None) or 0,
        noise=getattr(row, "noise", None) or 0,
        open_changes=getattr(row, "open_changes", 0),
    )
