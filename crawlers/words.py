"""The watched words of a run, for a source that is searched."""

from collections.abc import Iterable

from crawlers.source import Scope
from domain.fault import Fault
from domain.fault_kind import FaultKind


def words_of(
    scope: Scope, *, source: str, least_letters: int, room: int, days: int = 1
) -> tuple[list[str], Fault | None]:
    """The words to search for in this run, each once.

    When there are more than `room` for, each run takes the next of them in turn and says so with a Fault; `days` is
    the time between two runs.
    """
    fit = [word for word in _each_once(scope.words) if len(word) >= least_letters]
    room = max(1, room)
    if len(fit) <= room:
        return fit, None
    begin = scope.today.toordinal() // max(1, days) * room % len(fit)
    detail = f"{room} / {len(fit)}; throttle.most_requests"
    return (fit + fit)[begin : begin + room], Fault(kind=FaultKind.WORDS_IN_TURN, file=source, detail=detail)


def _each_once(words: Iterable[str]) -> Iterable[str]:
    return dict.fromkeys(" ".join(word.split()) for word in words)
