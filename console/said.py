"""What a reviewer's form says: an answer or a verdict, with its reason. 复核表单."""

import datetime as dt
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils import timezone

from domain.decision import LONGEST_WORDS, NO_WHY, Answer, Ground, Why
from storage.reviews import Verdict

DEFERRED_DAYS = 3
CLOSING = {one.value: one for one in (Answer.NOT_RELEVANT, Answer.OURS, Answer.AUTHORISED)}
KEPT_OPEN = {one.value: one for one in Verdict}
KEYS = (
    (Verdict.CONFIRMED.value, "y"),
    (Answer.NOT_RELEVANT.value, "n"),
    (Answer.OURS.value, "o"),
    (Answer.AUTHORISED.value, "a"),
    (Verdict.DEFERRED.value, "d"),
)
"""What can be said at the desk, by key; after N a ground is chosen by its number."""
GROUNDS = tuple((ground.value, str(number)) for number, ground in enumerate(Ground, start=1))


class NotSaid(ValueError):
    """A form that says nothing, or a dismissal without its reason; `key` is that of the words for the reader."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One answer or verdict; `until` is set for a deferral."""

    what: Answer | Verdict
    why: Why = NO_WHY
    until: dt.date | None = None


def said_in(request: HttpRequest) -> Said:
    """What the form says; a reason alone is a dismissal. Raises `NotSaid`."""
    ground = request.POST.get("why", "")
    said = request.POST.get("said", Answer.NOT_RELEVANT.value if ground else "")
    if said in KEPT_OPEN:
        verdict = KEPT_OPEN[said]
        deferred = verdict is Verdict.DEFERRED
        return Said(
            what=verdict, until=timezone.localdate() + dt.timedelta(days=DEFERRED_DAYS) if deferred else None
        )
    if said not in CLOSING:
        raise NotSaid("desk_not_said")
    if CLOSING[said] is not Answer.NOT_RELEVANT:
        return Said(what=CLOSING[said])
    words = request.POST.get("words", "").strip()[:LONGEST_WORDS] if ground == Ground.OTHER else ""
    if ground not in set(Ground) or (ground == Ground.OTHER and not words):
        raise NotSaid("desk_no_ground")
    return Said(what=Answer.NOT_RELEVANT, why=Why(ground=Ground(ground), words=words))
