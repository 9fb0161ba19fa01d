"""The form of a search, checked and put into a domain record. 检索表单."""

import re
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.utils.translation import get_language

from console.texts import text
from crawlers.source import Source
from domain.jurisdictions import known, name
from domain.observation import Kind
from domain.search import RegisterQuery

MOST_WORD = 100
"""Characters of a word or holder that is looked for: longer ones are no brands, and cost the more."""

MOST_CLASSES = 10
_CLASS = re.compile(r"\d{1,3}")
_PARTING = re.compile(r"[\s,;，、；]+")
_FIELDS = ("word", "holder", "classes", "office", "kind", "source", "since", "until")


def _t(key: str) -> str:
    return text(key, get_language() or "zh")


class RegisterForm(forms.Form):
    """What is looked for; every field may be empty, and what is wrong keeps standing where it was typed."""

    word = forms.CharField(required=False, strip=True)
    holder = forms.CharField(required=False, strip=True)
    classes = forms.CharField(required=False, strip=True)
    office = forms.CharField(required=False, strip=True)
    kind = forms.ChoiceField(required=False)
    source = forms.ChoiceField(required=False)
    since = forms.DateField(required=False, input_formats=["%Y-%m-%d"])
    until = forms.DateField(required=False, input_formats=["%Y-%m-%d"])

    def __init__(self, *args: Any, sources: list[Source], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chinese = (get_language() or "zh").startswith("zh")
        titles = sorted((one.title_zh if chinese else one.title_en, one.name) for one in sources)
        choices = {
            "kind": [(one.value, _t(one.value)) for one in Kind],
            "source": [(source, title) for title, source in titles],
        }
        for field in _FIELDS:
            self.fields[field].label = _t(f"search_{field}")
            if field in choices:
                self.fields[field].choices = [("", _t("all")), *choices[field]]
                self.fields[field].error_messages["invalid_choice"] = _t("no_such_choice")
            if field in ("since", "until"):
                self.fields[field].widget = forms.DateInput(attrs={"type": "date"})
                self.fields[field].error_messages["invalid"] = _t("no_such_day")
        for field, size in (("word", 20), ("holder", 16), ("classes", 6), ("office", 4)):
            self.fields[field].widget.attrs |= {"size": size, "autocomplete": "off"}
        self.fields["word"].widget.attrs |= {"type": "search", "placeholder": _t("search_word_hint")}
        self.fields["classes"].widget.attrs["placeholder"] = "25, 35"
        self.fields["office"].widget.attrs |= {"placeholder": "US", "list": "offices"}

    def clean_word(self) -> str:
        """The word, not too long."""
        return self._short("word")

    def clean_holder(self) -> str:
        """The holder, not too long."""
        return self._short("holder")

    def _short(self, field: str) -> str:
        typed: str = self.cleaned_data[field].replace("\0", "")
        if len(typed) > MOST_WORD:
            raise forms.ValidationError(_t("word_too_long").format(typed=len(typed), most=MOST_WORD))
        return typed

    def clean_classes(self) -> tuple[int, ...]:
        """The Nice classes, 1 to 45."""
        typed = [part for part in _PARTING.split(self.cleaned_data["classes"]) if part]
        wrong = [part for part in typed if not (_CLASS.fullmatch(part) and 1 <= int(part) <= 45)]
        if wrong:
            raise forms.ValidationError(_t("no_such_class") + wrong[0][:20])
        if len(typed) > MOST_CLASSES:
            raise forms.ValidationError(_t("too_many_classes").format(most=MOST_CLASSES))
        return tuple(sorted({int(part) for part in typed}))

    def clean_office(self) -> str:
        """The office's code, as WIPO ST.3 has it."""
        typed: str = self.cleaned_data["office"]
        code = typed.upper()
        if typed and not known(code):
            raise forms.ValidationError(_t("no_such_market") + typed[:40])
        return code

    def clean(self) -> dict[str, Any]:
        """The days, in their order."""
        typed = super().clean() or self.cleaned_data
        since, until = typed.get("since"), typed.get("until")
        if since and until and since > until:
            self.add_error("since", _t("days_turned"))
        return typed

    def query(self) -> RegisterQuery:
        """The search as typed."""
        typed = self.cleaned_data
        return RegisterQuery(
            word=typed["word"],
            holder=typed["holder"],
            classes=typed["classes"],
            office=typed["office"],
            kind=Kind(typed["kind"]) if typed["kind"] else None,
            source=typed["source"],
            since=typed["since"],
            until=typed["until"],
        )

    def address(self) -> str:
        """The part of the search's address after the question mark; "" when nothing was asked for."""
        typed = self.cleaned_data
        said = {field: typed[field] for field in _FIELDS if typed[field]}
        if "classes" in said:
            said["classes"] = ",".join(map(str, said["classes"]))
        return urlencode(said)

    def said(self) -> str:
        """The search in a few words, which a saved one is called by unless it is given a name."""
        typed = self.cleaned_data
        office = name(typed["office"], get_language() or "zh") if typed["office"] else ""
        parts = [typed["word"], typed["holder"], ",".join(map(str, typed["classes"])), office]
        parts += [_t(typed["kind"]) if typed["kind"] else "", typed["source"]]
        parts += [typed[day].isoformat() if typed[day] else "" for day in ("since", "until")]
        return " · ".join(part for part in parts if part)[:80] or _t("all")
