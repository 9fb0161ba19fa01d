"""The rows of the quarterly submission, one a case, as [漯市监办〔2021〕81号 三(三)] asks for them. 报送表。"""

import datetime as dt
from collections.abc import Sequence

from domain.case import Money
from domain.case_words import KIND, OUTCOME, RIGHT, STATE
from domain.jurisdictions import name as jurisdiction
from domain.match import Tier
from domain.period import ZONE, Period
from domain.report import Said, WordTable
from domain.report_facts import AlertFact, CaseFact
from reports.stock import is_late
from reports.wording import TIER_ZH

_COLUMNS = (
    "序号", "案件编号", "企业（统一社会信用代码）", "行业", "国家/地区", "机构/法院", "权利类型", "纠纷类型", "涉案权利号·类别",
    "对方", "立案/公告日", "法定截止日", "阶段", "是否应对·方式", "诉求/涉案金额（币种）", "结果", "费用", "需协调事项",
    "是否典型案例", "保密级别", "填报人/日期/来源", "迟报",
)  # fmt: skip

_ORIGIN = {
    "alert": "监测预警", "fair": "展会线索", "proceeding": "诉讼与程序信息", "consultation": "咨询", "acceptance": "受理",
    "complaint": "投诉", "early-signal": "早期信号",
}  # fmt: skip


_MOST_COMING = 200


def whole_rows(cases: Sequence[CaseFact], period: Period) -> WordTable:
    """Every column, for the workbook."""
    rows = tuple(_whole(number, case, period) for number, case in enumerate(cases, 1))
    return WordTable(says=Said(zh="报送表", en="Cases"), columns=_COLUMNS, rows=rows, wide=True)


def printed_rows(cases: Sequence[CaseFact], period: Period) -> WordTable:
    """The same for a lying page, in fewer columns."""
    rows = tuple(_printed(case, _whole(number, case, period)) for number, case in enumerate(cases, 1))
    columns = (
        "序号", "企业\n行业", "国家/地区\n机构/法院", "权利·纠纷类型\n权利号·类别", "对方", "立案/公告日\n法定截止日",
        "阶段\n应对", "涉案金额\n费用", "结果", "需协调事项", "典型·密级\n填报",
    )  # fmt: skip
    return WordTable(
        says=Said(zh="报送表", en="Cases"), columns=columns, rows=rows, wide=True,
        shares=(1.1, 3.6, 2.4, 2.8, 2.6, 2.8, 1.6, 2.7, 2, 2, 2.8),
    )  # fmt: skip


def major_rows(cases: Sequence[CaseFact]) -> WordTable:
    """重大疑难清单."""
    rows = tuple(
        (
            one.number, one.firm.shown, _place(one), KIND[one.kind].zh, STATE[one.state].zh,
            _date(one.last_day) or "无", one.needs or "无",
        )
        for one in cases if one.major
    )  # fmt: skip
    return WordTable(
        says=Said(zh="重大疑难纠纷清单", en="Major cases"),
        columns=("编号", "企业", "国家/地区", "类型", "阶段", "截止日", "需协调事项"), rows=rows,
        shares=(1.9, 2.5, 1.6, 1.5, 1.3, 2, 2), empty="本期无重大疑难纠纷。",
    )  # fmt: skip


def coming_rows(cases: Sequence[CaseFact], alerts: Sequence[AlertFact], period: Period) -> WordTable:
    """Last days of the period after this one, of cases in hand and of alerts nobody dismissed or made a case of. 下季截止."""
    until, lines = period.after.last_day, list[tuple[dt.date, tuple[str, ...]]]()
    for case in cases:
        if not case.state.ended and case.last_day and period.last_day < case.last_day <= until:
            row = (case.number, case.firm.shown, _place(case), KIND[case.kind].zh, STATE[case.state].zh)
            lines.append((case.last_day, row))
    for alert in alerts:
        waits = not (alert.dismissed_at or alert.case_at)
        if waits and alert.last_day and period.last_day < alert.last_day <= until:
            where = "、".join(jurisdiction(code, "zh") for code in alert.offices)
            stage = "已确认" if alert.confirmed_at else "待处理"
            kind = f"预警（{TIER_ZH[Tier(alert.tier)]}）"
            lines.append((alert.last_day, (f"预警{alert.alert_id}", alert.firm.shown, where, kind, stage)))
    return WordTable(
        says=Said(zh="下期到期事项", en="Last days to come"), columns=("截止日", "编号", "企业", "国家/地区", "类型", "阶段"),
        rows=tuple((_date(day), *row) for day, row in sorted(lines)[:_MOST_COMING]), shares=(1.8, 1.8, 2.6, 1.6, 1.5, 1.3),
        empty="没有下期到期的截止日。",
    )  # fmt: skip


def _whole(number: int, case: CaseFact, period: Period) -> tuple[str, ...]:
    ending = case.ending
    firm = f"{case.firm.shown}（{case.firm.credit_code}）" if case.firm.credit_code else case.firm.shown
    right = "·".join(filter(None, (case.right_number, _classes(case))))
    result = OUTCOME[ending.outcome].zh + (f"：{ending.words}" if ending.words else "") if ending else ""
    filled = f"{case.opened_by}/{_date(case.opened_at.astimezone(ZONE).date())}/{_ORIGIN[case.origin]}"
    return (
        str(number), case.number, firm, case.firm.industry or "未填写", _place(case),
        "·".join(filter(None, (case.body, case.docket))), RIGHT[case.right].zh, KIND[case.kind].zh, right,
        case.opponent, _date(case.observed_on), _date(case.last_day), STATE[case.state].zh, _response(case),
        _money(case.claimed), result, _money(ending.cost if ending else None), case.needs, "", "内部", filled,
        "迟报" if is_late(case, period) else "",
    )  # fmt: skip


def _printed(case: CaseFact, row: tuple[str, ...]) -> tuple[str, ...]:
    (number, _, _, industry, place, body, right, kind, numbers, opponent, observed, last, state, responded, claimed,
     result, cost, needs, typical, secret, filled, late) = row  # fmt: skip
    return (
        number, _lines(case.number, case.firm.shown, case.firm.credit_code, industry), _lines(place, body),
        _lines(f"{right}·{kind}", numbers), opponent,
        _lines(observed, last and f"截止 {last}", late), _lines(state, responded), _lines(claimed, cost and f"费用 {cost}"),
        result, needs, _lines("·".join(filter(None, (secret, typical))), filled.replace("/", "\n", 1).replace("/", " ")),
    )  # fmt: skip


def _lines(*parts: str) -> str:
    return "\n".join(filter(None, parts))


def _response(case: CaseFact) -> str:
    if case.responded is None:
        return ""
    return "已应对" if case.responded else "未应对"


def _classes(case: CaseFact) -> str:
    return f"第{'、'.join(map(str, case.classes))}类" if case.classes else ""


def _place(case: CaseFact) -> str:
    return jurisdiction(case.office, "zh") if case.office else "未填写"


def _date(day: dt.date | None) -> str:
    return day.isoformat() if day else ""


def _money(money: Money | None) -> str:
    return f"{money.amount:,.2f} {money.currency}" if money else ""
