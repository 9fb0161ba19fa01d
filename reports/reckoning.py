"""Which figures can be reckoned from what is known to come to the same. 可推算的数据。

Gauss-Jordan elimination over a prime field: with coefficients of one or two, what the sums tell there they tell in whole numbers.
"""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

_PRIME = 2**61 - 1
Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    """Figures, by name, that come to as much as others do. A name no figure has is a number nobody is told."""

    these: tuple[str, ...]
    those: tuple[str, ...]

    @property
    def names(self) -> frozenset[str]:
        """Of both sides."""
        return frozenset((*self.these, *self.those))


@dataclass(frozen=True, slots=True)
class _Line:
    """Unknown figures by their coefficients, and of which sums, so many times each, the line was made."""

    of: dict[str, int]
    sums: dict[int, int]

    def less(self, other: "_Line", name: str) -> None:
        """Takes so much of another line off that the name goes."""
        by = -self.of[name]
        _add(self.of, other.of, by)
        _add(self.sums, other.sums, by)


def reckonable(sums: Sequence[Sum], unknown: Iterable[str]) -> dict[str, frozenset[int]]:
    """Of the unknown figures those that the sums tell, each with the numbers of the sums it takes."""
    asked, solved = frozenset(unknown), dict[str, _Line]()
    for number, one in enumerate(sums):
        line = _Line({}, {number: 1})
        for names, sign in ((one.these, 1), (one.those, -1)):
            for name in names:
                if name in asked:
                    _add(line.of, {name: 1}, sign)
        for name in [name for name in line.of if name in solved]:
            line.less(solved[name], name)
        if line.of:
            _solve(solved, line)
    return {name: frozenset(line.sums) for name, line in solved.items() if len(line.of) == 1}


def _solve(solved: dict[str, _Line], line: _Line) -> None:
    """Takes a line in under one of its names, which then stands in no other."""
    name = min(line.of)
    inverse = pow(line.of[name], -1, _PRIME)
    one = _Line(_times(line.of, inverse), _times(line.sums, inverse))
    for other in solved.values():
        if name in other.of:
            other.less(one, name)
    solved[name] = one


def _times(row: dict[Key, int], by: int) -> dict[Key, int]:
    return {key: value * by % _PRIME for key, value in row.items()}


def _add(row: dict[Key, int], other: dict[Key, int], by: int) -> None:
    for key, value in other.items():
        found = (row.get(key, 0) + value * by) % _PRIME
        if found:
            row[key] = found
        else:
            row.pop(key, None)
