"""What must be true once everything was left in peace, whatever was killed before."""

import bisect
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from haishao.bench.chaos_reminders import BRAND, Reminders
from haishao.bench.counting import Counting, Taken
from haishao.bench.feed import Feed
from haishao.bench.installation import Installation, asked, waited_for

REMINDED_WITHIN = 180.0
"""Seconds from a reminder being due until the mail server has it: a beat of the clock, a kill or two, a refusal or two."""

CANARY_SECONDS = 400.0
_AROUND = 2.5
"""Seconds around a kill in which a yes may have been heard and not written down."""

_FAILED = """
SELECT task_name, count(*) FROM procrastinate_jobs job
 WHERE status = 'failed' AND NOT EXISTS (SELECT FROM procrastinate_jobs again
        WHERE again.queueing_lock = job.queueing_lock AND again.id > job.id AND again.status = 'succeeded')
 GROUP BY 1
"""
"""One that was taken over while the same step already waited again is closed as failed; the other does its work."""

_FORGOTTEN = """
SELECT count(*) FROM pg_stat_activity WHERE state LIKE 'idle in transaction%' AND xact_start < now() - interval '10 s'
"""


@dataclass(slots=True)
class Verdict:
    """Figures by name, and in words each promise that was broken."""

    figures: dict[str, object] = field(default_factory=dict)
    broken: list[str] = field(default_factory=list)

    def hold(self, name: str, value: object, wanted: object) -> None:
        """Writes a figure down, and a broken promise where it is not what is wanted."""
        self.figures[name] = value
        if value != wanted:
            self.broken.append(f"{name}: {value}, not {wanted}")


def verdict(
    all_of_it: Installation, feed: Feed, reminders: Reminders, windows: Sequence[tuple[float, float]]
) -> Verdict:
    """Looks at everything. `windows` are the times of the kills."""
    from django.conf import settings

    found = Verdict()
    _observations(found, feed)
    hold_matches(found)
    hold_deliveries(found, all_of_it.receivers, windows)
    _reminders(found, all_of_it, reminders)
    hold_queue(found)
    _evidence(found)
    if settings.CANARY:
        _canary(found, all_of_it)
    found.hold("readyz", all_of_it.ready(), True)
    return found


def _one(question: str, *values: object) -> object:
    return asked(question, *values)[0][0]


def _observations(found: Verdict, feed: Feed) -> None:
    ours = "FROM storage_observation WHERE source <> 'reminders'"
    found.hold("observations kept", _one(f"SELECT count(*) {ours}"), feed.count)
    found.hold("each once", _one(f"SELECT count(DISTINCT (source, ref)) {ours}"), feed.count)
    found.hold("current", _one(f"SELECT count(*) {ours} AND current"), feed.count)
    found.hold("with their answer", _one(f"SELECT count(response_id) {ours}"), feed.count)


def hold_matches(found: Verdict) -> None:
    """Judges all once more, in one process nobody disturbs."""
    from jobs.judging import Screen
    from storage.brands import watched_brands
    from storage.models import Match
    from storage.observations import all_observations

    screen = Screen(watched_brands())
    due: set[tuple[str, str]] = set()
    after = 0
    while batch := all_observations(after_id=after, limit=5_000):
        seen = [observation for _, observation in batch]
        due |= {(match.brand_id, match.observation.ref) for match in screen.matches(seen)}
        after = batch[-1][0]
    rows = list(Match.objects.values_list("brand__brand_id", "observation__ref"))
    ours = {row for row in rows if row[0] != BRAND}
    due = {one for one in due if one[0] != BRAND}
    found.figures["matches"] = len(ours)
    found.hold("matches missing", len(due - ours), 0)
    found.hold("matches too many", len(ours - due), 0)
    found.hold("matches twice", len(rows) - len(set(rows)), 0)
    found.hold(
        "matches in no alert", Match.objects.filter(folded_into__isnull=True, withheld=False).count(), 0
    )


