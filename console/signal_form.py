"""The form of an early signal: few questions, since it is filled in when something has just been heard. 早期信号表单."""

import uuid
from typing import Any

from django import forms
from django.utils import timezone

from console.case_form import MOST_LINE, MOST_SUMMARY, enterprise_list, places
from console.labelled_form import LabelledForm
from console.texts import text
from domain.case import CaseChannel, CaseKind, CaseOrigin, NewCase
from domain.jurisdictions import name

HEARD = {
    "letter": CaseKind.OTHER,
    "customs": CaseKind.CUSTOMS,
    "platform": CaseKind.TAKEDOWN,
    "filing": CaseKind.SQUATTING,
    "fair": CaseKind.FAIR,
    "other": CaseKind.OTHER,
}
"""What may be heard, and what its case is first taken for; the staff change it where it is another."""


class SignalForm(LabelledForm):
    """Who heard what, where and when."""

    beginning = "signal_"
    enterprise = forms.TypedChoiceField(coerce=int)
    heard = forms.ChoiceField()
    office = forms.ChoiceField(required=False)
    heard_on = forms.DateField()
    summary = forms.CharField(max_length=MOST_SUMMARY - 100, widget=forms.Textarea(attrs={"rows": 5}))
    asked_by = forms.CharField(required=False, max_length=MOST_LINE)
    reach = forms.CharField(required=False, max_length=MOST_LINE)
    form = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, enterprises: tuple[tuple[int, str], ...], staff: bool, **kwargs: Any
    ) -> None:
        kwargs.setdefault("initial", {"form": uuid.uuid4(), "heard_on": timezone.localdate()})
        super().__init__(*args, **kwargs)
        self._staff = staff
        self.fields["enterprise"].choices = enterprise_list(enterprises)
        self.fields["heard"].choices = [(one, self.says(f"heard_{one}")) for one in HEARD]
        self.fields["office"].choices = places()

    def clean(self) -> dict[str, Any]:
        """Nothing is heard tomorrow."""
        typed = super().clean() or {}
        if (day := typed.get("heard_on")) and day > timezone.localdate():
            self.add_error("heard_on", self.says("not_yet"))
        return typed

    def signal(self) -> tuple[int, NewCase, uuid.UUID]:
        """The enterprise, the case and the form's own number."""
        typed = self.cleaned_data
        where = f"（{name(typed['office'], 'zh')}）" if typed["office"] else ""
        heard = text(f"signal_heard_{typed['heard']}", "zh")
        return (
            typed["enterprise"],
            NewCase(
                origin=CaseOrigin.SIGNAL,
                kind=HEARD[typed["heard"]],
                title=f"早期信号：{heard}{where}",
                summary=f"得知日期：{typed['heard_on']}\n{typed['summary']}",
                office=typed["office"],
                channel=CaseChannel.PHONE if self._staff else CaseChannel.WEB,
                asked_by=typed["asked_by"],
                reach=typed["reach"],
            ),
            typed["form"],
        )
