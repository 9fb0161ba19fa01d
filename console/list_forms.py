"""The forms of the lists, read by the rules their files are read by. 名录表单."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import get_language

from console.texts import text
from domain.adviser import Adviser, AdviserKind
from domain.credit_code import WrongCreditCode, credit_code
from domain.fault import Fault
from domain.jurisdictions import every
from domain.list_fields import ADVISER_KIND_NAMES, ADVISERS_OF, LEVEL_NAMES, values_of
from domain.lists import Level, ListItem, ListKind
from watchlists.list_cells import MOST_CHARACTERS, reader_of
from watchlists.list_columns import headings_of

SUBJECT: dict[ListKind, tuple[str, ...]] = {
    ListKind.EXHIBITORS: ("enterprise", "year"),
    ListKind.BRANDS: ("brand_id",),
    ListKind.MARKETS: ("office", "platform", "site"),
    ListKind.OBSERVERS: ("enterprise",),
}
"""What is chosen when something is put on a list, and stands from then on."""

_SAID: dict[ListKind, tuple[str, ...]] = {
    ListKind.EXHIBITORS: ("level", "reason", "review_by", "fairs", "shops"),
    ListKind.BRANDS: ("level", "reason", "review_by", "rights"),
    ListKind.MARKETS: ("level", "reason", "review_by"),
    ListKind.OBSERVERS: ("level", "reason", "review_by", "contact", "last_contact"),
}
_TALL = {"reason": 2, "fairs": 3, "shops": 3, "rights": 3, "conflicts": 2, "note": 2}
_HELP = {"fairs", "shops", "rights", "rights_of", "offices", "industries", "languages", "year", "conflicts"}
_DAYS = {"review_by", "last_contact"}


def _language() -> str:
    return get_language() or "zh"


def _t(key: str) -> str:
    return text(key, _language())


class _Read(forms.Form):
    """A form whose fields are read as cells of the list's file are; what is wrong is said beside the field."""

    def __init__(self, *args: Any, kind: ListKind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        self.names = {
            field: zh if _language().startswith("zh") else en for field, zh, en in headings_of(kind)
        }

    def put(self, field: str, *, required: bool = False, choices: Sequence[tuple[str, str]] = ()) -> None:
        """Adds a field."""
        made: forms.Field
        if choices:
            made = forms.ChoiceField(choices=choices, required=required)
        else:
            made = forms.CharField(required=required, max_length=MOST_CHARACTERS)
            if field in _TALL:
                made.widget = forms.Textarea(attrs={"rows": _TALL[field]})
            elif field in _DAYS:
                made.widget = forms.TextInput(attrs={"placeholder": "2027-03-01"})
        made.label = self.names.get(field, field)
        helped = "rights_of" if self.kind.of_advisers and field == "rights" else field
        made.help_text = _t(f"list_help_{helped}") if helped in _HELP else ""
        made.widget.attrs["autocomplete"] = "off"
        self.fields[field] = made

    def clean(self) -> dict[str, Any]:
        """Values in place of text; a value that is none is named with its cure."""
        typed = super().clean() or {}
        for field in [one for one in self.fields if isinstance(typed.get(one), str)]:
            if not typed[field].strip():
                del typed[field]
                continue
            read, wrong = reader_of(field, self.kind)
            found = read(typed[field].strip())
            for bad in found.bad:
                cure = Fault(kind=wrong, file="").cure(_language())
                self.add_error(field, f"{bad}{_t('colon')}{cure}")
            typed[field] = found.value
        return typed


class ItemForm(_Read):
    """An entry: what it is of, where it is new, and what is said of it."""

    def __init__(
        self,
        *args: Any,
        kind: ListKind,
        item: ListItem | None = None,
        subjects: Sequence[tuple[str, str]] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, kind=kind, **kwargs)
        self._before = item
        if item is None:
            for field in SUBJECT[kind]:
                self.put(
                    field, required=field not in ("platform", "site"), choices=self._choices(field, subjects)
                )
        for field in _SAID[kind]:
            levels = [(one.value, _in_language(both)) for one, both in LEVEL_NAMES.items()]
            self.put(field, required=field == "level", choices=levels if field == "level" else ())
            if item is not None:
                written = values_of(item, field)
                self.initial.setdefault(field, item.level.value if field == "level" else "\n".join(written))
        self.initial.setdefault("level", Level.MEDIUM.value)

    def _choices(self, field: str, subjects: Sequence[tuple[str, str]]) -> Sequence[tuple[str, str]]:
        if field in ("enterprise", "brand_id"):
            self.names["brand_id"] = _t("brand")
            return [("", "—"), *subjects]
        return (
            [("", "—"), *((code, f"{name} {code}") for code, name in every(_language()))]
            if field == "office"
            else ()
        )

    def item(self) -> ListItem:
        """The entry as typed."""
        said = {field: value for field, value in self.cleaned_data.items() if value is not None}
        if self._before is None:
            return ListItem(kind=self.kind, **said)
        blank = {field: ListItem.__dataclass_fields__[field].default for field in _SAID[self.kind]}
        return replace(self._before, **{**blank, **said})


class AdviserForm(_Read):
    """An expert or an agency."""

    def __init__(
        self,
        *args: Any,
        kind: ListKind,
        adviser: Adviser | None = None,
        industries: Sequence[str] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, kind=kind, **kwargs)
        self._before, self._industries = adviser, industries
        kinds = [(one.value, _in_language(ADVISER_KIND_NAMES[one])) for one in ADVISERS_OF[kind]]
        for field, _, _ in headings_of(kind):
            if field in ("pair", "active") or (field == "kind" and adviser is not None):
                continue
            self.put(field, required=field in ("name", "kind"), choices=kinds if field == "kind" else ())
            if adviser is not None:
                self.initial.setdefault(field, " | ".join(values_of(adviser, field, _language())))
        self.fields["industries"].help_text = "、".join(industries)
        self.put("active", choices=[("yes", _t("adviser_active")), ("no", _t("adviser_stopped"))])
        if adviser is not None:
            self.initial.setdefault("active", "yes" if adviser.active else "no")

    def clean_industries(self) -> str:
        """Raises `ValidationError` for an industry that is not on the centre's list."""
        typed = str(self.cleaned_data["industries"])
        read, wrong = reader_of("industries", self.kind)
        for one in read(typed).value or ():  # type: ignore[attr-defined]
            if one not in self._industries:
                raise forms.ValidationError(
                    f"{one}{_t('colon')}{Fault(kind=wrong, file='').cure(_language())}"
                )
        return typed

    def adviser(self) -> Adviser:
        """The adviser as typed."""
        said = {field: value for field, value in self.cleaned_data.items() if value is not None}
        if self._before is None:
            kind = {"kind": AdviserKind.EXPERT} if self.kind is ListKind.EXPERTS else {}
            return Adviser(adviser_id=0, **{**kind, **said})
        blank = {
            field: Adviser.__dataclass_fields__[field].default
            for field in self.fields
            if field not in ("name", "active")
        }
        return replace(self._before, **{**blank, **said})


class ProfileForm(forms.Form):
    """The profile of an enterprise."""

    credit_code = forms.CharField(required=False, max_length=40)
    industry = forms.ChoiceField(required=False)
    district = forms.CharField(required=False, max_length=60)

    def __init__(self, *args: Any, industries: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["industry"].choices = [("", "—"), *((one, one) for one in industries)]
        for name, field in self.fields.items():
            field.label = _t(f"profile_{name}")
            field.widget.attrs["autocomplete"] = "off"
        self.fields["credit_code"].help_text = _t("profile_credit_code_help")

    def clean_credit_code(self) -> str:
        """Raises `ValidationError` with what is wrong and the cure."""
        typed = self.cleaned_data["credit_code"].strip()
        try:
            return credit_code(typed) if typed else ""
        except WrongCreditCode as wrong:
            raise forms.ValidationError(
                wrong.says if _language().startswith("zh") else wrong.says_en
            ) from wrong


def _in_language(both: tuple[str, str]) -> str:
    return both[0 if _language().startswith("zh") else 1]
