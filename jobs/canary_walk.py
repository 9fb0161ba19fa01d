"""A canary's way from a made-up filing to a message, by the code any filing goes through."""

import datetime as dt
import hashlib
import secrets
import tempfile
from collections.abc import Sequence
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TypeVar

from django.conf import settings
from django.utils import timezone

from crawlers.outcome import State, outcome, write_outcome
from crawlers.run import Run, read_run
from crawlers.run_files import RunFiles
from crawlers.warc import Answer, WarcShelf
from domain.alert import Channel, Contact, Delivery
from domain.brand import Brand
from domain.observation import Goods, Kind, Observation, Party, Provenance
from jobs.canary_mail import NOWHERE
from jobs.judging import Screen
from jobs.remembered import still_to_tell
from jobs.telling import Messages
from matchers.conflicts import conflict_key
from notifier.message import Message
from storage import alerts, brands, budgets, deliveries, history, matches, observations, runs
from storage.opening import open_deliveries
from storage.viewers import Viewer
from watchlists.telling import opening

ENTERPRISE, BRAND, SOURCE, SIGN = (
    "海哨自检（非真实企业）",
    "haishao-canary",
    "haishao-canary",
    "HAISHAO ZIJIAN",
)

_STAFF = Viewer(user_id=0, staff=True)


class Step(StrEnum):
    """Where a canary is."""

    QUEUED = "queued"
    TAKE_IN = "take-in"
    JUDGE = "judge"
    RAISE = "raise"
    OPEN = "open"
    RENDER = "render"
    RENDERED = "rendered"
    HAND_OVER = "hand-over"
    DONE = "done"


STEPS = {
    Step.QUEUED: ("等待比对进程", "waiting for a worker of the queue match"),
    Step.TAKE_IN: ("入库", "taking in"),
    Step.JUDGE: ("比对", "judging"),
    Step.RAISE: ("生成预警", "raising the alert"),
    Step.OPEN: ("生成推送", "opening the delivery"),
    Step.RENDER: ("生成消息", "making the message"),
    Step.RENDERED: ("等待推送进程", "waiting for a worker of the queue deliver"),
    Step.HAND_OVER: ("交给接收方", "handing the message over"),
    Step.DONE: ("送达", "delivered"),
}
"""Each step in Chinese and English."""


class CanaryStopped(Exception):
    """A step that ended without a fault, and without giving what it must."""


class Walk:
    """A canary on its way from a filing to a message, in the caller's transaction; `step` says where it is."""

    def __init__(self, day: dt.date) -> None:
        self._day = day
        self._brand_id = f"{BRAND}-{secrets.token_hex(8)}"  # nobody can have taken it
        self.step = Step.TAKE_IN

    def to_message(self) -> Message:
        """The message the filing came out as. Raises `CanaryStopped`, and whatever fails."""
        contact_id = self._subscribed()
        observation_id, seen = self._taken_in()
        self.step = Step.JUDGE
        match_ids = self._judged(observation_id, seen)
        self.step = Step.RAISE
        alert_ids = self._raised(match_ids)
        self.step = Step.OPEN
        delivery = self._opened(alert_ids, contact_id)
        self.step = Step.RENDER
        return Messages((delivery,)).of(delivery)

    def _subscribed(self) -> int:
        brands.save_brands(
            [Brand(brand_id=self._brand_id, name="海哨自检", aliases=(SIGN,), enterprise=ENTERPRISE)]
        )
        contact = Contact(
            name="自检 · canary", channel=Channel.EMAIL, address=settings.CANARY_ADDRESS or NOWHERE
        )
        return brands.save_contact(ENTERPRISE, contact, least_tier="low")

    def _taken_in(self) -> tuple[int, Observation]:
        settings.RUNS_DIR.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix="canary-", dir=settings.RUNS_DIR) as folder:
            run = crawled(Path(folder), filing(self._day))
            run_id = runs.start_run(SOURCE)
            observations.take_in_sightings(run_id, ((None, seen) for _, seen in run.sightings()))
        taken = observations.observations_of(run_id, after_id=0, limit=9)
        return _only(taken, "the observation was not kept")

    def _judged(self, observation_id: int, seen: Observation) -> list[int]:
        judged = Screen(brands.watched_brands()).judged([seen], history.background_of)
        told = [match for match in still_to_tell(judged.matches) if match.brand_id == self._brand_id]
        matches.save_matches((observation_id, match) for match in told)
        return matches.matches_on(observation_id)

    def _raised(self, match_ids: list[int]) -> list[int]:
        if not match_ids:
            raise CanaryStopped("未命中 · no match")
        budgets.withhold(match_ids)
        return alerts.fold_matches(match_ids, conflict_key)

    def _opened(self, alert_ids: list[int], contact_id: int) -> Delivery:
        alert_id = _only(alert_ids, "没有预警 · no alert")
        now = timezone.now()
        open_deliveries(alert_ids, lambda subscription, telling: opening(subscription, telling, now))
        opened = deliveries.deliveries_of(_STAFF, alert_id)
        return _only([one for one in opened if one.contact_id == contact_id], "没有推送 · no delivery")


Thing = TypeVar("Thing")


def _only(things: Sequence[Thing], otherwise: str) -> Thing:
    if len(things) != 1:
        raise CanaryStopped(f"{otherwise} ({len(things)})")
    return things[0]


def filing(day: dt.date) -> Observation:
    """The made-up filing of a day, published on it."""
    return Observation(
        kind=Kind.FILING,
        source=SOURCE,
        ref=f"canary-{day.isoformat()}",
        sign=SIGN,
        office="US",
        holders=(Party(name="Made Up Canary Holder LLC", country="US"),),
        goods=(Goods(nice_class=9, text="Made up for a test of this service"),),
        status="made up",
        published_on=day,
        provenance=Provenance.MADE_UP,
    )


def crawled(folder: Path, seen: Observation) -> Run:
    """A run as a crawl leaves it behind: the filing, in an answer kept as evidence."""
    body, now = b"made up by haishao itself", dt.datetime.now(dt.UTC)
    shelf = partial(WarcShelf, folder, software="haishao", operator="")
    files = RunFiles(folder, shelf(), shelf(prefix="pictures"))
    try:
        answer = Answer(
            url="https://haishao.invalid/canary",
            method="GET",
            status=200,
            request_headers=(),
            request_body=b"",
            response_headers=(),
            body=body,
            path=None,
            sha256=hashlib.sha256(body).hexdigest(),
            fetched_at=now,
            ip_address="",
            robots="",
        )
        kept = files.keep_answer(answer, asked="canary", size=len(body), provenance=Provenance.MADE_UP)
        files.keep_observation(seen, kept.number)
    finally:
        files.close()
    write_outcome(folder, outcome(SOURCE, State.OK, started_at=now, kept=1, requests=1))
    return read_run(folder)
