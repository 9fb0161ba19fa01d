"""The page of one case: to the staff with all that is theirs, to its enterprise what is shared. 案件页."""

import uuid
from dataclasses import replace

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from console.case_form import CaseForm, facts_form
from console.templatetags.help import minutes
from console.views import viewer
from domain.case import MOVES, PHASES, Case, CaseEvent, CaseEventKind, CaseState, Outcome, Phase
from domain.casework import CaseDocument
from domain.guidance import GUIDANCE_FIELDS
from domain.reputation import Proof
from jobs.case_guidance import first_text
from response.dispute_bodies import bodies_for
from storage.adviser_help import helped_in, ratings_of_case, time_of_case
from storage.case_advisers import advisers_for, named_for
from storage.case_days import days_of
from storage.case_documents import documents_of
from storage.case_facts import facts_of, staff_choices
from storage.case_notes import LONGEST, rating_words, review_of
from storage.case_tasks import tasks_of
from storage.cases import case_of, history_of
from storage.disputes import extent_of, joined_with, of_the_same_docket
from storage.evidence import proofs_of_alert
from storage.guidance import draft_of, guidance_of
from storage.majors import major_of
from storage.takedowns import takedowns_of_case
from storage.unfair import unfair_of
from storage.viewers import NotVisible, Viewer

MOST_PROOFS = 30
UNFAIR_BODIES = ("unfair_to_upper", "unfair_to_commerce", "unfair_to_embassy", "unfair_to_customs")
"""To whom reports of unfair treatment are often referred; any other can be typed."""


@require_safe
def case(request: HttpRequest, case_id: int) -> HttpResponse:
    """One case. What belongs to another enterprise looks missing."""
    return case_shown(request, case_id)


def case_shown(
    request: HttpRequest,
    case_id: int,
    *,
    problem: str = "",
    act: str = "",
    facts: CaseForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page; with a problem of an act, what was typed for that act still in its form."""
    seen_by = viewer(request)
    try:
        found = case_of(seen_by, case_id)
        history = history_of(seen_by, case_id)
        context = _shared_context(seen_by, found, history) | _help_context(seen_by, found, history)
        if seen_by.staff:
            context |= _staff_context(seen_by, found, facts) | _help_by_staff(request, seen_by, found, act)
    except NotVisible as missing:
        raise Http404 from missing
    context |= {"problem": problem, "act": act, "typed": request.POST if act else {}}
    return render(request, "console/case.html", context, status=status)


def _shared_context(seen_by: Viewer, found: Case, history: tuple[CaseEvent, ...]) -> dict[str, object]:
    return {
        "case": found,
        "new": found.opened_with,
        "phases": list(Phase),
        "phase": PHASES[found.state],
        "days": days_of(seen_by, found.case_id),
        "documents": documents_of(seen_by, found.case_id),
        "takedowns": takedowns_of_case(seen_by, found.case_id),
        "may_complain": seen_by.may_change(found.enterprise_id),
        "history": tuple(map(_in_words, reversed(history))),
        "rating_words": rating_words(seen_by, found.case_id),
        "rates": (5, 4, 3, 2, 1),
        "today": timezone.localdate(),
        "now": timezone.now(),
        "longest": LONGEST,
    }


def _in_words(event: CaseEvent) -> CaseEvent:
    """A line of the history with what it keeps as a number in the words of the page's language."""
    if event.kind is not CaseEventKind.HELP_LOGGED or not event.after:
        return event
    return replace(event, says=f"{event.says} {minutes(int(event.after))}")


def _help_context(seen_by: Viewer, found: Case, history: tuple[CaseEvent, ...]) -> dict[str, object]:
    """Letters of guidance, the report of unfair treatment, whom to settle with, and how advisers are rated."""
    case_id = found.case_id
    ratings = ratings_of_case(seen_by, case_id) if found.state.ended else ()
    given = {one.adviser_id: one for one in ratings}
    helped = helped_in(seen_by, case_id) if found.state.ended and not seen_by.staff else ()
    return {
        "letters": guidance_of(seen_by, case_id),
        "unfair": unfair_of(seen_by, case_id),
        "replies": tuple(one for one in history if one.kind is CaseEventKind.REPLIED),
        "bodies": bodies_for(found.opened_with.office),
        "adviser_ratings": ratings,
        "helped": tuple((id_, name, given.get(id_)) for id_, name in helped),
    }


def _help_by_staff(request: HttpRequest, seen_by: Viewer, found: Case, act: str) -> dict[str, object]:
    """The draft of a letter, as typed where it was refused, and the time advisers gave."""
    draft = draft_of(seen_by, found.case_id)
    text = draft.text if draft else first_text(seen_by, found.case_id, timezone.localdate())
    typed = request.POST if act == "guidance-save" else {}
    lines = time_of_case(seen_by, found.case_id)
    stand = [one for one in lines if not one.corrected]
    return {
        "draft": draft,
        "guidance_fields": tuple((name, typed.get(name, getattr(text, name))) for name in GUIDANCE_FIELDS),
        "guidance_adviser": text.adviser_id,
        "unfair_bodies": UNFAIR_BODIES,
        "time_lines": lines,
        "time_free": sum(one.minutes for one in stand if not one.paid),
        "time_paid": sum(one.minutes for one in stand if one.paid),
    }


def _staff_context(seen_by: Viewer, found: Case, facts: CaseForm | None) -> dict[str, object]:
    case_id, alert_id = found.case_id, found.opened_with.alert_id
    return {
        "facts": facts or facts_form(found),
        "facts_open": facts is not None,
        "seen": facts_of(seen_by, case_id),
        "moves": sorted(MOVES[found.state], key=list(CaseState).index),
        "outcomes": list(Outcome),
        "staff": staff_choices(),
        "tasks": tasks_of(seen_by, case_id),
        "form": uuid.uuid4(),
        "named": named_for(seen_by, case_id),
        "suggested": advisers_for(seen_by, case_id),
        "joined": joined_with(seen_by, case_id),
        "same_docket": of_the_same_docket(seen_by, case_id),
        "extent": extent_of(seen_by, case_id),
        "major": major_of(seen_by, case_id),
        "review": review_of(seen_by, case_id),
        "proofs": proofs_of_alert(alert_id)[:MOST_PROOFS] if alert_id is not None else (),
    }


def size_words(document: CaseDocument | Proof) -> str:
    """The size of a file, as 412 kB."""
    kilobytes = document.size / 1000
    return f"{kilobytes / 1000:.1f} MB" if kilobytes >= 1000 else f"{max(1, round(kilobytes))} kB"
