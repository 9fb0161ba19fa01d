"""A letter of guidance as a Word document: facts, days, what is open at what fee, evidence, steps. 指导意见书（Word）."""

import datetime as dt

from domain.adviser import Adviser, AdviserKind
from domain.case import CaseDeadline
from domain.case_words import KIND, RIGHT
from domain.deadline import Confidence
from domain.guidance import Letter, Option
from domain.jurisdictions import name
from reports.document import Column, Document
from reports.report_docx import CENTRE, DRAFT
from reports.wording import HOW_CHECKED

DISCLAIMER = (
    "本意见书依据贵企业提供的材料和公开信息作出，供贵企业决策参考，不是法律意见书，不替代当地执业律师或代理人的意见，也不构成对结果的保证。",
    "期限按名义截止日列出，未计顺延；规则、官费以有关主管机关在办理时公布的为准，办理前请向当地代理人核实。",
)
_WHO = {
    AdviserKind.EXPERT: "专家",
    AdviserKind.AGENCY_HOME: "境内机构",
    AdviserKind.AGENCY_ABROAD: "境外机构",
    AdviserKind.THINK_TANK: "智库",
    AdviserKind.COMMISSIONER: "特派员",
}


def guidance_letter(letter: Letter) -> bytes:
    """The letter as a .docx file. The same letter gives the same bytes."""
    case = letter.case
    document = Document(title=f"指导意见书 {letter.number}")
    below = (f"编号：{letter.number}", DRAFT) if letter.draft else (f"编号：{letter.number}",)
    document.title("海外知识产权纠纷应对指导意见书", *below)
    document.text(f"{case.enterprise}：")
    document.text(
        f"关于贵企业“{case.opened_with.title}”一案（案件编号 {case.number}），我中心提出如下指导意见。"
    )
    document.heading("案情")
    _facts(document, letter)
    document.heading("期限")
    _days(document, letter.days)
    document.heading("可采取的程序与官费")
    _written(document, letter.text.options)
    _options(document, letter)
    for heading, words, nothing in (
        ("需要保存的证据", letter.text.evidence, "请保存与本案有关的全部原始文件，不要删改。"),
        ("建议步骤", letter.text.steps, "（待填写）"),
    ):
        document.heading(heading)
        _written(document, words or nothing)
    document.heading("推荐的专家或机构")
    document.text(_adviser(letter.adviser))
    document.heading("说明")
    for line in DISCLAIMER:
        document.text(line)
    document.signature(CENTRE, _day(letter.day))
    return document.written()


def _facts(document: Document, letter: Letter) -> None:
    _written(document, letter.text.facts)
    new = letter.case.opened_with
    where = "，".join(filter(None, [name(new.office, "zh") if new.office else "", new.body]))
    rows = (
        ("纠纷类型", f"{RIGHT[new.right].zh} · {KIND[new.kind].zh}"),
        ("国家（地区）及机构", where),
        ("案号", new.docket),
        ("涉案权利", new.right_number),
        ("尼斯类别", "、".join(map(str, new.classes))),
        ("对方", new.opponent.name),
        ("立案或公告日", _day(new.observed_on) if new.observed_on else ""),
    )
    document.table(
        (Column(says="事项", share=1), Column(says="内容", share=3)), [row for row in rows if row[1]]
    )


def _days(document: Document, days: tuple[CaseDeadline, ...]) -> None:
    if not days:
        document.text("本案目前没有记录尚未办理的期限。没有记录不等于没有期限，请向当地代理人核实。")
        return
    document.table(
        (
            Column(says="截止日", share=1.2),
            Column(says="事项", share=1.4),
            Column(says="规则", share=2.4),
            Column(says="出处", share=2),
        ),
        [
            (_day(one.day), one.says, one.rule, _origin(one.source, one.checked_on, one.confidence))
            for one in days
        ],
        small=True,
    )


def _options(document: Document, letter: Letter) -> None:
    document.text(letter.options_of)
    if letter.options:
        document.table(
            (
                Column(says="程序", share=1.1),
                Column(says="内容", share=2.8),
                Column(says="截止日", share=1.1),
                Column(says="官费", share=1.5),
                Column(says="出处", share=2),
            ),
            [_option(one) for one in letter.options],
            small=True,
        )


def _option(one: Option) -> tuple[str, ...]:
    caveat = f"\n注意：{one.caveat}" if one.caveat else ""
    origin = one.origin
    source = _origin(origin.source, origin.checked_on, origin.confidence) if origin else "—"
    return (
        one.name,
        f"{one.says}{caveat}",
        _day(one.last_day) if one.last_day else "—",
        one.fee or "—",
        source,
    )


def _origin(source: str, checked_on: dt.date | None, confidence: Confidence | None) -> str:
    checked = f"{checked_on} 核对" if checked_on else ""
    how = HOW_CHECKED[confidence][0] if confidence else ""
    return "；".join(filter(None, [source, checked, how])) or "工作人员填写，无出处"


def _adviser(adviser: Adviser | None) -> str:
    if adviser is None:
        return "本案暂未推荐专家或机构；需要时请与我中心联系。"
    organisation = f"（{adviser.organisation}）" if adviser.organisation else ""
    reach = f"，联系方式：{adviser.reach}" if adviser.reach else ""
    return f"{_WHO[adviser.kind]}：{adviser.name}{organisation}{reach}。是否委托由贵企业自行决定。"


def _written(document: Document, words: str) -> None:
    """A text, a paragraph a line."""
    for line in filter(None, (line.strip() for line in words.splitlines())):
        document.text(line)


def _day(day: dt.date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
