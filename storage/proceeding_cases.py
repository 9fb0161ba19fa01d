"""The cases of enterprises that are in a proceeding: one a docket and enterprise, all of a docket in one dispute."""

import uuid
from collections.abc import Iterable

from django.db import transaction

from domain.case import Case as CaseRecord
from domain.case import CaseKind, CaseOrigin, NewCase, Opponent, Right
from domain.observation import Side
from domain.proceeding import Clock, Forum, parties_of, side_of
from storage.case_days import NewDay, add_days
from storage.cases import open_case, record_of
from storage.models import Case, Dispute, Proceeding
from storage.proceedings import Named, ProceedingLine, proceeding_of
from storage.viewers import NotVisible, Viewer

_KINDS = {
    Forum.SECTION_337: CaseKind.SECTION_337,
    Forum.US_COURT: CaseKind.LAWSUIT,
    Forum.TTAB: CaseKind.OPPOSITION,
    Forum.UDRP: CaseKind.OTHER,
    Forum.EUIPO: CaseKind.OPPOSITION,
    Forum.OTHER: CaseKind.OTHER,
}
_BODIES = {
    Forum.SECTION_337: "美国国际贸易委员会（USITC）",
    Forum.US_COURT: "美国联邦地区法院",
    Forum.TTAB: "美国商标审判与上诉委员会（TTAB）",
    Forum.UDRP: "WIPO 仲裁与调解中心",
    Forum.EUIPO: "欧盟知识产权局（EUIPO）",
    Forum.OTHER: "",
}


def open_case_in(
    viewer: Viewer,
    proceeding_id: int,
    enterprise_id: int,
    clocks: Iterable[Clock],
    *,
    by: str,
    form: uuid.UUID | None = None,
) -> tuple[CaseRecord, bool]:
    """Opens an enterprise's case in a proceeding under the docket's dispute, with the days of its clocks, and says whether
    it was opened now: there is one a docket and enterprise. Raises `NotVisible`.
    """
    whole = proceeding_of(viewer, proceeding_id)
    one = next((one for one in whole.line.named if one.enterprise_id == enterprise_id), None)
    if one is None:
        raise NotVisible(f"enterprise {enterprise_id} in proceeding {proceeding_id}")
    with transaction.atomic():
        Proceeding.objects.select_for_update().get(pk=proceeding_id)
        dispute = _dispute(whole.line)
        before = Case.objects.filter(
            dispute=dispute, enterprise_id=enterprise_id, confidential=False
        ).select_related("enterprise")
        if (row := before.order_by("pk").first()) is not None:
            return record_of(row), False
        case, opened = open_case(viewer, enterprise_id, _new_case(whole.line, one), by=by, form=form)
        Case.objects.filter(pk=case.case_id).update(dispute=dispute)
        add_days(viewer, case.case_id, _days(clocks, one), by=by)
        return record_of(Case.objects.select_related("enterprise").get(pk=case.case_id)), opened


def _dispute(line: ProceedingLine) -> Dispute:
    """The dispute of a docket, made where there is none."""
    made, _ = Dispute.objects.get_or_create(
        office=line.office,
        docket=line.docket,
        defaults={"title": _title(line), "kind": _KINDS[line.forum].value},
    )
    return made


def _title(line: ProceedingLine) -> str:
    return f"{line.docket} {line.newest.sign}"[:300]


def _new_case(line: ProceedingLine, one: Named) -> NewCase:
    claims = [p for p in parties_of(line.newest) if side_of(p, line.newest) == Side.CLAIMANT]
    against = claims if one.side != Side.CLAIMANT else []
    text = line.newest.text.casefold()
    return NewCase(
        origin=CaseOrigin.PROCEEDING,
        kind=_KINDS[line.forum],
        title=_title(line),
        right=Right.PATENT if "patent" in text and "trademark" not in text else Right.TRADEMARK,
        summary=one.evidence.says,
        office=line.office,
        body=_BODIES[line.forum],
        docket=line.docket,
        opponent=Opponent(
            name="; ".join(p.name for p in against)[:300], country=against[0].country if against else ""
        ),
        observed_on=line.newest.published_on or line.newest.filed_on,
        alert_id=None,
    )


def _days(clocks: Iterable[Clock], one: Named) -> list[NewDay]:
    if one.side == Side.CLAIMANT:
        return []
    return [
        NewDay(
            says=f"{clock.says_zh}（最早可能）" if clock.earliest else clock.says_zh,
            says_en=f"{clock.says_en} (earliest possible)" if clock.earliest else clock.says_en,
            day=clock.last_day.day,
            rule=f"{clock.last_day.rule_zh}；{clock.last_day.caveat_zh}",
            rule_en=f"{clock.last_day.rule_en}; {clock.last_day.caveat_en}",
            source=clock.last_day.rule_source,
            checked_on=clock.last_day.checked_on,
            confidence=clock.last_day.confidence,
        )
        for clock in clocks
        if clock.answering and clock.last_day
    ]
