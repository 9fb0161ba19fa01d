"""`haishao report`: the quarterly submission, the annual warning report, the monthly note, the brief of an enterprise."""

import datetime as dt
import getpass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from haishao.database import database, fail

if TYPE_CHECKING:
    from domain.period import Period
    from domain.report import Order, Report, ReportKind
    from storage.viewers import Viewer

app = typer.Typer(help="报告：季度报送、年度预警报告、月度工作进展、企业简报 · reports", no_args_is_help=True)

_FORMS = (".docx", ".xlsx")

OutPath = Annotated[
    list[Path] | None, typer.Option("--out", help="文件，.docx 或 .xlsx，可重复 · a file; may be given twice")
]
JsonPath = Annotated[Path | None, typer.Option("--json", help="数据另存为 JSON · the figures as JSON")]
AsOf = Annotated[
    str, typer.Option("--as-of", help="按此日已知情况，默认为期末 · as known on this day (2026-10-08)")
]
Freeze = Annotated[bool, typer.Option("--issue", help="签发定稿 · sign and freeze")]
By = Annotated[str, typer.Option("--by", help="签发人 · who signs")]


@app.command("quarterly")
def quarterly(
    period: Annotated[str, typer.Argument(metavar="2026Q3", help="季度 · the quarter")],
    out: OutPath = None,
    json_path: JsonPath = None,
    as_of: AsOf = "",
    issue: Freeze = False,
    by: By = "",
) -> None:
    """季度报送 · The quarterly submission."""
    _made("quarterly", period, out, json_path, as_of, issue=issue, by=by)


@app.command("annual")
def annual(
    period: Annotated[str, typer.Argument(metavar="2026", help="年度 · the year")],
    industry: Annotated[
        list[str] | None, typer.Option("--industry", help="行业，可重复，默认全部 · an industry")
    ] = None,
    out: OutPath = None,
    json_path: JsonPath = None,
    as_of: AsOf = "",
    issue: Freeze = False,
    by: By = "",
) -> None:
    """年度预警报告 · The annual warning report."""
    _made("annual", period, out, json_path, as_of, issue=issue, by=by, industries=tuple(industry or ()))


@app.command("monthly")
def monthly(
    period: Annotated[str, typer.Argument(metavar="2026-10", help="月份 · the month")],
    out: OutPath = None,
    json_path: JsonPath = None,
    as_of: AsOf = "",
    issue: Freeze = False,
    by: By = "",
) -> None:
    """月度工作进展 · The monthly note."""
    _made("monthly", period, out, json_path, as_of, issue=issue, by=by)


@app.command("brief")
def brief(
    enterprise: Annotated[str, typer.Argument(help="企业 · enterprise")],
    period: Annotated[str, typer.Option(help="季度或年度，默认本季度 · a period, this quarter if none")] = "",
    out: OutPath = None,
    json_path: JsonPath = None,
    as_of: AsOf = "",
    issue: Freeze = False,
    by: By = "",
) -> None:
    """企业简报 · The brief of an enterprise."""
    _made("brief", period, out, json_path, as_of, issue=issue, by=by, enterprise=enterprise)


@app.command("list")
def list_reports() -> None:
    """列出报告 · Lists reports, drafts and signed ones."""
    with database():
        from rich.console import Console
        from rich.table import Table

        from storage.report_issues import issues

        table = Table("编号 · id", "报告 · report", "期 · period", "状态 · state", "SHA-256")
        for one in issues(_staff()):
            state = (
                f"v{one.version} {one.signed_by} {one.signed_at:%Y-%m-%d}"
                if one.signed_at
                else "草稿 · draft"
            )
            about = " ".join(filter(None, (one.order.kind, one.enterprise, *one.order.industries)))
            sent = f" → {len(one.sendings)}" if one.sendings else ""
            table.add_row(str(one.issue_id), about, str(one.order.period), state + sent, one.sha256[:16])
        Console().print(table)


@app.command("verify")
def verify(issue_id: Annotated[int, typer.Argument(help="报告编号 · the report's id")]) -> None:
    """核对定稿：哈希与重算 · Holds a signed report against its hash, and its figures against a new count."""
    with database():
        from jobs.reporting import verify_report
        from storage.report_issues import issue_of
        from storage.viewers import NotVisible

        try:
            if not issue_of(_staff(), issue_id).signed:
                fail(f"{issue_id}: 未签发 · not signed")
            found = verify_report(_staff(), issue_id)
        except NotVisible:
            fail(f"{issue_id}: 没有此报告；haishao report list · no such report")
    typer.echo("哈希一致 · as signed" if found.intact else "哈希不一致 · not as signed")
    typer.echo(f"重算不同的数据 · figures that differ: {'、'.join(found.differing) or '无 · none'}")
    if not found.intact or found.differing:
        raise typer.Exit(1)


