"""A form sent from a case's page, and its fields as typed. 案件表单的填写内容."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils import timezone

from console.case_form import money
from console.case_refused import Refused
from console.typed import day, form_number, line, near, row_id
from domain.case import Money
from storage.viewers import NotVisible, Viewer

MOST_SAID = 500
"""Characters of a line: a task, a day, a word beside a move."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One form that was sent: by whom, about which case."""

    request: HttpRequest
    viewer: Viewer
    case_id: int
    by: str

    def said(self, name: str, most: int = MOST_SAID) -> str:
        """A field as typed, at most so many characters."""
        return line(self.request.POST.get(name, ""), most)

    def ticked(self, name: str) -> bool:
        """True where a box was ticked."""
        return self.request.POST.get(name) == "yes"

    def row(self, name: str) -> int:
        """The id of a row. Raises `NotVisible` for what can be none."""
        found = row_id(self.said(name))
        if found is None:
            raise NotVisible(name)
        return found

    def day(self, name: str, *, past: bool = False) -> dt.date | None:
        """A day, with `past` of something that was done; None for none, and for what is no day. Raises `Refused` for one out
        of bounds.
        """
        found = day(self.said(name))
        if found is not None and not near(found, timezone.localdate(), past=past):
            raise Refused("case_day_not_past" if past else "case_day_far")
        return found

    def money(self, name: str) -> Money | None:
        """An amount with its currency; None where none was typed. Raises `Refused` for half of one, and for less than none."""
        typed, currency = self.said(name), self.said(f"{name}_currency").upper()
        if not typed:
            return None
        if typed.startswith(("-", "−", "－")):
            raise Refused("case_money_negative")
        amount = money(typed, currency)
        if amount is None:
            raise Refused("case_money_wrong")
        return amount

    def form(self) -> uuid.UUID | None:
        """The form's own number; None for what is none."""
        return form_number(self.said("form"))
