"""Last days that come near while everything is being killed: their reminders must be on time."""

import datetime as dt
import time
from dataclasses import dataclass, field

COUNT, MOMENTS = 60, 3
DAYS = 7
ENTERPRISE = "提醒"
BRAND = "reminded"


@dataclass(slots=True)
class Reminders:
    """Alerts raised long ago whose last day moves to a week from now, in `MOMENTS` groups; `due` says since when each is."""

    alerts: list[int] = field(default_factory=list)
    due: dict[int, float] = field(default_factory=dict)

    def make(self) -> None:
        """Writes the alerts, and the one contact who is reminded, at any hour."""
        from django.utils import timezone

        from domain.alert import Channel, Contact
        from domain.brand import Brand as BrandRecord
        from domain.match import Tier
        from domain.subscription import Subscription
        from haishao.bench.deliver import match_of
        from storage.brands import save_brands, save_contact
        from storage.contacts import subscribe
        from storage.matches import save_matches
        from storage.models import Alert, AlertMatch, Brand, Match
        from storage.observations import observations_of, take_in
        from storage.runs import RunOutcome, close_judged, finish_run, start_run

        save_brands([BrandRecord(brand_id=BRAND, name="青鹭海", enterprise=ENTERPRISE, classes=(29,))])
        person = Contact(name="王", channel=Channel.EMAIL, address="reminded@example.org")
        subscribe(save_contact(ENTERPRISE, person), Subscription(least_tier=Tier.LOW, hour=0))
        run_id = start_run("reminders")
        take_in(run_id, (_filing(number) for number in range(COUNT)))
        save_matches(
            (row, match_of(BRAND, seen)) for row, seen in observations_of(run_id, after_id=0, limit=COUNT)
        )
        finish_run(
            run_id,
            RunOutcome(state="ok", reason_zh="正常", reason_en="ok", kept=COUNT, faults=0),
            added=COUNT,
        )
        close_judged(run_id)
        brand = Brand.objects.get(brand_id=BRAND)
        found = list(Match.objects.filter(brand=brand).order_by("pk"))
        rows = Alert.objects.bulk_create(
            Alert(
                brand=brand,
                holder=f"Holder {one.pk}",
                holder_key=f"h{one.pk}",
                conflict_key=f"h{one.pk}",
                reason="similar-filing",
                tier=one.tier,
                last_day=timezone.localdate() + dt.timedelta(days=DAYS + 60),
            )
            for one in found
        )
        AlertMatch.objects.bulk_create(
            AlertMatch(alert=alert, match=one, revision=1) for alert, one in zip(rows, found, strict=True)
        )
        self.alerts = [alert.pk for alert in rows]
        Alert.objects.filter(pk__in=self.alerts).update(raised_at=timezone.now() - dt.timedelta(days=90))

    def come_due(self, share: float) -> None:
        """Lets as many come due as the share of the time that is over. Raises OperationalError while the database is away."""
        from django.utils import timezone

        from storage.models import Alert

        wanted = min(MOMENTS, int(share * (MOMENTS + 1))) * (COUNT // MOMENTS)
        new = self.alerts[len(self.due) : wanted]
        if new:
            Alert.objects.filter(pk__in=new).update(last_day=timezone.localdate() + dt.timedelta(days=DAYS))
            self.due |= dict.fromkeys(new, time.time())


def _filing(number: int):  # type: ignore[no-untyped-def]
    from domain.observation import Goods, Kind, Observation, Party, Provenance

    return Observation(
        kind=Kind.FILING,
        source="reminders",
        ref=f"r{number}",
        sign="QINGLU HAI FOODS",
        office="US",
        holders=(Party(name=f"Blue Peak {number} LLC", country="US"),),
        goods=(Goods(nice_class=29, text="Canned fish", language="en"),),
        published_on=dt.date(2026, 11, 17),
        provenance=Provenance.MADE_UP,
    )
