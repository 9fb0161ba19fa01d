"""A fair's summary laid out, for Word. 展会总结的版式.

起 (disputes), 家次 (cases) and 家 (enterprises) are counted apart; each figure's rows stand in the appendix.
"""

from collections import Counter
from zoneinfo import ZoneInfo

from domain.case import CaseState, Outcome
from domain.case_words import OUTCOME, STATE
from domain.fair import LeadState, MetAs
from domain.fair_summary import FairSummary, Figure
from domain.jurisdictions import name
from reports.fair_blocks import Block, Bullets, Facts, Grid, Heading, NewPage, Paragraph, Words, words_in
from reports.fair_brand import TIERS
from reports.wording import shown

_BEIJING = ZoneInfo("Asia/Shanghai")
_MOST_ROWS = 200

FIGURES = {
    "entries": ("参展企业（家）", "Exhibiting enterprises"),
    "trained": ("已参加展前培训的企业（家）", "of these trained before the fair"),
    "sheets": ("风险排查单（份）", "Risk sheets"),
    "leads": ("现场线索与咨询（条）", "Leads and questions at the fair"),
    "disputes": ("转立案纠纷（起）", "Disputes"),
    "cases": ("涉案（家次）", "Cases (appearances)"),
    "enterprises": ("涉案企业（家）", "Enterprises concerned"),
    "alerts": ("参展商预警（条）", "Alerts about exhibitors"),
    "filings": ("展后新申请（件）", "Filings afterwards by those met"),
    "left": ("待办事项（项）", "Left to do"),
}
_ROWS = {
    "enterprises": ("企业", "enterprises"),
    "entries": ("参展登记", "entries"),
    "leads": ("线索", "leads"),
    "cases": ("案件", "cases"),
    "alerts": ("预警", "alerts"),
    "observations": ("监测信息", "observations"),
    "follow-ups": ("待办", "follow-ups"),
}
LEAD_STATES = {
    LeadState.NEW: ("待处理", "to be looked at"),
    LeadState.CASE: ("已转案件", "became a case"),
    LeadState.DISMISSED: ("不予处理", "dismissed"),
}
MET_AS = {
    MetAs.EXHIBITOR: ("参展商", "exhibitor"),
    MetAs.VISITOR: ("现场线索", "lead"),
}


def summary_blocks(summary: FairSummary, *, language: str = "zh") -> list[Block]:
    """The whole summary."""
    words = words_in(language)
    fair = summary.fair
    drawn = summary.drawn_at.astimezone(_BEIJING)
    made_up = (
        [Paragraph(words("含演示数据，不是真实情况。", "Holds made-up data."), "alarm")]
        if _made_up(summary)
        else []
    )
    facts = (
        (
            words("地点", "Where"),
            " · ".join(part for part in (name(fair.office, language), fair.city) if part),
        ),
        (words("展期", "Days"), f"{fair.opens_on} — {fair.closes_on}"),
        (words("主办方", "Organiser"), shown(fair.organiser)),
        (
            words("参展商名录", "Exhibitor list"),
            words("未登记来源", "no source")
            if summary.exhibitors is None
            else words(f"已读 {summary.exhibitors} 条", f"{summary.exhibitors} entries read"),
        ),
        (words("制作时间", "Drawn"), f"{drawn:%Y-%m-%d %H:%M}"),
    )
    return [
        Heading(1, words("展会知识产权服务总结", "Summary of the service at a fair")),
        Heading(2, shown(fair.name)),
        *made_up,
        Facts(tuple((label, text) for label, text in facts if text)),
        Heading(2, words("一、总体数据", "1 Figures")),
        Facts(tuple((words(*FIGURES[one.key]), str(one.count)) for one in summary.figures)),
        Paragraph(
            words(
                "“起”按纠纷计，“家次”按案件计，“家”按企业去重计，三者不可混用。每个数字所依据的编号见附录。",
                "Disputes, cases and enterprises are three different counts. The rows behind each figure are in the appendix.",
            ),
            "note",
        ),
        Heading(2, words("二、参展企业", "2 Exhibiting enterprises")),
        *_entries(summary, words),
        Heading(2, words("三、现场线索与处理结果", "3 Leads and what became of them")),
        *_leads(summary, words),
        Heading(2, words("四、参展商预警", "4 Alerts about exhibitors")),
        *_alerts(summary, words),
        Heading(2, words("五、展后新申请", "5 Filings afterwards")),
        *_filings(summary, words),
        Heading(2, words("六、后续跟踪", "6 Follow-up")),
        *_follow_ups(summary, words),
        Heading(2, words("七、未覆盖事项", "7 What was not covered")),
        _not_covered(summary, words),
        NewPage(),
        Heading(2, words("附录：各项数据所依据的编号", "Appendix: the rows behind each figure")),
        Grid(
            (words("数据", "Figure"), words("数", "Count"), words("编号", "Rows")),
            tuple(_behind(one, words) for one in summary.figures),
            (28, 10, 62),
        ),
    ]


def _made_up(summary: FairSummary) -> bool:
    return (
        summary.fair.made_up
        or any(not one.live for one in summary.alerts)
        or any(not one.live for one in summary.filings)
    )


def _behind(one: Figure, words: Words) -> tuple[str, str, str]:
    ids = "、".join(map(str, one.ids))
    return words(*FIGURES[one.key]), str(one.count), f"{words(*_ROWS[one.rows])} {ids}" if ids else "—"


