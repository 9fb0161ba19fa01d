"""The form of a training session. 培训表单."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator

from console.labelled_form import LabelledForm
from domain.training import Audience, TrainingSession
from watchlists import cells

MOST_TEACHERS = 20
FIRST_DAY, LAST_DAY = dt.date(2000, 1, 1), dt.date(2100, 12, 31)
"""Of the years the page shows."""


class SessionForm(LabelledForm):
    """A session as staff keep it."""

    beginning = "training_"
    title = forms.CharField(max_length=200)
    day = forms.DateField(validators=[MinValueValidator(FIRST_DAY), MaxValueValidator(LAST_DAY)])
    topic = forms.CharField(max_length=200, required=False)
    audience = forms.ChoiceField()
    fair = forms.TypedChoiceField(coerce=int, empty_value=None, required=False)
    place = forms.CharField(max_length=200, required=False)
    online = forms.BooleanField(required=False)
    teachers = forms.CharField(max_length=400, required=False)
    materials = forms.URLField(max_length=500, required=False, assume_scheme="https")
    planned = forms.BooleanField(required=False, initial=True)

    def __init__(
        self,
        *args: Any,
        fairs: Iterable[tuple[int, str]],
        experts: Iterable[str],
        session: TrainingSession | None = None,
        fair_id: int | None = None,
        **kwargs: Any,
    ) -> None:
        initial: dict[str, Any] = {"fair": fair_id, "audience": Audience.FAIR} if fair_id else {}
        if session is not None:
            initial = {
                name: getattr(session, name) for name in self.base_fields if name not in ("fair", "teachers")
            }
            initial |= {"fair": session.fair_id, "teachers": "、".join(session.teachers)}
        super().__init__(*args, initial=initial, **kwargs)
        self.fields["audience"].choices = [(one.value, self.says(f"for_{one.value}")) for one in Audience]
        self.fields["fair"].choices = [("", self.says("no_fair")), *((str(pk), said) for pk, said in fairs)]
        self.fields["teachers"].widget.attrs["list"] = "experts"
        self.experts = tuple(experts)
        self._before = session

    def clean_teachers(self) -> tuple[str, ...]:
        """Names, parted by commas and the like, each once."""
        parted = self.cleaned_data["teachers"].replace("，", "|").replace(",", "|").replace("、", "|")
        return cells.values(parted)[:MOST_TEACHERS]

    def session(self) -> TrainingSession:
        """What was typed, of the session that is changed or a new one."""
        typed = dict(self.cleaned_data)
        return TrainingSession(
            session_id=self._before.session_id if self._before else 0,
            fair_id=typed.pop("fair"),
            audience=Audience(typed.pop("audience")),
            **typed,
        )
