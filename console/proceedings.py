"""Proceedings, for staff: which enterprises are in them, clocks, history, cases and the bulletin. 境外案件."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from console.staff import for_staff
from console.typed import form_number, row_id
from console.views import viewer
from domain.proceeding import Forum, parties_of, side_of
from jobs.bulletin import MOST_LETTERS, NamesSomebody, WordsMissing, draft_of, publish
from response.proceedings import clocks_of, defence_steps
from storage.bulletin import BulletinText, decided_on, hold
from storage.proceeding_cases import open_case_in
from storage.proceedings import is_live, proceeding_of, proceedings
from storage.viewers import NotVisible

MOST_WORD = 100
SHOWN_FORUMS = tuple(forum for forum in Forum if forum is not Forum.OTHER)


@require_safe
@for_staff
def proceeding_list(request: HttpRequest) -> HttpResponse:
    """The proceedings last changed; at first those a watched enterprise is in."""
    asked = request.GET.get("forum", "")
    forum = Forum(asked) if asked in list(Forum) else None
    word = request.GET.get("word", "").replace("\0", "").strip()[:MOST_WORD]
    every = request.GET.get("who", "") == "all"
    found = proceedings(viewer(request), forum=forum, named=not every, word=word)
    context = {
        "rows": [(line, clocks_of(line.newest)) for line in found],
        "forums": SHOWN_FORUMS,
        "forum": forum,
        "word": word,
        "every": every,
        "today": timezone.localdate(),
    }
    return render(request, "console/proceedings.html", context)


@require_safe
@for_staff
def proceeding(request: HttpRequest, proceeding_id: int) -> HttpResponse:
    """One proceeding."""
    return _page(request, proceeding_id)


def _page(
    request: HttpRequest,
    proceeding_id: int,
    *,
    typed: BulletinText | None = None,
    refused: str = "",
    found: str = "",
    status: int = 200,
) -> HttpResponse:
    seen_by = viewer(request)
    try:
        whole = proceeding_of(seen_by, proceeding_id)
    except NotVisible as missing:
        raise Http404 from missing
    decided = decided_on(seen_by, proceeding_id)
    newest = whole.line.newest
    context = {
        "line": whole.line,
        "seen": tuple(reversed(whole.seen)),
        "live": is_live(whole),
        "parties": [(party, side_of(party, newest)) for party in parties_of(newest)],
        "clocks": clocks_of(newest),
        "steps": defence_steps(whole.line.forum),
        "decided": decided,
        "words": typed
        or (decided.text if decided and decided.text.title_zh else draft_of(seen_by, proceeding_id)),
        "refused": refused,
        "found": found,
        "most_letters": MOST_LETTERS,
        "today": timezone.localdate(),
    }
    return render(request, "console/proceeding.html", context, status=status)


@require_POST
@for_staff
def open_case(request: HttpRequest, proceeding_id: int) -> HttpResponse:
    """Opens an enterprise's case, or shows that it has one."""
    enterprise_id = row_id(request.POST.get("enterprise", "")) or 0
    try:
        newest = proceeding_of(viewer(request), proceeding_id).line.newest
        open_case_in(
            viewer(request),
            proceeding_id,
            enterprise_id,
            clocks_of(newest),
            by=request.user.get_username(),
            form=form_number(request.POST.get("form", "")),
        )
    except NotVisible as missing:
        raise Http404 from missing
    return redirect(reverse("proceeding", args=[proceeding_id]) + "#parties")


@require_POST
@for_staff
def decide(request: HttpRequest, proceeding_id: int) -> HttpResponse:
    """Publishes a proceeding in the words typed, or holds it back."""
    seen_by, by = viewer(request), request.user.get_username()
    try:
        if request.POST.get("decision") == "hold":
            hold(seen_by, proceeding_id, by=by)
            return redirect(reverse("proceeding", args=[proceeding_id]) + "#bulletin")
        typed = BulletinText(
            **{
                name: _line(request.POST.get(name, ""))
                for name in ("title_zh", "title_en", "says_zh", "says_en")
            }
        )
        publish(seen_by, proceeding_id, typed, by=by)
    except NotVisible as missing:
        raise Http404 from missing
    except NamesSomebody as named:
        return _page(
            request, proceeding_id, typed=typed, refused="bulletin_names", found=named.found, status=400
        )
    except WordsMissing:
        return _page(request, proceeding_id, typed=typed, refused="bulletin_words", status=400)
    return redirect(reverse("proceeding", args=[proceeding_id]) + "#bulletin")


def _line(text: str) -> str:
    return " ".join(text.replace("\0", "").split())[: MOST_LETTERS + 1]
