"""Counts for whoever watches the service from outside: the same whichever process is asked. No name of an enterprise."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Count, Min, QuerySet
from django.utils import timezone

from storage.audit import Act
from storage.models import Alert, AuditEntry, CanaryRun, CrawlRun, Delivery, SignInTries, SourceTrouble
from storage.service_state import quick_look
from storage.sign_in_tries import MOST_BY_ACCOUNT, MOST_BY_ADDRESS, WINDOW

_NEWEST_JOBS = 100_000
"""Jobs among which failed ones are counted: the queue keeps all it ever ran."""

_JOBS = """
SELECT queue_name, CASE WHEN status = 'todo' AND scheduled_at > clock_timestamp() THEN 'later' ELSE status::text END, count(*)
  FROM procrastinate_jobs WHERE status IN ('todo', 'doing') GROUP BY 1, 2
 UNION ALL
SELECT queue_name, 'failed', count(*) FROM procrastinate_jobs
 WHERE status = 'failed' AND id > (SELECT coalesce(max(id), 0) FROM procrastinate_jobs) - %s GROUP BY 1
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measures:
    """`jobs` by queue and state (`todo`, `later`, `doing`, `failed`), `runs` of the last day and `deliveries` by state, `alerts`
    that are open by tier; `overdue` the seconds since the oldest delivery that waits was to be tried. `canary_age` is the
    seconds since a canary last passed, None when none has; `canary_failed` says that the last one stopped. `refused`
    sign-ins of known accounts are of the last hour, `closed` accounts and addresses of now.
    """

    jobs: dict[tuple[str, str], int]
    runs: dict[str, int]
    deliveries: dict[str, int]
    overdue: float
    alerts: dict[str, int]
    sources_told: int
    canary_age: float | None
    canary_failed: bool
    refused: int
    closed: dict[str, int]


def measures() -> Measures:
    """The counts now. Raises `DatabaseAway`."""
    now = timezone.now()
    with quick_look():
        with connection.cursor() as cursor:
            cursor.execute(_JOBS, [_NEWEST_JOBS])
            jobs = {(queue, state): int(count) for queue, state, count in cursor.fetchall()}
        passed = CanaryRun.objects.filter(passed=True).order_by("-day").values_list("ended_at", flat=True)
        last = CanaryRun.objects.filter(ended_at__isnull=False).order_by("-day").first()
        ended = passed.first()
        due = Delivery.objects.filter(state="pending", next_try_at__lte=now, contact__active=True)
        first_due = due.aggregate(at=Min("next_try_at"))["at"]
        return Measures(
            jobs=jobs,
            runs=_counted(CrawlRun.objects.filter(started_at__gte=now - dt.timedelta(days=1)), "state"),
            deliveries=_counted(Delivery.objects.all(), "state"),
            overdue=(now - first_due).total_seconds() if first_due else 0.0,
            alerts=_counted(Alert.objects.filter(open=True), "tier"),
            sources_told=SourceTrouble.objects.filter(over_at__isnull=True, told_at__isnull=False).count(),
            canary_age=(now - ended).total_seconds() if ended else None,
            canary_failed=last is not None and not last.passed,
            refused=AuditEntry.objects.filter(
                did=Act.SIGN_IN_REFUSED, at__gte=now - dt.timedelta(hours=1)
            ).count(),
            closed={
                "account": _closed("account ", MOST_BY_ACCOUNT, now),
                "address": _closed("address ", MOST_BY_ADDRESS, now),
            },
        )


def _counted(rows: QuerySet[Any], by: str) -> dict[str, int]:
    return dict(rows.order_by().values(by).annotate(n=Count("pk")).values_list(by, "n"))


def _closed(kind: str, most: int, now: dt.datetime) -> int:
    rows = SignInTries.objects.filter(key__startswith=kind, tries__gte=most, since__gt=now - WINDOW)
    return int(rows.count())