def hold_deliveries(found: Verdict, receivers: Counting, windows: Sequence[tuple[float, float]]) -> None:
    """Every alert told to each contact, every message marked delivered taken, and none taken twice without a reason."""
    from storage.models import Alert, Delivery

    for alert in Alert.objects.exclude(brand__brand_id=BRAND).prefetch_related("deliveries"):
        newest = [one.state for one in alert.deliveries.all() if one.revision == alert.revision]
        if newest != ["delivered", "delivered"]:
            found.broken.append(f"alert {alert.pk}: deliveries {newest}")
    found.figures["alerts"] = Alert.objects.exclude(brand__brand_id=BRAND).count()
    states = Counter(Delivery.objects.values_list("state", flat=True))
    found.hold("deliveries", dict(states), {"delivered": sum(states.values())})
    mails, chats = receivers.mails, receivers.chats
    by_mail = list(
        Delivery.objects.filter(contact__channel="email", state="delivered").values_list("pk", flat=True)
    )
    by_chat = Counter(
        Delivery.objects.filter(contact__channel="wecom-bot", state="delivered").values_list(
            "alert_id", flat=True
        )
    )
    heard = Counter(dict.fromkeys(by_chat, 0))
    for (_, alert), taken in chats.items():
        heard[alert] += len(taken.at)
    found.hold("mail marked delivered, not taken", sum(1 for one in by_mail if not mails[one].at), 0)
    found.hold("chat marked delivered, not taken", sum(heard[one] < n for one, n in by_chat.items()), 0)
    told = [mails[one] for one in by_mail] + list(chats.values())
    doubled, unexplained = _doubled(told, windows)
    found.figures["doubled, in flight when killed or the answer broke off"] = doubled - unexplained
    found.hold("doubled without reason", unexplained, 0)
    found.figures["refused by the rate of a bot"] = receivers.refused_rate
    found.figures["faults of receivers"] = dict(receivers.met)


def _doubled(told: Iterable[Taken], windows: Sequence[tuple[float, float]]) -> tuple[int, int]:
    """How many messages came again, and how many of these had no kill and no lost answer the time before."""
    starts = sorted((first - _AROUND, last + _AROUND) for first, last in windows)
    doubled = unexplained = 0
    for taken in told:
        for at in taken.at[:-1]:
            doubled += 1
            place = bisect.bisect_right(starts, (at, float("inf")))
            within = any(first <= at <= last for first, last in starts[:place])
            unexplained += not within and at not in taken.unheard
    return doubled, unexplained


def _reminders(found: Verdict, all_of_it: Installation, reminders: Reminders) -> None:
    from storage.models import Delivery

    rows = Delivery.objects.filter(alert__in=reminders.alerts)
    found.hold("reminders", sorted(rows.values_list("alert_id", flat=True)) == sorted(reminders.due), True)
    mails = all_of_it.receivers.mails
    late = [
        mails[pk].at[0] - reminders.due[alert]
        for pk, alert in rows.values_list("pk", "alert_id")
        if mails[pk].at and alert in reminders.due
    ]
    found.figures["slowest reminder, s"] = round(max(late, default=0.0), 1)
    found.hold(f"reminders later than {REMINDED_WITHIN:.0f} s", sum(one > REMINDED_WITHIN for one in late), 0)


def hold_queue(found: Verdict) -> None:
    """No job of nobody, no failure, no run left open, no lock kept."""
    found.hold("jobs of nobody", _one("SELECT count(*) FROM procrastinate_jobs WHERE status = 'doing'"), 0)
    found.hold("jobs failed", {str(name): number for name, number in asked(_FAILED)}, {})
    found.hold("runs not good", _one("SELECT count(*) FROM storage_crawlrun WHERE state <> 'ok'"), 0)
    found.hold("advisory locks", _one("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'"), 0)
    found.hold("forgotten in a transaction", _one(_FORGOTTEN), 0)


def _evidence(found: Verdict) -> None:
    from django.conf import settings

    from crawlers.warc import EvidenceLost, verify
    from storage.chain import ChainBroken, unlinked_answers, walk_chain
    from storage.evidence import proofs_of_alert
    from storage.models import Alert

    try:
        found.figures["links of the evidence chain"] = sum(1 for _ in walk_chain())
    except ChainBroken as broken:
        found.broken.append(f"evidence chain: {broken}")
    found.hold("answers without a link", unlinked_answers(), 0)
    bad = 0
    alerts = Alert.objects.exclude(brand__brand_id=BRAND).order_by("pk").values_list("pk", flat=True)[:200]
    for alert in alerts:
        for proof in proofs_of_alert(alert):
            try:
                verify(settings.RUNS_DIR / proof.file, proof.offset, proof.sha256)
            except EvidenceLost:
                bad += 1
    found.hold("evidence that does not verify", bad, 0)


def _canary(found: Verdict, all_of_it: Installation) -> None:
    from storage.canaries import last_ended

    waited_for(lambda: last_ended() is not None, CANARY_SECONDS, all_of_it.parts.keep_up)
    last = last_ended()
    found.hold("canary", last is not None and last.passed, True)
    if last is not None and not last.passed:
        found.broken.append(f"canary stopped at {last.step}: {last.said}")
