"""What a case is about and who has it in hand: changed by staff, each change a line of its history. 案情."""

from collections.abc import Iterator

from django.contrib.auth import get_user_model
from django.db import transaction

from domain.case import CaseEventKind, NewCase
from storage.audit import Act, note
from storage.case_records import columns_of, record_of
from storage.cases import add_event, locked, only_its_staff
from storage.models import Case
from storage.viewers import NotVisible, Viewer

FACTS = (
    "title", "kind", "right", "summary", "office", "body", "docket", "right_number", "classes", "opponent",
    "opponent_country", "observed_on", "claimed", "claimed_currency",
)  # fmt: skip
"""The columns that can be changed once a case is open."""

Seen = dict[str, str]
"""The facts as whoever changes them was shown them, as words."""


class FactsChanged(ValueError):
    """Somebody else changed these facts meanwhile: `facts` names them."""

    def __init__(self, facts: tuple[str, ...]) -> None:
        super().__init__(", ".join(facts))
        self.facts = facts


def change_facts(viewer: Viewer, case_id: int, new: NewCase, *, by: str, seen: Seen) -> tuple[str, ...]:
    """Writes the facts that differ from what was `seen`, a line of history each, and returns their names.

    Raises `NotVisible` for anybody but staff, `FactsChanged` where one of them is no longer what was seen.
    """
    only_its_staff(viewer, case_id)
    with transaction.atomic():
        row = locked(case_id)
        wanted = {name: value for name, value in columns_of(new).items() if name in FACTS}
        changed = [
            name for name in FACTS if words_of(wanted[name]) != seen.get(name, words_of(getattr(row, name)))
        ]
        lost = tuple(
            name
            for name in changed
            if words_of(getattr(row, name)) not in (seen.get(name), words_of(wanted[name]))
        )
        if lost:
            raise FactsChanged(lost)
        written = tuple(_written(row, {name: wanted[name] for name in changed}, viewer, by))
        if written:
            row.save(update_fields=list(written))
            note(Act.CASE_CHANGED, of=row.enterprise, about=f"{row.number} {', '.join(written)}")
    return written


def _written(row: Case, wanted: dict[str, object], viewer: Viewer, by: str) -> Iterator[str]:
    for name, value in wanted.items():
        before, after = words_of(getattr(row, name)), words_of(value)
        if before == after:
            continue
        setattr(row, name, value)
        add_event(
            row.pk,
            viewer.user_id,
            by,
            CaseEventKind.CHANGED,
            says=name,
            before=before,
            after=after,
            shared=True,
        )
        yield name


def facts_of(viewer: Viewer, case_id: int) -> Seen:
    """The facts of a case as words, to be held against when they are changed. Raises `NotVisible` for anybody but staff."""
    only_its_staff(viewer, case_id)
    row = Case.objects.filter(pk=case_id).select_related("enterprise").first()
    if row is None:
        raise NotVisible(f"case {case_id}")
    columns = columns_of(record_of(row).opened_with)
    return {name: words_of(columns[name]) for name in FACTS}


def words_of(value: object) -> str:
    """A fact as words, "" for nothing."""
    if isinstance(value, list):
        return ", ".join(str(one) for one in value)
    return "" if value is None else str(value)


def assign(viewer: Viewer, case_id: int, user_id: int | None, *, by: str) -> None:
    """Puts a case into the hands of one of the staff, or with None of nobody. Raises `NotVisible` for anybody but staff, and for
    who is none.
    """
    only_its_staff(viewer, case_id)
    with transaction.atomic():
        row = locked(case_id)
        name = dict(staff_choices()).get(user_id, "") if user_id is not None else ""
        if user_id is not None and not name:
            raise NotVisible(f"user {user_id}")
        if row.assigned_id == user_id:
            return
        before = row.assigned_name
        row.assigned_id, row.assigned_name = user_id, name
        row.save(update_fields=["assigned", "assigned_name"])
        add_event(case_id, viewer.user_id, by, CaseEventKind.ASSIGNED, before=before, after=name, shared=True)
        note(Act.CASE_CHANGED, of=row.enterprise, about=f"{row.number} → {name or '—'}")


def staff_choices() -> tuple[tuple[int, str], ...]:
    """Id and name of everybody of the staff who may sign in, by name."""
    rows = get_user_model().objects.filter(is_staff=True, is_active=True).order_by("username")
    return tuple(rows.values_list("pk", "username"))
