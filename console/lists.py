"""The lists the centre keeps: all of them, one of them on a day, and one as a file. 名录与清单."""

import datetime as dt
from collections.abc import Sequence

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from console.market_cover import covers_of
from console.saving import to_save
from console.staff import for_staff
from console.texts import text
from console.typed import row_id
from console.views import viewer
from domain.brand_gaps import gaps_of
from domain.lists import INDUSTRIES, ListEntry, ListKind, Review, review_on
from reports.list_table import list_csv, list_xlsx
from storage.adviser_lists import AdviserLine, advisers
from storage.brand_lists import brand_lines
from storage.list_changes import renew_list
from storage.list_imports import listed_now
from storage.lists import list_counts, list_entries, list_years, own_entries
from storage.own_sightings import own_filing_offices
from storage.profiles import add_industry, industries, profiles
from storage.viewers import Viewer
from watchlists.list_cells import day
from watchlists.list_columns import headings_of

_FILES = {"csv": list_csv, "xlsx": list_xlsx}
_PAGES = {
    ListKind.EXHIBITORS: "console/list_enterprises.html",
    ListKind.OBSERVERS: "console/list_enterprises.html",
    ListKind.BRANDS: "console/list_brands.html",
    ListKind.MARKETS: "console/list_markets.html",
    ListKind.EXPERTS: "console/list_advisers.html",
    ListKind.AGENCIES: "console/list_advisers.html",
    ListKind.THINK_TANKS: "console/list_advisers.html",
}
MOST_INDUSTRY = 20
"""Characters of an industry's name."""


@require_safe
def lists(request: HttpRequest) -> HttpResponse:
    """Every list with what stands on it and whose review is overdue; to an enterprise's people, what of theirs stands where."""
    seen_by = viewer(request)
    if not seen_by.staff:
        context = {
            "entries": _with_review(own_entries(seen_by)),
            "profiles": profiles(seen_by),
            "may_change": seen_by.administers,
        }
        return render(request, "console/lists_own.html", context)
    return _lists_page(request, seen_by)


def _lists_page(request: HttpRequest, seen_by: Viewer, *, wrong: str = "", status: int = 200) -> HttpResponse:
    context = {
        "counts": list_counts(seen_by),
        "industries": industries(),
        "given": INDUSTRIES,
        "wrong": wrong,
        "most": MOST_INDUSTRY,
    }
    return render(request, "console/lists.html", context, status=status)


@require_POST
@for_staff
def industry_add(request: HttpRequest) -> HttpResponse:
    """Adds an industry to the centre's list; one that is there stays once."""
    name = " ".join(request.POST.get("name", "").replace("\0", "").split())
    if not name or len(name) > MOST_INDUSTRY or any(one in name for one in "|;；,，、"):
        return _lists_page(request, viewer(request), wrong="industry_wrong", status=400)
    add_industry(viewer(request), name, by=request.user.get_username())
    return redirect("lists")


@require_safe
@for_staff
def one_list(request: HttpRequest, kind: str) -> HttpResponse:
    """One list as it stands, or as it stood at the end of a day."""
    seen_by, which = viewer(request), kind_of(kind)
    asked = request.GET.get("day", "")
    as_of = day(asked) if asked else None
    year = row_id(request.GET.get("year", "")) or 0
    word = request.GET.get("word", "").replace("\0", "").strip()[:100].casefold()
    overdue = request.GET.get("due", "") == "overdue"
    context: dict[str, object] = {
        "kind": which,
        "as_of": as_of,
        "asked": asked,
        "wrong_day": bool(asked and as_of is None),
        "word": word,
        "overdue": overdue,
        "year": year,
        "today": timezone.localdate(),
    }
    if which.of_advisers and as_of is None:
        lines = [
            (line, _adviser_review(line))
            for line in advisers(seen_by, which)
            if word in f"{line.adviser.name} {line.adviser.organisation}".casefold()
        ]
        context["lines"] = [one for one in lines if not overdue or one[1] is Review.OVERDUE]
        return render(request, _PAGES[which], context)
    entries = _with_review(list_entries(seen_by, which, as_of=as_of, year=year), on=as_of)
    entries = [one for one in entries if _says(one[0], word) and (not overdue or one[1] is Review.OVERDUE)]
    context["entries"] = entries
    context["years"] = list_years(seen_by, which) if which is ListKind.EXHIBITORS else ()
    context["this_year"] = timezone.localdate().year
    if which is ListKind.MARKETS:
        context["entries"] = list(zip(entries, covers_of([one.item for one, _ in entries]), strict=True))
        context["industries"] = industries()
    if which is ListKind.BRANDS:
        context["entries"] = _with_gaps(seen_by, entries)
    return render(request, "console/list_past.html" if which.of_advisers else _PAGES[which], context)


def _adviser_review(line: AdviserLine) -> Review:
    due = review_on(line.adviser.review_by, timezone.localdate())
    return due if line.adviser.active else Review.NONE


def _says(entry: ListEntry, word: str) -> bool:
    item = entry.item
    said = (item.enterprise, item.brand, item.office, item.platform, item.site, item.industry, item.district)
    return word in " ".join(said).casefold()


def _with_review(
    entries: Sequence[ListEntry], *, on: dt.date | None = None
) -> list[tuple[ListEntry, Review]]:
    day_of = on or timezone.localdate()
    return [(one, review_on(one.item.review_by, day_of)) for one in entries]


def _with_gaps(seen_by: Viewer, entries: list[tuple[ListEntry, Review]]) -> list[tuple[object, ...]]:
    """Each entry with its brand's line and what is missing of it."""
    rows = [one.brand_row for one, _ in entries if one.brand_row is not None]
    lines, seen = brand_lines(seen_by, rows), own_filing_offices(rows)
    found: list[tuple[object, ...]] = []
    for entry, review in entries:
        line = lines.get(entry.brand_row or 0)
        if line is None:
            continue
        own = seen.get(line.row_id, frozenset())
        offices = {*own, *(one.office for one in entry.item.rights)}
        gaps = gaps_of(line.brand, offices, logos=len(line.logos))
        found.append((entry, review, line, gaps, sorted(own)))
    return found


@require_safe
@for_staff
def list_file(request: HttpRequest, kind: str, form_name: str) -> HttpResponse:
    """A list as it stands, in a file that can be imported again; with `empty` its template."""
    seen_by, which, language = viewer(request), kind_of(kind), get_language() or "zh"
    if form_name not in _FILES:
        raise Http404
    empty = bool(request.GET.get("empty"))
    listed = None if empty else listed_now(seen_by, which)
    content = _FILES[form_name](headings_of(which), listed, language)
    called = text(f"list_{which.value}", language) + (f"-{text('list_template', language)}" if empty else "")
    name = f"{called}-{timezone.localdate():%Y%m%d}.{form_name}"
    return to_save(content, f"list.{form_name}", name)


@require_POST
@for_staff
def list_renew(request: HttpRequest, kind: str) -> HttpResponse:
    """Everything on a list of one year is put on that of the next; sent twice it is put there once."""
    which, year = kind_of(kind), row_id(request.POST.get("year", "")) or 0
    if which is not ListKind.EXHIBITORS or not 2000 <= year <= 2100:
        raise Http404
    renew_list(viewer(request), which, year, by=request.user.get_username())
    address = redirect("list", kind)
    address["Location"] += f"?year={year + 1}"
    return address


def kind_of(kind: str) -> ListKind:
    """The list an address names. Raises `Http404` for none."""
    if kind not in set(ListKind):
        raise Http404
    return ListKind(kind)
