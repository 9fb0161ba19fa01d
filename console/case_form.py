"""The forms of a case: what it is about, and a request by which one is opened. 案件表单."""

import uuid
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils.translation import get_language

from console.labelled_form import LabelledForm
from console.texts import text
from domain.case import Case, CaseChannel, CaseKind, CaseOrigin, Money, NewCase, Opponent, Right
from domain.jurisdictions import every
from watchlists import cells

MOST_TITLE, MOST_LINE, MOST_SUMMARY = 200, 200, 4_000
REQUESTS = (CaseOrigin.CONSULTATION, CaseOrigin.ACCEPTANCE, CaseOrigin.COMPLAINT)


def _t(key: str) -> str:
    return text(key, get_language() or "zh")


def choices(beginning: str, values: Any) -> list[tuple[str, str]]:
    """The values of an enumeration with their words."""
    return [(str(one.value), _t(f"{beginning}{one.value}")) for one in values]


def enterprise_list(enterprises: tuple[tuple[int, str], ...]) -> list[tuple[int | str, str]]:
    """The enterprises to choose from; one is chosen already."""
    return list(enterprises) if len(enterprises) == 1 else [("", _t("case_choose")), *enterprises]


def places(none: str = "—") -> list[tuple[str, str]]:
    """Every jurisdiction with its code, after the word for none."""
    return [("", none), *((code, f"{name} {code}") for code, name in every(get_language() or "zh"))]


class CaseForm(LabelledForm):
    """What a case is about; what is wrong is said beside the field, which keeps what was typed."""

    beginning = "case_fact_"
    title = forms.CharField(max_length=MOST_TITLE)
    kind = forms.ChoiceField()
    right = forms.ChoiceField()
    summary = forms.CharField(
        required=False, max_length=MOST_SUMMARY, widget=forms.Textarea(attrs={"rows": 4})
    )
    office = forms.ChoiceField(required=False)
    body = forms.CharField(required=False, max_length=MOST_LINE)
    docket = forms.CharField(required=False, max_length=MOST_LINE)
    right_number = forms.CharField(required=False, max_length=MOST_LINE)
    classes = forms.CharField(required=False, max_length=MOST_LINE)
    opponent = forms.CharField(required=False, max_length=MOST_LINE)
    opponent_country = forms.ChoiceField(required=False)
    observed_on = forms.DateField(required=False)
    claimed = forms.DecimalField(required=False, min_value=0, max_digits=16, decimal_places=2)
    claimed_currency = forms.CharField(required=False, max_length=3)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        listed = places()
        given = {
            "kind": choices("case_kind_", CaseKind),
            "right": choices("case_right_", Right),
            "office": listed,
            "opponent_country": listed,
        }
        for name, field in self.fields.items():
            if name in given and isinstance(field, forms.ChoiceField):
                field.choices = given[name]
        self.fields["classes"].help_text = _t("case_classes_help")
        self.fields["claimed_currency"].help_text = _t("case_currency_help")

    def clean(self) -> dict[str, Any]:
        """Classes as numbers; an amount has a currency."""
        typed = super().clean() or {}
        classes, bad = cells.nice_classes(typed.get("classes", ""))
        if bad:
            self.add_error("classes", _t("case_classes_wrong"))
        typed["classes"] = classes
        currency = typed.get("claimed_currency", "").upper()
        if typed.get("claimed") is not None and not is_currency(currency):
            self.add_error("claimed_currency", _t("case_currency_wrong"))
        typed["claimed_currency"] = currency
        return typed

    def case(self, origin: CaseOrigin, **rest: Any) -> NewCase:
        """The case as typed."""
        typed = self.cleaned_data
        claimed = typed["claimed"]
        return NewCase(
            origin=origin,
            kind=CaseKind(typed["kind"]),
            title=typed["title"],
            right=Right(typed["right"]),
            summary=typed["summary"],
            office=typed["office"],
            body=typed["body"],
            docket=typed["docket"],
            right_number=typed["right_number"],
            classes=typed["classes"],
            opponent=Opponent(name=typed["opponent"], country=typed["opponent_country"]),
            observed_on=typed["observed_on"],
            claimed=Money(amount=claimed, currency=typed["claimed_currency"])
            if claimed is not None
            else None,
            **rest,
        )


def is_currency(text: str) -> bool:
    """True for three capital letters, as ISO 4217 has them."""
    return len(text) == 3 and text.isascii() and text.isalpha() and text.isupper()


def money(typed: str, currency: str) -> Money | None:
    """An amount as typed, with its currency; None for what is no amount, and for no currency."""
    try:
        amount = Decimal(typed.replace(",", "").replace("，", ""))
    except InvalidOperation:
        return None
    if not amount.is_finite() or not 0 <= amount < Decimal(10) ** 15 or not is_currency(currency):
        return None
    return Money(amount=round(amount, 2), currency=currency)


def facts_form(case: Case) -> CaseForm:
    """The form with the facts as they stand."""
    new = case.opened_with
    return CaseForm(
        initial={
            "title": new.title,
            "kind": new.kind.value,
            "right": new.right.value,
            "summary": new.summary,
            "office": new.office,
            "body": new.body,
            "docket": new.docket,
            "right_number": new.right_number,
            "classes": ", ".join(map(str, new.classes)),
            "opponent": new.opponent.name,
            "opponent_country": new.opponent.country,
            "observed_on": new.observed_on,
            "claimed": new.claimed.amount if new.claimed else None,
            "claimed_currency": new.claimed.currency if new.claimed else "",
        }
    )


class RequestForm(CaseForm):
    """A request: by whom, for what, and by what way it came. What an enterprise sends itself came by the web."""

    enterprise = forms.TypedChoiceField(coerce=int)
    origin = forms.ChoiceField()
    channel = forms.ChoiceField()
    asked_by = forms.CharField(required=False, max_length=MOST_LINE)
    reach = forms.CharField(required=False, max_length=MOST_LINE)
    form = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, enterprises: tuple[tuple[int, str], ...], staff: bool, **kwargs: Any
    ) -> None:
        kwargs.setdefault("initial", {"form": uuid.uuid4(), "channel": CaseChannel.PHONE.value})
        super().__init__(*args, **kwargs)
        self._staff = staff
        self.fields["enterprise"].choices = enterprise_list(enterprises)  # type: ignore[attr-defined]
        self.fields["origin"].choices = choices("case_origin_", REQUESTS)  # type: ignore[attr-defined]
        self.fields["channel"].choices = choices("case_channel_", CaseChannel)  # type: ignore[attr-defined]
        self.fields["enterprise"].label = _t("case_enterprise")
        self.fields["origin"].label = _t("case_asked_for")
        order = ["enterprise", "origin", "channel", "asked_by", "reach", *CaseForm.base_fields, "form"]
        self.order_fields(order)
        if not staff:
            self.fields["asked_by"].label = _t("case_contact_person")
            for name in (
                "channel",
                "opponent_country",
                "claimed",
                "claimed_currency",
                "docket",
                "observed_on",
            ):
                self.fields[name].required = False
                self.fields[name].widget = forms.HiddenInput()

    def request_case(self) -> tuple[int, NewCase, uuid.UUID]:
        """The enterprise, the case and the form's own number."""
        typed = self.cleaned_data
        channel = CaseChannel(typed["channel"]) if self._staff else CaseChannel.WEB
        new = self.case(
            CaseOrigin(typed["origin"]), channel=channel, asked_by=typed["asked_by"], reach=typed["reach"]
        )
        return typed["enterprise"], new, typed["form"]
