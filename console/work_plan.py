"""The centre's plan of a year: who leads what until when, what is overdue, what shows that it was done. 推进计划."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from console.fairs import MOST_FAULTS
from console.saving import to_save
from console.staff import for_staff
from console.texts import text
from console.training import year_of
from console.typed import form_number, row_id
from console.uploads import MOST_UPLOADED, too_large
from console.views import viewer
from console.work_plan_form import ItemForm
from domain.fault import Fault
from domain.fault_kind import FaultKind
from domain.work_plan import GROUPS, PlanItem, PlanState, paper_words, progress_of
from reports.plain_sheets import Sheet, sheets_xlsx
from storage.case_facts import staff_choices
from storage.viewers import NotVisible
from storage.work_plan import (
    NoSuchPage,
    NothingToShow,
    PlanOutdated,
    SaidTwice,
    history_of_item,
    import_items,
    item_of,
    items_of,
    page_shown,
    plan_years,
    save_item,
)
from watchlists.work_plan_read import HEADINGS, NEEDED, STATE_NAMES, read_work_plan

_SHOWN = ("all", "overdue", "mine", "unfinished")


@require_safe
@for_staff
def work_plan(request: HttpRequest) -> HttpResponse:
    """The plan of a year: what is overdue, how far each group is, every item."""
    return _page(request)


def _page(request: HttpRequest, *, status: int = 200, **more: object) -> HttpResponse:
    seen_by, year, today = viewer(request), year_of(request), timezone.localdate()
    items = items_of(seen_by, year)
    shown = request.GET.get("show", "")
    shown = shown if shown in _SHOWN else "all"
    wanted = {
        "all": lambda _one: True,
        "overdue": lambda one: one.overdue(today),
        "mine": lambda one: one.lead_user == seen_by.user_id,
        "unfinished": lambda one: not one.state.ended,
    }[shown]
    language = get_language() or "zh"
    context = {
        "year": year,
        "years": sorted({*plan_years(seen_by), year}, reverse=True),
        "lines": [_line(one, language) for one in items if wanted(one)],
        "total": len(items),
        "overdue": sum(one.overdue(today) for one in items),
        "progress": [(_group(one.letter, language), one) for one in progress_of(items, today)],
        "shown": shown,
        "choices": _SHOWN,
        "columns": [
            (said[0 if language.startswith("zh") else 1], field in NEEDED) for field, said in HEADINGS.items()
        ],
    }
    return render(request, "console/work_plan.html", context | more, status=status)


def _group(letter: str, language: str) -> str:
    if not letter:
        return text("plan_no_group", language)
    return f"{letter} {GROUPS[letter][0 if language.startswith('zh') else 1]}"


def _line(item: PlanItem, language: str) -> tuple[PlanItem, str, str, int | None]:
    """The item, its due time and paper in words, and the days left."""
    return (
        item,
        item.due.says(language),
        paper_words(item.paper),
        item.days_left(timezone.localdate()),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def item_add(request: HttpRequest) -> HttpResponse:
    """Enters an item."""
    return _form(request, None, year_of(request))


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def item(request: HttpRequest, item_id: int) -> HttpResponse:
    """An item with its history, and the form that changes it."""
    try:
        shown = item_of(viewer(request), item_id)
    except NotVisible as missing:
        raise Http404 from missing
    return _form(request, shown, shown.year)


def _form(request: HttpRequest, shown: PlanItem | None, year: int) -> HttpResponse:
    seen_by, status, language = viewer(request), 200, get_language() or "zh"
    typed = request.POST if request.method == "POST" else None
    form = ItemForm(typed, staff=staff_choices(), year=year, item=shown)
    if typed is not None:
        status = 400
        if form.is_valid():
            number = form_number(typed.get("form", ""))
            if number is None:
                raise Http404
            revision = row_id(typed.get("revision", "")) or 0
            try:
                kept = save_item(seen_by, form.item(revision), form=number, by=request.user.get_username())
                return redirect("plan-item", kept)
            except NothingToShow:
                form.add_error("evidence", text("plan_nothing_to_show", language))
            except NoSuchPage:
                form.add_error("shows", text("plan_no_such_page", language))
            except SaidTwice:
                form.add_error("says", text("plan_said_twice", language))
            except PlanOutdated:
                status = 409
                form.add_error(None, text("plan_outdated", language))
            except NotVisible as missing:
                raise Http404 from missing
    context = {
        "form": form,
        "item": shown,
        "year": year,
        "number": typed.get("form") if typed else uuid.uuid4(),
        "history": history_of_item(seen_by, shown.item_id) if shown else (),
        "line": _line(shown, language) if shown else None,
    }
    return render(request, "console/plan_item.html", context, status=status)


@require_POST
@for_staff
def plan_import(request: HttpRequest) -> HttpResponse:
    """Takes the table of a year's plan: rows that are wrong are named, the rest is entered or changed."""
    seen_by, year = viewer(request), year_of(request)
    file = request.FILES.get("file")
    if file is None or not file.size:
        return _page(request, status=400, problem="fair_import_none")
    if file.size > MOST_UPLOADED:
        return too_large(request)
    accounts = {name: pk for pk, name in staff_choices()}
    read = read_work_plan(file.read(), str(file.name)[-120:], year, accounts)
    good, faults = [], list(read.faults)
    for one in read.items:
        try:
            page_shown(one.shows)
            good.append(one)
        except NoSuchPage:
            detail = f"{one.says[:40]}: {one.shows[:80]}"
            faults.append(
                Fault(
                    kind=FaultKind.BAD_CHOICE,
                    file=str(file.name)[-120:],
                    column=HEADINGS["shows"][0],
                    detail=detail,
                )
            )
    done = import_items(seen_by, good, by=request.user.get_username())
    language = get_language() or "zh"
    told = [(one.record, one.column, one.detail, one.cure(language)) for one in faults[:MOST_FAULTS]]
    return _page(request, imported=done, faults=told, wrong=len(faults))


@require_safe
@for_staff
def plan_file(request: HttpRequest) -> HttpResponse:
    """A year's plan as a workbook that can be imported again; with `empty` its template."""
    seen_by, year, language = viewer(request), year_of(request), get_language() or "zh"
    at = 0 if language.startswith("zh") else 1
    items = () if request.GET.get("empty") else items_of(seen_by, year)
    sheet = Sheet(
        title=f"{text('plan_page', language)} {year}",
        headings=[said[at] for said in HEADINGS.values()],
        rows=[[_cell(one, field, language) for field in HEADINGS] for one in items],
    )
    return to_save(
        sheets_xlsx([sheet]), f"work-plan-{year}.xlsx", f"{text('plan_page', language)} {year}.xlsx"
    )


def _cell(item: PlanItem, field: str, language: str) -> str:
    if field == "due":
        return item.due.says(language) if item.due.last_day is None else item.due.kept
    if field == "paper":
        return paper_words(item.paper)
    if field == "state":
        return STATE_NAMES[PlanState(item.state)][0 if language.startswith("zh") else 1]
    return str(getattr(item, field) or "")
