"""A list handed in as a file: uploaded, shown row by row, confirmed. 名录导入."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from console.lists import kind_of
from console.staff import for_staff
from console.uploads import MOST_UPLOADED, too_large
from console.views import viewer
from domain.fault import Fault
from domain.list_fields import REQUIRED, name_of, values_of
from jobs.listing import ListChanged, confirm_list, plan_of_upload
from storage.brand_uploads import KEPT, UploadExpired
from storage.list_uploads import HandedIn, keep_list_upload, list_upload
from storage.throttle import take_turns
from storage.viewers import NotVisible
from watchlists.list_columns import headings_of
from watchlists.list_plan import ListPlan, PlannedEntry
from watchlists.list_read import MOST_ENTRIES

MOST_UPLOADS = 60
"""Files of one user in an hour."""

MOST_SHOWN = 300
"""Rows of each kind that the preview shows; all of them count."""


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def list_import(request: HttpRequest, kind: str) -> HttpResponse:
    """Takes a file of one list and shows what would become of it. Nothing is imported yet."""
    seen_by, which = viewer(request), kind_of(kind)
    language = get_language() or "zh"
    context = {
        "kind": which,
        "most_mb": MOST_UPLOADED // 1024**2,
        "most_bytes": MOST_UPLOADED,
        "most_rows": MOST_ENTRIES,
        "columns": [
            (field, zh if language.startswith("zh") else en, field in REQUIRED[which])
            for field, zh, en in headings_of(which)
        ],
    }
    if request.method != "POST":
        return render(request, "console/list_import.html", context)
    file = request.FILES.get("file")
    if file is None or not file.size:
        return render(
            request, "console/list_import.html", context | {"problem": "import_no_file"}, status=400
        )
    if file.size > MOST_UPLOADED:
        return too_large(request)
    if take_turns(f"lists of user {seen_by.user_id}", MOST_UPLOADS, 3600.0, 1) > 0:
        context["problem"] = "import_too_often"
        return render(request, "console/list_import.html", context, status=429)
    name, by = str(file.name)[-120:], request.user.get_username()
    return redirect("list-preview", keep_list_upload(seen_by, which, name, file.read(), by=by))


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def list_preview(request: HttpRequest, upload_id: int) -> HttpResponse:
    """What a file that was handed in would do, or did; with a POST it is done, once, if it is still what was shown."""
    seen_by = viewer(request)
    problem, status = "", 200
    try:
        upload = list_upload(seen_by, upload_id)
        if request.method == "POST":
            try:
                key, by = request.POST.get("key", "")[:64], request.user.get_username()
                confirm_list(seen_by, upload_id, key=key, by=by)
                return redirect("list-preview", upload_id)
            except ListChanged:
                problem, status = "import_changed", 409
        plan = None if upload.confirmed_at else plan_of_upload(seen_by, upload)
    except NotVisible as missing:
        raise Http404 from missing
    except UploadExpired:
        return render(request, "console/message.html", {"message": "import_expired"}, status=410)
    context = {"upload": upload, "kind": upload.kind, "plan": plan, "problem": problem}
    return render(
        request, "console/list_preview.html", context | (_shown(upload, plan) if plan else {}), status=status
    )


def _shown(upload: HandedIn, plan: ListPlan) -> dict[str, object]:
    language = get_language() or "zh"
    headings = {field: zh if language.startswith("zh") else en for field, zh, en in headings_of(upload.kind)}
    return {
        "expires": upload.uploaded_at + KEPT,
        "writes": len(plan.added) + len(plan.changed),
        "faults": [
            {
                "row": one.record,
                "column": one.column,
                "found": one.detail,
                "cure": one.cure(language),
            }
            for one in sorted(plan.faults, key=_row_number)[:MOST_SHOWN]
        ],
        "added": [(one.row, _cells(one, headings, language)) for one in plan.added[:MOST_SHOWN]],
        "changed": [
            (one.row, name_of(one.after), _differences(one, headings, language))
            for one in plan.changed[:MOST_SHOWN]
        ],
        "most": MOST_SHOWN,
    }


def _row_number(fault: Fault) -> int:
    said = fault.record.removeprefix("row ").split(" ")[0]
    return int(said) if said.isdecimal() else 0


def _cells(one: PlannedEntry, headings: dict[str, str], language: str) -> list[tuple[str, str]]:
    said = (
        (heading, " | ".join(values_of(one.after, field, language))) for field, heading in headings.items()
    )
    return [pair for pair in said if pair[1]]


def _differences(
    one: PlannedEntry, headings: dict[str, str], language: str
) -> list[tuple[str, list[str], list[str]]]:
    """Heading, what goes and what comes."""
    found = []
    for field in one.fields:
        before = values_of(one.before, field, language) if one.before else ()
        after = values_of(one.after, field, language)
        gone = [value for value in before if value not in after]
        found.append((headings[field], gone, [value for value in after if value not in before]))
    return found
