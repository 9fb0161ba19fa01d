"""A made-up shop that copies a brand, and the complaint to its platform: prepared, sent, answered in part. Made up throughout."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

from domain.case import Right
from domain.observation import Kind, Observation, Party, Price, Provenance
from domain.takedown import ListingOutcome, NewTakedown, Signer, SignerRole
from haishao.demo.cast import MARK, STAFF, Cast, form
from haishao.demo.filings import OWN_FOODS
from haishao.demo.taken_in import taken_in
from jobs import takedowns as complaining
from response.platforms import platforms
from response.takedown import best_right
from storage.alert_list import AlertsWanted, alerts_before
from storage.brand_lists import brand_called
from storage.runs import last_good_run_at
from storage.takedown_sources import rights_of, targets_of_alert
from storage.takedowns import takedown_of

SHOP = "demo-shop"
"""The source the made-up listings are of; no crawler reads it."""

BRAND = "HY-02"
_PLATFORM = "mercado-libre"
_SELLER = Party(name="Loja Pesqueira Sul (Demo)", country="BR")
_TITLES = (
    "Yuge Island 渔歌岛 atum em lata 170 g",
    "YUGE ISLAND sardinha 125 g",
    "渔歌岛 Yuge Island kit 6 latas",
)


def list_shop() -> None:
    """Takes the made-up listings in, once, as a crawl of a shop would, and puts their judging on the queue."""
    if last_good_run_at(SHOP) is not None:
        return
    seen = [
        Observation(
            kind=Kind.LISTING, source=SHOP, ref=f"MLB-00000{number}", sign=title, office="BR", brand="Yuge Island",
            url=f"https://mercadolivre.demo.example/MLB-00000{number}-demo", seller=_SELLER,
            price=Price(amount=Decimal("19.90"), currency="BRL"), provenance=Provenance.MADE_UP,
        )
        for number, title in enumerate(_TITLES, 1)
    ]  # fmt: skip
    taken_in(SHOP, seen)


def complain(cast: Cast, today: dt.date) -> None:
    """Prepares the complaint from the shop's alert, and writes down its sending, two removals and a counter-notice."""
    found = alerts_before(cast.staff, AlertsWanted(brand_id=BRAND, office="BR"), None, limit=50)
    listed = [line for line in found if line.alert.leading.observation.kind is Kind.LISTING]
    if not listed:
        return
    alert_id = min(line.alert.alert_id for line in listed)
    targets = targets_of_alert(cast.staff, alert_id)
    rights = rights_of(cast.staff, brand_called(cast.staff, BRAND).row_id)
    relied = best_right(platforms()[_PLATFORM], rights, [one.market for one in targets])
    if relied is None:
        return
    new = NewTakedown(
        platform=_PLATFORM, right=Right.TRADEMARK, relied=replace(relied, owner=OWN_FOODS), targets=targets,
        reason="unauthorised-use",
        signer=Signer(name="品牌负责人（演示）", role=SignerRole.OWNER, contact="brand1@demo.example"),
        why=f"{MARK} The listings use our registered mark on canned fish that is not ours.",
    )  # fmt: skip
    made = complaining.prepare_for_alert(
        cast.staff, alert_id, new, form=form("takedown"), by=STAFF, today=today
    )
    if takedown_of(cast.staff, made).submitted_on is not None:
        return
    complaining.submit(cast.staff, made, on=today - dt.timedelta(days=4), reference="DEMO-BPP-0001", by=STAFF)
    lines = [one.line_id for one in takedown_of(cast.staff, made).lines]
    for chosen, outcome, days, words in (
        (lines[:2], ListingOutcome.REMOVED, 1, ""),
        (lines[2:], ListingOutcome.COUNTERED, 0, f"{MARK}卖家称已获授权"),
    ):
        on = today - dt.timedelta(days=days)
        complaining.settle(cast.staff, made, chosen, outcome, on=on, words=words, by=STAFF)
