"""Time advisers gave a case, and how the enterprise rates their help: the forms on a case's page. 专家服务时长与评价."""

from collections.abc import Callable

from console.case_asked import Asked
from console.case_refused import Refused
from storage.adviser_help import MOST_MINUTES, CorrectedBefore, log_time, rate_adviser
from storage.case_notes import LONGEST


def _time(asked: Asked) -> str:
    day, form, what, typed = (
        asked.day("day", past=True),
        asked.form(),
        asked.said("what"),
        asked.said("minutes"),
    )
    minutes = int(typed) if typed.isdecimal() and len(typed) < 6 else -1
    corrects = asked.row("corrects") if asked.said("corrects") else None
    paid = {"paid": True, "free": False}.get(asked.said("paid"))
    least = 0 if corrects else 1
    if day is None or form is None or not what or paid is None or not least <= minutes <= MOST_MINUTES:
        raise Refused("time_wrong")
    try:
        log_time(
            asked.viewer,
            asked.case_id,
            asked.row("adviser"),
            day=day,
            minutes=minutes,
            what=what,
            paid=paid,
            form=form,
            by=asked.by,
            corrects=corrects,
        )
    except CorrectedBefore:
        raise Refused("time_corrected_before", 409) from None
    return "advisers"


def _rate_adviser(asked: Asked) -> str:
    number = asked.said("stars")
    if number not in ("1", "2", "3", "4", "5"):
        raise Refused("case_rate_wrong")
    words = asked.said("words", LONGEST)
    rate_adviser(asked.viewer, asked.case_id, asked.row("adviser"), int(number), words, by=asked.by)
    return "adviser-rating"


HELP_ACTS: dict[str, Callable[[Asked], str]] = {"time": _time}
RATING_ACTS: dict[str, Callable[[Asked], str]] = {"rate-adviser": _rate_adviser}
