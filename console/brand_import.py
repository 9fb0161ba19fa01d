"""A watchlist handed in: uploaded, shown row by row, confirmed. 批量导入."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from console.typed import row_id
from console.uploads import MOST_UPLOADED, too_large
from console.views import viewer
from domain.brand import Brand
from domain.brand_fields import FIELDS, values_of
from domain.fault import Fault
from jobs import importing
from jobs.import_logos import MOST_BRANDS
from jobs.importing import PlanChanged
from storage.brand_uploads import KEPT, Upload, UploadExpired, keep_upload, upload_of
from storage.throttle import take_turns
from storage.viewers import NotVisible, changeable_enterprises
from watchlists.plan import ImportPlan, Planned

MOST_UPLOADS = 30
"""Files of one user in an hour."""

MOST_SHOWN = 300
"""Rows of each kind that the preview shows; all of them count."""

COLUMNS = ("name", "brand_id", *(field for field in FIELDS if field not in ("name", "logo")))
"""The columns of a watchlist as the page explains them."""


@require_http_methods(["GET", "HEAD", "POST"])
def brands_import(request: HttpRequest) -> HttpResponse:
    """Takes a file for one enterprise and shows what would become of it. Nothing is imported yet."""
    seen_by = viewer(request)
    enterprises = changeable_enterprises(seen_by)
    if not enterprises:
        raise Http404
    context = {
        "enterprises": enterprises,
        "chosen": row_id(request.GET.get("enterprise", "")),
        "most_mb": MOST_UPLOADED // 1024**2,
        "most_bytes": MOST_UPLOADED,
        "most_brands": MOST_BRANDS,
        "columns": COLUMNS,
    }
    if request.method != "POST":
        return render(request, "console/brand_import.html", context)
    enterprise = row_id(request.POST.get("enterprise", ""))
    if enterprise not in dict(enterprises):
        raise Http404
    file = request.FILES.get("file")
    context["chosen"] = enterprise
    if file is None or not file.size:
        return render(
            request, "console/brand_import.html", context | {"problem": "import_no_file"}, status=400
        )
    if file.size > MOST_UPLOADED:
        return too_large(request)
    if take_turns(f"uploads of user {seen_by.user_id}", MOST_UPLOADS, 3600.0, 1) > 0:
        return render(
            request, "console/brand_import.html", context | {"problem": "import_too_often"}, status=429
        )
    upload_id = keep_upload(
        seen_by, enterprise, str(file.name)[-120:], file.read(), by=request.user.get_username()
    )
    return redirect("brands-preview", upload_id)


@require_http_methods(["GET", "HEAD", "POST"])
def brands_preview(request: HttpRequest, upload_id: int) -> HttpResponse:
    """What a file that was handed in would do, or did; with a POST it is done, once, if it is still what was shown."""
    seen_by = viewer(request)
    problem, status = "", 200
    try:
        upload = upload_of(seen_by, upload_id)
        if request.method == "POST":
            try:
                importing.confirm(
                    seen_by, upload_id, key=request.POST.get("key", "")[:64], by=request.user.get_username()
                )
                return redirect("brands-preview", upload_id)
            except PlanChanged:
                problem, status = "import_changed", 409
        if upload.confirmed_at is not None:
            return render(request, "console/brand_imported.html", {"upload": upload})
        plan = importing.plan_of(seen_by, upload)
    except NotVisible as missing:
        raise Http404 from missing
    except UploadExpired:
        return render(request, "console/message.html", {"message": "import_expired"}, status=410)
    return render(
        request, "console/brand_preview.html", _shown(upload, plan) | {"problem": problem}, status=status
    )


def _shown(upload: Upload, plan: ImportPlan) -> dict[str, object]:
    language = get_language() or "zh"
    return {
        "upload": upload,
        "expires": upload.uploaded_at + KEPT,
        "plan": plan,
        "writes": len(plan.added) + len(plan.changed),
        "faults": [_fault(one, language) for one in sorted(plan.faults, key=_row_number)[:MOST_SHOWN]],
        "added": plan.added[:MOST_SHOWN],
        "changed": [(one, _differences(one)) for one in plan.changed[:MOST_SHOWN]],
        "left": plan.left[:MOST_SHOWN],
        "most": MOST_SHOWN,
    }


def _row_number(fault: Fault) -> int:
    said = fault.record.removeprefix("row ").split(" ")[0]
    return int(said) if said.isdecimal() else 0


def _fault(fault: Fault, language: str) -> dict[str, str]:
    return {"row": fault.record, "column": fault.column, "found": fault.detail, "cure": fault.cure(language)}


def _differences(planned: Planned) -> list[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    """Field, what goes and what comes."""
    found = []
    for field in planned.fields:
        before = _values(planned.before, field)
        after = _values(planned.after, field)
        gone = tuple(one for one in before if one not in after)
        come = tuple(one for one in after if one not in before)
        found.append((field, gone, come) if gone or come else (field, before, after))
    return found


def _values(brand: Brand | None, field: str) -> tuple[str, ...]:
    return values_of(brand, field) if brand else ()
