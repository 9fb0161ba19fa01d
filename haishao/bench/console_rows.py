"""What stands on the observations of `haishao bench console`: enterprises, matches, alerts and what people said of them.

Made up, the same for the same numbers. Enterprises, brands and holders are of very different size; of ten alerts five are
decided, and of those that are open a third were confirmed or deferred at the desk.
"""

import datetime as dt
import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from storage import models

_LOOKED_AT = 300_000
_RUNS_A_SOURCE = 120
_BATCH = 2_000
_A_DIGEST = 20
_MOST_OF_ONE = 60
_HOLDERS_OF_ONE_LEFT_OUT = 0.8
_TIERS = (("high", 6), ("medium", 24), ("low", 70))
_WITHHELD = 0.05
_RULE = {
    "rule_zh": "自公告之日起三个月内，任何人可提出异议；期满前可申请延期一次。",
    "rule_en": "Anybody may oppose within three months of the publication; one extension may be asked for before they end.",
    "rule_source": "https://office.example/trade-marks/opposition",
    "checked_on": "2026-11-20",
    "confidence": "verified",
    "caveat_zh": "",
    "caveat_en": "",
}


@dataclass(frozen=True, slots=True)
class _Seen:
    """An observation in a few words."""

    row_id: int
    sign: str


class Made:
    """The rows of one database, from seeds."""

    def __init__(self, names: Sequence[str], *, matches: int, enterprises: int) -> None:
        self._names = names
        self._matches = matches
        self._enterprises = enterprises
        self._drawn = random.Random(7)
        self._now = dt.datetime.now(dt.UTC)
        self._today = self._now.date()

    def make(self) -> None:
        """Writes everything; the observations are there before."""
        from django.db import transaction

        with transaction.atomic():
            self._make_runs()
            brands, contacts = self._make_enterprises()
            alerts = self._make_alerts(brands)
            self._make_answers(alerts, contacts)
            self._make_deliveries(alerts, contacts)

    def _make_runs(self) -> None:
        """A year of good runs of every source that could run."""
        from django.db.models import F

        from crawlers.catalogue import load_all
        from matchers.text.search_keys import VERSION
        from storage.models import CrawlRun

        rows = [
            CrawlRun(source=source.name, state="ok", reason_zh="正常", reason_en="ok", finished_at=ended,
                     taken_in_at=ended, judged_at=ended, kept=0, register_version=VERSION)
            for source in load_all()
            if not source.lacks_key
            for ended in (self._now - dt.timedelta(days=3 * number, hours=1) for number in range(_RUNS_A_SOURCE))
        ]  # fmt: skip
        made = [row.pk for row in _kept(rows)]
        CrawlRun.objects.filter(pk__in=made).update(started_at=F("finished_at") - dt.timedelta(minutes=20))

    def _make_enterprises(self) -> "tuple[list[models.Brand], dict[int, models.Contact]]":
        """A few enterprises with many brands, most with one or two; each with one contact."""
        from storage.models import Brand, Contact, Enterprise

        owners = _kept(
            [Enterprise(name=f"{name} {n:04}") for n, name in enumerate(self._some(self._enterprises))]
        )
        brands = [
            Brand(enterprise=owner, brand_id=f"B{owner.pk}-{number}", name=name, classes=[9, 25])
            for owner in owners
            for number, name in enumerate(self._some(min(60, int(self._drawn.paretovariate(1.1)))))
        ]  # fmt: skip
        contacts = [
            Contact(enterprise=owner, name="王", channel="email", address=f"ip{owner.pk}@example.org")
            for owner in owners
        ]
        return _kept(brands), {one.enterprise_id: one for one in _kept(contacts)}

    def _some(self, count: int) -> Iterator[str]:
        from haishao.bench.register_rows import one_of

        return (one_of(self._drawn, self._names) for _ in range(count))

    def _make_alerts(self, brands: "list[models.Brand]") -> "list[models.Alert]":
        """Alerts of brands against holders, each with the matches of some of what the holder filed."""
        from django.db.models import DurationField, ExpressionWrapper, F

        from storage.models import Alert, AlertMatch

        told, withheld = [], []
        for brand, holder, matches in self._conflicts(brands):
            if self._drawn.random() < _WITHHELD:
                withheld += matches
            else:
                told.append((self._alert(brand, holder, matches), matches))
        for one in withheld:
            one.withheld, one.tier = True, "low"
        _kept(withheld)
        kept = _kept(alert for alert, _ in told)
        _kept(match for _, matches in told for match in matches)
        _kept(
            AlertMatch(alert=alert, match=match, revision=alert.revision)
            for alert, matches in told
            for match in matches
        )
        # Said afterwards: the moment of the writing is put there by the model.
        minutes = F("pk") * 7_919 % 500_000 * dt.timedelta(minutes=1)
        Alert.objects.update(raised_at=self._now - ExpressionWrapper(minutes, DurationField()))
        return kept

    def _conflicts(
        self, brands: "list[models.Brand]"
    ) -> "Iterator[tuple[models.Brand, str, list[models.Match]]]":
        """Each brand against each holder at most once."""
        heavier = list(accumulate(self._drawn.paretovariate(1.3) for _ in brands))
        met: set[tuple[int, str]] = set()
        wanted = self._matches
        while wanted > 0:
            for holder, seen in self._holders():
                brand = self._drawn.choices(brands, cum_weights=heavier)[0]
                many = min(len(seen), wanted, int(self._drawn.paretovariate(1.15)), _MOST_OF_ONE)
                rare = len(seen) == 1 and self._drawn.random() < _HOLDERS_OF_ONE_LEFT_OUT
                if wanted <= 0 or rare or (brand.pk, holder) in met:
                    continue
                met.add((brand.pk, holder))
                wanted -= many
                yield brand, holder, [self._match(brand, one) for one in self._drawn.sample(seen, many)]

    def _holders(self) -> list[tuple[str, list[_Seen]]]:
        """Holders with what they filed, in no order."""
        from storage.models import Observation

        seen: dict[str, list[_Seen]] = defaultdict(list)
        rows = Observation.objects.order_by("pk").values_list("pk", "sign", "holders")
        for row_id, sign, holders in rows[:_LOOKED_AT].iterator(chunk_size=10_000):
            seen[holders[0]["name"]].append(_Seen(row_id, sign))
        listed = list(seen.items())
        self._drawn.shuffle(listed)
        return listed

    def _match(self, brand: "models.Brand", seen: _Seen) -> "models.Match":
        from storage.models import Match

        tier = self._drawn.choices([t for t, _ in _TIERS], [share for _, share in _TIERS])[0]
        day = (
            self._today + dt.timedelta(days=self._drawn.randrange(-60, 120))
            if self._drawn.random() < 0.7
            else None
        )
        evidence = [
            {
                "feature": feature, "score": round(self._drawn.uniform(0.5, 1.0), 3), "ours": brand.name, "theirs": seen.sign,
                "says": f"“{seen.sign}” 与 “{brand.name}” {zh}", "says_en": f"“{seen.sign}” {en} “{brand.name}”",
            }
            for feature, zh, en in (
                ("letters", "仅差一个字母", "is one letter away from"),
                ("sound", "读音相近", "sounds like"),
                ("classes", "类别相同", "stands in the same classes as"),
            )
        ]  # fmt: skip
        return Match(
            brand=brand, observation_id=seen.row_id, rules="verdict-1+words-2", mark=brand.name, tier=tier,
            score=round(self._drawn.uniform(0.4, 1.0), 3), evidence=evidence, last_day=day, last_day_rule=day and _RULE,
        )  # fmt: skip

    def _alert(self, brand: "models.Brand", holder: str, matches: "list[models.Match]") -> "models.Alert":
        from storage.models import Alert

        worst = min((match.tier for match in matches), key=[tier for tier, _ in _TIERS].index)
        days = [match.last_day for match in matches if match.last_day]
        return Alert(
            brand=brand, holder=holder, holder_key=holder, conflict_key=holder, reason="similar-filing", tier=worst,
            last_day=min(days, default=None),
        )  # fmt: skip

    def _make_answers(self, alerts: "list[models.Alert]", contacts: "dict[int, models.Contact]") -> None:
        """Decisions, which close alerts, calls for help, and what was said at the desk."""
        from storage.models import Alert, Decision, Review

        decisions, reviews = [], []
        for alert in alerts:
            cast = self._drawn.random()
            if cast < 0.5:
                answer = self._drawn.choices(("not-relevant", "authorised", "is-ours"), (7, 2, 1))[0]
                alert.open = False
                contact = contacts[alert.brand.enterprise_id] if cast < 0.2 else None
                decisions.append(Decision(alert=alert, answer=answer, contact=contact, by="王"))
            elif cast < 0.502:
                decisions.append(Decision(alert=alert, answer="help", by="王"))
            elif cast < 0.63:
                reviews.append(Review(alert=alert, verdict="confirmed", revision=alert.revision, by="staff"))
            elif cast < 0.66:
                until = self._today + dt.timedelta(days=self._drawn.randrange(-2, 4))
                reviews.append(
                    Review(alert=alert, verdict="deferred", revision=alert.revision, until=until, by="staff")
                )
        Alert.objects.filter(pk__in=[alert.pk for alert in alerts if not alert.open]).update(open=False)
        _kept(decisions)
        _kept(reviews)

    def _make_deliveries(self, alerts: "list[models.Alert]", contacts: "dict[int, models.Contact]") -> None:
        """Every alert told: half of them each by itself, the others in digests of up to twenty."""
        from storage.models import Attempt, Digest, DigestEntry

        alone, together = alerts[::2], defaultdict(list)
        for alert in alerts[1::2]:
            together[contacts[alert.brand.enterprise_id]].append(alert)
        told = [self._delivery(contacts[alert.brand.enterprise_id], alert=alert) for alert in alone]
        for contact, of_one in together.items():
            for number, start in enumerate(range(0, len(of_one), _A_DIGEST)):
                due = self._now - dt.timedelta(days=number + 1)
                (digest,) = _kept([Digest(contact=contact, due_at=due)])
                _kept(DigestEntry(digest=digest, alert=alert) for alert in of_one[start : start + _A_DIGEST])
                told.append(self._delivery(contact, digest=digest))
        _kept(Attempt(delivery=one, accepted=True, answer="250 2.0.0 Ok: queued") for one in _kept(told))

    def _delivery(self, contact: "models.Contact", **what: object) -> "models.Delivery":
        from storage.models import Delivery

        return Delivery(
            contact=contact, state="delivered", next_try_at=self._now, delivered_at=self._now, **what
        )


def _kept(rows: Iterable[Any]) -> list[Any]:
    """Rows written, with their ids."""
    listed = list(rows)
    return list(type(listed[0])._default_manager.bulk_create(listed, batch_size=_BATCH)) if listed else []
