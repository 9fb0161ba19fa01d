"""A long run judged in parts, by as many workers as there are.

A part's rows and the note that it was judged are written in one transaction. Notes are steps of one lock, so they
are read one after the other, and the last of them sees all the others: it closes the run, whichever part comes last
and however often a part was run. A part that failed leaves no note, the run stays open, and the sweep has it judged
anew, parted afresh.
"""

import secrets
from dataclasses import dataclass
from typing import NamedTuple

from domain.observation import Kind, Observation
from jobs.queue import defer_once, steps_of, undone
from jobs.remembered import still_to_tell
from jobs.watched import watched_screen
from matchers.met import Seen
from matchers.verdict import Judged
from storage import history, looks, matches, own_sightings, proceedings, unjudged
from storage.together import together


class Part(NamedTuple):
    """The run's observations with ids above `after_id` and up to `until_id`."""

    after_id: int
    until_id: int


@dataclass(frozen=True, slots=True)
class JudgedPart:
    """What a part came to, the row id of each observation by its identity, and its proceedings, met or not."""

    judged: Judged
    row_ids: dict[int, int]
    proceedings: list[tuple[int, Observation]]

    def keep(self) -> None:
        """Writes it down; safe to repeat."""
        ids = self.row_ids
        told = still_to_tell(self.judged.matches)
        matches.save_matches((ids[id(match.observation)], match) for match in told)
        own_sightings.save_own_sightings((ids[id(own.observation)], own) for own in self.judged.own)
        proceedings.note_proceedings(self.proceedings)


def parts_of(run_id: int, *, after_id: int, size: int) -> list[Part]:
    """The run's new observations in parts of `size`. What a part tells of a holder depends on what else is in it, so
    they are always cut alike.
    """
    ends = unjudged.part_ends(run_id, after_id=after_id, size=size)
    return [Part(*part) for part in zip([after_id, *ends], ends, strict=False)]


def judged_part(run_id: int, part: Part) -> JudgedPart:
    """Judges a part. Most signs meet nothing: only what met is read whole, and proceedings, whose parties count. The watchlist
    is read after the signs, on which rescreens rely (`storage.rescreens`).
    """
    signs = unjudged.signs_of(run_id, after_id=part.after_id, until_id=part.until_id)
    read = looks.words_read(one.row_id for one in signs)
    screen = watched_screen()
    met = {
        one.row_id for one, meets in zip(signs, screen.meet([s.sign for s in signs]), strict=True) if meets
    }
    met |= {row_id for row_id, meets in zip(read, screen.meet(list(read.values())), strict=True) if meets}
    met |= unjudged.proceedings_of(run_id, after_id=part.after_id, until_id=part.until_id)
    batch = unjudged.observations_at(met)
    seen = [Seen(words=read[row_id]) if row_id in read else None for row_id, _ in batch]
    judged = screen.judged([observation for _, observation in batch], history.background_of, seen)
    of_a_docket = [one for one in batch if one[1].kind is Kind.PROCEEDING]
    return JudgedPart(judged, {id(observation): row_id for row_id, observation in batch}, of_a_docket)


def defer_parts(run_id: int, parts: list[Part]) -> None:
    """Puts the parts on the queue, all or none."""
    parting = secrets.token_hex(4)
    with together():
        for part in parts:
            key = f"judge {run_id} {parting} {part.until_id}"
            named = {"run_id": run_id, "parting": parting, "parts": len(parts)}
            defer_once("judge_part", key=key, after_id=part.after_id, until_id=part.until_id, **named)


def note_judged(run_id: int, until_id: int, *, parting: str, parts: int) -> None:
    """Notes that the part which ends there was judged; to be written in the transaction of its rows."""
    lock = _notes(run_id, parting)
    defer_once(
        "part_judged", key=f"{lock} {until_id}", lock=lock, run_id=run_id, parting=parting, parts=parts
    )


def all_judged(run_id: int, *, parting: str, parts: int) -> bool:
    """True once each of the parts was noted, however often."""
    return len(steps_of("part_judged", _notes(run_id, parting))) >= parts


def parted_runs() -> frozenset[int]:
    """The runs of which a part, or the note of one, waits or runs."""
    return frozenset(int(lock.split()[1]) for lock in undone("judge_part") | undone("part_judged"))


def _notes(run_id: int, parting: str) -> str:
    return f"judged {run_id} {parting}"
