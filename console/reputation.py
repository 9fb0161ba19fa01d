"""A brand's evidence that it is known in a country: kept, checked for what is missing, and packed for a lawyer. 知名度证据。"""

import datetime as dt
import tempfile
import uuid
import zipfile
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from console.case_documents import read_document
from console.case_form import money
from console.case_refused import Refused
from console.saving import opened_to_save, strangers_to_save, to_save
from console.typed import day, form_number, row_id
from console.views import viewer
from domain import jurisdictions
from domain.case import Money
from domain.jurisdictions import SEVERAL
from domain.reputation import (
    FACTORS_CHECKED_ON,
    FACTORS_SOURCE,
    NewProof,
    Proof,
    ProofKind,
    checklist,
    concerns,
    numbered,
)
from reports.reputation_index import index_docx, member_name
from storage.brand_lists import BrandLine, brand_line
from storage.reputation import (
    TooMuchEvidence,
    add_evidence,
    evidence_file,
    evidence_of,
    files_of_evidence,
    note_taken,
    withdraw_evidence,
)
from storage.viewers import NotVisible

MOST_SAID = 500
MOST_PACKED: Final = 200 * 1024**2


@require_http_methods(["GET", "HEAD", "POST"])
def reputation(request: HttpRequest, brand_row: int) -> HttpResponse:
    """The evidence of one brand, by country; with a POST a piece is added."""
    line, every = _seen(request, brand_row)
    if request.method != "POST":
        return _page(request, line, every)
    if not viewer(request).may_change(line.enterprise_id):
        raise Http404
    try:
        new = _typed(request)
        file = read_document(request) if request.FILES.get("file") else None
        add_evidence(
            viewer(request), brand_row, new, file, form=_form(request), by=request.user.get_username()
        )
    except Refused as refused:
        return _page(request, line, every, problem=refused.key, status=refused.status)
    except TooMuchEvidence:
        return _page(request, line, every, problem="reputation_too_many", status=409)
    return redirect(f"{reverse('reputation', args=[brand_row])}?office={new.office}")


def _seen(request: HttpRequest, brand_row: int) -> tuple[BrandLine, tuple[Proof, ...]]:
    seen_by = viewer(request)
    try:
        return brand_line(seen_by, brand_row), evidence_of(seen_by, brand_row)
    except NotVisible as missing:
        raise Http404 from missing


def _page(
    request: HttpRequest, line: BrandLine, every: tuple[Proof, ...], *, problem: str = "", status: int = 200
) -> HttpResponse:
    today, language = timezone.localdate(), get_language() or "zh"
    offices = tuple(
        dict.fromkeys(
            (*line.brand.markets, *(one.said.office for one in every if one.said.office != SEVERAL))
        )
    )
    office = request.GET.get("office", "") or request.POST.get("office", "")
    if not jurisdictions.known(office) or office == SEVERAL:
        office = offices[0] if offices else ""
    context = {
        "line": line,
        "offices": offices,
        "office": office,
        "lines": checklist(every, office, today) if office else (),
        "items": [(one, one.over(today)) for one in every if not office or concerns(one, office)],
        "may_change": viewer(request).may_change(line.enterprise_id),
        "form": uuid.uuid4(),
        "kinds": list(ProofKind),
        "countries": [one for one in jurisdictions.every(language) if one[0] not in (SEVERAL, "WO")],
        "several": SEVERAL,
        "typed": request.POST if problem else {},
        "problem": problem,
        "source": FACTORS_SOURCE,
        "checked_on": FACTORS_CHECKED_ON,
    }
    return render(request, "console/reputation.html", context, status=status)


def _typed(request: HttpRequest) -> NewProof:
    """What was typed. Raises `Refused`."""
    said = {name: str(request.POST.get(name, "")).replace("\0", "").strip() for name in request.POST}
    days = [_day(said.get(name, "")) for name in ("first_day", "last_day", "valid_until")]
    first, last, _ = days
    if (
        said.get("kind") not in set(ProofKind)
        or not jurisdictions.known(said.get("office", ""))
        or not 0 < len(said.get("says", "")) <= MOST_SAID
        or (first and last and first > last)
    ):
        raise Refused("reputation_wrong")
    return NewProof(
        kind=ProofKind(said["kind"]), office=said["office"], says=said["says"], first_day=first, last_day=last,
        amount=_money(said.get("amount", ""), said.get("currency", "").upper()), valid_until=days[2],
    )  # fmt: skip


def _day(typed: str) -> dt.date | None:
    found = day(typed)
    if typed and found is None:
        raise Refused("reputation_wrong")
    return found


def _money(typed: str, currency: str) -> Money | None:
    if not typed:
        return None
    amount = money(typed, currency)
    if amount is None:
        raise Refused("reputation_money_wrong")
    return amount


def _form(request: HttpRequest) -> uuid.UUID:
    form = form_number(request.POST.get("form", ""))
    if form is None:
        raise Refused("form_expired")
    return form


@require_POST
def reputation_withdraw(request: HttpRequest, brand_row: int) -> HttpResponse:
    """Takes a piece out of the file."""
    item = row_id(request.POST.get("item", ""))
    try:
        withdraw_evidence(viewer(request), brand_row, item or 0, by=request.user.get_username())
    except NotVisible as missing:
        raise Http404 from missing
    return redirect("reputation", brand_row)


@require_safe
def reputation_file(request: HttpRequest, brand_row: int, item_id: int) -> HttpResponseBase:
    """The file of a piece, to be saved."""
    try:
        found, content = evidence_file(viewer(request), brand_row, item_id)
    except NotVisible as missing:
        raise Http404 from missing
    return strangers_to_save(content, f"evidence-{item_id}.bin", found.file, media_type=found.media_type)


@require_safe
def reputation_pack(request: HttpRequest, brand_row: int, form_name: str) -> HttpResponseBase:
    """The index of one country as Word, or with the files as a ZIP."""
    line, every = _seen(request, brand_row)
    office = request.GET.get("office", "")
    if form_name not in ("docx", "zip") or not jurisdictions.known(office):
        raise Http404
    here, today = [one for one in every if concerns(one, office)], timezone.localdate()
    if form_name == "zip" and sum(one.size for one in here) > MOST_PACKED:
        return _page(request, line, every, problem="reputation_pack_large", status=413)
    index = index_docx(line.brand, office, here, checklist(every, office, today), today)
    note_taken(viewer(request), brand_row, office)
    name = f"知名度证据 {line.brand.name[:40]} {office} {today}"
    if form_name == "docx":
        return to_save(index, "reputation.docx", f"{name}.docx")
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as pack:
        pack.writestr("index.docx", index)
        names = {one.item_id: member_name(number, one) for number, one in numbered(here)}
        pack.writestr(
            "SHA256SUMS", "".join(f"{one.sha256}  {names[one.item_id]}\n" for one in here if one.sha256)
        )
        for item_id, content in files_of_evidence(viewer(request), brand_row, list(names)):
            pack.writestr(names[item_id], content)
    file.seek(0)
    return opened_to_save(file, "reputation.zip", f"{name}.zip")
