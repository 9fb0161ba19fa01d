"""The register: everything observed, searched, kept as a search, exported, and one observation. For staff. 检索.

A mark in a gazette is anybody's to read; that it lies here is not: shops are searched by the words of watchlists.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from console.health import NOT_WATCHED, WatchedSource, watched_sources
from console.register_form import RegisterForm
from console.saving import to_save
from console.staff import for_staff
from console.texts import text
from console.views import viewer
from crawlers.catalogue import load_all
from crawlers.source import Source
from domain.jurisdictions import every
from domain.search import RegisterHit, RegisterPage
from jobs.judging import last_day_of
from jobs.registering import runs_left
from jobs.searching import MOST_FOUND, UnreadableWord, search
from reports.register_table import Told, register_csv, register_xlsx
from storage.evidence import proofs_of
from storage.register import SearchTooLong, hit_of
from storage.saved_searches import TooManySaved, forget_search, save_search, saved_searches
from storage.viewers import NotVisible

_SEVERAL = "XX"
_MOST_NAME = 80
_FORMS = ("csv", "xlsx")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A hit beside the source that gave it; None for one whose source is no longer known."""

    hit: RegisterHit
    watched: WatchedSource | None


@require_safe
@for_staff
def register(request: HttpRequest) -> HttpResponse:
    """What answers the search, a page of it. What is wrong is said beside the field, which keeps what was typed."""
    return _register_page(request)


def _register_page(request: HttpRequest, problem: str = "", status: int = 200) -> HttpResponse:
    form = _form(request.GET)
    page, said = None, problem
    if not form.is_valid():
        status = 400
    else:
        try:
            page = search(form.query(), after=request.GET.get("after", "")[:60])
        except SearchTooLong:
            said, status = "search_too_long", 503
        except UnreadableWord:
            said, status = "search_unreadable", 400
    context: dict[str, object] = {
        "form": form,
        "problem": said,
        "offices": every(get_language() or "zh"),
        "saved": saved_searches(viewer(request)),
        "unindexed": runs_left(),
    }
    if page is not None:
        context |= _answer(form, page, request)
    return render(request, "console/register.html", context, status=status)


def _answer(form: RegisterForm, page: RegisterPage, request: HttpRequest) -> dict[str, object]:
    watched = watched_sources(_in_scope(form))
    by_name = {one.source.name: one for one in watched}
    lines = [Line(hit=hit, watched=by_name.get(hit.observation.source)) for hit in page.hits]
    never = Counter(one.state for one in watched if _never_gave(one))
    gave = [one for one in watched if not _never_gave(one)]
    ok = sum(one.state == "ok" for one in gave)
    return {
        "page": page,
        "lines": lines,
        "by_word": bool(form.cleaned_data["word"]),
        "address": form.address(),
        "called": form.said(),
        "later": "after" in request.GET,
        "watched": gave,
        "ok": ok,
        "troubled": len(gave) - ok,
        "unwatched": never.total(),
        "not_watched": never.items(),
    }


def _never_gave(one: WatchedSource) -> bool:
    """Counted, not named: what lost its key is named as long as what it gave is searched."""
    return one.state in NOT_WATCHED and one.health.first_good_at is None


def _in_scope(form: RegisterForm) -> Callable[[Source], bool]:
    """Which sources the search could have had an answer from."""
    kind, office, name = (form.cleaned_data[field] for field in ("kind", "office", "source"))

    def could(source: Source) -> bool:
        return (
            (not kind or source.kind.value == kind)
            and (not office or source.country in (office, _SEVERAL))
            and (not name or source.name == name)
        )

    return could


@require_safe
@for_staff
def register_file(request: HttpRequest, form_name: str) -> HttpResponse:
    """The first `MOST_FOUND` hits as CSV or a workbook."""
    form = _form(request.GET)
    if form_name not in _FORMS:
        raise Http404
    if not form.is_valid():
        return _register_page(request)
    try:
        page = search(form.query(), size=MOST_FOUND)
    except (SearchTooLong, UnreadableWord):
        return _register_page(request)
    language = get_language() or "zh"
    if form_name == "csv":
        content = register_csv(page.hits, language)
    else:
        content = register_xlsx(page.hits, _told(form, page, language), language)
    first = f"-first-{MOST_FOUND}" if page.more else ""
    return to_save(content, f"haishao-register-{timezone.localdate():%Y%m%d}{first}.{form_name}")


def _told(form: RegisterForm, page: RegisterPage, language: str) -> Told:
    count = str(len(page.hits)) + (f" ({text('export_first', language)})" if page.more else "")
    lines = [
        (text("export_asked", language), form.said()),
        (text("export_at", language), timezone.localtime().isoformat(timespec="seconds")),
        (text("export_count", language), count),
        ("", text("search_nothing_why", language)),
    ]
    for one in watched_sources(_in_scope(form)):
        since = one.health.first_good_at
        has = f"{text('data_since', language)} {since:%Y-%m-%d}" if since else text("no_data_yet", language)
        lines.append((one.source.name, f"{text(one.state, language)} · {has}"))
    return Told(title=text("export_about", language), lines=tuple(lines))


@require_POST
@for_staff
def save(request: HttpRequest) -> HttpResponse:
    """Keeps a search under a name; one that does not hold is shown instead, with what is wrong."""
    asked = request.POST.get("asked", "")[:2_000]
    form = _form(QueryDict(asked))
    if form.is_valid():
        name = request.POST.get("name", "").replace("\0", "").strip()[:_MOST_NAME] or form.said()
        try:
            save_search(viewer(request), name, form.address())
        except TooManySaved:
            request.GET = QueryDict(asked)
            return _register_page(request, "too_many_saved", 409)
    return redirect(f"{request.path.removesuffix('/save')}?{form.address() if form.is_valid() else asked}")


@require_POST
@for_staff
def forget(request: HttpRequest, search_id: int) -> HttpResponse:
    """Drops one of the user's own searches."""
    forget_search(viewer(request), min(search_id, (1 << 63) - 1))
    return redirect("register")


@require_safe
@for_staff
def observation(request: HttpRequest, observation_id: int) -> HttpResponse:
    """One observation with all its facts and the answers it stood in."""
    try:
        hit = hit_of(observation_id)
    except NotVisible as missing:
        raise Http404 from missing
    seen = hit.observation
    context = {
        "hit": hit,
        "o": seen,
        "watched": next(iter(watched_sources(lambda one: one.name == seen.source)), None),
        "proofs": proofs_of(seen.source, seen.ref),
        "last_day": last_day_of(seen),
        "today": timezone.localdate(),
        "back": request.GET.get("back", "")[:2_000],
    }
    return render(request, "console/observation.html", context)


def _form(typed: QueryDict) -> RegisterForm:
    return RegisterForm(typed, sources=list(load_all()))
