"""The log of consultations that need no case. 咨询登记."""

import datetime as dt
import uuid
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from console.case_form import MOST_LINE, MOST_SUMMARY, MOST_TITLE, choices
from console.labelled_form import LabelledForm
from console.staff import for_staff
from console.typed import day, near, page_number, row_id
from console.views import viewer
from domain.case import CaseChannel
from domain.consultation import NewConsultation
from storage.consultations import (
    ConsultationsWanted,
    NoEnterprise,
    consultation_page,
    into_case,
    log_consultation,
)
from storage.viewers import NotVisible, enterprise_choices

MOST_MINUTES = 24 * 60
MOST_WORD = 100


class ConsultationForm(LabelledForm):
    """What is written down; what is wrong is said beside the field, which keeps what was typed."""

    beginning = "consultation_"
    channel = forms.ChoiceField()
    day = forms.DateField()
    enterprise = forms.TypedChoiceField(coerce=int, required=False, empty_value=None)
    who = forms.CharField(required=False, max_length=MOST_LINE)
    reach = forms.CharField(required=False, max_length=MOST_LINE)
    subject = forms.CharField(max_length=MOST_TITLE)
    answer = forms.CharField(
        required=False, max_length=MOST_SUMMARY, widget=forms.Textarea(attrs={"rows": 3})
    )
    minutes = forms.IntegerField(min_value=1, max_value=MOST_MINUTES)
    form = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, enterprises: tuple[tuple[int, str], ...], **kwargs: Any) -> None:
        first = {"form": uuid.uuid4(), "day": timezone.localdate(), "channel": CaseChannel.PHONE.value}
        kwargs.setdefault("initial", first)
        super().__init__(*args, **kwargs)
        self.fields["channel"].choices = choices("case_channel_", CaseChannel)
        self.fields["enterprise"].choices = [("", self.says("no_enterprise")), *enterprises]
        self.enterprises = enterprises

    def clean_day(self) -> dt.date:
        """A day that has come, of the last ten years."""
        day: dt.date = self.cleaned_data["day"]
        if not near(day, timezone.localdate(), past=True):
            raise forms.ValidationError(self.says("day_wrong"))
        return day

    def consultation(self) -> tuple[NewConsultation, uuid.UUID]:
        """What was typed, and the form's own number."""
        typed = self.cleaned_data
        new = NewConsultation(
            channel=CaseChannel(typed["channel"]),
            day=typed["day"],
            subject=typed["subject"],
            answer=typed["answer"],
            minutes=typed["minutes"],
            who=typed["who"],
            reach=typed["reach"],
            enterprise_id=typed["enterprise"],
        )
        return new, typed["form"]


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def consultations(request: HttpRequest) -> HttpResponse:
    """The log, narrowed as the address says, and the form for a new line."""
    enterprises = enterprise_choices(viewer(request))
    form = ConsultationForm(request.POST if request.method == "POST" else None, enterprises=enterprises)
    if request.method == "POST" and form.is_valid():
        new, number = form.consultation()
        try:
            log_consultation(viewer(request), new, form=number, by=request.user.get_username())
        except NotVisible as missing:
            raise Http404 from missing
        return redirect("consultations")
    return _page(request, form, status=400 if request.method == "POST" else 200)


def _page(
    request: HttpRequest, form: ConsultationForm, *, problem: str = "", status: int = 200
) -> HttpResponse:
    wanted = _wanted(request)
    address = request.GET.copy()
    address.pop("page", None)
    context = {
        "page": consultation_page(viewer(request), wanted, page=page_number(request)),
        "wanted": wanted,
        "asked": address.urlencode(),
        "form": form,
        "problem": problem,
        "channels": list(CaseChannel),
        "enterprises": form.enterprises,
    }
    return render(request, "console/consultations.html", context, status=status)


def _wanted(request: HttpRequest) -> ConsultationsWanted:
    """What is no day or none of the choices asks for nothing."""
    asked = request.GET
    channel = asked.get("channel", "")
    return ConsultationsWanted(
        first=day(asked.get("first", "")),
        last=day(asked.get("last", "")),
        channel=CaseChannel(channel) if channel in set(CaseChannel) else None,
        word=asked.get("word", "").replace("\0", "").strip()[:MOST_WORD],
        number=row_id(asked.get("number", "")),
    )


@require_POST
@for_staff
def consultation_case(request: HttpRequest, consultation_id: int) -> HttpResponse:
    """Makes a consultation a case, or shows the one it became."""
    enterprise = row_id(request.POST.get("enterprise", ""))
    by = request.user.get_username()
    try:
        case, _ = into_case(viewer(request), consultation_id, enterprise_id=enterprise, by=by)
    except NotVisible as missing:
        raise Http404 from missing
    except NoEnterprise:
        form = ConsultationForm(enterprises=enterprise_choices(viewer(request)))
        return _page(request, form, problem="consultation_needs_enterprise", status=400)
    return redirect("case", case.case_id)
