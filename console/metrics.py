"""`/metrics`: the service in numbers, for Prometheus. Only from this machine, or with HAISHAO_METRICS_TOKEN."""

import hmac
from collections.abc import Iterator
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, HistogramMetricFamily
from prometheus_client.registry import Collector

from console.durations import BOUNDS, durations
from console.health import WatchedSource, watched_sources
from jobs.readiness import alive_within
from notifier.hosts import is_loopback
from storage.measures import Measures, measures
from storage.service_state import DatabaseAway, ServiceState, quick_look, service_state

_WORKERS_NAMED = {"todo": "waiting", "doing": "running"}


@require_safe
@login_not_required
def metrics(request: HttpRequest) -> HttpResponse:
    """All numbers come from the database, or memory the web processes share, so each of them gives the same. 404 for whoever
    may not ask.
    """
    if not _may_ask(request):
        return HttpResponseNotFound()
    registry = CollectorRegistry()
    try:
        registry.register(_Numbers())
    except DatabaseAway as away:
        return HttpResponse(f"# database: {away}\n", content_type="text/plain", status=503)
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def _may_ask(request: HttpRequest) -> bool:
    """The token opens from anywhere. Without it only this machine may ask, by its own name, and no
    browser, whatever name a page had it look up; where a reverse proxy stands before
    the console, all who come through it would look like this machine, so HAISHAO_PROXY has to name it.
    """
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    token = settings.METRICS_TOKEN
    if token and scheme.lower() == "bearer" and hmac.compare_digest(given.strip().encode(), token.encode()):
        return True
    try:
        asked = urlsplit(f"//{request.META.get('HTTP_HOST', 'localhost')}").hostname or ""
    except ValueError:
        return False
    if settings.SESSION_COOKIE_NAME in request.COOKIES or not is_loopback(asked):
        return False
    direct = bool(settings.PROXY) or is_loopback(urlsplit(settings.BASE_URL).hostname or "")
    return direct and is_loopback(str(request.META.get("REMOTE_ADDR", "")))


class _Numbers(Collector):
    """What was counted when it was made."""

    def __init__(self) -> None:
        with quick_look():
            self._state = service_state(alive_within=alive_within())
            self._measures = measures()
            self._sources = watched_sources()

    def collect(self) -> Iterator[GaugeMetricFamily | HistogramMetricFamily]:
        """Every metric."""
        yield from _of_service(self._state)
        yield from _of_flow(self._measures)
        yield from _of_sources(self._sources)
        yield _of_requests()


def _of_service(state: ServiceState) -> Iterator[GaugeMetricFamily]:
    yield _one("haishao_workers", "Workers whose heart beats", state.workers)
    yield _one("haishao_worker_beat_age_seconds", "Since the last beat of any worker", state.worker_age)
    yield _one("haishao_clock_beat_age_seconds", "Since the clock last did all of its work", state.clock_age)
    waiting = GaugeMetricFamily(
        "haishao_queue_oldest_waiting_seconds", "How long a queue's oldest ready job waits", labels=["queue"]
    )
    for queue in sorted({"crawl", "match", "deliver"} | set(state.waiting)):
        waiting.add_metric([queue], state.waiting.get(queue, 0.0))
    yield waiting


def _of_flow(seen: Measures) -> Iterator[GaugeMetricFamily]:
    jobs = GaugeMetricFamily(
        "haishao_queue_jobs",
        "Jobs: waiting, later (put off), running, failed (among the newest 100,000)",
        labels=["queue", "state"],
    )
    for (queue, state), count in sorted(seen.jobs.items()):
        jobs.add_metric([queue, _WORKERS_NAMED.get(state, state)], count)
    yield jobs
    yield _by("haishao_runs_last_day", "Crawl runs begun in the last 24 hours", "state", seen.runs)
    yield _by("haishao_deliveries", "Deliveries", "state", seen.deliveries)
    yield _one(
        "haishao_delivery_overdue_seconds",
        "Since the oldest waiting delivery was to be tried",
        seen.overdue,
    )
    yield _by("haishao_alerts_open", "Open alerts", "tier", seen.alerts)
    yield _one("haishao_sources_in_trouble", "Sources of whose trouble staff were told", seen.sources_told)
    yield _one("haishao_canary_passed_age_seconds", "Since a canary last passed", seen.canary_age)
    yield _one("haishao_canary_failed", "1 when the last canary stopped on its way", int(seen.canary_failed))
    yield _one("haishao_sign_ins_refused_last_hour", "Refused sign-ins of known accounts", seen.refused)
    yield _by(
        "haishao_sign_ins_closed", "Accounts and addresses the throttle holds closed", "of", seen.closed
    )


def _of_sources(sources: list[WatchedSource]) -> Iterator[GaugeMetricFamily]:
    states: dict[str, int] = {}
    ages = GaugeMetricFamily(
        "haishao_source_good_age_seconds", "Since a source's last good run ended", labels=["source"]
    )
    every = GaugeMetricFamily(
        "haishao_source_interval_seconds", "The time between two runs of a source", labels=["source"]
    )
    for one in sources:
        states[one.state] = states.get(one.state, 0) + 1
        if one.good_age is not None:
            ages.add_metric([one.source.name], one.good_age)
            every.add_metric([one.source.name], one.source.interval.total_seconds())
    yield _by("haishao_sources", "Sources by the state people see", "state", states)
    yield ages
    yield every


def _of_requests() -> HistogramMetricFamily:
    took = HistogramMetricFamily(
        "haishao_request_seconds",
        "From a request until its answer begins, by the name of its route",
        labels=["route"],
    )
    ends = [*map(str, BOUNDS), "+Inf"]
    for one in durations().every():
        took.add_metric([one.route], list(zip(ends, one.up_to, strict=True)), one.seconds)
    return took


def _one(name: str, says: str, value: float | None) -> GaugeMetricFamily:
    """A metric without labels; without a value it is named and has no sample."""
    family = GaugeMetricFamily(name, says)
    if value is not None:
        family.add_metric([], value)
    return family


def _by(name: str, says: str, label: str, values: dict[str, int]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, says, labels=[label])
    for of, value in sorted(values.items()):
        family.add_metric([of], value)
    return family
