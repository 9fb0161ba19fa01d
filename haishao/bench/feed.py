"""Observations that come in as crawls leave them behind: folders of runs with evidence, and the job that takes each in."""

import datetime as dt
import hashlib
import os
import random
import shutil
import string
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from domain.observation import Observation

AN_ANSWER = 500
"""Observations in one answer of the source."""

PLANTED_EVERY = 400
OFFICES = ("US", "GB", "BR", "EM")
SOURCES = tuple(f"fed-{office.lower()}" for office in OFFICES)
_DAY = dt.date(2026, 11, 17)


class Feed:
    """`count` made-up observations in runs of `length`, the same for the same `seed`; one in `planted_every` bears a watched
    brand, each time of another holder.
    """

    def __init__(
        self,
        folder: Path,
        *,
        count: int,
        length: int,
        brands: int,
        seed: int,
        planted_every: int = PLANTED_EVERY,
    ) -> None:
        self._folder = folder
        self._seed = seed
        self._planted_every = planted_every
        self.length = length
        self.count = count
        self.runs = -(-count // length)
        chance = random.Random(seed)
        self.brands = [_word(chance, 9) for _ in range(brands)]
        self.handed_in: dict[int, int] = {}
        """How many observations each run gave, by the run's id, as far as it was handed in."""

    def watch(self, *, bot_url: "partial[str] | None" = None, mail: bool = True) -> None:
        """Writes down the brands, each of an enterprise of its own, and who is told: by mail and by a bot of its own."""
        from domain.alert import Channel, Contact
        from domain.brand import Brand
        from storage.brands import save_brands, save_contact

        save_brands([Brand(brand_id=name, name=name, enterprise=f"企业 {name}") for name in self.brands])
        for name in self.brands:
            if mail:
                person = Contact(name="王", channel=Channel.EMAIL, address=f"{name.lower()}@example.org")
                save_contact(f"企业 {name}", person, least_tier="low")
            if bot_url is not None:
                group = Contact(name="群", channel=Channel.WECOM_BOT, address=bot_url(name.lower()))
                save_contact(f"企业 {name}", group, least_tier="low")

    def observations(self, number: int) -> "Iterator[Observation]":
        """Those of the run of that number, from 0."""
        from domain.observation import Goods, Kind, Observation, Party, Provenance

        chance = random.Random(self._seed * 1_000_003 + number)
        source = SOURCES[number % len(SOURCES)]
        for place in range(number * self.length, min(self.count, (number + 1) * self.length)):
            planted = place % self._planted_every == 0
            sign = chance.choice(self.brands).upper() if planted else _word(chance, chance.randint(8, 12))
            yield Observation(
                kind=Kind.FILING,
                source=source,
                ref=f"{place:09}",
                sign=sign,
                office=OFFICES[number % len(OFFICES)],
                holders=(Party(name=f"{_word(chance, 8)} {place} LLC", country="US"),),
                goods=(Goods(nice_class=chance.randint(1, 45), text="Canned fish", language="en"),),
                published_on=_DAY,
                provenance=Provenance.MADE_UP,
            )

    def write(self, number: int) -> Path:
        """A folder as a crawl leaves it behind, with the run of that number."""
        from crawlers.outcome import State, outcome, write_outcome
        from crawlers.run_files import RunFiles
        from crawlers.warc import Answer, WarcShelf
        from domain.observation import Provenance

        out = self._folder / f"{number}"
        shutil.rmtree(out, ignore_errors=True)
        out.mkdir(parents=True)
        now = dt.datetime.now(dt.UTC)
        shelf = partial(WarcShelf, out, software="haishao", operator="")
        files = RunFiles(out, shelf(), shelf(prefix="pictures"))
        answer_number = 0
        for place, seen in enumerate(self.observations(number)):
            if place % AN_ANSWER == 0:
                body = f"made up, run {number}, from {place}".encode()
                answer = Answer(
                    url=f"https://office.example/{number}/{place}",
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
                    robots="allowed",
                )
                kept = files.keep_answer(
                    answer, asked=answer.url, size=len(body), provenance=Provenance.MADE_UP
                )
                answer_number = kept.number
            files.keep_observation(seen, answer_number)
        files.close()
        source = SOURCES[number % len(SOURCES)]
        write_outcome(
            out, outcome(source, State.OK, started_at=now, kept=files.kept, requests=files.requests)
        )
        return out

    def hand_in(self, number: int, written: Path) -> int:
        """Opens the run, lays its folder where it belongs, and puts its taking in on the queue, as the crawl's job does.
        Raises OperationalError while the database is away; then it may be called again.
        """
        from django.conf import settings

        from jobs.run_folders import new_try
        from jobs.tasks import take_in_soon
        from storage.runs import run_folder, start_run
        from storage.together import together

        source = SOURCES[number % len(SOURCES)]
        with together():
            run_id = start_run(source)
            attempt = new_try(settings.RUNS_DIR)
            shutil.copytree(written, settings.RUNS_DIR / run_folder(run_id) / attempt, copy_function=os.link)
            take_in_soon(source, run_id, attempt)
        self.handed_in[run_id] = min(self.count, (number + 1) * self.length) - number * self.length
        shutil.rmtree(written)
        return run_id


def _word(chance: random.Random, letters: int) -> str:
    vowels = "aeiou"
    rest = "".join(sorted(set(string.ascii_lowercase) - set(vowels)))
    return "".join(chance.choice(vowels if place % 2 else rest) for place in range(letters)).capitalize()
