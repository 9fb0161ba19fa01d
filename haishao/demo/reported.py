"""The demo's papers: the summary of a fair, a monthly note, a quarterly submission and an annual report, as drafts and as files.

What rests on made-up records is never signed (`jobs.reporting.MadeUp`), so the reports stay drafts, marked on their first page.
"""

from collections.abc import Iterable
from pathlib import Path

from django.utils import timezone

from domain.fair import Fair
from domain.period import ZONE, Period
from domain.report import Order, ReportKind
from haishao.demo.cast import MARK, STAFF, Cast, form
from jobs.fair_summary import summary_of
from jobs.reporting import files_of, make_report
from reports.fair_docx import fair_document
from reports.fair_summary import summary_blocks
from storage.report_facts import industry_names
from storage.report_issues import draft, write_narrative

_SAID = {
    ReportKind.QUARTERLY: {
        "overview": f"{MARK}本季为演示数据，三家企业、品牌与公告均属虚构。",
        "outlook": f"{MARK}关注美国异议期届满的抢注申请，以及第十三届展会的展前排查。",
    },
    ReportKind.MONTHLY: {
        "progress": f"{MARK}本月为演示数据，企业、案件、展会与培训均属虚构。",
        "requests": f"{MARK}展会期间线索的跨省协查，请分中心协调。",
    },
    ReportKind.ANNUAL: {
        "overview": f"{MARK}本年度为演示数据，三家企业、品牌与公告均属虚构。",
        "advice": f"{MARK}建议在参展前 6 个月完成目标国布局，并留存首次使用证据。",
    },
}


def write_papers(cast: Cast, fairs: Iterable[Fair], folder: Path) -> None:
    """Writes the files into the folder; what is there is written anew."""
    folder.mkdir(parents=True, exist_ok=True)
    for fair in fairs:
        document = fair_document(summary_blocks(summary_of(cast.staff, fair.fair_id)), footer=fair.name)
        document.save(str(folder / f"fair-{fair.fair_id}-summary.docx"))
    now = timezone.now()
    today = now.astimezone(ZONE).date()
    quarter = Period.holding(today)
    for kind, period in (
        (ReportKind.MONTHLY, Period.month_of(today)),
        (ReportKind.QUARTERLY, quarter),
        (ReportKind.ANNUAL, Period(year=quarter.year)),
    ):
        industries = industry_names() if kind is ReportKind.ANNUAL else ()
        order = Order(kind=kind, period=period, as_of=period.ends, industries=industries)
        issue = draft(cast.staff, order, by=STAFF, form=form(f"{kind} {period}"))
        if not issue.signed and not issue.narrative:
            issue = write_narrative(cast.staff, issue.issue_id, _SAID[kind], seen={})
        docx, xlsx = files_of(make_report(cast.staff, issue.order), issue.narrative)
        (folder / f"{kind}-{period}.docx").write_bytes(docx)
        (folder / f"{kind}-{period}.xlsx").write_bytes(xlsx)
