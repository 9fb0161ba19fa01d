"""Experts and agencies for a case: who fits, who was named, and what speaks of a conflict of interest. 专家与服务机构."""

from collections.abc import Iterable
from dataclasses import replace

from django.db import transaction

from domain.adviser import Adviser as AdviserRecord
from domain.adviser_choice import Suggested, suggested
from domain.case import CaseEventKind, Right
from domain.casework import Named
from storage.advisers import adviser_record, called
from storage.cases import add_event, locked, only_its_staff, visible_cases
from storage.models import Adviser, AlertMatch, Case, CaseAdviser
from storage.viewers import NotVisible, Viewer


def advisers_for(viewer: Viewer, case_id: int) -> tuple[Suggested, ...]:
    """Who fits a case, best first, without those named already. Raises `NotVisible` for anybody but staff."""
    case = _case(viewer, case_id)
    rows = (
        Adviser.objects.filter(active=True)
        .exclude(cases__case_id=case_id)
        .select_related("pair", "paired_by")
    )
    return suggested(
        (_record(row) for row in rows.order_by("pk")),
        office=case.office,
        right=Right(case.right),
        industry=case.enterprise.industry,
    )


def named_for(viewer: Viewer, case_id: int) -> tuple[Named, ...]:
    """Who was named for a case, with what speaks of a conflict of interest. Raises `NotVisible` for anybody but staff."""
    case = _case(viewer, case_id)
    rows = CaseAdviser.objects.filter(case_id=case_id).select_related("adviser__pair", "adviser__paired_by")
    return tuple(
        Named(
            adviser=_record(row.adviser),
            named_at=row.named_at,
            named_by=row.named_by,
            conflicts=tuple(_conflicts(viewer, case, row.adviser)),
        )
        for row in rows.order_by("pk")
    )


def name_adviser(viewer: Viewer, case_id: int, adviser_id: int, *, by: str) -> None:
    """Names an adviser for a case, once. Raises `NotVisible` for anybody but staff, and for no active adviser."""
    only_its_staff(viewer, case_id)
    with transaction.atomic():
        locked(case_id)
        adviser = Adviser.objects.filter(pk=adviser_id, active=True).first()
        if adviser is None:
            raise NotVisible(f"adviser {adviser_id}")
        _, made = CaseAdviser.objects.get_or_create(
            case_id=case_id, adviser=adviser, defaults={"named_by": by}
        )
        if made:
            add_event(case_id, viewer.user_id, by, CaseEventKind.ADVISER_NAMED, says=called(adviser))


def _conflicts(viewer: Viewer, case: Case, adviser: Adviser) -> Iterable[tuple[str, str]]:
    """It represents the other side in the filings of the alert, or was named for others against the same opponent, or for the
    opponent itself where that is one of the centre's own enterprises.
    """
    names = {one.casefold() for one in (adviser.name, adviser.organisation) if one}
    if case.alert_id is not None:
        filings = AlertMatch.objects.filter(alert_id=case.alert_id).values_list(
            "match__observation__representative", flat=True
        )
        acts = next((one for one in filings if one and any(name in one.casefold() for name in names)), "")
        if acts:
            yield (
                f"对方申请的代理人载明为“{acts}”",
                f"the opponent's filing names “{acts}” as its representative",
            )
    if not case.opponent:
        return
    others = visible_cases(viewer).filter(advisers__adviser=adviser).exclude(enterprise_id=case.enterprise_id)
    same = others.filter(opponent__iexact=case.opponent).values_list("number", flat=True).first()
    if same:
        yield (
            f"已受其他企业委派应对同一对方（案件 {same}）",
            f"named for another enterprise against the same opponent (case {same})",
        )
    itself = others.filter(enterprise__name__iexact=case.opponent).values_list("number", flat=True).first()
    if itself:
        yield f"曾为对方提供服务（案件 {itself}）", f"was named for the opponent itself (case {itself})"


def _case(viewer: Viewer, case_id: int) -> Case:
    only_its_staff(viewer, case_id)
    row = Case.objects.select_related("enterprise").filter(pk=case_id).first()
    if row is None:
        raise NotVisible(f"case {case_id}")
    return row


def _record(row: Adviser) -> AdviserRecord:
    pair = row.pair or getattr(row, "paired_by", None)
    return replace(adviser_record(row), pair=called(pair) if pair else "")
