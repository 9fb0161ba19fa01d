"""A lead from a fair becomes a case. 展会线索转案件."""

from django.db import transaction

from domain.case import Case as CaseRecord
from domain.case import CaseKind, CaseOrigin, NewCase, Opponent
from domain.fair import LeadState
from storage.cases import case_of, open_case
from storage.models import FairLead
from storage.viewers import NotVisible, Viewer, only_staff


class LeadOfNobody(ValueError):
    """Nobody said yet whose brand the lead is about."""


def open_from_lead(viewer: Viewer, lead_id: int, *, by: str) -> tuple[CaseRecord, bool]:
    """Opens the case of a lead, against its exhibitor, in the fair's country, and says whether it was opened now: a lead has
    one. Raises `NotVisible` for anybody but staff, `LeadOfNobody`.
    """
    only_staff(viewer, f"lead {lead_id}")
    with transaction.atomic():
        rows = FairLead.objects.select_for_update(of=("self",)).select_related("fair")
        lead = rows.filter(pk=lead_id).first()
        if lead is None:
            raise NotVisible(f"lead {lead_id}")
        if lead.case_id is not None:
            return case_of(viewer, lead.case_id), False
        if lead.enterprise_id is None:
            raise LeadOfNobody(f"lead {lead_id}")
        fair = lead.fair
        stand = f"（展位 {lead.stand}）" if lead.stand else ""
        made_up = "【虚构】" if fair.made_up else ""
        new = NewCase(
            origin=CaseOrigin.FAIR,
            kind=CaseKind.FAIR,
            title=f"{made_up}{fair.name}：{lead.exhibitor or lead.seen[:60]}{stand}",
            summary=lead.seen,
            office=fair.office,
            body=fair.organiser,
            opponent=Opponent(name=lead.exhibitor),
            observed_on=lead.seen_at.date(),
            brand_row=lead.brand_id,
        )
        case, opened = open_case(viewer, lead.enterprise_id, new, by=by)
        lead.case_id, lead.state = case.case_id, LeadState.CASE
        lead.save(update_fields=["case", "state"])
    return case, opened
