"""Tracked pages, what they said, and what their changes were found to mean. 跟踪网页."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.db import transaction
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from storage.audit import Act, note
from storage.case_messages import ENDED
from storage.models import Alert, CaseDeadline, PageChange, PageText, Response, TrackedPage
from storage.viewers import NotVisible, Viewer, only_staff

RETRY_AFTER = dt.timedelta(days=1)
"""How long a page that could not be read is left alone."""


class Verdict(StrEnum):
    """What a person found a change to mean."""

    NONE = "no-consequence"
    RULE = "rule-changed"


class AlreadySettled(ValueError):
    """Somebody said before what the change means; `change` is that."""

    def __init__(self, change: "ChangeLine") -> None:
        super().__init__(f"change {change.change_id} was settled by {change.settled_by}")
        self.change = change


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


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeLine:
    """A change as a list shows it; `verdict` is None while nobody has judged it."""

    change_id: int
    page_id: int
    url: str
    title: str
    offices: tuple[str, ...]
    found_at: dt.datetime
    verdict: Verdict | None
    words: str
    settled_by: str
    settled_at: dt.datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Resting:
    """An open alert (`case_id` None) or case whose last day may rest on a rule that changed."""

    title: str
    enterprise: str
    day: dt.date
    alert_id: int | None = None
    case_id: int | None = None


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


def changes(viewer: Viewer, *, limit: int = 100) -> tuple[ChangeLine, ...]:
    """Changes, those nobody judged first, then the newest. Raises `NotVisible` for anybody but staff."""
    only_staff(viewer, "changes of pages")
    rows = PageChange.objects.select_related("page")
    waiting = rows.filter(verdict="").order_by("-found_at")[:limit]
    return tuple(map(_change_line, [*waiting, *rows.exclude(verdict="").order_by("-settled_at")[:limit]]))


def change_of(viewer: Viewer, change_id: int) -> tuple[ChangeLine, PageSaid, PageSaid]:
    """One change with what the page said before and after. Raises `NotVisible`."""
    only_staff(viewer, f"change {change_id}")
    row = PageChange.objects.select_related("page", "before", "after").filter(pk=change_id).first()
    if row is None:
        raise NotVisible(f"change {change_id}")
    return _change_line(row), _said(row.before), _said(row.after)


def settle(viewer: Viewer, change_id: int, verdict: Verdict, words: str, *, by: str) -> None:
    """Writes what a person found a change to mean. Raises `NotVisible`, and `AlreadySettled` where somebody did before."""
    only_staff(viewer, f"change {change_id}")
    with transaction.atomic():
        rows = PageChange.objects.select_related("page").select_for_update(of=("self",))
        row = rows.filter(pk=change_id).first()
        if row is None:
            raise NotVisible(f"change {change_id}")
        if row.verdict:
            raise AlreadySettled(_change_line(row))
        row.verdict, row.words, row.settled_by, row.settled_at = verdict, words, by, timezone.now()
        row.save(update_fields=["verdict", "words", "settled_by", "settled_at"])
        note(Act.PAGE_CHANGE_SETTLED, about=f"{row.page.url} · {verdict}")


def resting_on(
    viewer: Viewer, offices: Iterable[str], url: str, *, today: dt.date, limit: int = 100
) -> tuple[Resting, ...]:
    """Open alerts whose last day follows from this page, and open deadlines of cases read from it or at one of the offices
    whose rules stand there, nearest day first.

    Raises `NotVisible` for anybody but staff.
    """
    only_staff(viewer, "what rests on a rule")
    wanted = list(offices)
    alerts = Alert.objects.filter(
        open=True, last_day__gte=today, folded__match__last_day_rule__rule_source=url
    ).distinct()
    found = [
        Resting(
            title=f"{row.brand.name} · {row.holder}",
            enterprise=row.brand.enterprise.name,
            day=row.last_day,
            alert_id=row.pk,
        )
        for row in alerts.select_related("brand__enterprise").order_by("last_day")[:limit]
        if row.last_day is not None
    ]
    deadlines = CaseDeadline.objects.filter(
        Q(source=url) | Q(case__office__in=wanted),
        met_at__isnull=True,
        day__gte=today,
        case__confidential=False,
    ).exclude(case__state__in=ENDED)
    found += [
        Resting(
            title=f"{row.case.number} {row.case.title} · {row.says}",
            enterprise=row.case.enterprise.name,
            day=row.day,
            case_id=row.case_id,
        )
        for row in deadlines.select_related("case__enterprise").order_by("day")[:limit]
    ]
    return tuple(sorted(found, key=lambda one: one.day))


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


def _change_line(row: PageChange) -> ChangeLine:
    return ChangeLine(
        change_id=row.pk,
        page_id=row.page_id,
        url=row.page.url,
        title=row.page.title,
        offices=tuple(row.page.offices),
        found_at=row.found_at,
        verdict=Verdict(row.verdict) if row.verdict else None,
        words=row.words,
        settled_by=row.settled_by,
        settled_at=row.settled_at,
    )


def _said(row: PageText) -> PageSaid:
    return PageSaid(
        text=tuple(row.text.split("\n")),
        sha256=row.sha256,
        provenance=row.provenance,
        run=row.run,
        noise=row.noise,
        first_read_at=row.first_read_at,
        last_read_at=row.last_read_at,
    )
