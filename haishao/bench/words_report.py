"""The figures of `haishao bench words`, and the tables they are shown in."""

from dataclasses import dataclass

from rich.console import Console
from rich.table import Table

from haishao.bench.join import JoinMeasured

ALERTED = 0.005
"""Share of unrelated names alerted at which recall is counted."""


@dataclass(frozen=True, slots=True)
class Recall:
    """Share of variants found at the rate of alerts, by kind; `all` is over every variant."""

    name: str
    all: float
    kinds: dict[str, float]


@dataclass(frozen=True, slots=True)
class Throughput:
    """Signs a second through the whole matcher, two threads, median of repeats; `megabytes` is the process's memory
    with the brands in it, less what it was before; `one_more` the seconds until one brand more is met."""

    brands: int
    forms: int
    build_seconds: float
    signs_a_second: float
    least: float
    most: float
    megabytes: float
    one_more: float


@dataclass(frozen=True, slots=True)
class Report:
    """Every figure of one run; shares between 0 and 1."""

    recalls: list[Recall]
    candidates_a_name: float
    unrelated_names: int
    top_five: dict[str, tuple[int, float]]
    oppositions: dict[str, tuple[float, float]]
    organisations: dict[str, float]
    join: JoinMeasured
    throughput: list[Throughput]


def show(console: Console, report: Report) -> None:
    """The report as tables."""
    table = Table(
        "kind", *(r.name for r in report.recalls), title=f"recall at {ALERTED:.1%} of real names alerted"
    )
    for kind in report.recalls[0].kinds:
        table.add_row(kind, *(f"{r.kinds[kind]:.3f}" for r in report.recalls))
    table.add_row("all", *(f"{r.all:.3f}" for r in report.recalls))
    console.print(table)
    console.print(f"{report.candidates_a_name:.1f} candidate brands a name ({report.unrelated_names} names)")
    scripts = Table("script", "pairs", "right brand in the five best")
    for script, (count, share) in report.top_five.items():
        scripts.add_row(script, str(count), f"{share:.3f}")
    console.print(scripts)
    pairs = Table("scorer", "opposed found at 1 %", "at 5 %", "organisations F1")
    for name, (one, five) in report.oppositions.items():
        pairs.add_row(name, f"{one:.3f}", f"{five:.3f}", f"{report.organisations[name]:.3f}")
    console.print(pairs)
    _show_speed(console, report)


def _show_speed(console: Console, report: Report) -> None:
    join = report.join
    console.print(
        f"{join.keys:,} keys of {join.mean_letters:.1f} letters, {join.index_bytes / 1e6:.0f} MB, built in "
        f"{join.build_seconds:.1f} s; 40 keys more in {join.add_seconds:.3f} s, one probe in {1e3 * join.one_seconds:.2f} ms"
    )
    table = Table(
        "threshold", "cdist probes/s", "join probes/s", "× cdist [least, most]", "2 threads", "equal"
    )
    for speed in join.speeds:
        times = f"{speed.times_cdist:.0f} [{speed.least_times:.0f}, {speed.most_times:.0f}]"
        equal = f"{speed.pairs:,} pairs: {'yes' if speed.equal else 'NO'}"
        rates = (f"{speed.cdist_rate:,.0f}", f"{speed.join_rate:,.0f}")
        table.add_row(f"{speed.threshold:.2f}", *rates, times, f"× {speed.two_threads:.2f}", equal)
    console.print(table)
    speeds = Table("brands", "forms", "built in s", "signs/s [least, most]", "memory MB", "one brand more, s")
    for row in report.throughput:
        rate = f"{row.signs_a_second:,.0f} [{row.least:,.0f}, {row.most:,.0f}]"
        speeds.add_row(
            f"{row.brands:,}", f"{row.forms:,}", f"{row.build_seconds:.1f}", rate, f"{row.megabytes:,.0f}",
            f"{row.one_more:.3f}",
        )  # fmt: skip
    console.print(speeds)