def _made(
    kind: str,
    typed: str,
    out: list[Path] | None,
    json_path: Path | None,
    as_of: str,
    *,
    issue: bool,
    by: str,
    industries: tuple[str, ...] = (),
    enterprise: str = "",
) -> None:
    for file in out or ():
        if file.suffix not in _FORMS:
            fail(f"{file}: 文件名须以 .docx 或 .xlsx 结尾 · the name must end in .docx or .xlsx")
    with database():
        from domain.report import Order, ReportKind
        from jobs.reporting import make_report
        from reports.canonical import canonical

        wanted = ReportKind(kind)
        period = _period(typed, wanted)
        order = Order(
            kind=wanted, period=period, as_of=_instant(as_of, period), industries=industries,
            enterprise_id=_enterprise(enterprise) if enterprise else None,
        )  # fmt: skip
        _industries_known(industries)
        if issue:
            _issue(order, by or getpass.getuser(), out or [], json_path)
            return
        report = make_report(_staff(), order)
        _write(report, out or [])
        if json_path:
            json_path.write_text(canonical(report, {}), "utf-8")
        if not out and not json_path:
            _show(report)


def _period(typed: str, kind: "ReportKind") -> "Period":
    from domain.period import ZONE, BadPeriod, Period
    from domain.report import MONTHS_OF, ReportKind
    from jobs.reporting import begun

    try:
        period = Period.of(typed) if typed else Period.holding(dt.datetime.now(ZONE).date())
    except BadPeriod as error:
        fail(str(error))
    if period.months not in MONTHS_OF[kind]:
        year = period.year
        fail(
            f"{typed}: "
            + {
                ReportKind.QUARTERLY: f"须为季度，如 {year}Q3 · a quarter is wanted, as {year}Q3",
                ReportKind.ANNUAL: f"须为年度，如 {year} · a year is wanted, as {year}",
                ReportKind.MONTHLY: f"须为月份，如 {year}-10 · a month is wanted, as {year}-10",
            }[kind]
        )
    if not begun(period):
        now = Period.holding(dt.datetime.now(ZONE).date())
        fail(f"{typed}: 报告期尚未开始，现在是 {now} · the period has not begun; it is {now}")
    return period


def _instant(typed: str, period: "Period") -> dt.datetime:
    from domain.period import ZONE

    if not typed:
        return period.ends
    try:
        day = dt.date.fromisoformat(typed)
    except ValueError:
        fail(f"{typed}: 不是日期，请写 2026-10-08 · no day; write 2026-10-08")
    return dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), ZONE)


def _enterprise(name: str) -> int:
    from storage.viewers import enterprise_choices

    known = {said: row_id for row_id, said in enterprise_choices(_staff())}
    if name not in known:
        fail(
            f"没有名为 {name} 的企业；已有：{'、'.join(list(known)[:20]) or '—'} · no enterprise of that name"
        )
    return known[name]


def _industries_known(industries: tuple[str, ...]) -> None:
    from storage.report_facts import industry_names

    known = industry_names()
    for one in industries:
        if one not in known:
            fail(
                f"没有企业属于行业 {one}；已有：{'、'.join(known) or '—'} · no enterprise is of that industry"
            )


def _issue(order: "Order", by: str, out: list[Path], json_path: Path | None) -> None:
    from django.conf import settings
    from django.utils import timezone

    from jobs.reporting import MadeUp, NotOver, issue_report, signing_day
    from storage.report_issues import draft, drop_draft, file_of

    made = draft(_staff(), order, by=by)
    base = f"{settings.BASE_URL}/reports/{made.issue_id}"
    try:
        issued = issue_report(_staff(), made.issue_id, by=by, day=signing_day(timezone.now()), base=base)
    except NotOver:
        drop_draft(_staff(), made.issue_id)
        fail(f"{order.period}: 报告期未结束，不能签发 · the period is not over; it cannot be signed")
    except MadeUp as error:
        drop_draft(_staff(), made.issue_id)
        fail(f"含 {error.count} 条演示数据，不能签发 · {error.count} made-up records; it cannot be signed")
    for file in out:
        file.write_bytes(file_of(_staff(), issued.issue_id, file.suffix[1:]) or b"")
        typer.echo(str(file))
    if json_path:
        json_path.write_text(issued.figures, "utf-8")
    typer.echo(f"{issued.issue_id} v{issued.version} SHA-256 {issued.sha256}")


def _write(report: "Report", out: list[Path]) -> None:
    from jobs.reporting import file_in

    for file in out:
        content = file_in(file.suffix[1:], report, {})
        try:
            file.write_bytes(content)
        except OSError as error:
            why = error.strerror or str(error)
            fail(
                f"{file}: 写不了（{why}），请换一个已有的文件夹 · cannot be written; name a folder that is there"
            )
        typer.echo(f"{file} · {len(content):,} bytes")


def _show(report: "Report") -> None:
    for chapter in report.chapters:
        for sentence in chapter.sentences:
            typer.echo(sentence)


def _staff() -> "Viewer":
    from storage.viewers import Viewer

    return Viewer(user_id=None, staff=True)
