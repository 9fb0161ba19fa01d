"""`haishao screen`: files against a watchlist, without any database, for one person at a terminal."""

import datetime as dt
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TextIO

import typer

from domain.fault import Fault
from domain.fault_kind import FaultKind
from domain.match import Match, Tier
from domain.observation import Observation
from haishao.database import fail
from reports.screening import Format

if TYPE_CHECKING:
    from jobs.judging import Screen
    from watchlists.logos import LogosNamed

BATCH = 2_000
"""Observations judged at once: a bound on memory."""


class LeastTier(StrEnum):
    """The least serious tier shown; with `none` a wide list, in which much is hardly alike."""

    NONE = "none"
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


@dataclass(slots=True)
class Tally:
    """What one screening saw, counted while it streams."""

    observations: int = 0
    matches: int = 0
    faults: int = 0
    unread_files: int = 0
    by_kind: Counter[FaultKind] = field(default_factory=Counter)


MOST_FAULTS_SHOWN = 50
"""Faults of one kind printed in full; the rest are counted."""


def screen(
    inputs: Annotated[
        list[Path],
        typer.Argument(metavar="INPUT...", help="公告文件、zip 或文件夹 · gazette files, zips or folders"),
    ],
    watchlist: Annotated[Path, typer.Option(help="品牌清单 CSV/XLSX · the watchlist")],
    form: Annotated[Format, typer.Option("--format", help="输出格式 · output format")] = Format.TABLE,
    out: Annotated[Path | None, typer.Option(help="写入文件 · write to a file")] = None,
    min_tier: Annotated[
        LeastTier, typer.Option(help="最低等级；none 为宽松清单 · least tier shown; none makes a wide list")
    ] = LeastTier.LOW,
    logos: Annotated[
        Path | None, typer.Option(help="图形标识所在文件夹 · the folder of the logos the list names")
    ] = None,
) -> None:
    """用品牌清单筛查公告文件；清单有图形标识时，一并比对记录中或文件旁的图片 · Screens gazette files against a watchlist; where
    it has logos, by the pictures in the records and beside the files too.

    退出码 · Exit status: 0 完成（包括没有命中）· done, matches or none; 2 用法错误，或有文件无法读取 · bad usage, or a
    file could not be read (whatever could be read is still written); 3 完成，但有记录被跳过或修正 · done, but single
    records or rows were faulty and are named on standard error.
    """
    from jobs.judging import Screen
    from reports.screening import write_matches
    from watchlists.logos import logos_of_watchlist
    from watchlists.read import read_watchlist

    tally = Tally()
    read = read_watchlist(watchlist)
    for fault in read.faults:
        _report(fault, tally)
    if not read.brands:
        raise typer.Exit(2)
    with _opened(out) as stream:
        screening = Screen(read.brands, wide=min_tier is LeastTier.NONE)
        named = logos_of_watchlist(watchlist, read.brands, read.rows, folder=logos)
        for fault in named.faults:
            _report(fault, tally)
        judged = _judged(screening, inputs, named, tally)
        matches = _shown(judged, Tier(min_tier.value), tally)
        write_matches(matches, form, stream, today=dt.datetime.now().astimezone().date())
    _summarise(tally, len(read.brands))
    if tally.unread_files:
        raise typer.Exit(2)
    if tally.faults:
        raise typer.Exit(3)


def _opened(out: Path | None) -> AbstractContextManager[TextIO]:
    if out is None:
        return nullcontext(sys.stdout)
    try:
        return out.open("w", encoding="utf-8", newline="")
    except OSError as error:
        fail(f"无法写入 · cannot write {out}: {error.strerror}")


def _good(items: Iterable[Observation | Fault], tally: Tally) -> Iterator[Observation]:
    for item in items:
        if isinstance(item, Fault):
            _report(item, tally)
        else:
            tally.observations += 1
            yield item


def _judged(screen: "Screen", inputs: list[Path], named: "LogosNamed", tally: Tally) -> Iterator[Match]:
    """The matches among the inputs; their pictures are looked at only where there is a logo to look for."""
    from crawlers.reading import read_inputs

    if named.places:
        from haishao.commands.screen_pictures import judged_with_pictures

        yield from judged_with_pictures(screen, inputs, named, tally, _report)
        return
    stream = _good(read_inputs(inputs), tally)
    while batch := list(islice(stream, BATCH)):
        yield from screen.matches(batch)


def _shown(matches: Iterable[Match], least: Tier, tally: Tally) -> Iterator[Match]:
    for match in matches:
        if match.tier.rank >= least.rank:
            tally.matches += 1
            yield match


def _report(fault: Fault, tally: Tally) -> None:
    tally.faults += 1
    tally.unread_files += fault.fatal
    tally.by_kind[fault.kind] += 1
    if tally.by_kind[fault.kind] <= MOST_FAULTS_SHOWN:
        typer.echo(f"{fault.says('zh')}\n  {fault.says('en')}", err=True)


def _summarise(tally: Tally, brands: int) -> None:
    for kind, count in tally.by_kind.items():
        if count > MOST_FAULTS_SHOWN:
            typer.echo(f"{kind.value}: 共 {count} 处 · {count} in all", err=True)
    typer.echo(
        f"{brands} 个品牌，{tally.observations} 条监测信息，{tally.matches} 个命中，{tally.faults} 处问题 · "
        f"{brands} brands, {tally.observations} observations, {tally.matches} matches, {tally.faults} faults",
        err=True,
    )
