"""`haishao bench digest`: the digests of many matches for many enterprises, from the matches to the mail server's yes."""

import datetime as dt
import json
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console

from haishao.bench.deliver import match_of
from haishao.bench.own_database import own_database
from haishao.bench.receivers import Receivers

if TYPE_CHECKING:
    from domain.observation import Observation

GOAL = 60.0
FILINGS_A_HOLDER = 4
_SPELLINGS = ("Blue Peak {} LLC", "BLUE PEAK {}, L.L.C.", "Bluepeak {} LLC", "blue peak {} llc")
_OFFICES = ("US", "GB", "BR", "EM")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What was measured, in seconds: matches folded into alerts and these written into digests (`fold`), the digests read,
    rendered and handed to the mail server by one worker (`tell`). `mails` is how many the server took.
    """

    matches: int
    enterprises: int
    alerts: int
    digests: int
    mails: int
    fold: float
    tell: float

    @property
    def met(self) -> bool:
        """Every enterprise told, once, within the goal."""
        return self.mails == self.digests == self.enterprises and self.tell <= GOAL


def run(count: int, enterprises: int, json_path: Path | None) -> bool:
    """Prints the figures, writes JSON when asked, and says whether the goal was met."""
    console = Console()
    with (
        tempfile.TemporaryDirectory(prefix="haishao-bench-") as folder,
        Receivers(share=0.0, kills=(), pids=lambda: ()) as receivers,
    ):
        os.environ |= receivers.environment()
        with own_database(Path(folder)):
            found = measured(count, enterprises, receivers)
    console.print(
        f"{found.matches:,} 条命中 · matches，{found.enterprises:,} 家企业 · enterprises，{found.alerts:,} 条预警 · alerts："
        f"归并 · folded {found.fold:.1f} s，{found.mails:,} 份摘要送达 · digests told {found.tell:.1f} s"
    )
    if json_path is not None:
        json_path.write_text(json.dumps(asdict(found), indent=2))
    return found.met


def measured(count: int, enterprises: int, receivers: Receivers) -> Outcome:
    """Makes the matches, folds them, and tells the digests. Needs a database with its tables, and settings that name the
    receivers.
    """
    from django.utils import timezone

    from domain.alert import Channel
    from jobs.sending import deliver_due
    from storage.models import Alert, Delivery, Digest

    seed(count, enterprises)
    fold = timed(fold_all)
    Delivery.objects.filter(digest__isnull=False).update(next_try_at=timezone.now())
    tell = timed(lambda: deliver_due((Channel.EMAIL,), seconds=600.0))
    return Outcome(
        matches=count,
        enterprises=enterprises,
        alerts=Alert.objects.count(),
        digests=Digest.objects.count(),
        mails=len(receivers.times),
        fold=round(fold, 1),
        tell=round(tell, 1),
    )


def timed(step: Callable[[], object]) -> float:
    """The seconds a step takes."""
    start = time.perf_counter()
    step()
    return time.perf_counter() - start


def seed(count: int, enterprises: int) -> None:
    """Matches shared out evenly among enterprises, each with one brand and one contact who has a daily digest."""
    from domain.alert import Channel, Contact
    from domain.brand import Brand
    from domain.match import Tier
    from domain.subscription import Rhythm, Subscription
    from storage.brands import save_brands, save_contact
    from storage.contacts import subscribe
    from storage.matches import save_matches
    from storage.observations import observations_of, take_in
    from storage.runs import start_run

    names = [f"企业 {number}" for number in range(enterprises)]
    save_brands([Brand(brand_id=name, name="青鹭海", enterprise=name) for name in names])
    for number, name in enumerate(names):
        address = f"brand{number}@example.org"
        contact = save_contact(name, Contact(name="王", channel=Channel.EMAIL, address=address))
        subscribe(contact, Subscription(rhythm=Rhythm.DAILY, least_tier=Tier.LOW))
    run_id = start_run("us-uspto-trtdxfap")
    take_in(run_id, _filings(count))
    after = 0
    while batch := observations_of(run_id, after_id=after, limit=5_000):
        save_matches(
            (row, match_of(names[int(seen.ref) // FILINGS_A_HOLDER % enterprises], seen))
            for row, seen in batch
        )
        after = batch[-1][0]


def fold_all() -> None:
    """Folds every match into alerts and writes these into digests, as the queue's step does, batch after batch."""
    from jobs.tasks import FOLD_BATCH, told_when
    from matchers.conflicts import conflict_key
    from storage.alerts import fold_matches, matches_to_fold
    from storage.opening import open_deliveries
    from storage.together import together

    while batch := matches_to_fold(after_id=0, limit=FOLD_BATCH):
        with together():
            open_deliveries(fold_matches(batch, conflict_key), told_when)


def _filings(count: int) -> "Iterator[Observation]":
    from domain.observation import Goods, Kind, Observation, Party

    for number in range(count):
        turn = number % FILINGS_A_HOLDER
        holder = number // FILINGS_A_HOLDER
        yield Observation(
            kind=Kind.FILING,
            source="us-uspto-trtdxfap",
            ref=str(number),
            sign="QINGLU HAI FOODS",
            office=_OFFICES[turn],
            holders=(Party(name=_SPELLINGS[turn].format(holder), country="US"),),
            goods=(Goods(nice_class=29 + turn, text="Canned fish", language="en"),),
            published_on=dt.date(2026, 11, 17),
        )
