"""Reports made of what storage knows, signed, and made again to see whether they still say the same. 报告编制。"""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from django.utils import timezone

from crawlers.catalogue import load_all
from domain.period import ZONE, Period
from domain.report import Issue, Order, Report, ReportKind, Said
from jobs.trade import trade_of_industries
from matchers.holders import is_company
from reports.annual import annual
from reports.brief import brief
from reports.canonical import canonical, differing, sha256_of, sources_told_of
from reports.monthly import monthly
from reports.quarterly import quarterly
from reports.report_docx import report_docx
from reports.report_xlsx import report_xlsx
from storage.month_facts import month_facts
from storage.report_facts import facts_of
from storage.report_issues import Frozen, Signed, issue_of, sign
from storage.viewers import Viewer


class NotOver(ValueError):
    """The period is not over: what is signed now would not be what it came to."""


class MadeUp(ValueError):
    """There are `count` records in it that are not real: it is not signed."""

    def __init__(self, count: int) -> None:
        super().__init__(f"{count} records are not real")
        self.count = count


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """Whether a signed report's figures are as signed (`intact`), and which of them come out otherwise when made again."""

    intact: bool
    differing: tuple[str, ...]


def begun(period: Period) -> bool:
    """False for a period that lies in the future, of which there is nothing to count."""
    return period.starts <= timezone.now()


def make_report(viewer: Viewer, order: Order, *, of_sources: Collection[str] | None = None) -> Report:
    """The report as it stands at the order's instant, as far as that has come; as if there were only some sources, where they are
    named. Raises `NotVisible`."""
    titles = {
        one.name: Said(zh=one.title_zh, en=one.title_en) for one in load_all() if of_sources is None or one.name in of_sources
    }  # fmt: skip
    now = timezone.now()
    today = now.astimezone(ZONE).date()
    if order.as_of <= now:
        return _counted(viewer, order, today, titles)
    made = _counted(viewer, replace(order, as_of=now), today, titles)
    return replace(made, as_of=order.as_of, so_far=today)


def _counted(viewer: Viewer, order: Order, today: dt.date, sources: Mapping[str, Said]) -> Report:
    period, of = order.period, order.enterprise_id
    facts = facts_of(viewer, period, order.as_of, enterprise_id=of)
    if order.kind is ReportKind.MONTHLY:
        month = month_facts(viewer, period, order.as_of, facts.firms)
        return monthly(facts, month, period, today=today, sources=sources)
    before = facts_of(viewer, period.before, period.before.ends, enterprise_id=of, cases_alone=True)
    if order.kind is ReportKind.BRIEF:
        return brief(facts, before, period, enterprise_id=of, sources=sources)
    if order.kind is ReportKind.ANNUAL:
        return annual(
            facts, before, period, industries=order.industries, sources=sources, is_company=is_company,
            trade=trade_of_industries(viewer, order.industries, period, as_of=order.as_of),
        )  # fmt: skip
    year = facts_of(viewer, period.year_before, period.year_before.ends, cases_alone=True)
    return quarterly(facts, before, year, period, sources=sources)


def files_of(
    report: Report, narrative: dict[str, str], *, base: str = "", signed: str = ""
) -> tuple[bytes, bytes]:
    """The report as .docx and as .xlsx."""
    return (
        file_in("docx", report, narrative, base=base, signed=signed),
        file_in("xlsx", report, narrative, base=base, signed=signed),
    )


def file_in(
    form_name: str, report: Report, narrative: dict[str, str], *, base: str = "", signed: str = ""
) -> bytes:
    """The report as a file of that form, docx or xlsx."""
    written = report_docx if form_name == "docx" else report_xlsx
    return written(report, narrative=narrative, base=base, signed=signed)


def issue_report(viewer: Viewer, issue_id: int, *, by: str, day: str, base: str = "") -> Issue:
    """Makes a draft once more and freezes it; `day` is what stands beside the name. Raises `Signed`, `NotOver`, `MadeUp`, and
    `Outdated` where somebody wrote in it meanwhile.
    """
    draft = issue_of(viewer, issue_id)
    if draft.signed:
        raise Signed
    if max(draft.order.period.ends, draft.order.as_of) > timezone.now():
        raise NotOver
    report = make_report(viewer, draft.order)
    if report.made_up:
        raise MadeUp(report.made_up)
    figures = canonical(report, draft.narrative)
    docx, xlsx = files_of(report, draft.narrative, base=base, signed=f"{by}　{day}")
    frozen = Frozen(
        narrative=draft.narrative, figures=figures, sha256=sha256_of(figures), docx=docx, xlsx=xlsx
    )
    return sign(viewer, issue_id, frozen, by=by)


def verify_report(viewer: Viewer, issue_id: int) -> Verified:
    """Holds a signed report against its hash, and against what its figures come to when they are counted again, of the sources
    there were."""
    issue = issue_of(viewer, issue_id)
    there = sources_told_of(issue.figures) if issue.signed else None
    again = canonical(make_report(viewer, issue.order, of_sources=there), issue.narrative)
    return Verified(
        intact=issue.signed and sha256_of(issue.figures) == issue.sha256,
        differing=differing(issue.figures, again),
    )


def signing_day(now: dt.datetime) -> str:
    """2026年10月8日, in the zone of reports."""
    local = now.astimezone(ZONE)
    return f"{local.year}年{local.month}月{local.day}日"
