"""`haishao bench deliver`: alerts a second to a mail server and a bot on loopback, and with faults that none is lost."""

import contextlib
import datetime as dt
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console

from haishao.bench.own_database import own_database
from haishao.bench.receivers import KILLS, Receivers

if TYPE_CHECKING:
    from domain.match import Match
    from domain.observation import Observation

GOAL = 500
FAULT_SHARE = 0.1
_PATIENCE = 1_800.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of `alerts`: `lost` were not taken, `doubled` taken more than once, of which `excused` may have been:
    the sender could not know. `dead` are dead letters.
    """

    alerts: int
    seconds: float
    rate: float
    lost: int
    doubled: int
    excused: int
    dead: int
    faults: dict[str, int]

    @property
    def true(self) -> bool:
        """Nothing lost, nothing doubled without excuse."""
        return not self.lost and not self.dead and self.doubled <= self.excused


def run(count: int, *, faults: bool, workers: int, json_path: Path | None) -> bool:
    """Prints the figures, writes JSON when asked, and says whether the promises were kept."""
    console = Console()
    found: dict[str, Outcome] = {}
    with tempfile.TemporaryDirectory(prefix="haishao-bench-") as folder, own_database(Path(folder)):
        if faults:
            found["faults"] = measured(count, ("email", "wecom-bot"), workers=workers, share=FAULT_SHARE)
        else:
            for channel in ("email", "wecom-bot"):
                found[channel] = measured(count, (channel,), workers=workers, share=0.0)
    for name, outcome in found.items():
        console.print(
            f"{name}: {outcome.alerts:,} 条预警 · alerts，{outcome.rate:,.0f}/s，丢失 · lost {outcome.lost}，"
            f"重复 · doubled {outcome.doubled}（可解释 · excused {outcome.excused}），死信 · dead {outcome.dead}"
        )
        for fault, times in sorted(outcome.faults.items()):
            console.print(f"   {fault}: {times}")
    if json_path is not None:
        json_path.write_text(json.dumps({name: asdict(one) for name, one in found.items()}, indent=2))
    return all(outcome.true for outcome in found.values())


def measured(count: int, channels: tuple[str, ...], *, workers: int, share: float) -> Outcome:
    """Alerts made, delivered by worker processes, and counted where they arrived. Needs a database with its tables."""
    from django.utils import timezone

    from jobs.sweeping import sweep
    from storage.deliveries import any_due, delivery_counts

    pids: list[int] = []
    kills = KILLS if share else ()
    with Receivers(share=share, kills=kills, pids=lambda: tuple(pids)) as receivers:
        ours = seeded(count, channels, receivers)
        environment = {**os.environ, **receivers.environment(), "HAISHAO_HEARTBEAT_SECONDS": "1"}
        give_up = time.monotonic() + _PATIENCE
        with _workers(workers, 1 if share else 2, environment, pids) as keep_up:
            while time.monotonic() < give_up:
                keep_up()
                if any_due(timezone.now()):
                    sweep(timezone.now())
                if not delivery_counts().get("pending"):
                    break
                time.sleep(0.25)
        taken = receivers.kept
        times = sorted(receivers.times)
        seconds = times[-1] - times[0] if len(times) > 1 else 0.0
        return Outcome(
            alerts=count,
            seconds=round(seconds, 2),
            rate=round((len(times) - 1) / seconds, 1) if seconds else 0.0,
            lost=sum(1 for one in ours if not taken[one]),
            doubled=sum(taken[one] - 1 for one in ours if taken[one]),
            excused=receivers.unanswered,
            dead=delivery_counts().get("failed", 0),
            faults=dict(receivers.met),
        )


@contextlib.contextmanager
def _workers(count: int, jobs: int, environment: dict[str, str], pids: list[int]) -> Iterator:
    """So many workers; the function it gives starts another for each that was killed."""
    parts: list[subprocess.Popen[bytes]] = []

    def keep_up() -> None:
        parts[:] = [part for part in parts if part.poll() is None]
        while len(parts) < count:
            command = [
                sys.executable,
                "-m",
                "haishao",
                "worker",
                "--queues",
                "deliver",
                "--concurrency",
                str(jobs),
            ]
            parts.append(
                subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL, start_new_session=True)
            )
        pids[:] = [part.pid for part in parts]

    try:
        yield keep_up
    finally:
        for part in parts:
            part.terminate()
        for part in parts:
            try:
                part.wait(20)
            except subprocess.TimeoutExpired:
                part.kill()
                part.wait()


def seeded(count: int, channels: tuple[str, ...], receivers: Receivers) -> list[tuple[str, int]]:
    """Alerts and their deliveries, shared out among the channels; returns by which server each is to arrive."""
    from domain.alert import Channel, Contact
    from domain.brand import Brand as BrandRecord
    from jobs.tasks import told_when
    from storage.brands import save_brands, save_contact
    from storage.matches import save_matches
    from storage.models import Alert, AlertMatch, Brand, Match
    from storage.observations import observations_of, take_in
    from storage.opening import open_deliveries
    from storage.runs import start_run

    run_id = start_run("us-uspto-trtdxfap")
    take_in(run_id, (_filing(f"{channels[0]}-{number}") for number in range(count)))
    rows = observations_of(run_id, after_id=0, limit=count)
    arrive: list[tuple[str, int]] = []
    for place, channel in enumerate(channels):
        mine = rows[place :: len(channels)]
        name = f"bench {channel} {run_id}"
        save_brands([BrandRecord(brand_id=name, name="青鹭海", enterprise=name, classes=(29,))])
        mail = channel == "email"
        address = "bench@example.org" if mail else receivers.bot_url("bench")
        save_contact(name, Contact(name="王", channel=Channel(channel), address=address), least_tier="low")
        save_matches((row_id, match_of(name, observation)) for row_id, observation in mine)
        brand = Brand.objects.get(brand_id=name)
        found = list(Match.objects.filter(brand=brand).order_by("pk"))
        alerts = Alert.objects.bulk_create(
            Alert(
                brand=brand,
                holder=f"Holder {m.pk}",
                holder_key=f"h{m.pk}",
                conflict_key=f"h{m.pk}",
                reason="similar-filing",
                tier=m.tier,
                last_day=m.last_day,
            )
            for m in found
        )
        AlertMatch.objects.bulk_create(
            AlertMatch(alert=a, match=m, revision=1) for a, m in zip(alerts, found, strict=True)
        )
        open_deliveries([alert.pk for alert in alerts], told_when)
        arrive += [("smtp" if mail else "http", alert.pk) for alert in alerts]
    return arrive


def _filing(ref: str) -> "Observation":
    from domain.observation import Goods, Kind, Observation, Party

    return Observation(
        kind=Kind.FILING,
        source="us-uspto-trtdxfap",
        ref=ref,
        sign="QINGLU HAI FOODS",
        office="US",
        holders=(Party(name=f"Blue Peak Trading {ref} LLC", country="US"),),
        goods=(Goods(nice_class=29, text="Canned fish", language="en"),),
        published_on=dt.date(2026, 11, 17),
    )


def match_of(brand_id: str, observation: "Observation") -> "Match":
    """A match of high tier, without a last day."""
    from domain.match import Evidence, Match, Tier

    evidence = Evidence(
        feature="pinyin",
        score=1.0,
        ours="青鹭海",
        theirs=observation.sign,
        says="是其拼音",
        says_en="is its pinyin",
    )
    return Match(
        brand_id=brand_id,
        brand="青鹭海",
        mark="青鹭海",
        observation=observation,
        score=0.93,
        tier=Tier.HIGH,
        evidence=(evidence,),
        rules="bench",
        last_day=None,
    )
