"""The one-page report of a major case, in Chinese, to be referred upward: facts, clock, what was done, what is asked. 专报.

Laid out after GB/T 9704-2012 as far as one page allows: title in 小标宋, text in 仿宋, 一、二、三 numbering.
"""

import datetime as dt
import io
from collections.abc import Iterable
from typing import Any

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from domain.case import Case, CaseDeadline, CaseEvent, CaseEventKind, CaseState, Money
from domain.case_words import KIND, RIGHT, STATE
from domain.jurisdictions import name
from domain.major import Major, MajorReason

REASONS = {
    MajorReason.SECTION_337: "337 调查", MajorReason.LOSS: "涉案金额达到标准", MajorReason.MANY_ENTERPRISES: "涉及多家企业",
    MajorReason.SAID: "人工认定",
}  # fmt: skip
_MOST_DONE, _MOST_DAYS = 6, 3
_SIZE = Pt(12)


def case_sheet(
    case: Case,
    *,
    days: Iterable[CaseDeadline],
    history: Iterable[CaseEvent],
    major: Major | None,
    now: dt.datetime,
) -> bytes:
    """The report as a .docx file. What is long is cut, so that it stays one page."""
    document = docx.Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.top_margin, section.bottom_margin = Cm(2.4), Cm(2)
    section.left_margin, section.right_margin = Cm(2.6), Cm(2.4)
    _font(document.styles["Normal"], "仿宋", _SIZE)
    _line(
        document,
        "海外知识产权重大案件专报" if major else "海外知识产权案件情况",
        "方正小标宋简体",
        Pt(20),
        centred=True,
    )
    _line(document, f"案件编号 {case.number}　　{now:%Y年%-m月%-d日 %H:%M}", "仿宋", _SIZE, centred=True)
    _section(document, "一、基本情况", _facts(case))
    _section(document, "二、时限", _clock(days, major, now))
    _section(document, "三、已做工作", _done(history, now.tzinfo))
    _section(document, "四、请求事项", [_cut(major.asks, 300) if major and major.asks else "（待填写）"])
    _line(document, f"填报人：{case.assigned or '　　　　'}　　签发：　　　　", "仿宋", _SIZE)
    held = io.BytesIO()
    document.save(held)
    return held.getvalue()


def _facts(case: Case) -> list[str]:
    new = case.opened_with
    where = "，".join(filter(None, [name(new.office, "zh") if new.office else "", new.body]))
    opponent = new.opponent.name + (f"（{name(new.opponent.country, 'zh')}）" if new.opponent.country else "")
    classes = f"，第 {'、'.join(map(str, new.classes))} 类" if new.classes else ""
    facts = (
        ("企业", case.enterprise),
        ("事由", new.title),
        ("类型", f"{RIGHT[new.right].zh} · {KIND[new.kind].zh}"),
        ("国家（地区）及机构", where),
        ("案号", new.docket),
        ("涉案权利", f"{new.right_number}{classes}".lstrip("，")),
        ("对方", opponent),
        ("立案或公告日", f"{new.observed_on:%Y年%-m月%-d日}" if new.observed_on else ""),
        ("涉案金额", _money(new.claimed)),
        ("当前阶段", STATE[case.state].zh),
        ("情况", _cut(new.summary, 260)),
    )
    return [f"{label}：{value}" for label, value in facts if value]


def _clock(days: Iterable[CaseDeadline], major: Major | None, now: dt.datetime) -> list[str]:
    said = []
    if major is not None:
        local = now.tzinfo
        reasons = "、".join(REASONS[one] for one in major.reasons)
        said.append(
            f"列为重大：{_at(major.since.astimezone(local))}（{reasons}），应于 {_at(major.refer_by.astimezone(local))} 前上报。"
        )
    waiting = sorted((one for one in days if one.met_at is None), key=lambda one: one.day)[:_MOST_DAYS]
    for one in waiting:
        left = (one.day - now.date()).days
        how = f"剩 {left} 天" if left > 0 else "今天" if left == 0 else f"已过 {-left} 天"
        source = (
            f"；出处 {_cut(one.source, 80)}，{one.checked_on} 核对" if one.source and one.checked_on else ""
        )
        said.append(f"{one.day:%Y年%-m月%-d日}（{how}）：{_cut(one.says, 60)}{source}")
    return said or ["无已知期限。"]


_TOLD = frozenset(
    {
        CaseEventKind.OPENED, CaseEventKind.MOVED, CaseEventKind.NOTED, CaseEventKind.DEADLINE_MET, CaseEventKind.TASK_DONE,
        CaseEventKind.ADVISER_NAMED, CaseEventKind.IN_HAND, CaseEventKind.REFERRED,
    }
)  # fmt: skip
_DID = {
    CaseEventKind.OPENED: "登记", CaseEventKind.NOTED: "", CaseEventKind.DEADLINE_MET: "完成", CaseEventKind.TASK_DONE: "完成",
    CaseEventKind.ADVISER_NAMED: "推荐", CaseEventKind.IN_HAND: "接手", CaseEventKind.REFERRED: "上报",
}  # fmt: skip


def _done(history: Iterable[CaseEvent], zone: dt.tzinfo | None) -> list[str]:
    told = [one for one in history if one.kind in _TOLD][-_MOST_DONE:]
    lines = []
    for one in told:
        did = f"转为{STATE[CaseState(one.after)].zh}" if one.kind is CaseEventKind.MOVED else _DID[one.kind]
        words = "：".join(filter(None, [did, _cut(one.says.replace("\n", " "), 70)]))
        lines.append(f"{one.at.astimezone(zone):%m-%d %H:%M} {words}（{one.by}）")
    return lines or ["无。"]


def _at(moment: dt.datetime) -> str:
    return f"{moment:%Y年%-m月%-d日 %H:%M}"


def _money(money: Money | None) -> str:
    return f"{money.currency} {money.amount:,.2f}" if money else ""


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _section(document: Any, heading: str, lines: list[str]) -> None:
    _line(document, heading, "黑体", Pt(14))
    for line in lines:
        _line(document, line, "仿宋", _SIZE, indented=True)


def _line(
    document: Any, text: str, font: str, size: Pt, *, centred: bool = False, indented: bool = False
) -> None:
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(2)
    paragraph.paragraph_format.line_spacing = 1.15
    if indented:
        paragraph.paragraph_format.first_line_indent = Pt(24)
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = paragraph.add_run("".join(c for c in text if c.isprintable()))
    _font(run, font, size)


def _font(styled: Any, font: str, size: Pt) -> None:
    styled.font.name, styled.font.size = font, size
    element = styled.element if hasattr(styled, "element") else styled._element
    element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)
