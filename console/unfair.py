"""Unfair treatment abroad: the form an enterprise reports it with, and what staff do about it. 不公平待遇反馈."""

import uuid
from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from console.case_asked import Asked
from console.case_form import MOST_LINE, MOST_SUMMARY, MOST_TITLE, choices, enterprise_list, places
from console.case_refused import Refused
from console.case_request import case_by_form
from console.labelled_form import LabelledForm
from console.texts import text
from domain.case import Case, Right
from domain.unfair import NewUnfair, UnfairBody
from jobs import unfair_treatment
from storage import unfair
from storage.case_notes import LONGEST
from storage.viewers import NotVisible, Viewer

_LONG = {"rows": 4}


def _said(*, most: int = MOST_SUMMARY, required: bool = False) -> forms.CharField:
    return forms.CharField(max_length=most, required=required, widget=forms.Textarea(attrs=_LONG))


class UnfairForm(LabelledForm):
    """What is reported; what is wrong is said beside the field, which keeps what was typed."""

    beginning = "unfair_"
    enterprise = forms.TypedChoiceField(coerce=int)
    title = forms.CharField(max_length=MOST_TITLE)
    office = forms.ChoiceField()
    body_kind = forms.ChoiceField()
    body = forms.CharField(required=False, max_length=MOST_LINE)
    right = forms.ChoiceField()
    facts = _said(required=True)
    evidence = _said()
    wishes = _said()
    confidential = forms.BooleanField(required=False)
    form = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, enterprises: tuple[tuple[int, str], ...], **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"form": uuid.uuid4()})
        super().__init__(*args, **kwargs)
        self.fields["enterprise"].choices = enterprise_list(enterprises)
        self.fields["office"].choices = places(text("case_choose", get_language() or "zh"))
        self.fields["body_kind"].choices = choices("unfair_body_", UnfairBody)
        self.fields["right"].choices = choices("case_right_", Right)

    def report(self) -> tuple[int, NewUnfair, uuid.UUID]:
        """The enterprise, what it reports and the form's own number."""
        typed = self.cleaned_data
        new = NewUnfair(
            right=Right(typed["right"]),
            office=typed["office"],
            body_kind=UnfairBody(typed["body_kind"]),
            body=typed["body"],
            title=typed["title"],
            facts=typed["facts"],
            evidence=typed["evidence"],
            wishes=typed["wishes"],
            confidential=typed["confidential"],
        )
        return typed["enterprise"], new, typed["form"]


@require_http_methods(["GET", "HEAD", "POST"])
def unfair_new(request: HttpRequest) -> HttpResponse:
    """The form by which an enterprise, or staff for one that calls, reports unfair treatment."""
    return case_by_form(
        request,
        "console/unfair_new.html",
        lambda sent, enterprises, _staff: UnfairForm(sent, enterprises=enterprises),
        _reported,
    )


def _reported(seen_by: Viewer, form: UnfairForm, by: str) -> Case:
    enterprise_id, new, number = form.report()
    return unfair_treatment.report(seen_by, enterprise_id, new, form=number, by=by)[0]


def _refer(asked: Asked) -> str:
    to, sent_on, form = asked.said("to"), asked.day("sent_on", past=True), asked.form()
    if not to or sent_on is None or form is None:
        raise Refused("unfair_refer_wrong")
    try:
        unfair.refer_unfair(
            asked.viewer, asked.case_id, to=to, way=asked.said("way"), sent_on=sent_on, form=form, by=asked.by
        )
    except unfair.TooManyReferrals:
        raise Refused("unfair_many", 409) from None
    except unfair.NotUnfair as missing:
        raise NotVisible("report") from missing
    return "unfair"


def _answer(asked: Asked) -> str:
    answer, day = asked.said("answer", LONGEST), asked.day("answered_on", past=True)
    if not answer or day is None:
        raise Refused("unfair_answer_wrong")
    try:
        unfair.answer_referral(
            asked.viewer, asked.case_id, asked.row("referral"), answer=answer, answered_on=day, by=asked.by
        )
    except unfair.AnsweredBefore:
        raise Refused("unfair_answered_before", 409) from None
    except unfair.NotUnfair as missing:
        raise NotVisible("report") from missing
    return "unfair"


def _reply(asked: Asked) -> str:
    says = asked.said("says", LONGEST)
    if not says:
        raise Refused("case_needs_words")
    try:
        unfair_treatment.reply(asked.viewer, asked.case_id, says, by=asked.by)
    except unfair.NotUnfair as missing:
        raise NotVisible("report") from missing
    return "unfair"


def _open_up(asked: Asked) -> str:
    unfair.open_up(asked.viewer, asked.case_id, by=asked.by)
    return "unfair"


UNFAIR_ACTS: dict[str, Callable[[Asked], str]] = {
    "unfair-refer": _refer,
    "unfair-answer": _answer,
    "unfair-reply": _reply,
}
OPENING_ACTS: dict[str, Callable[[Asked], str]] = {"open-up": _open_up}
