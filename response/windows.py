"""Until when a published mark can be opposed at an office. 异议期截止日."""

import datetime as dt
from dataclasses import dataclass

from domain.deadline import LastDay
from response.counting import CountMode, StartShift, Unit, last_day_of
from response.rules import Window, WindowRule, rules_of_offices

_LATEST_PUBLICATION = dt.date(2200, 1, 1)

_MADRID_UNKNOWN_ZH = "未见马德里指定的专门起算规则，按直接申请的异议期推算，请核实"
_MADRID_UNKNOWN_EN = (
    "no rule of its own was found for Madrid designations; counted as for a direct filing, please check"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NoWindow:
    """Why there is no last day to show. `source` is the page that says so, "" when none is needed."""

    reason_zh: str
    reason_en: str
    source: str = ""


def opposition_last_day(office: str, published_on: dt.date, *, madrid: bool = False) -> LastDay | NoWindow:
    """The nominal last day to oppose a mark that `office` (ST.3) published on `published_on`.

    Nominal: before any move off a closed day, and without extensions. Where sources conflict it is the
    earliest of their days, and the caveat says so. With `madrid`, `published_on` must be the publication
    the rule names (the WIPO Gazette for some offices, the office's own republication for others).
    """
    code = office.strip().upper()
    rules = rules_of_offices().get(code)
    if rules is None:
        return NoWindow(
            reason_zh=f"尚无该局（{code or '未注明'}）的异议期规则",
            reason_en=f"no opposition rule is known for this office ({code or 'not stated'})",
        )
    if published_on > _LATEST_PUBLICATION:
        return NoWindow(
            reason_zh=f"公告日期 {published_on} 不可信",
            reason_en=f"{published_on} is no plausible publication day",
        )
    own = tuple(r for r in rules if r.route in (("madrid", "both") if madrid else ("direct", "both")))
    valid = tuple(r for r in own or rules if r.valid_on(published_on))
    if not valid:
        return NoWindow(
            reason_zh=f"{rules[0].name_zh}：没有适用于 {published_on} 公告的规则",
            reason_en=f"{rules[0].name_en}: no rule is known for publications of {published_on}",
        )
    return _earliest(valid, published_on, madrid=madrid, borrowed=not own)


def _earliest(
    rules: tuple[WindowRule, ...], published_on: dt.date, *, madrid: bool, borrowed: bool
) -> LastDay | NoWindow:
    days = [(_day(r, r.window, published_on), r, r.window) for r in rules if r.window is not None]
    if not days:
        return NoWindow(
            reason_zh=f"{rules[0].name_zh}：{rules[0].caveat_zh}",
            reason_en=f"{rules[0].name_en}: {rules[0].caveat_en}",
            source=rules[0].source,
        )
    day, rule, window = min(days, key=lambda candidate: candidate[0])
    return LastDay(
        day=day,
        rule_zh=_sentence_zh(rule, window, madrid=madrid),
        rule_en=_sentence_en(rule, window, madrid=madrid),
        rule_source=rule.source,
        checked_on=rule.checked_on,
        confidence=rule.confidence,
        caveat_zh=_joined("；", rule.caveat_zh, _MADRID_UNKNOWN_ZH if borrowed else ""),
        caveat_en=_joined("; ", rule.caveat_en, _MADRID_UNKNOWN_EN if borrowed else ""),
    )


def _day(rule: WindowRule, window: Window, published_on: dt.date) -> dt.date:
    return last_day_of(
        published_on,
        n=window.n,
        unit=window.unit,
        mode=window.mode,
        shift=window.shift,
        country=rule.office,
    )


_UNIT_ZH = {Unit.DAYS: "日", Unit.MONTHS: "个月", Unit.WORKING_DAYS: "个工作日"}
_UNIT_EN = {Unit.DAYS: "day", Unit.MONTHS: "month", Unit.WORKING_DAYS: "working day"}
_COUNT_ZH = {
    CountMode.EVENT_DAY_EXCLUDED: "起算当日不计入",
    CountMode.EVENT_DAY_INCLUDED: "公告当日计入",
    CountMode.WORKING_DAYS_AFTER: "自次一工作日起计",
}
_COUNT_EN = {
    CountMode.EVENT_DAY_EXCLUDED: "the starting day is not counted",
    CountMode.EVENT_DAY_INCLUDED: "the day of publication counts",
    CountMode.WORKING_DAYS_AFTER: "counted from the next working day",
}


def _sentence_zh(rule: WindowRule, window: Window, *, madrid: bool) -> str:
    start = {
        StartShift.NONE: f"自{window.start_zh}之日起",
        StartShift.ONE_MONTH_LATER: f"自{window.start_zh}满一个月之日起",
        StartShift.FIRST_OF_NEXT_MONTH: f"自{window.start_zh}次月 1 日起",
    }[window.shift]
    count = "次月 1 日计入" if window.shift is StartShift.FIRST_OF_NEXT_MONTH else _COUNT_ZH[window.mode]
    timing = "注册前异议" if window.before_registration else "注册后异议"
    designation = "（马德里指定）" if madrid else ""
    length = f"{window.n} {_UNIT_ZH[window.unit]}"
    return f"{rule.name_zh}{designation}：{start} {length}内可提出异议（{timing}，{count}）"


def _sentence_en(rule: WindowRule, window: Window, *, madrid: bool) -> str:
    start = {
        StartShift.NONE: window.start_en,
        StartShift.ONE_MONTH_LATER: f"the day one month after {window.start_en}",
        StartShift.FIRST_OF_NEXT_MONTH: f"the first day of the month after {window.start_en}",
    }[window.shift]
    count = (
        "that first day counts" if window.shift is StartShift.FIRST_OF_NEXT_MONTH else _COUNT_EN[window.mode]
    )
    timing = "before registration" if window.before_registration else "after registration"
    designation = " (Madrid designation)" if madrid else ""
    plural = "" if window.n == 1 else "s"
    length = f"{window.n} {_UNIT_EN[window.unit]}{plural}"
    return f"{rule.name_en}{designation}: opposition within {length} of {start} ({timing}; {count})"


def _joined(separator: str, *parts: str) -> str:
    return separator.join(part for part in parts if part)
