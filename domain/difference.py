"""The difference of two texts that have a sentence a line, as a person reads it. 改动对照."""

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

_WORDS = re.compile(r"[A-Za-z0-9À-ÿ.,]*[A-Za-z0-9À-ÿ]|\s+|.", re.DOTALL)
_ALIKE = 0.5
"""Likeness from which two sentences are one that was changed, not one removed and another added."""

CONTEXT = 2
"""Unchanged lines shown on both sides of a change."""


class LineKind(StrEnum):
    """What became of a line."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of a line; `marked` where the other side has others."""

    text: str
    marked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DiffLine:
    """A line on both sides, empty on the side that has none. `skipped` counts unchanged lines left out here."""

    kind: LineKind
    before: tuple[Piece, ...] = ()
    after: tuple[Piece, ...] = ()
    skipped: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """The lines to show, and how many were added, removed and changed."""

    lines: tuple[DiffLine, ...]
    added: int
    removed: int
    changed: int


def difference(before: Sequence[str], after: Sequence[str]) -> Difference:
    """What changed between two texts, with a few unchanged lines around."""
    found: list[DiffLine] = []
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    for what, i1, i2, j1, j2 in matcher.get_opcodes():
        if what == "equal":
            found += [
                DiffLine(kind=LineKind.SAME, before=(Piece(one),), after=(Piece(one),))
                for one in before[i1:i2]
            ]
        else:
            found += _replaced(before[i1:i2], after[j1:j2])
    return Difference(
        lines=tuple(_folded(found)),
        added=sum(one.kind is LineKind.ADDED for one in found),
        removed=sum(one.kind is LineKind.REMOVED for one in found),
        changed=sum(one.kind is LineKind.CHANGED for one in found),
    )


def _replaced(before: Sequence[str], after: Sequence[str]) -> list[DiffLine]:
    """Pairs of sentences alike enough, in order; the rest removed or added."""
    found: list[DiffLine] = []
    rest = list(after)
    for old in before:
        place = next((n for n, new in enumerate(rest[:20]) if _alike(old, new)), None)
        if place is None:
            found.append(DiffLine(kind=LineKind.REMOVED, before=(Piece(old, True),)))
            continue
        found += [DiffLine(kind=LineKind.ADDED, after=(Piece(new, True),)) for new in rest[:place]]
        found.append(_changed(old, rest[place]))
        rest = rest[place + 1 :]
    return [*found, *(DiffLine(kind=LineKind.ADDED, after=(Piece(new, True),)) for new in rest)]


def _alike(old: str, new: str) -> bool:
    return difflib.SequenceMatcher(None, _bare_words(old), _bare_words(new)).ratio() >= _ALIKE


def _bare_words(text: str) -> list[str]:
    return [one for one in _WORDS.findall(text) if not one.isspace()]


def _changed(old: str, new: str) -> DiffLine:
    words_before, words_after = _WORDS.findall(old), _WORDS.findall(new)
    left: list[Piece] = []
    right: list[Piece] = []
    matcher = difflib.SequenceMatcher(None, words_before, words_after, autojunk=False)
    for what, i1, i2, j1, j2 in matcher.get_opcodes():
        if i1 < i2:
            left.append(Piece("".join(words_before[i1:i2]), what != "equal"))
        if j1 < j2:
            right.append(Piece("".join(words_after[j1:j2]), what != "equal"))
    return DiffLine(kind=LineKind.CHANGED, before=tuple(left), after=tuple(right))


def _folded(lines: list[DiffLine]) -> list[DiffLine]:
    """Without the unchanged lines that stand far from any change."""
    near = {
        place
        for n, one in enumerate(lines)
        if one.kind is not LineKind.SAME
        for place in range(n - CONTEXT, n + CONTEXT + 1)
    }
    found: list[DiffLine] = []
    skipped = 0
    for n, one in enumerate(lines):
        if n in near:
            if skipped:
                found.append(DiffLine(kind=LineKind.SKIPPED, skipped=skipped))
                skipped = 0
            found.append(one)
        else:
            skipped += 1
    return [*found, DiffLine(kind=LineKind.SKIPPED, skipped=skipped)] if skipped else found
