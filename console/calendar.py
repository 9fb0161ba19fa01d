"""Last days of open alerts and days of open cases, a month a page, and the secret address calendars read them at. 截止日历."""

import datetime as dt
import hashlib
from calendar import Calendar
from collections import defaultdict
from dataclasses import dataclass, replace
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, quote_etag
from django.utils.translation import get_language
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_POST, require_safe

from console.typed import row_id
from console.views import SHOWN_TIERS, viewer
from domain.deadline import Deadline
from domain.due import DueAlert, DueCaseDay
from domain.jurisdictions import every, known
from domain.match import Tier
from reports.due_calendar import CalendarFor, due_calendar
from response.deadlines import deadline
from storage import calendar_feeds
from storage.calendar_feeds import Feed, NoSuchFeed
from storage.due_case_days import due_case_days
from storage.due_days import Narrowing, due_alerts, due_counts
from storage.throttle import take_turns
from storage.viewers import enterprise_choices

SHOWN_A_DAY = 4
MOST_SHOWN = 1_000
PAST_DAYS = 31
"""How long a last day that has passed stays in subscribed calendars while nobody decides."""

MOST_FETCHED = 30
"""How often a minute one address may be read."""

_FIRST, _LAST = dt.date(2000, 1, 1), dt.date(2100, 12, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A day of the month's page; `rest` are the alerts that end on it beside those shown first."""

    date: dt.date
    in_month: bool
    cases: tuple[DueCaseDay, ...]
    alerts: tuple[DueAlert, ...]
    rest: tuple[DueAlert, ...]


@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """A month of last days, of what the viewer may see."""
    return _month_page(request)


def _month_page(request: HttpRequest, made: str = "", said: str = "") -> HttpResponse:
    seen_by = viewer(request)
    today = timezone.localdate()
    first = month_of(request.GET.get("month", ""), today)
    narrowed = narrowing(request)
    weeks = Calendar().monthdatescalendar(first.year, first.month)
    since, until = weeks[0][0], weeks[-1][-1]
    found = due_alerts(seen_by, since, until, narrowed, limit=MOST_SHOWN)
    of_cases = (
        ()
        if narrowed.tier
        else due_case_days(
            seen_by,
            since,
            until,
            enterprise_id=narrowed.enterprise_id,
            office=narrowed.office,
            limit=MOST_SHOWN,
        )
    )
    context = {
        "month": first,
        "previous": _address(request, first - dt.timedelta(days=1)),
        "next": _address(request, first + dt.timedelta(days=31)),
        "weeks": _weeks(weeks, first, found, of_cases),
        "in_month": sum(
            day.month == first.month
            for day in (*(one.day for one in found), *(one.deadline.day for one in of_cases))
        ),
        "cut": MOST_SHOWN in (len(found), len(of_cases)),
        "counts": due_counts(seen_by, today, narrowed),
        "narrowed": narrowed,
        "tiers": SHOWN_TIERS,
        "offices": every(get_language() or "zh"),
        "enterprises": enterprise_choices(seen_by),
        "today": today,
        "feed_made_at": calendar_feeds.made_at(seen_by),
        "made": made,
        "said": said,
    }
    return render(request, "console/calendar.html", context)


def _weeks(
    weeks: list[list[dt.date]],
    first: dt.date,
    found: tuple[DueAlert, ...],
    of_cases: tuple[DueCaseDay, ...],
) -> list[list[Day]]:
    by_day: dict[dt.date, list[DueAlert]] = defaultdict(list)
    for one in found:
        by_day[one.day].append(one)
    return [
        [
            Day(
                date=date,
                in_month=date.month == first.month,
                cases=tuple(one for one in of_cases if one.deadline.day == date),
                alerts=tuple(by_day[date][:SHOWN_A_DAY]),
                rest=tuple(by_day[date][SHOWN_A_DAY:]),
            )
            for date in week
        ]
        for week in weeks
    ]


def month_of(typed: str, today: dt.date) -> dt.date:
    """The first day of the month asked for as 2026-12; of this month for anything else."""
    try:
        asked = dt.date.fromisoformat(f"{typed}-01")
    except ValueError:
        return today.replace(day=1)
    return min(max(asked, _FIRST), _LAST)


def narrowing(request: HttpRequest) -> Narrowing:
    """What the form's filters ask for; what is none of them narrows nothing."""
    tier, office = request.GET.get("tier", ""), request.GET.get("office", "").upper()
    return Narrowing(
        enterprise_id=row_id(request.GET.get("enterprise", "")),
        tier=Tier(tier) if tier in SHOWN_TIERS else None,
        office=office if known(office) else "",
    )


def _address(request: HttpRequest, day: dt.date) -> str:
    kept = {key: request.GET[key] for key in ("enterprise", "tier", "office") if request.GET.get(key)}
    return "?" + urlencode({"month": f"{day:%Y-%m}", **kept})


@require_POST
def make_feed(request: HttpRequest) -> HttpResponse:
    """Gives this person an address, which ends the one before, and shows it once."""
    token = calendar_feeds.make_feed(viewer(request), get_language() or "zh")
    response = _month_page(request, made=settings.BASE_URL + reverse("calendar-feed", args=[token]))
    response["Cache-Control"] = "no-store"
    return response


@require_POST
def withdraw_feed(request: HttpRequest) -> HttpResponse:
    """Ends this person's address."""
    calendar_feeds.withdraw_feed(viewer(request))
    return redirect("calendar")


@require_safe
@login_not_required
@sensitive_variables("token")
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar behind a secret address, for programs without a sign-in. Missing where nobody has it, or no more."""
    try:
        found = calendar_feeds.feed_of(token)
    except NoSuchFeed as missing:
        raise Http404 from missing
    if wait := take_turns(f"calendar of user {found.viewer.user_id}", MOST_FETCHED, 60.0, 1):
        return HttpResponse(status=429, headers={"Retry-After": str(int(wait) + 1)})
    body = _file(found)
    changed_at = calendar_feeds.last_change(found, body)
    etag = quote_etag(hashlib.sha256(body).hexdigest())
    changed = int(changed_at.timestamp())
    headers = {
        "ETag": etag,
        "Last-Modified": http_date(changed),
        "Cache-Control": "private, no-cache",
        "Content-Disposition": 'inline; filename="haishao.ics"',
        "X-Robots-Tag": "noindex",
    }
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8", headers=headers)
    return get_conditional_response(request, etag, changed, response)


def _file(found: Feed) -> bytes:
    since = timezone.localdate() - dt.timedelta(days=PAST_DAYS)
    with calendar_feeds.as_owner(found):
        alerts = due_alerts(found.viewer, since, _LAST, Narrowing(), limit=MOST_SHOWN)
        days = due_case_days(found.viewer, since, _LAST, limit=MOST_SHOWN)
    whose = CalendarFor(
        language=found.language,
        base_url=settings.BASE_URL,
        host=urlsplit(settings.BASE_URL).hostname or "haishao",
        names_enterprises=found.viewer.staff or len(found.viewer.enterprise_ids) > 1,
    )
    return due_calendar((replace(one, rolled=_rolled(one)) for one in alerts), days, whose)


def _rolled(alert: DueAlert) -> dt.date | None:
    """The first open day on or after the last one, by the same rule."""
    counted = deadline(alert.office, alert.published_on, madrid=alert.madrid)
    same = isinstance(counted, Deadline) and counted.last_day.day == alert.day
    return counted.rolled if isinstance(counted, Deadline) and same else None
