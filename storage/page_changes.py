"""What tracked pages changed, what a person found each change to mean, and what rests on the rules it touches. 网页变动."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from storage.audit import Act, note
from storage.case_messages import ENDED
from storage.models import Alert, CaseDeadline, PageChange, PageText
from storage.tracked_pages import PageSaid
from storage.viewers import NotVisible, Viewer, only_staff


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
