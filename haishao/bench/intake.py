"""`haishao bench intake`: an official-format USPTO file parsed and taken into PostgreSQL.

The filings are made up, in the shape of the USPTO's DTD (`trademark-applications-daily`). The measured
part runs in a process of its own, so that its peak memory is its own. Beside it, in the same run, stands
what a user would write first: `lxml.iterparse`, `findtext` and `executemany`.
"""

import json
import multiprocessing
import multiprocessing.connection
import os
import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path

from rich.console import Console
from rich.table import Table

from haishao.bench.own_database import own_database

BASELINE_SHARE = 10
"""The baseline reads one filing in ten: it is slow, and its rate does not depend on the count."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One way of taking a file in: filings a second, and peak memory of its process in MiB."""

    name: str
    filings: int
    seconds: float
    peak_mib: float

    @property
    def rate(self) -> float:
        """Filings a second."""
        return self.filings / self.seconds


def run(count: int, json_path: Path | None) -> None:
    """Measures intake of `count` filings and prints the table; with `json_path`, writes it as JSON too."""
    console = Console()
    with tempfile.TemporaryDirectory(prefix="haishao-bench-") as folder, own_database(Path(folder)):
        full, part = Path(folder) / "full.xml", Path(folder) / "part.xml"
        with console.status(f"生成 {count:,} 条申请 · making up {count:,} filings"):
            _generate(full, count)
            _generate(part, max(1, count // BASELINE_SHARE))
        size = full.stat().st_size
        with console.status("解析 · parsing"):
            parsed = _in_child("parse only", _parse_only, full)
        with console.status("解析并入库 · parsing and taking in"):
            ours = _in_child("haishao: parse + COPY", _parse_and_copy, full)
        with console.status("对照 · baseline"):
            plain = _in_child("iterparse + executemany", _plain, part)
    _print(console, size, [parsed, ours, plain], plain)
    if json_path:
        rows = [{**asdict(m), "rate": m.rate, "ratio": m.rate / plain.rate} for m in (parsed, ours, plain)]
        json_path.write_text(json.dumps({"bytes": size, "rows": rows}, indent=2))


def _print(console: Console, size: int, rows: list[Measured], baseline: Measured) -> None:
    table = Table("", "filings", "seconds", "filings/s", "× baseline", "peak MiB")
    for m in rows:
        cells = (f"{m.filings:,}", f"{m.seconds:.1f}", f"{m.rate:,.0f}", f"{m.rate / baseline.rate:.1f}")
        table.add_row(m.name, *cells, f"{m.peak_mib:.0f}")
    console.print(f"{size / 1e6:,.0f} MB of made-up filings in the USPTO's format, {os.cpu_count()} cores")
    console.print(table)


def _generate(path: Path, count: int) -> None:
    from haishao.bench.uspto_filings import write_filings

    with path.open("wb") as stream:
        write_filings(count, stream, seed=7)


def _in_child(name: str, work: Callable[[Path], int], path: Path) -> Measured:
    context = multiprocessing.get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    child = context.Process(target=_measure, args=(work, path, sender))
    child.start()
    child.join()
    if child.exitcode != 0:
        raise RuntimeError(f"{name} ended with status {child.exitcode}")
    filings, seconds, peak = receiver.recv()
    return Measured(name=name, filings=filings, seconds=seconds, peak_mib=peak)


def _measure(
    work: Callable[[Path], int], path: Path, sender: "multiprocessing.connection.Connection"
) -> None:
    started = time.perf_counter()
    filings = work(path)
    seconds = time.perf_counter() - started
    sender.send((filings, seconds, _peak_mib()))


def _peak_mib() -> float:
    """The most memory this program has held: Linux keeps `ru_maxrss` of the process it was forked from, not VmHWM."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    peak = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM:"))
    return int(peak.split()[1]) / 1024


def _parse_only(path: Path) -> int:
    from crawlers.reading import read_inputs
    from domain.fault import Fault

    return sum(not isinstance(item, Fault) for item in read_inputs([path]))


def _parse_and_copy(path: Path) -> int:
    from haishao.database import _set_up

    _set_up(True)
    from crawlers.reading import read_inputs
    from domain.fault import Fault
    from storage.observations import take_in
    from storage.runs import start_run

    return take_in(start_run("bench"), (o for o in read_inputs([path]) if not isinstance(o, Fault)))


def _plain(path: Path) -> int:
    import psycopg
    from lxml import etree

    fields = (
        "serial-number", "case-file-header/mark-identification", "case-file-header/filing-date",
        "case-file-header/published-for-opposition-date", "case-file-owners/case-file-owner/party-name",
        "classifications/classification/international-code", "case-file-statements/case-file-statement/text",
    )  # fmt: skip

    def rows() -> Iterator[tuple[str | None, ...]]:
        for _, element in etree.iterparse(str(path), tag="case-file"):
            yield tuple(element.findtext(name) for name in fields)
            element.clear()

    taken, stream = 0, rows()
    with psycopg.connect(os.environ["DATABASE_URL"]) as connection, connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE plain (a text, b text, c text, d text, e text, f text, g text)")
        while batch := list(islice(stream, 20_000)):
            cursor.executemany("INSERT INTO plain VALUES (%s, %s, %s, %s, %s, %s, %s)", batch)
            taken += len(batch)
    return taken
