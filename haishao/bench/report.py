"""`haishao bench report`: a quarterly submission of a full database, beside the same counts by the ORM, row by row."""

import datetime as dt
import json
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TypeVar

from rich.console import Console
from rich.table import Table

from haishao.bench.case_pages import timed_pages
from haishao.bench.own_database import own_database
from haishao.bench.report_rows import Made

GOAL_SECONDS = 20.0
_UNTIL = dt.datetime(2026, 9, 30, 16, tzinfo=dt.UTC)
_QUARTER = "2026Q3"
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step and how long it took."""

    name: str
    seconds: float
    says: str = ""


def run(
    *, cases: int, matches: int, enterprises: int, json_path: Path | None, keep: Path | None = None
) -> None:
    """Fills a database of its own, makes the report of its last quarter and the baseline, and prints a table."""
    with tempfile.TemporaryDirectory(prefix="haishao-bench-") as folder, own_database(Path(folder)):
        began = time.perf_counter()
        Made(cases=cases, matches=matches, enterprises=enterprises, until=_UNTIL).make()
        _analysed()
        steps = [Step(name="rows made up", seconds=time.perf_counter() - began), *_ours(keep), *_baseline()]
        pages = timed_pages()
    table = Table("步骤 · step", "秒 · s", "")
    for one in steps:
        table.add_row(one.name, f"{one.seconds:.2f}", one.says)
    Console().print(table)
    shown = Table("页面 · page", "p50 ms", "p95 ms", "failed")
    for page in pages:
        shown.add_row(page.kind, f"{page.p50:.0f}", f"{page.p95:.0f}", str(page.failed))
    Console().print(shown)
    if json_path:
        told = {"steps": [asdict(one) for one in steps], "pages": [asdict(one) for one in pages]}
        json_path.write_text(json.dumps(told, ensure_ascii=False, indent=1), "utf-8")


def _ours(keep: Path | None) -> list[Step]:
    from domain.period import Period
    from domain.report import Order, ReportKind
    from jobs.reporting import make_report
    from reports.report_docx import report_docx
    from reports.report_xlsx import report_xlsx
    from storage.viewers import Viewer

    staff, period = Viewer(user_id=None, staff=True), Period.of(_QUARTER)
    order = Order(kind=ReportKind.QUARTERLY, period=period, as_of=period.ends)
    made, report = _timed("figures: facts of three quarters, counted", lambda: make_report(staff, order))
    docx_step, docx = _timed("docx", lambda: report_docx(report))
    xlsx_step, xlsx = _timed("xlsx", lambda: report_xlsx(report))
    _, again = _timed("", lambda: report_docx(make_report(staff, order)))
    new = {unit: report.figures()[f"new.{unit}"].value for unit in ("dispute", "case", "enterprise")}
    whole = made.seconds + docx_step.seconds
    if keep:
        keep.mkdir(parents=True, exist_ok=True)
        (keep / "q.docx").write_bytes(docx)
        (keep / "q.xlsx").write_bytes(xlsx)
        year = Order(
            kind=ReportKind.ANNUAL,
            period=Period.of("2025"),
            as_of=Period.of("2025").ends,
            industries=("食品", "医疗器械"),
        )
        (keep / "a.docx").write_bytes(report_docx(make_report(staff, year)))
    return [
        Step(name=made.name, seconds=made.seconds, says=f"{new}, {len(report.figures())} figures"),
        Step(
            name="docx",
            seconds=docx_step.seconds,
            says=f"{len(docx):,} bytes, again the same: {docx == again}",
        ),
        Step(name="quarterly --out q.docx", seconds=whole, says=f"goal {GOAL_SECONDS:.0f} s"),
        Step(name="xlsx", seconds=xlsx_step.seconds, says=f"{len(xlsx):,} bytes"),
    ]


def _baseline() -> list[Step]:
    """New, ended and open cases, and the alerts raised with their matches, asked row by row."""
    from domain.period import Period
    from storage.models import Alert, Case

    period = Period.of(_QUARTER)

    def counted() -> dict[str, int]:
        found = {"new": 0, "ended": 0, "open": 0, "alerts": 0}
        for case in Case.objects.filter(opened_at__lt=period.ends).order_by("pk"):
            moved = case.events.filter(at__lt=period.ends).order_by("-at", "-pk").first()
            ended = bool(moved and moved.after in ("closed", "refused", "withdrawn"))
            found["new"] += case.opened_at >= period.starts
            found["ended"] += bool(ended and moved and moved.at >= period.starts)
            found["open"] += not ended
        for alert in Alert.objects.filter(raised_at__gte=period.starts, raised_at__lt=period.ends).order_by(
            "pk"
        ):
            found["alerts"] += any(folded.match.judged_at < period.ends for folded in alert.folded.all())
        return found

    step, found = _timed("baseline: four of these counts by the ORM, row by row", counted)
    return [Step(name=step.name, seconds=step.seconds, says=str(found))]


def _timed(name: str, does: Callable[[], Result]) -> tuple[Step, Result]:
    began = time.perf_counter()
    result = does()
    return Step(name=name, seconds=time.perf_counter() - began), result


def _analysed() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
