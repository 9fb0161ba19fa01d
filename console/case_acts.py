"""What is done on a case's page: one form each, which changes one thing and leads back to it. 案件操作."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_POST

from console.adviser_help import HELP_ACTS, RATING_ACTS
from console.case_asked import Asked
from console.case_documents import read_document
from console.case_form import CaseForm
from console.case_guidance import GUIDANCE_ACTS
from console.case_page import case_shown
from console.case_refused import Refused
from console.texts import text
from console.typed import row_id
from console.unfair import OPENING_ACTS, UNFAIR_ACTS
from console.views import viewer
from domain.case import CaseState, Ending, Outcome
from jobs import case_notes, case_watch
from jobs.case_opening import TooManyAsked, refuse_too_many_files
from storage import majors
from storage.case_advisers import name_adviser
from storage.case_days import NewDay, add_days, meet_day, withdraw_day
from storage.case_documents import TooManyDocuments, add_document, share_document
from storage.case_facts import FACTS, FactsChanged, assign, change_facts
from storage.case_notes import LONGEST, NotEnded, rate, review_case
from storage.case_tasks import add_task, finish_task
from storage.cases import CannotMove, case_of, move
from storage.disputes import NoSuchCase, OtherDispute, join
from storage.majors import NotMajor
from storage.viewers import NotVisible


def _move(asked: Asked) -> str:
    to, seen = asked.said("to"), asked.said("seen")
    if to not in set(CaseState) or seen not in set(CaseState):
        raise NotVisible("state")
    says, target = asked.said("says", LONGEST), CaseState(to)
    if target in (CaseState.REFUSED, CaseState.WITHDRAWN) and not says:
        raise Refused("case_needs_words")
    ending = _ending(asked) if target is CaseState.CLOSED else None
    try:
        move(asked.viewer, asked.case_id, target, by=asked.by, seen=CaseState(seen), says=says, ending=ending)
    except CannotMove:
        raise Refused("case_stale", 409) from None
    return "top"


def _ending(asked: Asked) -> Ending:
    outcome, saved, how = asked.said("outcome"), asked.money("saved"), asked.said("saved_how", LONGEST)
    if outcome not in set(Outcome):
        raise Refused("case_needs_outcome")
    if saved is not None and not how:
        raise Refused("case_saved_needs_how")
    answered = {"yes": True, "no": False}.get(asked.said("answered"))
    return Ending(
        outcome=Outcome(outcome),
        words=asked.said("says", LONGEST),
        saved=saved,
        saved_how=how,
        cost=asked.money("cost"),
        answered=answered,
    )


def _facts(asked: Asked) -> str:
    form = CaseForm(asked.request.POST)
    if not form.is_valid():
        raise Refused("case_facts_wrong", facts=form)
    new = form.case(case_of(asked.viewer, asked.case_id).opened_with.origin)
    seen = {
        name: str(asked.request.POST[f"seen_{name}"])
        for name in FACTS
        if f"seen_{name}" in asked.request.POST
    }
    seen = {name: value.replace("\r\n", "\n") for name, value in seen.items()}
    try:
        change_facts(asked.viewer, asked.case_id, new, by=asked.by, seen=seen)
    except FactsChanged as changed:
        language = get_language() or "zh"
        names = "、".join(text(f"case_fact_{name}", language) for name in changed.facts)
        raise Refused("case_facts_moved", 409, facts=form, names=names) from None
    return "facts"


def _assign(asked: Asked) -> str:
    whose = row_id(asked.said("whose"))
    assign(asked.viewer, asked.case_id, whose, by=asked.by)
    return "top"


def _day(asked: Asked) -> str:
    says, day = asked.said("says"), asked.day("day")
    if not says or day is None:
        raise Refused("case_day_wrong")
    kept = NewDay(says=says, day=day, rule=asked.said("rule"), source=asked.said("source"))
    add_days(asked.viewer, asked.case_id, [kept], by=asked.by)
    return "days"


def _met(asked: Asked) -> str:
    meet_day(asked.viewer, asked.case_id, asked.row("deadline"), by=asked.by)
    return "days"


def _withdraw_day(asked: Asked) -> str:
    withdraw_day(asked.viewer, asked.case_id, asked.row("deadline"), by=asked.by)
    return "days"


def _task(asked: Asked) -> str:
    says, form = asked.said("says"), asked.form()
    if not says or form is None:
        raise Refused("case_task_wrong")
    whose, due_on = row_id(asked.said("whose")), asked.day("due_on")
    add_task(asked.viewer, asked.case_id, says, whose=whose, due_on=due_on, form=form, by=asked.by)
    return "tasks"


def _done(asked: Asked) -> str:
    finish_task(asked.viewer, asked.case_id, asked.row("task"), by=asked.by)
    return "tasks"


def _document(asked: Asked) -> str:
    name, media_type, content = read_document(asked.request)
    refuse_too_many_files(asked.viewer, asked.by)
    add_document(
        asked.viewer, asked.case_id, name, media_type, content, shared=asked.ticked("shared"), by=asked.by
    )
    return "documents"


def _share(asked: Asked) -> str:
    share_document(asked.viewer, asked.case_id, asked.row("document"), by=asked.by)
    return "documents"


def _name(asked: Asked) -> str:
    name_adviser(asked.viewer, asked.case_id, asked.row("adviser"), by=asked.by)
    return "advisers"


def _note(asked: Asked) -> str:
    says, shared, tell = asked.said("says", LONGEST), asked.ticked("shared"), asked.ticked("tell")
    if not says:
        raise Refused("case_needs_words")
    if asked.viewer.staff and tell and not shared:
        raise Refused("case_note_not_shared")
    case_notes.write(asked.viewer, asked.case_id, says, shared=shared, tell=tell, by=asked.by)
    return "history"


def _join(asked: Asked) -> str:
    join(asked.viewer, asked.case_id, asked.said("number"), by=asked.by)
    return "dispute"


def _review(asked: Asked) -> str:
    lesson = asked.said("lesson", LONGEST)
    if not lesson:
        raise Refused("case_needs_words")
    review_case(
        asked.viewer,
        asked.case_id,
        lesson=lesson,
        better=asked.said("better", LONGEST),
        for_library=asked.ticked("for_library"),
        by=asked.by,
    )
    return "review"


def _rate(asked: Asked) -> str:
    number = asked.said("satisfaction")
    if number not in ("1", "2", "3", "4", "5"):
        raise Refused("case_rate_wrong")
    rate(asked.viewer, asked.case_id, int(number), asked.said("words", LONGEST), by=asked.by)
    return "rating"


def _major(asked: Asked) -> str:
    words = asked.said("words", LONGEST)
    if not words:
        raise Refused("case_needs_words")
    case_watch.mark(asked.viewer, asked.case_id, words, by=asked.by)
    return "major"


def _unmajor(asked: Asked) -> str:
    majors.unmark_major(asked.viewer, asked.case_id, by=asked.by, now=timezone.now())
    return "top"


def _in_hand(asked: Asked) -> str:
    majors.take_in_hand(asked.viewer, asked.case_id, by=asked.by, now=timezone.now())
    return "major"


def _refer(asked: Asked) -> str:
    to, asks = asked.said("to"), asked.said("asks", LONGEST)
    if not to:
        raise Refused("case_needs_recipient")
    majors.refer(asked.viewer, asked.case_id, to=to, asks=asks, by=asked.by, now=timezone.now())
    return "major"


def _upper(asked: Asked) -> str:
    says = asked.said("says", LONGEST)
    if not says:
        raise Refused("case_needs_words")
    majors.note_upper(asked.viewer, asked.case_id, says, by=asked.by, now=timezone.now())
    return "major"


STAFF_ACTS: dict[str, Callable[[Asked], str]] = {
    "move": _move,
    "facts": _facts,
    "assign": _assign,
    "day": _day,
    "met": _met,
    "withdraw-day": _withdraw_day,
    "task": _task,
    "done": _done,
    "share": _share,
    "name": _name,
    "join": _join,
    "review": _review,
    "major": _major,
    "unmajor": _unmajor,
    "in-hand": _in_hand,
    "refer": _refer,
    "upper": _upper,
    **GUIDANCE_ACTS,
    **UNFAIR_ACTS,
    **HELP_ACTS,
}
BOTH_ACTS: dict[str, Callable[[Asked], str]] = {"document": _document, "note": _note}
OWN_ACTS: dict[str, Callable[[Asked], str]] = {"rate": _rate, **RATING_ACTS, **OPENING_ACTS}
_REFUSALS: dict[type[Exception], tuple[str, int]] = {
    NoSuchCase: ("case_no_such", 400),
    OtherDispute: ("case_other_dispute", 409),
    NotEnded: ("case_not_ended", 409),
    NotMajor: ("case_not_major", 409),
    majors.Confidential: ("case_major_confidential", 409),
    TooManyAsked: ("case_too_often", 429),
    TooManyDocuments: ("case_document_many", 409),
}


@require_POST
def case_act(request: HttpRequest, case_id: int, act: str) -> HttpResponse:
    """Does what a form asks, and leads back to where it stood; a refusal shows the page with what was typed."""
    seen_by = viewer(request)
    acts = BOTH_ACTS | (STAFF_ACTS if seen_by.staff else OWN_ACTS)
    if act not in acts:
        raise Http404
    asked = Asked(request, seen_by, case_id, request.user.get_username())
    try:
        case_of(seen_by, case_id)
        anchor = acts[act](asked)
    except NotVisible as missing:
        raise Http404 from missing
    except Refused as refused:
        problem = text(refused.key, get_language() or "zh") + refused.names
        return case_shown(
            request, case_id, problem=problem, act=act, facts=refused.facts, status=refused.status
        )
    except tuple(_REFUSALS) as refused:
        key, status = _REFUSALS[type(refused)]
        return case_shown(request, case_id, problem=text(key, get_language() or "zh"), act=act, status=status)
    return redirect(f"{reverse('case', args=[case_id])}#{anchor}")
