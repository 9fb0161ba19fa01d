"""Alerts that wait at the desk, made the way the flow makes them."""

import datetime as dt
from itertools import count

from django.contrib.auth import get_user_model
from django.utils import timezone

from domain.brand import Brand
from domain.deadline import Confidence, LastDay
from domain.match import Evidence, Match, Tier
from domain.observation import Goods, Kind, Observation, Party
from matchers.conflicts import conflict_key
from storage.alerts import fold_matches, matches_to_fold
from storage.brands import save_brands
from storage.matches import save_matches
from storage.models import Alert, AlertMatch
from storage.observations import observations_of, take_in
from storage.runs import start_run
from storage.viewers import Viewer, viewer_of

_numbers = count(90_000_000)


def alerts_of(tiers_and_days: list[tuple[Tier, int | None]]) -> list[int]:
    """One alert each, of holders of their own, in the order given; days are counted from today."""
    save_brands([Brand(brand_id="A1", name="青鹭海", enterprise="甲")])
    run = start_run("us-uspto-trtdxfap")
    seen = [filed(f"QINGLUHAI {number}", f"Holder {number}") for number, _ in enumerate(tiers_and_days)]
    take_in(run, seen)
    kept = {o.ref: row for row, o in observations_of(run, after_id=0, limit=99)}
    save_matches((kept[o.ref], match(o, *said)) for o, said in zip(seen, tiers_and_days, strict=True))
    fold_matches(matches_to_fold(after_id=0, limit=99), conflict_key)
    return list(Alert.objects.order_by("folded__match__observation__ref").values_list("pk", flat=True))


def an_alert(
    brand: Brand,
    sign: str,
    *,
    holder: str,
    tier: Tier = Tier.HIGH,
    days: int | None = 9,
    office: str = "US",
    nice: int = 29,
) -> int:
    """The alert that a filing of this sign by this holder is folded into."""
    save_brands([brand])
    run = start_run("us-uspto-trtdxfap")
    take_in(run, [filed(sign, holder, office=office, nice=nice)])
    ((row, kept),) = observations_of(run, after_id=0, limit=9)
    save_matches([(row, match(kept, tier, days, brand=brand))])
    fold_matches(matches_to_fold(after_id=0, limit=9), conflict_key)
    return AlertMatch.objects.get(match__observation=row).alert_id


def filed(sign: str, holder: str, *, office: str = "US", nice: int = 29) -> Observation:
    """A filing with the next number."""
    return Observation(
        kind=Kind.FILING,
        source="us-uspto-trtdxfap",
        ref=f"{next(_numbers):08}",
        sign=sign,
        office=office,
        holders=(Party(name=holder),),
        goods=(Goods(nice_class=nice, text="Fish"),),
    )


def match(seen: Observation, tier: Tier, days: int | None, *, brand: Brand | None = None) -> Match:
    """What the matchers would say of it."""
    evidence = Evidence(
        feature="view", score=1.0, ours="QINGLUHAI", theirs=seen.sign, says="是拼音", says_en="is the pinyin"
    )
    last_day = days is not None and LastDay(
        day=timezone.localdate() + dt.timedelta(days=days),
        rule_zh="公告之日起三十日",
        rule_en="30 days from publication",
        rule_source="https://example.org/rule",
        checked_on=dt.date(2026, 11, 22),
        confidence=Confidence.VERIFIED,
    )
    name = brand.name if brand else "青鹭海"
    return Match(
        brand_id=brand.brand_id if brand else "A1", brand=name, mark=name, observation=seen, score=0.9, tier=tier,
        evidence=(evidence,), rules="words-1", last_day=last_day or None,
    )  # fmt: skip


def staff_viewer(name: str = "staff") -> Viewer:
    """The eyes of one of the staff."""
    return viewer_of(get_user_model().objects.get(username=name).pk, staff=True)
