"""A brand added, changed, watched no longer or again, and its logos, by whoever may change the enterprise's brands. 品牌维护."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from console.brand_form import BrandForm
from console.typed import row_id
from console.views import viewer
from domain.brand_fields import changed_fields, values_of
from jobs import keeping_brands
from pictures.decode import decode
from pictures.limits import MOST_BYTES
from pictures.refused import Refused
from storage.brand_changes import BrandKnown, StaleBrand
from storage.brand_lists import BrandLine, brand_line
from storage.brands import BrandTaken
from storage.viewers import NotVisible, changeable_enterprises
from watchlists.logos import MOST_LOGOS

MOST_FILES = 5
"""Logos of one form."""


@require_http_methods(["GET", "HEAD", "POST"])
def brand_add(request: HttpRequest) -> HttpResponse:
    """A new brand. One whose id is there already is shown instead, and nothing is added twice."""
    seen_by = viewer(request)
    enterprises = changeable_enterprises(seen_by)
    if not enterprises:
        raise Http404
    chosen = row_id(request.POST.get("enterprise", "") or request.GET.get("enterprise", ""))
    chosen = chosen if chosen in dict(enterprises) else enterprises[0][0]
    form = BrandForm(request.POST or None)
    context: dict[str, object] = {"form": form, "enterprises": enterprises, "chosen": chosen}
    if request.method != "POST":
        return render(request, "console/brand_form.html", context)
    if row_id(request.POST.get("enterprise", "")) not in dict(enterprises):
        raise Http404
    if form.is_valid():
        try:
            made = keeping_brands.add_brand(seen_by, chosen, form.brand(dict(enterprises)[chosen]))
            return redirect("brand", made)
        except BrandKnown as known:
            context["known"] = known.row_id
        except BrandTaken:
            context["taken"] = True
        return render(request, "console/brand_form.html", context, status=409)
    return render(request, "console/brand_form.html", context, status=400)


@require_http_methods(["GET", "HEAD", "POST"])
def brand_edit(request: HttpRequest, brand_row: int) -> HttpResponse:
    """Changes a brand. Where somebody else did meanwhile, it says what, and keeps what was typed."""
    line = _changeable(request, brand_row)
    form = BrandForm(request.POST if request.method == "POST" else None, brand=line.brand)
    context: dict[str, object] = {"form": form, "line": line, "version": line.version}
    if request.method != "POST":
        return render(request, "console/brand_form.html", context)
    if not form.is_valid():
        context["version"] = request.POST.get("version", "")[:60]
        return render(request, "console/brand_form.html", context, status=400)
    typed = form.brand(line.brand.enterprise)
    try:
        keeping_brands.change_brand(
            viewer(request), brand_row, typed, version=request.POST.get("version", "")[:60]
        )
    except StaleBrand as stale:
        now = stale.line
        context |= {
            "line": now,
            "version": now.version,
            "stale": [
                (field, values_of(now.brand, field))
                for field in changed_fields(typed, now.brand)
                if field != "logo"
            ],
        }
        return render(request, "console/brand_form.html", context, status=409)
    return redirect("brand", brand_row)


@require_http_methods(["GET", "HEAD", "POST"])
def brand_stop(request: HttpRequest, brand_row: int) -> HttpResponse:
    """Asks first, and says what happens to the alerts; with a POST the brand is watched no longer. Nothing is deleted."""
    line = _changeable(request, brand_row)
    if request.method == "POST":
        keeping_brands.set_watched(viewer(request), brand_row, watched=False)
        return redirect("brand", brand_row)
    return render(request, "console/brand_stop.html", {"line": line})


@require_POST
def brand_again(request: HttpRequest, brand_row: int) -> HttpResponse:
    """Watches a brand again; what came meanwhile is judged."""
    _changeable(request, brand_row)
    keeping_brands.set_watched(viewer(request), brand_row, watched=True)
    return redirect("brand", brand_row)


@require_POST
def brand_logos(request: HttpRequest, brand_row: int) -> HttpResponse:
    """Adds logos to a brand, or takes one away. A file that is no picture is named, and nothing is changed."""
    line = _changeable(request, brand_row)
    files = request.FILES.getlist("logo")[: MOST_FILES + 1]
    problems = []
    contents = []
    if len(files) > MOST_FILES or len(line.logos) + len(files) > MOST_LOGOS:
        problems.append(("", f"{MOST_FILES} / {MOST_LOGOS}"))
    else:
        for file in files:
            content = file.read(MOST_BYTES + 1)
            try:
                decode(content)
            except Refused as refused:
                problems.append(
                    (str(file.name)[:80], refused.fault(str(file.name)[:80]).cure(request.LANGUAGE_CODE))
                )
            else:
                contents.append(content)
    if problems:
        return render(
            request, "console/brand_logos_refused.html", {"line": line, "problems": problems}, status=400
        )
    keeping_brands.set_logos(
        viewer(request), brand_row, add=contents, drop=request.POST.getlist("drop")[:MOST_LOGOS]
    )
    return redirect("brand", brand_row)


def _changeable(request: HttpRequest, brand_row: int) -> BrandLine:
    """The brand, for whoever may change it; for anybody else there is no such page."""
    seen_by = viewer(request)
    try:
        line = brand_line(seen_by, brand_row)
    except NotVisible as missing:
        raise Http404 from missing
    if not seen_by.may_change(line.enterprise_id):
        raise Http404
    return line
