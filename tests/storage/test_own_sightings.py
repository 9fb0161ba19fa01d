"""Brands in their own hands: what a squatter may have seen, and what their goods cost."""

import datetime as dt
from decimal import Decimal

from domain.brand import Brand
from domain.history import ExposureKind, OwnSighting
from domain.observation import Kind, Observation, Price
from storage.observations import observations_of, take_in
from storage.own_sightings import exposures, save_own_sightings, usual_prices
from storage.runs import start_run


def keep(*seen: Observation) -> None:
    run = start_run("s")
    take_in(run, seen)
    rows = observations_of(run, after_id=0, limit=99)
    for _ in range(2):
        save_own_sightings((row, OwnSighting(brand_id="B1", observation=one)) for row, one in rows)


def own(kind: Kind, ref: str, **rest: object) -> Observation:
    return Observation(kind=kind, source="s", ref=ref, sign="QINGLUHAI", **rest)  # type: ignore[arg-type]


def offer(ref: str, amount: str, currency: str = "USD") -> Observation:
    return own(Kind.LISTING, ref, office="DE", price=Price(amount=Decimal(amount), currency=currency))


def test_a_stand_a_shop_and_a_gazette_at_home_show_a_brand(brands: list[Brand]) -> None:
    day = dt.date(2026, 3, 1)
    keep(
        own(Kind.EXHIBITOR, "1", event="SIAL", published_on=day),
        own(Kind.EXHIBITOR, "2", event="SIAL", published_on=day + dt.timedelta(days=1)),
        own(Kind.FILING, "3", office="CN", published_on=day),
        own(Kind.FILING, "4", office="US", published_on=day),
        own(Kind.LISTING, "5", office="DE", published_on=day),
    )
    shown = exposures(["B1", "B2"])
    assert list(shown) == ["B1"]
    assert {(e.kind, e.day, e.where) for e in shown["B1"]} == {
        (ExposureKind.FAIR, day, "SIAL"),
        (ExposureKind.HOME_PUBLICATION, day, "CN"),
        (ExposureKind.LISTING, day, "DE"),
    }


def test_the_usual_price_is_the_lower_quartile_of_own_listings_a_currency(brands: list[Brand]) -> None:
    keep(*(offer(str(n), f"{n}0") for n in range(1, 9)), offer("e", "7.50", "EUR"), offer("f", "3", ""))
    prices = {price.currency: price for price in usual_prices(["B1"])["B1"]}
    assert set(prices) == {"USD", "EUR"}
    assert (prices["USD"].amount, prices["USD"].seen) == (Decimal("20"), 8)
    assert usual_prices(["B2"]) == {}
