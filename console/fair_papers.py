"""The papers of a fair: an enterprise's risk sheet with its emergency card, and the summary. 排查单与总结."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from console.saving import word_to_save
from console.staff import for_staff
from console.views import viewer
from domain.fair_sheet import RiskSheet
from jobs.fair_summary import summary_of
from reports.fair_blocks import Block, Grid
from reports.fair_docx import fair_document
from reports.fair_sheet import sheet_blocks
from reports.fair_summary import summary_blocks
from response.fair_advice import fair_advice
from storage.fair_sheets import sheet_of
from storage.fairs import duties_of
from storage.viewers import NotVisible


@require_safe
def sheet(request: HttpRequest, fair_id: int, entry_id: int) -> HttpResponse:
    """An enterprise's newest sheet as a page."""
    found = _sheet(request, fair_id, entry_id)
    context = {"sheet": found, "blocks": _named(_blocks(found, get_language() or "zh"))}
    return render(request, "console/fair_sheet.html", context)


@require_safe
def sheet_file(request: HttpRequest, fair_id: int, entry_id: int) -> HttpResponse:
    """The same as a Word document, in Chinese."""
    found = _sheet(request, fair_id, entry_id)
    name = f"排查单 {found.fair.name[:40]} {found.entry.enterprise[:40]}.docx"
    made = fair_document(_blocks(found, "zh"), footer=f"{found.fair.name} · {found.entry.enterprise}")
    return word_to_save(made, "sheet.docx", name)


@require_safe
@for_staff
def summary_file(request: HttpRequest, fair_id: int) -> HttpResponse:
    """The summary of a fair as a Word document, in Chinese."""
    try:
        found = summary_of(viewer(request), fair_id)
    except NotVisible as missing:
        raise Http404 from missing
    name = f"展会总结 {found.fair.name[:60]}.docx"
    return word_to_save(fair_document(summary_blocks(found), footer=found.fair.name), "summary.docx", name)


def _sheet(request: HttpRequest, fair_id: int, entry_id: int) -> RiskSheet:
    try:
        found = sheet_of(viewer(request), entry_id)
    except NotVisible as missing:
        raise Http404 from missing
    if found.fair.fair_id != fair_id:
        raise Http404
    return found


def _blocks(sheet: RiskSheet, language: str) -> list[Block]:
    advice = fair_advice(sheet.fair.office)
    duties = duties_of(sheet.fair.fair_id)
    return sheet_blocks(sheet, advice, today=timezone.localdate(), duties=duties, language=language)


def _named(blocks: list[Block]) -> list[tuple[str, object]]:
    """Each block with the name of its kind, by which the page lays it out; a table's cells with the heads they stand under."""
    return [
        ("grid", {"head": one.head, "rows": [list(zip(one.head, row, strict=True)) for row in one.rows]})
        if isinstance(one, Grid)
        else (type(one).__name__.lower(), one)
        for one in blocks
    ]
