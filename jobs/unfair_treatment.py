"""A report of unfair treatment is taken in, and replied to; of a confidential one no message holds anything. 不公平待遇反馈."""

import uuid

from django.utils import timezone

from domain.case import Case
from domain.unfair import NewUnfair
from jobs.case_opening import refuse_too_many, tell_staff
from jobs.case_telling import tell_contacts
from storage import unfair
from storage.cases import case_of
from storage.together import together
from storage.viewers import Viewer


def report(
    viewer: Viewer, enterprise_id: int, new: NewUnfair, *, form: uuid.UUID, by: str
) -> tuple[Case, bool]:
    """Opens the case of a report; of one that an enterprise sends itself the staff are told. Raises `NotVisible`, and
    `TooManyAsked` as `jobs.case_opening.ask` does.
    """
    with together():
        case, opened = unfair.open_unfair(viewer, enterprise_id, new, form=form, by=by)
        if opened and not viewer.staff:
            refuse_too_many(viewer, by)
            tell_staff(case, by)
    return case, opened


def reply(viewer: Viewer, case_id: int, says: str, *, by: str) -> bool:
    """Replies to the enterprise and tells its contacts; False for a form sent twice. Raises `NotVisible`, `NotUnfair`."""
    now = timezone.now()
    with together():
        if not unfair.reply(viewer, case_id, says, by=by):
            return False
        number = case_of(viewer, case_id).number
        tell_contacts(
            case_id,
            subject=(f"案件 {number}：中心已答复", f"Case {number}: the centre replied"),
            says=(says, says),
            now=now,
        )
    return True
