"""Letters of guidance on a case's page: written, issued, and given as files. 指导意见书."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from console.case_asked import Asked
from console.case_refused import Refused
from console.saving import to_save
from console.typed import row_id
from console.views import viewer
from domain.guidance import GUIDANCE_FIELDS, GuidanceText
from jobs import case_guidance
from storage.case_notes import LONGEST
from storage.guidance import GuidanceChanged, TooManyLetters, draft_of, letter_of, save_draft
from storage.viewers import NotVisible


def _seen(asked: Asked) -> int:
    typed = asked.said("revision")
    return int(typed) if typed.isdecimal() and len(typed) < 9 else -1


def _save(asked: Asked) -> str:
    words = {name: asked.said(name, LONGEST) for name in GUIDANCE_FIELDS}
    text = GuidanceText(**words, adviser_id=row_id(asked.said("adviser")))
    if not any(words.values()):
        raise Refused("guidance_needs_words")
    try:
        save_draft(asked.viewer, asked.case_id, text, seen=_seen(asked), by=asked.by)
    except GuidanceChanged:
        raise Refused("guidance_changed", 409) from None
    except TooManyLetters:
        raise Refused("guidance_many", 409) from None
    return "guidance"


def _issue(asked: Asked) -> str:
    try:
        case_guidance.issue(asked.viewer, asked.case_id, seen=_seen(asked), by=asked.by, now=timezone.now())
    except GuidanceChanged:
        raise Refused("guidance_changed", 409) from None
    except case_guidance.NothingAdvised:
        raise Refused("guidance_needs_steps") from None
    return "guidance"


GUIDANCE_ACTS: dict[str, Callable[[Asked], str]] = {"guidance-save": _save, "guidance-issue": _issue}


@require_safe
def guidance_file(request: HttpRequest, case_id: int) -> HttpResponse:
    """The newest letter of a case as Word: to staff the draft where there is one, to the enterprise the last that was issued."""
    seen_by = viewer(request)
    try:
        if seen_by.staff and draft_of(seen_by, case_id) is not None:
            number, content = case_guidance.draft_file(seen_by, case_id, timezone.localdate())
            return to_save(content, "guidance-draft.docx", f"指导意见书（草稿） {number}.docx")
        letter, content = letter_of(seen_by, case_id)
    except NotVisible as missing:
        raise Http404 from missing
    return to_save(content, "guidance.docx", f"指导意见书 {letter.number}.docx")


@require_safe
def guidance_issued(request: HttpRequest, case_id: int, ordinal: int) -> HttpResponse:
    """A letter as it was issued. What the viewer may not see looks missing."""
    try:
        letter, content = letter_of(viewer(request), case_id, ordinal)
    except NotVisible as missing:
        raise Http404 from missing
    return to_save(content, "guidance.docx", f"指导意见书 {letter.number}.docx")
