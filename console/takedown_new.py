"""A complaint to a platform is prepared, from an alert about listings or in a case; what it lacks is shown before. 准备投诉."""

import uuid
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from console.takedown_form import (
    Typed,
    Wrong,
    complaint_in,
    first_typed,
    platform_in,
    read_typed,
    relied_in,
    targets_in,
)
from console.typed import form_number
from console.views import viewer
from domain.case import Right
from domain.takedown import Gap, NewTakedown, ReliedRight, SignerRole, Target
from jobs.case_opening import TooManyAsked
from jobs.takedowns import prepare, prepare_for_alert
from response.platforms import platforms, reasons_of
from response.takedown import gaps, warnings
from storage.case_list import case_of_alert, whose_alert
from storage.cases import case_of
from storage.takedown_sources import ComplainedBrand, complained_brand, rights_of, targets_of_alert
from storage.takedowns import CaseOver
from storage.viewers import NotVisible, Viewer


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ground:
    """What a complaint is prepared from; one of the two ids is None."""

    alert_id: int | None
    case_id: int | None
    brand: ComplainedBrand | None
    rights: tuple[ReliedRight, ...]
    targets: tuple[Target, ...]


@require_http_methods(["GET", "HEAD", "POST"])
def from_alert(request: HttpRequest, alert_id: int) -> HttpResponse:
    """The form for the listings of an alert. What the viewer may not change looks missing."""
    seen_by = viewer(request)
    try:
        enterprise_id, brand_row = whose_alert(seen_by, alert_id)
        if not seen_by.may_change(enterprise_id):
            raise NotVisible(f"alert {alert_id}")
        case_id = case_of_alert(seen_by, alert_id)
        going_on = case_id is not None and not case_of(seen_by, case_id).state.ended
        return _form(request, seen_by, _ground(seen_by, brand_row, alert_id, case_id if going_on else None))
    except NotVisible as missing:
        raise Http404 from missing


@require_http_methods(["GET", "HEAD", "POST"])
def in_case(request: HttpRequest, case_id: int) -> HttpResponse:
    """The form in a case: the listings of its alert, and what is typed."""
    seen_by = viewer(request)
    try:
        case = case_of(seen_by, case_id)
        if not seen_by.may_change(case.enterprise_id):
            raise NotVisible(f"case {case_id}")
        new = case.opened_with
        return _form(request, seen_by, _ground(seen_by, new.brand_row, new.alert_id, case_id))
    except NotVisible as missing:
        raise Http404 from missing


def _ground(seen_by: Viewer, brand_row: int | None, alert_id: int | None, case_id: int | None) -> _Ground:
    return _Ground(
        alert_id=alert_id,
        case_id=case_id,
        brand=complained_brand(seen_by, brand_row) if brand_row is not None else None,
        rights=rights_of(seen_by, brand_row) if brand_row is not None else (),
        targets=targets_of_alert(seen_by, alert_id) if alert_id is not None else (),
    )


def _form(request: HttpRequest, seen_by: Viewer, ground: _Ground) -> HttpResponse:
    owners = ground.brand.owners if ground.brand else ()
    if request.method != "POST":
        typed = first_typed(ground.rights, ground.targets, owners[0] if owners else "")
        return _shown(request, ground, typed)
    typed = read_typed(request.POST)
    if request.POST.get("do") != "make":
        return _shown(request, ground, typed)
    try:
        new = complaint_in(typed, ground.rights, ground.targets)
        if _gaps(ground, typed) and request.POST.get("anyway") != "yes":
            raise Wrong("td_tick_anyway")
        takedown_id = _prepared(request, seen_by, ground, new)
    except Wrong as wrong:
        return _shown(request, ground, typed, wrong=wrong, status=400)
    except CaseOver:
        return _shown(request, ground, typed, wrong=Wrong("td_case_over"), status=409)
    except TooManyAsked:
        return _shown(request, ground, typed, wrong=Wrong("case_too_often"), status=429)
    return redirect("takedown", takedown_id)


def _prepared(request: HttpRequest, seen_by: Viewer, ground: _Ground, new: NewTakedown) -> int:
    form = form_number(request.POST.get("form", ""))
    if form is None:
        raise NotVisible("form")
    by = request.user.get_username()
    if ground.case_id is not None:
        return prepare(seen_by, ground.case_id, new, form=form, by=by)
    assert ground.alert_id is not None, "prepared from an alert where there is no case"
    return prepare_for_alert(seen_by, ground.alert_id, new, form=form, by=by, today=timezone.localdate())


def _gaps(ground: _Ground, typed: Typed) -> tuple[Gap, ...]:
    """What is missing of what was chosen so far. Raises `Wrong`."""
    platform = platform_in(typed)
    relied = relied_in(typed, ground.rights)
    role = SignerRole(typed.role) if typed.role in set(SignerRole) else SignerRole.OWNER
    targets = targets_in(typed, platform, ground.targets)
    return gaps(platform, relied, targets, role, ground.rights, timezone.localdate())


def _shown(
    request: HttpRequest, ground: _Ground, typed: Typed, *, wrong: Wrong | None = None, status: int = 200
) -> HttpResponse:
    found: tuple[Gap, ...] = ()
    if ground.rights:
        try:
            found = _gaps(ground, typed)
        except Wrong as missing:
            wrong = wrong or missing
            status = 400 if request.method == "POST" else 200
    chosen = platforms().get(typed.platform)
    context = {
        "ground": ground,
        "typed": typed,
        "wrong": wrong,
        "gaps": found,
        "warnings": warnings(chosen, timezone.localdate()) if chosen else (),
        "platforms": platforms().values(),
        "chosen": chosen,
        "roles": list(SignerRole),
        "reasons": [
            (one, codes) for one in platforms().values() if (codes := reasons_of(one.key, Right.TRADEMARK))
        ],
        "form": request.POST.get("form") or uuid.uuid4(),
    }
    return render(request, "console/takedown_new.html", context, status=status)
