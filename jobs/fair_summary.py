"""What came of a fair, gathered into one record. 展会总结."""

from django.utils import timezone

from domain.case import Case
from domain.fair import Fair
from domain.fair_summary import FairCase, FairSummary
from domain.jurisdictions import name
from jobs.fair_sheets import offices_of, offices_unread, sources_of
from storage import fair_watches
from storage.cases import case_of
from storage.fair_cases import leads_at
from storage.fair_follow_ups import follow_ups_of
from storage.fair_sheets import sheet_lines
from storage.fairs import duties_of, entries_of, fair_of
from storage.viewers import Viewer


def summary_of(viewer: Viewer, fair_id: int) -> FairSummary:
    """The record of a fair as it stands. Raises `NotVisible` for anybody but staff."""
    fair = fair_of(viewer, fair_id)
    follow_ups = follow_ups_of(viewer, fair_id)
    entries = entries_of(viewer, fair_id)
    leads = leads_at(viewer, fair_id)
    sheets = tuple(sorted(sheet_lines(viewer, fair_id)))
    exhibitors = fair_watches.exhibitor_count(viewer, fair) if fair.source else None
    return FairSummary(
        fair=fair,
        drawn_at=timezone.now(),
        entries=entries,
        sheets=sheets,
        leads=leads,
        cases=tuple(
            _case(case_of(viewer, case_id))
            for case_id in dict.fromkeys(one.case_id for one in leads)
            if case_id
        ),
        alerts=fair_watches.stand_alerts(viewer, fair),
        filings=fair_watches.filings_of(viewer, fair_id),
        follow_ups=follow_ups,
        exhibitors=exhibitors,
        not_covered=tuple(_not_covered(fair, len(entries), len(sheets), exhibitors)),
    )


def _case(case: Case) -> FairCase:
    return FairCase(
        case_id=case.case_id,
        number=case.number,
        enterprise_id=case.enterprise_id,
        enterprise=case.enterprise,
        title=case.opened_with.title,
        state=case.state,
        outcome=case.ending.outcome if case.ending else "",
        dispute_id=case.dispute_id,
    )


def _not_covered(fair: Fair, entries: int, sheets: int, exhibitors: int | None) -> list[tuple[str, str]]:
    found = []
    if sheets < entries:
        missing = entries - sheets
        found.append(
            (f"{missing} 家参展企业没有风险排查单", f"{missing} exhibiting enterprises have no risk sheet")
        )
    if exhibitors is None:
        found.append(
            (
                "没有登记参展商名录来源，未比对参展商",
                "no source of an exhibitor list, so exhibitors were not matched",
            )
        )
    elif not exhibitors:
        found.append(("参展商名录没有读到任何条目", "nothing of the exhibitor list was read"))
    if not duties_of(fair.fair_id):
        found.append(("没有值守记录", "nobody is entered as on duty"))
    offices = offices_of(fair.office)
    silent = [
        one for one in sources_of(offices, timezone.now()) if one.good_on is None and one.state != "off"
    ]
    found += [
        (f"来源从未读到：{one.title_zh}", f"a source that was never read: {one.title_en}") for one in silent
    ]
    unread = offices_unread(offices)
    if unread:
        zh, en = "、".join(name(one, "zh") for one in unread), ", ".join(name(one, "en") for one in unread)
        found.append(
            (f"没有读到这些主管局的公告：{zh}", f"nothing of the gazettes of these offices was read: {en}")
        )
    if timezone.localdate() <= fair.closes_on:
        found.append(
            ("展会尚未闭幕，展后监测未完成", "the fair is not over, so the watch after it is not complete")
        )
    return found
