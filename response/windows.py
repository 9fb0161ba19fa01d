"""Until when a published mark can be opposed at an office. 异议期截止日."""

import datetime as dt
from dataclasses import dataclass

from domain.deadline import Confidence, LastDay, NoWindow
from response.counting import CountMode, StartShift, Unit, last_day_of
from response.offices import is_closed, offices
from response.rules import Window, WindowRule, rules_of_offices

_EARLIEST_PUBLICATION = dt.date(1900, 1, 1)
_LATEST_PUBLICATION = dt.date(2200, 1, 1)
_TRUSTED_YEARS = 10
"""Years before its checking that a rule without a first valid day is trusted to have applied unchanged."""

_MADRID_UNKNOWN_ZH = "未见马德里指定的专门起算规则，按直接申请的异议期推算，请核实"
_MADRID_UNKNOWN_EN = (
    "no rule of its own was found for Madrid designations; counted as for a direct filing, please check"
)
_NO_MEMBER_ZH = "该局未见列为马德里成员，不应有马德里指定，请核实"
_NO_MEMBER_EN = (
    "this office is not known as a member of the Madrid system and should have no designations; please check"
)
_OLD_ZH = "资料未说明该规则何时起施行，而公告早于核对日 10 年以上，当时的规则请核实"
_OLD_EN = (
    "the sources do not say since when the rule applies, and the publication is over 10 years older than their "
    "checking; please check the rule of that time"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """The last day of a window with the rule that gave it, for whatever else is counted from that rule."""

    last_day: LastDay
    rule: WindowRule
    window: Window
    published_on: dt.date

    def extended_to(self, n: int, unit: Unit) -> dt.date:
        """The last day had the window this length instead, counted the same way."""
        return _counted_day(self.rule, self.window, self.published_on, n, unit)


def opposition_last_day(office: str, published_on: dt.date, *, madrid: bool = False) -> LastDay | NoWindow:
    """The nominal last day to oppose a mark that `office` (ST.3) published on `published_on`.

    Nominal: before any move off a closed day, and without extensions. Where sources conflict it is the
    earliest of their days, and the caveat says so. With `madrid`, `published_on` must be the publication
    the rule names (the WIPO Gazette for some offices, the office's own republication for others).
    """
    found = count_window(office, published_on, madrid=madrid)
    return found.last_day if isinstance(found, Counted) else found


def count_window(office: str, published_on: dt.date, *, madrid: bool = False) -> Counted | NoWindow:
    """As `opposition_last_day`, with the rule."""
    code = office.strip().upper()
    rules = rules_of_offices().get(code)
    if rules is None:
        return NoWindow(
            reason_zh=f"尚无该局（{code or '未注明'}）的异议期规则",
            reason_en=f"no opposition rule is known for this office ({code or 'not stated'})",
        )
    if not _EARLIEST_PUBLICATION <= published_on <= _LATEST_PUBLICATION:
        return NoWindow(
            reason_zh=f"公告日期 {published_on} 不可信",
            reason_en=f"{published_on} is no plausible publication day",
        )
    own = tuple(r for r in rules if r.route in (("madrid", "both") if madrid else ("direct", "both")))
    valid = tuple(r for r in own or rules if r.valid_on(published_on))
    if not valid:
        first = min(r.valid_from for r in own or rules)
        return NoWindow(
            reason_zh=f"{rules[0].name_zh}：没有适用于 {published_on} 公告的规则（已知规则最早自 {first} 起）",
            reason_en=f"{rules[0].name_en}: no rule is known for publications of {published_on}; the first begins on {first}",
        )
    return _earliest(valid, published_on, madrid=madrid, borrowed=not own)


def _earliest(
    rules: tuple[WindowRule, ...], published_on: dt.date, *, madrid: bool, borrowed: bool
) -> Counted | NoWindow:
    days = [
        (_counted_day(r, r.window, published_on, r.window.n, r.window.unit), r, r.window)
        for r in rules
        if r.window is not None
    ]
    if not days:
        return NoWindow(
            reason_zh=f"{rules[0].name_zh}：{rules[0].caveat_zh}",
            reason_en=f"{rules[0].name_en}: {rules[0].caveat_en}",
            source=rules[0].source,
        )
    day, rule, window = min(days, key=lambda candidate: candidate[0])
    old = rule.valid_from == dt.date.min and rule.checked_on.year - published_on.year > _TRUSTED_YEARS
    stranger = madrid and offices()[rule.office].madrid_since is None
    last_day = LastDay(
        day=day,
        rule_zh=_sentence_zh(rule, window, madrid=madrid),
        rule_en=_sentence_en(rule, window, madrid=madrid),
        rule_source=rule.source,
        checked_on=rule.checked_on,
        confidence=Confidence.GENERAL if old and rule.confidence is Confidence.VERIFIED else rule.confidence,
        caveat_zh=_joined(
            "；",
            rule.caveat_zh,
            _MADRID_UNKNOWN_ZH if borrowed else "",
            _NO_MEMBER_ZH if stranger else "",
            _OLD_ZH if old else "",
        ),
        caveat_en=_joined(
            "; ",
            rule.caveat_en,
            _MADRID_UNKNOWN_EN if borrowed else "",
            _NO_MEMBER_EN if stranger else "",
            _OLD_EN if old else "",
        ),
    )
    return Counted(last_day=last_day, rule=rule, window=window, published_on=published_on)


def _counted_day(rule: WindowRule, window: Window, published_on: dt.date, n: int, unit: Unit) -> dt.date:
    return last_day_of(
        published_on,
        n=n,
        unit=unit,
        mode=window.mode,
        shift=window.shift,
        closed=lambda day: is_closed(rule.office, day),
    )


def rule_sentences(rule: WindowRule) -> tuple[str, str]:
    """A rule in a sentence, in Chinese and English, for whatever was published by its route; its reason where it gives no
    window.
    """
    if rule.window is None:
        return f"{rule.name_zh}：{rule.caveat_zh}", f"{rule.name_en}: {rule.caveat_en}"
    madrid = rule.route == "madrid"
    return _sentence_zh(rule, rule.window, madrid=madrid), _sentence_en(rule, rule.window, madrid=madrid)


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
