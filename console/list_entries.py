"""One entry of a list: put there, changed, reviewed, taken off, with its past. 名录条目."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from console.list_forms import ItemForm
from console.lists import kind_of
from console.staff import for_staff
from console.views import viewer
from domain.lists import ListEntry, ListKind, review_on
from storage.list_changes import EntryChanged, add_entry, change_entry, remove_entry, review_entry
from storage.list_imports import brands_to_name, enterprises_to_name
from storage.lists import entry_of, history_of_entry
from storage.viewers import NotVisible, Viewer

MOST_WHY = 300


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def list_add(request: HttpRequest, kind: str) -> HttpResponse:
    """Puts something on a list. What stands there already is shown instead."""
    seen_by, which = viewer(request), kind_of(kind)
    if which.of_advisers:
        return redirect("adviser-add", kind)
    initial = {"year": timezone.localdate().year}
    form = ItemForm(
        request.POST if request.method == "POST" else None,
        kind=which,
        subjects=_subjects(seen_by, which),
        initial=initial,
    )
    if request.method == "POST" and form.is_valid():
        try:
            entry, made = add_entry(seen_by, form.item(), by=request.user.get_username())
        except NotVisible as missing:
            raise Http404 from missing
        if made:
            return redirect("list", kind)
        return _entry_page(request, seen_by, entry, problem="list_there", status=409)
    status = 400 if request.method == "POST" else 200
    return render(request, "console/list_form.html", {"form": form, "kind": which}, status=status)


def _subjects(seen_by: Viewer, kind: ListKind) -> list[tuple[str, str]]:
    if kind is ListKind.BRANDS:
        brands = brands_to_name(seen_by)
        return [
            (one.brand_id, f"{one.enterprise} · {one.name}")
            for one in sorted(brands, key=lambda b: b.enterprise)
        ]
    if kind.of_enterprises:
        return [(one.name, one.name) for one in sorted(enterprises_to_name(seen_by), key=lambda e: e.name)]
    return []


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def list_entry(request: HttpRequest, entry_id: int) -> HttpResponse:
    """One entry with its past; with a POST what is typed, if the entry still stands as it was shown."""
    seen_by = viewer(request)
    try:
        entry = entry_of(seen_by, entry_id)
    except NotVisible as missing:
        raise Http404 from missing
    if request.method != "POST":
        return _entry_page(request, seen_by, entry)
    if entry.adviser_id is not None:
        raise Http404
    form = ItemForm(request.POST, kind=entry.item.kind, item=entry.item)
    if not form.is_valid():
        return _entry_page(request, seen_by, entry, form=form, status=400)
    try:
        change_entry(seen_by, entry_id, form.item(), by=request.user.get_username())
    except EntryChanged as changed:
        return _entry_page(
            request, seen_by, changed.now or entry, form=form, problem="list_changed", status=409
        )
    return redirect("list", entry.item.kind.value)


@require_POST
@for_staff
def list_reviewed(request: HttpRequest, entry_id: int) -> HttpResponse:
    """The entry was reviewed today."""
    seen_by = viewer(request)
    try:
        entry = review_entry(seen_by, entry_id, by=request.user.get_username())
    except NotVisible as missing:
        raise Http404 from missing
    except EntryChanged as changed:
        return _changed(request, seen_by, entry_id, changed)
    return redirect("list", entry.item.kind.value)


@require_POST
@for_staff
def list_remove(request: HttpRequest, entry_id: int) -> HttpResponse:
    """The entry comes off its list."""
    seen_by = viewer(request)
    why = " ".join(request.POST.get("why", "").replace("\0", "").split())[:MOST_WHY]
    try:
        kind = entry_of(seen_by, entry_id).item.kind
        remove_entry(seen_by, entry_id, why=why, by=request.user.get_username())
    except NotVisible as missing:
        raise Http404 from missing
    except EntryChanged as changed:
        return _changed(request, seen_by, entry_id, changed)
    return redirect("list", kind.value)


def _changed(request: HttpRequest, seen_by: Viewer, entry_id: int, changed: EntryChanged) -> HttpResponse:
    now = changed.now or entry_of(seen_by, entry_id)
    return _entry_page(request, seen_by, now, problem="list_changed", status=409)


def _entry_page(
    request: HttpRequest,
    seen_by: Viewer,
    entry: ListEntry,
    *,
    form: ItemForm | None = None,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    kind = entry.item.kind
    standing = entry.until is None and not kind.of_advisers
    context = {
        "entry": entry,
        "kind": kind,
        "form": (form or ItemForm(kind=kind, item=entry.item)) if standing else None,
        "past": history_of_entry(seen_by, entry.entry_id),
        "review": review_on(entry.item.review_by, timezone.localdate()),
        "problem": problem,
    }
    return render(request, "console/list_entry.html", context, status=status)
