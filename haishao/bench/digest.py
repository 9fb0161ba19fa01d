"""`haishao bench digest`: what many matches of many enterprises cost until each contact's digest is written."""

import json
import tempfile
import time
from pathlib import Path
from typing import Any

from rich.console import Console

from haishao.bench.deliver import filing_of, match_of
from haishao.bench.own_database import own_database

_FOLDED_AT_ONCE = 1_000


def run(matches: int, enterprises: int, json_path: Path | None) -> dict[str, Any]:
    """Prints the seconds of each step and returns them; nothing is sent."""
    console = Console()
    with tempfile.TemporaryDirectory() as folder, own_database(Path(folder)):
        with console.status(f"{matches} 条命中 · matches"):
            seed(matches, enterprises)
        figures: dict[str, Any] = {"matches": matches, "enterprises": enterprises}
        begun = time.perf_counter()
        alerts = _folded()
        figures["folding s"] = round(time.perf_counter() - begun, 1)
        begun = time.perf_counter()
        _opened(alerts)
        figures["opening s"] = round(time.perf_counter() - begun, 1)
        begun = time.perf_counter()
        figures["digests"], figures["longest html"] = _written()
        figures["writing s"] = round(time.perf_counter() - begun, 1)
        figures["digest s"] = round(figures["opening s"] + figures["writing s"], 1)
    console.print(figures)
    if json_path is not None:
        json_path.write_text(json.dumps(figures, ensure_ascii=False, indent=2), encoding="utf-8")
    return figures


def seed(matches: int, enterprises: int) -> None:
    """Enterprises with one brand and one contact each, whose digest is daily, and the matches shared out among them."""
    from domain.alert import Channel, Contact
    from domain.brand import Brand
    from domain.subscription import Rhythm, Subscription
    from storage.brands import save_brands, save_contact
    from storage.contacts import subscribe
    from storage.matches import save_matches
    from storage.observations import observations_of, take_in
    from storage.runs import start_run

    names = [f"bench {number}" for number in range(enterprises)]
    save_brands(Brand(brand_id=name, name="青鹭海", enterprise=name, classes=(29,)) for name in names)
    for name in names:
        contact = Contact(name="王", channel=Channel.EMAIL, address="bench@example.org")
        subscribe(save_contact(name, contact, least_tier="low"), Subscription(rhythm=Rhythm.DAILY))
    run_id = start_run("us-uspto-trtdxfap")
    take_in(run_id, (filing_of(str(number)) for number in range(matches)))
    after = 0
    while rows := observations_of(run_id, after_id=after, limit=10_000):
        save_matches((row, match_of(names[int(seen.ref) % enterprises], seen)) for row, seen in rows)
        after = rows[-1][0]


def _folded() -> list[int]:
    from matchers.conflicts import conflict_key
    from storage.alerts import fold_matches, matches_to_fold

    grown: list[int] = []
    while batch := matches_to_fold(after_id=0, limit=_FOLDED_AT_ONCE):
        grown += fold_matches(batch, conflict_key)
    return list(dict.fromkeys(grown))


def _opened(alerts: list[int]) -> None:
    from jobs.tasks import told_when
    from storage.opening import open_deliveries

    for start in range(0, len(alerts), _FOLDED_AT_ONCE):
        open_deliveries(alerts[start : start + _FOLDED_AT_ONCE], told_when)


def _written() -> tuple[int, int]:
    """Every digest taken as a worker takes it, rendered and written down as accepted; how many, and the longest."""
    from django.utils import timezone

    from domain.alert import Channel
    from jobs.telling import Messages
    from storage.deliveries import record_accepted, taken
    from storage.models import Delivery

    Delivery.objects.filter(state="pending").update(next_try_at=timezone.now())
    count = longest = 0
    while True:
        with taken([Channel.EMAIL], limit=100) as batch:
            if not batch:
                return count, longest
            messages = Messages(batch)
            for delivery in batch:
                longest = max(longest, len(messages.of(delivery).html))
                record_accepted(delivery, "bench")
                count += 1
