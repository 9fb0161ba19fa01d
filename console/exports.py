"""Everything an enterprise owns, to take along: asked for, made in the background, downloaded by its administrators. 数据导出."""

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from console.saving import opened_to_save
from console.typed import row_id
from console.views import viewer
from jobs.exporting import ask_export, folder, not_in
from storage import exports as kept
from storage.viewers import NotVisible, changeable_enterprises


@never_cache
@require_safe
def exports(request: HttpRequest) -> HttpResponse:
    """The exports of an enterprise the viewer may change; the first of them where the address names none."""
    return _page(request, row_id(request.GET.get("enterprise", "")))


@require_POST
def make(request: HttpRequest, enterprise_id: int) -> HttpResponse:
    """Asks for an export; the one being made stays the one."""
    try:
        ask_export(viewer(request), enterprise_id, by=request.user.get_username())
    except NotVisible as missing:
        raise Http404 from missing
    except kept.TooManyExports:
        return _page(request, enterprise_id, wrong="export_too_many", status=429)
    return redirect(f"{reverse('exports')}?enterprise={enterprise_id}")


@require_safe
def export_file(request: HttpRequest, export_id: int) -> HttpResponseBase:
    """The zip, for the enterprise's own administrators."""
    try:
        found = kept.export_file(viewer(request), export_id)
        file = (folder() / found.file).open("rb")
    except (NotVisible, FileNotFoundError) as missing:
        raise Http404 from missing
    return opened_to_save(file, f"export-{export_id}.zip", f"数据导出 {found.enterprise}.zip")


def _page(
    request: HttpRequest, enterprise_id: int | None, *, wrong: str = "", status: int = 200
) -> HttpResponse:
    seen_by = viewer(request)
    choices = changeable_enterprises(seen_by)
    if not choices and not seen_by.staff:
        raise Http404
    chosen = enterprise_id if enterprise_id is not None else next((number for number, _ in choices), None)
    try:
        found = kept.exports_of(seen_by, chosen) if chosen is not None else ()
    except NotVisible as missing:
        raise Http404 from missing
    context = {
        "exports": found,
        "choices": choices,
        "chosen": chosen,
        "called": dict(choices).get(chosen, ""),
        "making": any(one.made_at is None and not one.failed for one in found),
        "may_take": chosen in seen_by.administers,
        "not_in": not_in(),
        "language": "zh" if (get_language() or "zh").startswith("zh") else "en",
        "wrong": wrong,
    }
    return render(request, "console/exports.html", context, status=status)
