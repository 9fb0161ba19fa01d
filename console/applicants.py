"""Applicants met by alerts, again and again, and one of them with all that is kept of it. For staff. 申请人.

They hold names of persons and brands of every enterprise: nothing here is shown to members.
"""

import datetime as dt

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from console.saving import to_save
from console.staff import for_staff
from console.texts import text
from console.typed import page_number
from console.views import viewer
from domain.applicant import ApplicantsWanted, by_year, offices_of
from domain.jurisdictions import every, known, name
from jobs.applicants import applicant_of
from matchers.holders import is_company
from reports.applicants_table import applicants_xlsx
from reports.register_table import Told
from storage.applicant_list import ApplicantPage, applicant_page
from storage.viewers import NotVisible

MOST_WORD = 100
MOST_EXPORTED = 5_000
MOST_FILINGS_SHOWN = 200
MOST_NUMBERS = 60
MOST_OFFICES = 8
FIRST_YEAR = 1900
_TICKS = ("companies", "windows", "again")


@require_safe
@for_staff
def applicants(request: HttpRequest) -> HttpResponse:
    """The applicants that are wanted, those with the most alerts first."""
    wanted, wrong = _wanted(request.GET)
    page = _page(request, wanted, page=page_number(request))
    address = request.GET.copy()
    address.pop("page", None)
    context = {
        "page": page,
        "wanted": wanted,
        "wrong": wrong,
        "asked": address.urlencode(),
        "offices": every(get_language() or "zh"),
        "today": timezone.localdate(),
    }
    return render(request, "console/applicants.html", context, status=400 if wrong else 200)


@require_safe
@for_staff
def applicants_file(request: HttpRequest) -> HttpResponse:
    """The first `MOST_EXPORTED` of them as a workbook."""
    wanted, wrong = _wanted(request.GET)
    if wrong:
        return applicants(request)
    page = _page(request, wanted, page=1, per_page=MOST_EXPORTED)
    language = get_language() or "zh"
    content = applicants_xlsx(page.lines, _told(wanted, page, language), language)
    return to_save(content, f"haishao-applicants-{timezone.localdate():%Y%m%d}.xlsx")


@require_safe
@for_staff
def applicant(request: HttpRequest, alert_id: int) -> HttpResponse:
    """The applicant behind an alert, whichever of its alerts that is."""
    today = timezone.localdate()
    try:
        found = applicant_of(viewer(request), alert_id, today=today)
    except NotVisible as missing:
        raise Http404 from missing
    offices = offices_of(found.filings, most=MOST_OFFICES)
    years = by_year(found.filings, offices)
    context = {
        "one": found,
        "offices": offices,
        "years": [(line, tuple(zip(offices, line.offices, strict=True))) for line in years],
        "filings": found.filings[:MOST_FILINGS_SHOWN],
        "met": tuple(line for line in found.filings if line.alert_ids)[:MOST_NUMBERS],
        "today": today,
    }
    return render(request, "console/applicant.html", context)


def _page(request: HttpRequest, wanted: ApplicantsWanted, *, page: int, per_page: int = 50) -> ApplicantPage:
    return applicant_page(
        viewer(request), wanted, is_company, today=timezone.localdate(), page=page, per_page=per_page
    )


def _wanted(asked: QueryDict) -> tuple[ApplicantsWanted, str]:
    """What an address asks for, and what of it is no year or country, "" for nothing."""
    typed = {
        field: asked.get(field, "").replace("\0", "").strip()
        for field in ("word", "country", "office", "year")
    }
    country, office, year = typed["country"].upper(), typed["office"].upper(), typed["year"]
    years = range(FIRST_YEAR, timezone.localdate().year + 2)
    good_year = not year or (year.isdecimal() and len(year) == 4 and int(year) in years)
    bad = [said for said in (country, office) if said and not known(said)] + [year] * (not good_year)
    return ApplicantsWanted(
        word=typed["word"][:MOST_WORD],
        country=country if known(country) else "",
        office=office if known(office) else "",
        year=int(year) if year and good_year else None,
        **{tick: asked.get(tick) == "yes" for tick in _TICKS},
    ), ", ".join(one[:20] for one in bad)


def _told(wanted: ApplicantsWanted, page: ApplicantPage, language: str) -> Told:
    at: dt.datetime = timezone.localtime()
    ticked = [text(f"applicants_{tick}", language) for tick in _TICKS if getattr(wanted, tick)]
    places = [
        f"{text(f'applicants_{field}', language)} {name(code, language)}"
        for field in ("country", "office")
        if (code := getattr(wanted, field))
    ]
    year = [f"{text('applicants_year', language)} {wanted.year}"] if wanted.year else []
    asked = [wanted.word, *places, *year, *ticked]
    first = f" ({text('applicants_export_first', language)})" if page.total > len(page.lines) else ""
    lines = (
        (text("export_asked", language), " · ".join(one for one in asked if one) or text("all", language)),
        (text("export_at", language), at.isoformat(timespec="seconds")),
        (text("export_count", language), f"{len(page.lines)} / {page.total}{first}"),
        ("", text("applicants_why", language)),
        ("", text("applicants_counted_so", language)),
        ("", text("applicants_key", language)),
    )
    return Told(title=text("applicants_export_about", language), lines=lines)
