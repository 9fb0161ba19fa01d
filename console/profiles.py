"""The profiles of enterprises: all of them for staff, one with its lists, and whether reports may name it. 企业档案."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from console.list_forms import ProfileForm
from console.staff import for_staff
from console.texts import text
from console.views import viewer
from domain.lists import review_on
from jobs.bulletin import withdraw_naming
from storage.lists import entries_of
from storage.profiles import (
    CreditCodeTaken,
    allow_naming,
    industries,
    profile_of,
    profiles,
    save_profile,
)
from storage.viewers import NotVisible


@require_safe
@for_staff
def enterprises(request: HttpRequest) -> HttpResponse:
    """Every enterprise with what is known of it and the lists it stands on."""
    word = request.GET.get("word", "").replace("\0", "").strip()[:100]
    industry = request.GET.get("industry", "")[:40]
    context = {
        "profiles": profiles(viewer(request), word=word, industry=industry),
        "word": word,
        "industry": industry,
        "industries": industries(),
    }
    return render(request, "console/enterprises.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest, enterprise_id: int) -> HttpResponse:
    """One enterprise; with a POST what its administrator or staff typed."""
    seen_by = viewer(request)
    try:
        shown = profile_of(seen_by, enterprise_id)
        entries = entries_of(seen_by, enterprise_id)
    except NotVisible as missing:
        raise Http404 from missing
    may_change = seen_by.may_change(enterprise_id)
    choices = tuple(dict.fromkeys((*industries(), *filter(None, (shown.industry,)))))
    initial = {"credit_code": shown.credit_code, "industry": shown.industry, "district": shown.district}
    form = ProfileForm(initial=initial, industries=choices)
    status = 200
    if request.method == "POST":
        if not may_change:
            raise Http404
        form = ProfileForm(request.POST, industries=choices)
        if form.is_valid():
            try:
                save_profile(seen_by, enterprise_id, **form.cleaned_data)
                return redirect("enterprise", enterprise_id)
            except CreditCodeTaken:
                form.add_error("credit_code", text("profile_code_taken", request.LANGUAGE_CODE))
        status = 400
    today = timezone.localdate()
    context = {
        "profile": shown,
        "form": form if may_change else None,
        "entries": [(one, review_on(one.item.review_by, today)) for one in entries],
        "administers": enterprise_id in seen_by.administers,
        "may_change": may_change,
    }
    return render(request, "console/profile.html", context, status=status)


@require_POST
def naming(request: HttpRequest, enterprise_id: int) -> HttpResponse:
    """The enterprise allows reports to name it, or does so no more."""
    try:
        if request.POST.get("naming") == "allow":
            allow_naming(viewer(request), enterprise_id)
        else:
            withdraw_naming(viewer(request), enterprise_id, by=request.user.get_username())
    except NotVisible as missing:
        raise Http404 from missing
    return redirect("enterprise", enterprise_id)
