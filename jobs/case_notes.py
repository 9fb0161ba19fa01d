"""What one side writes about a case reaches the other. 案件沟通."""

from django.utils import timezone

from jobs.case_opening import address_of, refuse_too_many, tell_of_confidential
from jobs.case_telling import tell_contacts
from storage import notices
from storage.case_notes import add_note
from storage.cases import case_of
from storage.together import together
from storage.viewers import Viewer


def write(viewer: Viewer, case_id: int, says: str, *, shared: bool, tell: bool, by: str) -> bool:
    """Adds a note to a case; False for a form sent twice. Of an enterprise's the staff are told; a shared one of the staff's is
    sent to the enterprise's contacts with `tell`. Raises `NotVisible`, and `TooManyAsked` as `jobs.case_opening.ask` does.
    """
    case = case_of(viewer, case_id)
    with together():
        if not add_note(viewer, case_id, says, shared=shared, by=by):
            return False
        if not viewer.staff:
            refuse_too_many(viewer, by)
            if case.opened_with.confidential:
                tell_of_confidential(case)
                return True
            notices.open_notice(
                subject=(
                    f"企业留言：{case.enterprise} · {case.number}",
                    f"A note of {case.enterprise} · {case.number}",
                ),
                says=(
                    f"{case.enterprise}的{by}在案件 {case.number} 留言：{says[:300]} {address_of(case_id)}",
                    f"{by} of {case.enterprise} wrote about the case {case.number}: {says[:300]} {address_of(case_id)}",
                ),
            )
        elif shared and tell:
            tell_contacts(
                case_id,
                subject=(f"案件 {case.number} 有新的说明", f"News of the case {case.number}"),
                says=(says, says),
                now=timezone.now(),
            )
    return True
