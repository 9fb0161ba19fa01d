"""`haishao bench crawl`: a shop on loopback crawled whole, by our spider and by plain Scrapy with the same parse.

Each crawl runs in a process of its own, ours first and last with the plain one between, so that a machine that grows
slower or faster favours neither. Ours keeps every answer as evidence and obeys robots.txt; plain Scrapy does neither.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil
from rich.console import Console
from rich.table import Table

from haishao.bench.crawl_shop import PER_LIST

GOAL = 0.9
_HOST = "shop.example"
_LOOK = 0.25
_LONGEST = 3600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Crawled:
    """One crawl: pages and products it got, its processor time, and the MiB it held a quarter in and at its end."""

    name: str
    pages: int
    products: int
    seconds: float
    cpu_seconds: float
    early_mib: float
    late_mib: float

    @property
    def rate(self) -> float:
        """Pages a second."""
        return self.pages / self.seconds


def run(count: int, json_path: Path | None) -> None:
    """Crawls a shop of `count` products and prints the table; with `json_path`, writes it as JSON too."""
    console = Console()
    pages = count + -(-count // PER_LIST)
    results: list[Crawled] = []
    with tempfile.TemporaryDirectory(prefix="haishao-bench-") as folder, _shop(count) as server:
        for number, who in enumerate(("haishao", "plain", "haishao")):
            with console.status(f"{who}: 抓取 {pages:,} 页 · crawling {pages:,} pages"):
                results.append(_crawl(who, server, Path(folder) / str(number), pages))
    share = _rate([one for one in results if one.name == "haishao"]) / results[1].rate
    _print(console, results, share)
    if json_path:
        rows = [asdict(one) | {"pages_per_second": one.rate} for one in results]
        report = {
            "cores": os.cpu_count(),
            "crawls": rows,
            "share_of_plain": share,
            "goal": GOAL,
        }
        json_path.write_text(json.dumps(report, indent=1))
    if any(one.products != count for one in results):
        raise SystemExit(f"not every crawl found all {count:,} products: {[one.products for one in results]}")


def _rate(crawls: list[Crawled]) -> float:
    return sum(one.pages for one in crawls) / sum(one.seconds for one in crawls)


@contextmanager
def _shop(count: int) -> Iterator[str]:
    command = [sys.executable, "-m", "haishao.bench.crawl_shop", str(count)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as shop:
        assert shop.stdout is not None
        try:
            yield f"http://127.0.0.1:{shop.stdout.readline().strip()}"
        finally:
            shop.terminate()


def _crawl(who: str, server: str, out: Path, pages: int) -> Crawled:
    out.mkdir()
    address = f"https://{_HOST}/list/0" if who == "haishao" else f"{server}/{_HOST}/list/0"
    environment = os.environ | {"SCRAPY_SETTINGS_MODULE": "crawlers.settings", "HAISHAO_REPLAY": server}
    command = [sys.executable, "-m", "haishao.bench.crawl_child", who, address, str(out)]
    started, cpu = time.monotonic(), _cpu_of_children()
    with (out / "log.txt").open("wb") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
        held = _watched(process)
    seconds, cpu = time.monotonic() - started, _cpu_of_children() - cpu
    if process.returncode:
        raise SystemExit(f"{who}: status {process.returncode}: {(out / 'log.txt').read_text()[-2000:]}")
    found = out / ("observations.jsonl" if who == "haishao" else "items.jsonl")
    with found.open("rb") as lines:
        products = sum(1 for _ in lines)
    middle = held[len(held) // 4 : len(held) // 2] or held
    late = held[-max(1, len(held) // 4) :]
    return Crawled(
        name=who,
        pages=pages,
        products=products,
        seconds=seconds,
        cpu_seconds=cpu,
        early_mib=max(middle),
        late_mib=max(late),
    )


def _cpu_of_children() -> float:
    """Processor seconds of the children that have ended; the shop has not."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _watched(process: "subprocess.Popen[bytes]") -> list[float]:
    """MiB held, looked at over and over until the process ends, which is made sure of."""
    held = [0.0]
    seen = psutil.Process(process.pid)
    give_up = time.monotonic() + _LONGEST
    while process.poll() is None and time.monotonic() < give_up:
        try:
            held.append(seen.memory_info().rss / 1024**2)
            process.wait(_LOOK)
        except (psutil.Error, subprocess.TimeoutExpired):
            continue
    if process.poll() is None:
        process.kill()
        process.wait()
    return held


def _print(console: Console, crawls: list[Crawled], share: float) -> None:
    table = Table("", "pages", "seconds", "pages/s", "CPU ms a page", "MiB at ¼", "MiB at end")
    for one in crawls:
        name = "haishao" if one.name == "haishao" else "plain Scrapy"
        cells = (
            f"{one.pages:,}",
            f"{one.seconds:.1f}",
            f"{one.rate:,.0f}",
            f"{1000 * one.cpu_seconds / one.pages:.2f}",
            f"{one.early_mib:.0f}",
            f"{one.late_mib:.0f}",
        )
        table.add_row(name, *cells)
    console.print(f"{crawls[0].pages:,} 页 · pages on loopback, {os.cpu_count()} cores")
    console.print(table)
    met = "达到 · met" if share >= GOAL else "未达到 · missed"
    console.print(f"haishao / plain = {share:.2f}（目标 · goal {GOAL}，{met}）")
