"""`haishao screen` with logos: the pictures in the records and beside the files are looked at too."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from crawlers.reading import read_pictured_inputs
from domain.fault import Fault
from domain.match import Match
from domain.observation import Observation
from domain.picture import Pictured
from jobs.logo_files import read_logos, watched_from
from jobs.seeing import Eyes, Sent, to_be_read
from matchers.met import Seen
from watchlists.logos import LogosNamed

if TYPE_CHECKING:
    from haishao.commands.screen import Tally
    from jobs.judging import Screen

BATCH = 2_000
"""Observations judged at once."""

MOST_HELD = 64 * 1024**2
"""Bytes of pictures held before they are looked at."""

Report = Callable[[Fault, "Tally"], None]


def judged_with_pictures(
    screen: "Screen", inputs: list[Path], named: LogosNamed, tally: "Tally", report: Report
) -> Iterator[Match]:
    """The matches among the inputs, by words and pictures together. What cannot be read is reported."""
    logos = read_logos(named.places)
    for fault in logos.faults:
        report(fault, tally)
    eyes = Eyes(watched_from(logos))
    batch: list[Observation | Pictured] = []
    held = 0
    for item in read_pictured_inputs(inputs):
        if isinstance(item, Fault):
            report(item, tally)
            continue
        tally.observations += 1
        batch.append(item)
        held += len(item.image) if isinstance(item, Pictured) else 0
        if len(batch) == BATCH or held > MOST_HELD:
            yield from _matches(screen, eyes, batch, tally, report)
            batch, held = [], 0
    yield from _matches(screen, eyes, batch, tally, report)


def _matches(
    screen: "Screen", eyes: Eyes, batch: list[Observation | Pictured], tally: "Tally", report: Report
) -> list[Match]:
    observations = [item.observation if isinstance(item, Pictured) else item for item in batch]
    reads = to_be_read(observations, screen.meet)
    seen: list[Seen | None] = [None] * len(batch)
    sent = {
        number: Sent(image=item.image, read=reads[number])
        for number, item in enumerate(batch)
        if isinstance(item, Pictured)
    }
    for number, sight in zip(sent, eyes.look(sent.values()), strict=True):
        seen[number] = sight.seen
        if sight.refused:
            one = observations[number]
            report(sight.refused.fault(one.source, one.ref), tally)
    return screen.matches(observations, seen=seen)
