"""The forms of fairs, checked and put into domain records. 展会表单."""

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import get_language

from console.texts import text
from crawlers.catalogue import load_all
from domain.fair import Fair, FairDuty
from domain.jurisdictions import every
from domain.observation import Kind
from storage.fairs import Exhibits
from watchlists import cells

_FAR = dt.timedelta(days=3_653)


def _t(key: str) -> str:
    return text(key, get_language() or "zh")


class _Labelled(forms.Form):
    """Fields named by the texts `fair_…`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = _t(f"fair_{name}")
            said = _t(f"fair_{name}_help")
            field.help_text = "" if said == f"fair_{name}_help" else said
            if isinstance(field, forms.DateField):
                field.widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
            field.widget.attrs.setdefault("autocomplete", "off")


class FairForm(_Labelled):
    """A fair as staff keep it."""

    name = forms.CharField(max_length=200)
    office = forms.ChoiceField()
    city = forms.CharField(max_length=80, required=False)
    opens_on = forms.DateField()
    closes_on = forms.DateField()
    organiser = forms.CharField(max_length=200, required=False)
    site = forms.URLField(max_length=500, required=False, assume_scheme="https")
    source = forms.ChoiceField(required=False)
    event = forms.CharField(max_length=200, required=False)
    route_zh = forms.CharField(max_length=4_000, required=False, widget=forms.Textarea(attrs={"rows": 4}))
    route_en = forms.CharField(max_length=4_000, required=False, widget=forms.Textarea(attrs={"rows": 4}))
    checklist = forms.CharField(max_length=4_000, required=False, widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, *args: Any, fair: Fair | None = None, **kwargs: Any) -> None:
        initial = {name: getattr(fair, name) for name in self.base_fields} if fair else None
        super().__init__(*args, initial=initial, **kwargs)
        language = get_language() or "zh"
        chinese = language.startswith("zh")
        self.fields["office"].choices = [(code, f"{said} ({code})") for code, said in every(language)]
        lists = [one for one in load_all() if one.kind is Kind.EXHIBITOR]
        named = [(one.name, one.title_zh if chinese else one.title_en) for one in lists]
        if fair and fair.source and fair.source not in {name for name, _ in named}:
            named.append(
                (fair.source, fair.source)
            )  # a source that is not read here any more stays the fair's
        self.fields["source"].choices = [("", _t("fair_no_source")), *named]
        self._before = fair

    def clean(self) -> dict[str, Any]:
        """A fair closes on the day it opens or later, and is within ten years of today; a day it had before stays."""
        typed = super().clean() or {}
        for name in ("opens_on", "closes_on"):
            day = typed.get(name)
            if day and name in self.changed_data and abs(day - timezone.localdate()) > _FAR:
                self.add_error(name, _t("fair_too_far"))
        opens_on, closes_on = typed.get("opens_on"), typed.get("closes_on")
        if opens_on and closes_on and closes_on < opens_on:
            self.add_error("closes_on", _t("fair_closes_first"))
        return typed

    def fair(self) -> Fair:
        """What was typed, of the fair that is changed or a new one."""
        before = self._before
        return Fair(
            fair_id=before.fair_id if before else 0,
            made_up=before.made_up if before else False,
            **self.cleaned_data,
        )


class EntryForm(_Labelled):
    """An enterprise that exhibits."""

    enterprise = forms.TypedChoiceField(coerce=int)
    stand = forms.CharField(max_length=80, required=False)
    goods = forms.CharField(max_length=1_000, required=False)
    classes = forms.CharField(max_length=200, required=False)

    def __init__(self, *args: Any, enterprises: tuple[tuple[int, str], ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["enterprise"].choices = [(str(row), name) for row, name in enterprises]

    def clean_classes(self) -> tuple[int, ...]:
        """Nice classes, 1 to 45."""
        good, bad = cells.nice_classes(self.cleaned_data["classes"])
        if bad:
            raise forms.ValidationError(_t("fair_bad_classes").format(bad="、".join(bad)))
        return good

    def exhibits(self) -> Exhibits:
        """What was typed."""
        typed = self.cleaned_data
        return Exhibits(
            enterprise_id=typed["enterprise"],
            stand=typed["stand"],
            goods=typed["goods"],
            classes=typed["classes"],
        )


class DutyForm(_Labelled):
    """Somebody on duty."""

    person = forms.CharField(max_length=80)
    role = forms.CharField(max_length=80, required=False)
    reach = forms.CharField(max_length=120)
    since = forms.DateField()
    until = forms.DateField()

    def clean(self) -> dict[str, Any]:
        """Duty ends on the day it begins or later."""
        typed = super().clean() or {}
        since, until = typed.get("since"), typed.get("until")
        if since and until and until < since:
            self.add_error("until", _t("fair_closes_first"))
        return typed

    def duty(self) -> FairDuty:
        """What was typed."""
        typed = self.cleaned_data
        return FairDuty(
            duty_id=0,
            name=typed["person"],
            role=typed["role"],
            reach=typed["reach"],
            since=typed["since"],
            until=typed["until"],
        )


class FollowUpForm(_Labelled):
    """Something to do after a fair."""

    says = forms.CharField(max_length=300)
    due_on = forms.DateField()


class TrainedForm(forms.Form):
    """The day of an enterprise's training; nothing for none."""

    trained_on = forms.DateField(required=False)

    def day(self) -> dt.date | None:
        """What was typed."""
        return self.cleaned_data["trained_on"]
