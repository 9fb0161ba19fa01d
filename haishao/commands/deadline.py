"""`haishao deadline` and `haishao plan`: the last day at an office, and what can be done until then."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from domain.deadline import Confidence, Deadline, NoWindow
from haishao.database import fail

OfficeCode = Annotated[str, typer.Argument(help="主管局 ST.3 代码，如 KR · the office's ST.3 code")]
Madrid = Annotated[bool, typer.Option("--madrid", help="马德里指定 · a Madrid designation")]
Today = Annotated[str, typer.Option(help="按哪一天计算，缺省为今天 · counted as of this day")]

CONFIDENCE = {
    Confidence.VERIFIED: "已核对出处 · checked against its source",
    Confidence.GENERAL: "一般知识，未核对出处 · general knowledge, not checked",
    Confidence.CONFLICTING: "出处相互矛盾，按最早日期 · sources conflict; the earliest day is shown",
}


def deadline(
    office: OfficeCode,
    published: Annotated[str, typer.Argument(metavar="PUBLISHED", help="公告日期 YYYY-MM-DD")],
    madrid: Madrid = False,
    today: Today = "",
) -> None:
    """异议截止日 · The last day to oppose a mark published on a day.

    退出码 · Exit status: 0 有截止日 · there is a last day; 1 没有，并说明原因 · there is none, and why is said;
    2 主管局未知或日期写错 · the office is not known, or a date is not one.
    """
    from response.deadlines import deadline as deadline_of
    from response.offices import offices

    as_of = day_of(today) if today else local_today()
    found = deadline_of(office, day_of(published), madrid=madrid)
    if isinstance(found, NoWindow):
        typer.echo(no_window_text(found))
        raise typer.Exit(1 if office.strip().upper() in offices() else 2)
    typer.echo(deadline_text(found, as_of))


class Form(StrEnum):
    """How a plan is written."""

    MARKDOWN = "md"
    DOCX = "docx"


def plan(
    office: OfficeCode,
    published: Annotated[str, typer.Option(help="公告日期 · published on")] = "",
    registered: Annotated[str, typer.Option(help="注册日期 · registered on")] = "",
    sign: Annotated[str, typer.Option(help="对方标识 · their sign")] = "",
    madrid: Madrid = False,
    form: Annotated[Form, typer.Option("--format", help="md | docx")] = Form.MARKDOWN,
    out: Annotated[Path | None, typer.Option(help="写入文件；docx 必填 · write to a file")] = None,
    language: Annotated[str, typer.Option(help="zh | en，仅 md · Markdown only")] = "zh",
    today: Today = "",
) -> None:
    """应对预案：现在可走的步骤与截止日 · The steps open now, each with its last day."""
    from reports.plan_docx import write_plan_docx
    from reports.plan_markdown import plan_markdown
    from response.plan import FilingDates, UnknownOffice, draw_plan

    dates = FilingDates(
        office=office,
        madrid=madrid,
        published_on=day_of(published) if published else None,
        registered_on=day_of(registered) if registered else None,
    )
    try:
        drawn = draw_plan(dates, day_of(today) if today else local_today())
    except UnknownOffice as unknown:
        fail(str(unknown))
    if form is Form.DOCX:
        if out is None:
            fail("docx 须用 --out 指定文件 · name the file with --out")
        with _writing(out):
            write_plan_docx(drawn, out, sign=sign)
        return
    text = plan_markdown(drawn, language=language, sign=sign)
    if out is None:
        typer.echo(text)
        return
    with _writing(out):
        out.write_text(text, encoding="utf-8")


@contextmanager
def _writing(path: Path) -> Iterator[None]:
    """Turns a file that cannot be written into a sentence."""
    try:
        yield
    except OSError as error:
        fail(f"无法写入 · cannot write {path}: {error.strerror}")


def day_of(text: str) -> dt.date:
    """The day of a text YYYY-MM-DD; ends the command with a sentence where it is none."""
    try:
        return dt.date.fromisoformat(text.strip())
    except ValueError:
        fail(f"不是日期（应为 YYYY-MM-DD） · not a date, YYYY-MM-DD is needed: {text}")


def local_today() -> dt.date:
    """The day on this machine."""
    return dt.datetime.now().astimezone().date()


def no_window_text(found: NoWindow) -> str:
    """Why there is no last day, in both languages."""
    lines = [f"没有可计算的异议截止日：{found.reason_zh}", f"No last day to oppose: {found.reason_en}"]
    if found.source:
        lines.append(f"出处 · Source: {found.source}")
    return "\n".join(lines)


def deadline_text(found: Deadline, today: dt.date) -> str:
    """A deadline for a terminal, in both languages."""
    last = found.last_day
    rows = [
        ("名义截止日 · Last day (nominal)", f"{last.day} {_weekday(last.day)}"),
        ("顺延截止日 · Last day (rolled)", f"{found.rolled} {_weekday(found.rolled)}"),
        ("剩余天数 · Days left", _days_left(last.days_left(today), today)),
        ("规则", last.rule_zh),
        ("Rule", last.rule_en),
        ("出处 · Source", last.rule_source),
        ("核对日期 · Checked on", str(last.checked_on)),
        ("可信程度 · Confidence", CONFIDENCE[last.confidence]),
    ]
    if last.caveat_zh:
        rows += [("注意", last.caveat_zh), ("Caveat", last.caveat_en)]
    for extension in found.extensions:
        rows += _extension_rows(extension.day, extension.says_zh, extension.says_en)
        if extension.caveat_zh:
            rows += [("注意", extension.caveat_zh), ("Caveat", extension.caveat_en)]
    if found.cooling_off is not None and found.cooling_off.months is not None:
        most = f"–{found.cooling_off.most_months}" if found.cooling_off.most_months else ""
        rows.append(
            (
                "冷静期 · Cooling-off",
                f"{found.cooling_off.months}{most} 个月 · months, after opposition is filed",
            )
        )
    rows.append(("", "按名义截止日办理；不构成法律意见，请向当地律师确认。"))
    rows.append(("", "Work by the nominal day. No legal advice: confirm with local counsel."))
    return "\n".join(f"{label}: {text}" if label else text for label, text in rows)


def _extension_rows(day: dt.date | None, says_zh: str, says_en: str) -> list[tuple[str, str]]:
    shown = f"{day} {_weekday(day)}，" if day else ""
    return [("延期", f"{shown}{says_zh}"), ("Extension", says_en)]


def _days_left(days: int, today: dt.date) -> str:
    if days < 0:
        return f"已过 {-days} 天 · passed {-days} day(s) ago ({today})"
    return f"{days}（截至 {today} · as of {today}）"


def _weekday(day: dt.date) -> str:
    return f"{('周一', '周二', '周三', '周四', '周五', '周六', '周日')[day.weekday()]} {day:%a}"