def _entries(summary: FairSummary, words: Words) -> list[Block]:
    if not summary.entries:
        return [Paragraph(words("没有登记参展企业。", "No enterprise is entered."))]
    checked = set(summary.sheets)
    head = (
        words("企业", "Enterprise"),
        words("展位", "Stand"),
        words("培训", "Trained"),
        words("排查单", "Sheet"),
    )
    rows = tuple(
        (
            shown(one.enterprise),
            shown(one.stand) or "—",
            str(one.trained_on or "—"),
            words("有", "yes") if one.entry_id in checked else words("无", "none"),
        )
        for one in summary.entries[:_MOST_ROWS]
    )
    return [Grid(head, rows, (50, 16, 20, 14)), *_rest(len(summary.entries), words)]


def _leads(summary: FairSummary, words: Words) -> list[Block]:
    if not summary.leads:
        return [Paragraph(words("没有现场线索。", "There were no leads."))]
    states = Counter(one.state for one in summary.leads)
    count = words("，", ", ").join(
        f"{words(*LEAD_STATES[state])} {number}" for state, number in sorted(states.items())
    )
    cases = {one.case_id: one for one in summary.cases}
    head = (
        words("编号", "No."),
        words("展位与对方", "Stand and party"),
        words("所见", "Seen"),
        words("企业", "Enterprise"),
        words("结果", "Result"),
    )
    rows = []
    for one in summary.leads[:_MOST_ROWS]:
        case = cases.get(one.case_id or 0)
        result = words(*LEAD_STATES[one.state])
        if case is not None:
            said = [STATE[CaseState(case.state)], *([OUTCOME[Outcome(case.outcome)]] if case.outcome else [])]
            result = f"{case.number}\n{' '.join(words(one.zh, one.en.lower()) for one in said)}"
        at = "\n".join(part for part in (shown(one.stand), shown(one.exhibitor)) if part)
        rows.append((str(one.lead_id), at or "—", shown(one.seen), shown(one.enterprise) or "—", result))
    return [
        Paragraph(words(f"共 {len(summary.leads)} 条：{count}。", f"{len(summary.leads)} in all: {count}.")),
        Grid(head, tuple(rows), (8, 24, 32, 20, 16)),
        *_rest(len(summary.leads), words),
    ]


def _alerts(summary: FairSummary, words: Words) -> list[Block]:
    if not summary.alerts:
        return [
            Paragraph(
                words(
                    "没有参展商预警；未读名录时不表示没有。",
                    "No alert; where the list was not read, that says nothing.",
                )
            )
        ]
    head = (
        words("展位", "Stand"),
        words("参展商", "Exhibitor"),
        words("品牌（企业）", "Brand (enterprise)"),
        words("等级", "Tier"),
    )
    rows = tuple(
        (
            shown(one.stand) or "—",
            shown(one.exhibitor),
            f"{shown(one.brand)}（{shown(one.enterprise)}）",
            words(*TIERS[one.tier]),
        )
        for one in summary.alerts[:_MOST_ROWS]
    )
    return [Grid(head, rows, (14, 36, 38, 12)), *_rest(len(summary.alerts), words)]


def _filings(summary: FairSummary, words: Words) -> list[Block]:
    if not summary.filings:
        said = "截至制作时未见；展后监测满十二个月前仍会继续。"
        return [
            Paragraph(words(said, "None seen so far; the watch goes on for twelve months after the fair."))
        ]
    head = (
        words("标识", "Sign"),
        words("号码", "Number"),
        words("申请人（展会所见）", "Holder (as met)"),
        words("申请日", "Filed"),
        words("预警", "Alerts"),
    )
    rows = tuple(
        (
            shown(one.sign) or words("（图形）", "(figurative)"),
            f"{one.office} {shown(one.ref)}",
            f"{shown(one.holder)}\n{words(*MET_AS[one.met.met_as])} {shown(one.met.stand)}".rstrip(),
            str(one.filed_on or one.published_on or "—"),
            "、".join(map(str, one.alerts)) or "—",
        )
        for one in summary.filings[:_MOST_ROWS]
    )
    return [Grid(head, rows, (22, 20, 32, 14, 12)), *_rest(len(summary.filings), words)]


def _follow_ups(summary: FairSummary, words: Words) -> list[Block]:
    if not summary.follow_ups:
        return [Paragraph(words("没有登记待办。", "Nothing is entered."))]
    head = (words("截止", "By"), words("事项", "What"), words("企业", "Enterprise"), words("完成", "Done"))
    rows = tuple(
        (
            str(one.due_on),
            shown(one.says),
            shown(one.enterprise) or "—",
            f"{one.done_at.astimezone(_BEIJING):%Y-%m-%d} {shown(one.done_by)}"
            if one.done_at
            else words("未完成", "open"),
        )
        for one in summary.follow_ups[:_MOST_ROWS]
    )
    return [Grid(head, rows, (16, 44, 22, 18))]


def _not_covered(summary: FairSummary, words: Words) -> Block:
    if not summary.not_covered:
        return Paragraph(words("无。", "Nothing."))
    return Bullets(tuple(words(zh, en) for zh, en in summary.not_covered))


def _rest(total: int, words: Words) -> list[Block]:
    more = total - _MOST_ROWS
    return [Paragraph(words(f"另有 {more} 行未列出。", f"{more} more rows."), "note")] if more > 0 else []
