"""The library of cases: read by everybody, written by staff, published by a second person. 案例库."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from console.staff import for_staff
from console.typed import form_number, row_id
from console.views import viewer
from domain.anonymous import Left
from domain.case import CaseKind, Outcome, Right
from domain.jurisdictions import every, known
from domain.library import LONGEST, MOST, WORDS, LibraryWords
from storage import library, library_drafts
from storage.library import Wanted
from storage.library_drafts import SamePerson, Stale, StillNamed
from storage.viewers import NotVisible, enterprise_choices

CHOICES = {"rights": list(Right), "kinds": list(CaseKind), "outcomes": list(Outcome)}
PARAGRAPHS = ("facts", "law", "steps", "result", "lesson")


class NotWritten(ValueError):
    """A form that cannot be kept; `key` is that of the words for the reader."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


@require_safe
def library_list(request: HttpRequest) -> HttpResponse:
    """The published cases by country, right, kind, industry and word; for staff the drafts as well."""
    seen_by, asked = viewer(request), request.GET
    wanted = Wanted(
        office=asked.get("office", "") if known(asked.get("office", "")) else "",
        right=asked.get("right", "") if asked.get("right") in set(Right) else "",
        kind=asked.get("kind", "") if asked.get("kind") in set(CaseKind) else "",
        industry=asked.get("industry", "").replace("\0", "")[: MOST["industry"]],
        word=asked.get("word", "").replace("\0", "").strip()[:100],
    )
    context: dict[str, object] = {
        "entries": library.entries(wanted),
        "wanted": wanted,
        "offices": every(get_language() or "zh"),
        "industries": library.industries(),
        **CHOICES,
    }
    if seen_by.staff:
        context |= {
            "drafts": library_drafts.drafts(seen_by),
            "ended": library_drafts.ended_cases(seen_by),
            "form": uuid.uuid4(),
        }
    return render(request, "console/library.html", context)


@require_safe
def library_entry(request: HttpRequest, entry_id: int) -> HttpResponse:
    """One published case."""
    try:
        entry = library.entry_of(entry_id)
    except NotVisible as missing:
        raise Http404 from missing
    told = [(field, getattr(entry.words, field)) for field in PARAGRAPHS if getattr(entry.words, field)]
    return render(request, "console/library_entry.html", {"entry": entry, "told": told})


@require_POST
@for_staff
def library_from_case(request: HttpRequest) -> HttpResponse:
    """A draft from an ended case."""
    case_id, form = row_id(request.POST.get("case", "")), form_number(request.POST.get("form", ""))
    if case_id is None or form is None:
        return redirect("library")
    try:
        made = library_drafts.draft_from_case(
            viewer(request), case_id, form=form, by=request.user.get_username()
        )
    except NotVisible as missing:
        raise Http404 from missing
    return redirect("library-draft", made)


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def library_new(request: HttpRequest) -> HttpResponse:
    """A draft by hand."""
    seen_by = viewer(request)
    enterprises = enterprise_choices(seen_by)
    context: dict[str, object] = {**_fields(), "form": uuid.uuid4(), "enterprises": enterprises}
    if request.method != "POST":
        return render(request, "console/library_edit.html", context)
    try:
        words, form = _words(request), form_number(request.POST.get("form", ""))
        if form is None:
            raise NotWritten("form_expired")
    except NotWritten as wrong:
        context |= {"problem": wrong.key, "typed": request.POST}
        return render(request, "console/library_edit.html", context, status=400)
    about = row_id(request.POST.get("enterprise", ""))
    chosen = about if about in {one for one, _ in enterprises} else None
    by = request.user.get_username()
    return redirect(
        "library-draft", library_drafts.add_draft(seen_by, words, form=form, by=by, enterprise_id=chosen)
    )


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def library_draft(request: HttpRequest, draft_id: int) -> HttpResponse:
    """A draft: read, changed, freed of names, handed on, published or sent back."""
    try:
        if request.method == "POST":
            return _done(request, draft_id)
        return _draft_page(request, draft_id)
    except NotVisible as missing:
        raise Http404 from missing
    except NotWritten as wrong:
        return _draft_page(request, draft_id, status=400, problem=wrong.key, typed=request.POST)
    except StillNamed as named:
        return _draft_page(request, draft_id, status=409, problem="library_still_named", left=named.left)
    except SamePerson:
        return _draft_page(request, draft_id, status=409, problem="library_same_person")
    except Stale:
        return _draft_page(request, draft_id, status=409, problem="library_stale", typed=request.POST)


def _done(request: HttpRequest, draft_id: int) -> HttpResponse:
    seen_by, by, did = viewer(request), request.user.get_username(), request.POST.get("do", "")
    seen = row_id(request.POST.get("seen", "")) or 0
    match did:
        case "save":
            library_drafts.change_draft(seen_by, draft_id, _words(request), seen=seen, by=by)
        case "names":
            library_drafts.take_names_out(seen_by, draft_id, seen=seen, by=by)
        case "ask":
            library_drafts.ask_for_review(seen_by, draft_id, seen=seen)
        case "back":
            remark = request.POST.get("remark", "").replace("\0", "").strip()[:1_000]
            library_drafts.send_back(seen_by, draft_id, remark, seen=seen)
        case "publish":
            return redirect("library-entry", library_drafts.publish(seen_by, draft_id, seen=seen, by=by))
        case _:
            raise NotWritten("form_expired")
    return redirect("library-draft", draft_id)


def _draft_page(
    request: HttpRequest, draft_id: int, *, status: int = 200, left: tuple[Left, ...] = (), **more: object
) -> HttpResponse:
    seen_by = viewer(request)
    try:
        draft = library_drafts.draft_of(seen_by, draft_id)
    except NotVisible as missing:
        raise Http404 from missing
    told = draft.words.worded()
    typed = {
        **told,
        "office": draft.words.office,
        "right": draft.words.right.value,
        "kind": draft.words.kind.value,
    }
    typed["outcome"] = draft.words.outcome.value if draft.words.outcome else ""
    context = {
        **_fields(),
        "draft": draft,
        "typed": typed,
        "left": left or draft.left,
        "own": draft.changed_user == seen_by.user_id,
    }
    return render(request, "console/library_edit.html", context | more, status=status)


@require_POST
@for_staff
def library_withdraw(request: HttpRequest, entry_id: int) -> HttpResponse:
    """Takes a case out of the library."""
    try:
        library.withdraw(viewer(request), entry_id)
    except NotVisible as missing:
        raise Http404 from missing
    return redirect("library")


def _fields() -> dict[str, object]:
    return {
        "paragraphs": PARAGRAPHS,
        "offices": every(get_language() or "zh"),
        "longest": LONGEST,
        "typed": {},
        **CHOICES,
    }


def _words(request: HttpRequest) -> LibraryWords:
    """What the form says. Raises `NotWritten`."""
    typed = {
        field: request.POST.get(field, "").replace("\0", "").replace("\r\n", "\n").strip() for field in WORDS
    }
    if not typed["title"] or not typed["facts"]:
        raise NotWritten("library_empty")
    if any(len(value) > MOST.get(field, LONGEST) for field, value in typed.items()):
        raise NotWritten("library_too_long")
    right, kind, outcome, office = (
        request.POST.get(one, "") for one in ("right", "kind", "outcome", "office")
    )
    if right not in set(Right) or kind not in set(CaseKind) or (outcome and outcome not in set(Outcome)):
        raise NotWritten("library_no_tags")
    return LibraryWords(
        right=Right(right),
        kind=CaseKind(kind),
        outcome=Outcome(outcome) if outcome else None,
        office=office if known(office) else "",
        **typed,
    )
