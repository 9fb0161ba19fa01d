"""`haishao bench soak`: the flow, gently and for long; memory, descriptors, threads, connections and tables must not grow."""

import json
import math
import secrets
import tempfile
import time
import urllib.error
import urllib.request
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil
from rich.console import Console
from rich.table import Table

from haishao.bench.feed import Feed
from haishao.bench.installation import Installation, asked, installed

WORKERS = 2
BRANDS = 12
RUN_LENGTH, RUN_EVERY = 100, 2.0
SAMPLE_EVERY = 5.0
BRAND_EVERY = 60.0
WARM_UP = 0.4
"""The share of the time that is left out: tables of the matcher, caches and pools fill first."""

FLAT = 16.0
"""MiB an hour: memory is flat when its slope is not above this with 95 in 100 certainty."""

_T_95 = 1.96


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One thing over the time after warm-up: first and last value, slope an hour and half its 95 % interval."""

    name: str
    unit: str
    first: float
    last: float
    slope: float
    margin: float

    @property
    def grows(self) -> bool:
        """True when growth is certain, and more than noise."""
        if self.unit == "MiB":
            return self.slope - self.margin > FLAT
        return self.slope - self.margin > 0 and self.last > self.first * 1.2 + 4

    @property
    def watched(self) -> bool:
        """False for what grows with what is kept: tables."""
        return self.unit != "rows"


def slope_of(times: Sequence[float], values: Sequence[float]) -> tuple[float, float]:
    """The slope of a least-squares line per unit of time, and the half of its 95 % interval, residuals taken for independent."""
    count = len(times)
    if count < 3:
        return 0.0, math.inf
    middle, mean = sum(times) / count, sum(values) / count
    spread = sum((at - middle) ** 2 for at in times)
    slope = sum((at - middle) * (value - mean) for at, value in zip(times, values, strict=True)) / spread
    left = sum((value - mean - slope * (at - middle)) ** 2 for at, value in zip(times, values, strict=True))
    return slope, _T_95 * math.sqrt(left / (count - 2) / spread)


def run(*, minutes: float, json_path: Path | None) -> bool:
    """Prints the figures, writes JSON when asked, and says whether nothing grew."""
    console = Console()
    with tempfile.TemporaryDirectory(prefix="haishao-soak-", ignore_cleanup_errors=True) as folder:
        settings = {"HAISHAO_SOURCES": "none", "HAISHAO_CANARY": "off"}
        with installed(Path(folder), workers=WORKERS, share=0.01, seed=1, settings=settings) as all_of_it:
            soak = _Soak(all_of_it, seconds=60.0 * minutes)
            lines = soak.lines()
    table = Table("", "单位 · unit", "起 · first", "止 · last", "每小时 · an hour", "± 95 %", "")
    for line in lines:
        word = ("增长 · grows" if line.grows else "平稳 · flat") if line.watched else ""
        table.add_row(
            line.name,
            line.unit,
            f"{line.first:,.1f}",
            f"{line.last:,.1f}",
            f"{line.slope:+,.1f}",
            f"{line.margin:,.1f}",
            word,
        )
    console.print(table)
    console.print(
        f"记录 · observations {soak.fed:,}，页面 · pages {soak.pages:,}（失败 · failed {soak.failed}），"
        f"送达 · messages {len(all_of_it.receivers.times):,}，自行退出 · ended by themselves {dict(all_of_it.parts.ended)}"
    )
    good = not any(line.grows and line.watched for line in lines) and not any(all_of_it.parts.ended.values())
    if json_path is not None:
        found = {"minutes": minutes, "good": good, "lines": [asdict(line) for line in lines]}
        json_path.write_text(json.dumps(found, indent=1, ensure_ascii=False))
    return good


class _Soak:
    """One run of it."""

    def __init__(self, installation: Installation, *, seconds: float) -> None:
        self._all = installation
        self._seconds = seconds
        count = RUN_LENGTH * int(seconds / RUN_EVERY + 1)
        self._feed = Feed(installation.folder / "fed", count=count, length=RUN_LENGTH, brands=BRANDS, seed=1)
        self._samples: dict[tuple[str, str], list[tuple[float, float]]] = defaultdict(list)
        self.fed = self.pages = self.failed = 0

    def lines(self) -> list[Line]:
        """Goes on for its time, then says how each thing went."""
        self._feed.watch(bot_url=self._all.receivers.bot_url)
        self._cookie = _signed_in()
        begun = time.monotonic()
        done = {"run": 0, "sample": 0, "brand": 0}
        while (now := time.monotonic() - begun) < self._seconds:
            self._all.parts.keep_up()
            if now >= done["run"] * RUN_EVERY and done["run"] < self._feed.runs:
                self._feed.hand_in(done["run"], self._feed.write(done["run"]))
                self.fed += RUN_LENGTH
                done["run"] += 1
            if now >= done["brand"] * BRAND_EVERY:
                self._change_brand(done["brand"])
                done["brand"] += 1
            if now >= done["sample"] * SAMPLE_EVERY:
                self._sample(now)
                done["sample"] += 1
            self._read_page()
            time.sleep(0.2)
        return [self._line(*key) for key in self._samples]

    def _change_brand(self, number: int) -> None:
        from domain.brand import Brand
        from storage.brands import save_brands

        name = self._feed.brands[number % len(self._feed.brands)]
        alias = f"{name[:4]} Trading {number % 3}"
        save_brands([Brand(brand_id=name, name=name, aliases=(alias,), enterprise=f"企业 {name}")])

    def _read_page(self) -> None:
        from django.urls import reverse

        pages = [reverse("alerts"), reverse("overview"), f"{reverse('register')}?q=Zorvanek{self.pages % 50}"]
        address = f"http://127.0.0.1:{self._all.port}{pages[self.pages % len(pages)]}"
        request = urllib.request.Request(address, headers={"Cookie": self._cookie})
        self.pages += 1
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                answer.read()
        except (urllib.error.URLError, OSError):
            self.failed += 1

    def _sample(self, now: float) -> None:
        for name, process in self._processes():
            try:
                self._note(name, "MiB", now, _pss(process.pid))
                self._note(name, "fds", now, process.num_fds())
                self._note(name, "threads", now, process.num_threads())
            except (psutil.Error, OSError):
                continue
        ((connections,),) = asked("SELECT count(*) FROM pg_stat_activity WHERE datname IS NOT NULL")
        self._note("postgres", "connections", now, float(str(connections)))
        ((jobs, workers),) = asked(
            "SELECT (SELECT count(*) FROM procrastinate_jobs), (SELECT count(*) FROM procrastinate_workers)"
        )
        self._note("procrastinate_jobs", "rows", now, float(str(jobs)))
        self._note("procrastinate_workers", "workers", now, float(str(workers)))
        there = [one.name for one in Path(tempfile.gettempdir()).iterdir()]
        left = sum(name.startswith(("haishao-pack", "canary-", "scrapy")) for name in there)
        self._note("temporary files", "files", now, left)

    def _processes(self) -> Iterator[tuple[str, psutil.Process]]:
        for name in self._all.parts.names:
            pid = self._all.parts.pid(name)
            if pid is None:
                continue
            try:
                process = psutil.Process(pid)
                yield name, process
                for place, child in enumerate(process.children(recursive=True)):
                    yield f"{name} / {place + 1}", child
            except psutil.Error:
                continue

    def _note(self, name: str, unit: str, now: float, value: float) -> None:
        self._samples[name, unit].append((now, value))

    def _line(self, name: str, unit: str) -> Line:
        kept = [
            (at / 3600.0, value) for at, value in self._samples[name, unit] if at >= WARM_UP * self._seconds
        ]
        kept = kept or [(at / 3600.0, value) for at, value in self._samples[name, unit]]
        slope, margin = slope_of([at for at, _ in kept], [value for _, value in kept])
        return Line(name=name, unit=unit, first=kept[0][1], last=kept[-1][1], slope=slope, margin=margin)


def _pss(pid: int) -> float:
    """MiB of its own memory: not of files, whose share grows by itself when another process that reads them ends."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss_Anon:"):
            return int(line.split()[1]) / 1024
    return 0.0


def _signed_in() -> str:
    """A cookie of somebody of the staff."""
    from django.conf import settings
    from django.test import Client

    from storage.people import save_user

    password = secrets.token_urlsafe(12)
    save_user("soak", password, enterprise=None)
    client = Client()
    client.login(username="soak", password=password)
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
