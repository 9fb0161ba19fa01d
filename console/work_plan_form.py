"""The form of an item of the centre's plan. 推进计划表单."""

from collections.abc import Iterable
from typing import Any

from django import forms

from console.labelled_form import LabelledForm
from domain.work_plan import (
    MECHANISMS,
    PAPERS,
    STANDING,
    BadDue,
    Due,
    PlanItem,
    PlanState,
    paper_named,
    paper_words,
)
from watchlists.work_plan_read import MOST_WORDS


class ItemForm(LabelledForm):
    """An item as staff keep it."""

    beginning = "plan_item_"
    says = forms.CharField(max_length=MOST_WORDS, widget=forms.Textarea(attrs={"rows": 2}))
    due = forms.CharField(max_length=40)
    lead = forms.CharField(max_length=200, required=False)
    lead_user = forms.TypedChoiceField(coerce=int, empty_value=None, required=False)
    support = forms.CharField(max_length=400, required=False)
    paper = forms.CharField(max_length=200, required=False)
    mechanism = forms.ChoiceField(required=False)
    state = forms.ChoiceField()
    evidence = forms.CharField(max_length=2_000, required=False, widget=forms.Textarea(attrs={"rows": 2}))
    shows = forms.CharField(max_length=200, required=False)
    done_on = forms.DateField(required=False)

    def __init__(
        self,
        *args: Any,
        staff: Iterable[tuple[int, str]],
        year: int,
        item: PlanItem | None = None,
        **kwargs: Any,
    ) -> None:
        initial: dict[str, Any] = {"due": STANDING} if item is None else {}
        if item is not None:
            initial = {name: getattr(item, name) for name in self.base_fields if name not in ("due", "paper")}
            initial |= {"due": item.due.kept, "paper": paper_words(item.paper)}
        if initial.get("due") == STANDING:
            initial["due"] = item.due.says("zh") if item else ""
        super().__init__(*args, initial=initial, **kwargs)
        self.fields["lead_user"].choices = [
            ("", self.says("nobody")),
            *((str(pk), name) for pk, name in staff),
        ]
        self.fields["mechanism"].choices = [
            ("", self.says("no_mechanism")),
            *((one, one) for one in MECHANISMS),
        ]
        self.fields["state"].choices = [(one.value, self.says(f"state_{one.value}")) for one in PlanState]
        self.fields["paper"].widget.attrs["list"] = "papers"
        self.papers = tuple(PAPERS.values())
        self._year, self._before = year, item

    def clean_says(self) -> str:
        """One line: an item is found again by its words."""
        return " ".join(self.cleaned_data["says"].split())

    def clean_due(self) -> Due:
        """A day, a month, a quarter, or 持续推进."""
        try:
            return Due.of(self.cleaned_data["due"])
        except BadDue:
            raise forms.ValidationError(self.says("bad_due")) from None

    def clean_paper(self) -> str:
        """One of the papers by its number, or words."""
        return paper_named(self.cleaned_data["paper"].strip())

    def item(self, revision: int) -> PlanItem:
        """What was typed over a revision, of the item that is changed or a new one."""
        typed = dict(self.cleaned_data)
        return PlanItem(
            item_id=self._before.item_id if self._before else 0,
            year=self._year,
            state=PlanState(typed.pop("state")),
            revision=revision,
            **typed,
        )
