"""Last days as a calendar other programs subscribe to (RFC 5545; RFC 7986 for its name and how often to ask). 日历订阅.

The same alerts and days of cases make the same bytes: DTSTAMP is when an alert last grew or a day was set, which RFC 5545
(3.8.7.2) asks of a calendar without a METHOD. A decided alert and a day that is met are in it no more, and a program drops from
a subscribed calendar what is gone.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from icalendar import Calendar, Event

from domain.due import DueAlert, DueCaseDay
from domain.jurisdictions import name
from domain.match import Tier
from reports.wording import HOW_CHECKED, shown

ASKED_EVERY = dt.timedelta(hours=6)
LONGEST_SIGN = 60
_TIERS = {
    Tier.HIGH: ("高风险", "High risk"),
    Tier.MEDIUM: ("中风险", "Medium risk"),
    Tier.LOW: ("低风险", "Low risk"),
    Tier.NONE: ("无风险", "No risk"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarFor:
    """Whose calendar it is: language (`zh…` or English), the console's address and host name, and whether enterprises are
    named, for who sees several.
    """

    language: str
    base_url: str
    host: str
    names_enterprises: bool

    def pick(self, chinese: str, english: str) -> str:
        """The words of the calendar's language."""
        return chinese if self.language.startswith("zh") else english


def due_calendar(alerts: Iterable[DueAlert], days: Iterable[DueCaseDay], whose: CalendarFor) -> bytes:
    """One all-day event for each alert on its nominal last day, and for each day of a case. Holders and titles of cases are left
    out: they may name people.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//haishao//deadlines//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    title = whose.pick("海哨 截止日", "haishao deadlines")
    calendar.add("name", title)
    calendar.add("x-wr-calname", title)
    calendar.add("refresh-interval", ASKED_EVERY, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", ASKED_EVERY)
    for alert in alerts:
        calendar.add_component(_event(alert, whose))
    for day in days:
        calendar.add_component(_case_event(day, whose))
    return bytes(calendar.to_ical())


def _event(alert: DueAlert, whose: CalendarFor) -> Event:
    event = _all_day(f"alert-{alert.alert_id}@{whose.host}", alert.day, alert.grown_at)
    event.add("sequence", alert.revision)
    event.add("summary", _summary(alert, whose))
    event.add("description", "\n".join(_lines(alert, whose)))
    event.add("url", _address(alert, whose))
    return event


def _case_event(due: DueCaseDay, whose: CalendarFor) -> Event:
    day = due.deadline
    says = shown(whose.pick(day.says, day.says_en or day.says))
    rule = shown(whose.pick(day.rule, day.rule_en or day.rule))
    address = f"{whose.base_url}/cases/{day.case_id}"
    lines = (
        shown(due.enterprise) if whose.names_enterprises else "",
        whose.pick(f"规则：{rule}", f"Rule: {rule}") if rule else "",
        whose.pick("出处：", "Source: ") + shown(day.source) if day.source else "",
        address,
    )
    event = _all_day(f"case-day-{day.deadline_id}@{whose.host}", day.day, due.set_at)
    event.add("summary", f"{whose.pick('案件', 'Case')} {due.number} · {says}")
    event.add("description", "\n".join(filter(None, lines)))
    event.add("url", address)
    return event


def _all_day(uid: str, day: dt.date, stamped: dt.datetime) -> Event:
    event = Event()
    event.add("uid", uid)
    event.add("dtstamp", stamped.astimezone(dt.UTC))
    event.add("dtstart", day)
    event.add("dtend", day + dt.timedelta(days=1))
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT")
    return event


def _address(alert: DueAlert, whose: CalendarFor) -> str:
    return f"{whose.base_url}/alerts/{alert.alert_id}"


def _summary(alert: DueAlert, whose: CalendarFor) -> str:
    sign = _sign(alert, whose)
    place = name(alert.office, whose.language)
    head = whose.pick("异议截止（名义）", "Last day to oppose (nominal)")
    demo = "" if alert.live else whose.pick("【演示数据】", "[DEMO DATA] ")
    tier = whose.pick(*_TIERS[alert.tier])
    return f"{demo}{head} · {place} · {shown(alert.brand)} × {sign} · {tier}"


def _sign(alert: DueAlert, whose: CalendarFor) -> str:
    sign = shown(alert.sign)
    if not sign:
        return whose.pick("（图形）", "(figurative)")
    return sign if len(sign) <= LONGEST_SIGN else sign[: LONGEST_SIGN - 1] + "…"


def _lines(alert: DueAlert, whose: CalendarFor) -> list[str]:
    """The facts of the day: what ends, by which rule, how far that can be trusted, and what it is not."""
    lines = [f"{name(alert.office, whose.language)} {shown(alert.ref)}"]
    if whose.names_enterprises:
        lines.insert(0, shown(alert.enterprise))
    if rule := alert.rule:
        lines += [
            whose.pick(f"规则：{rule.rule_zh}", f"Rule: {rule.rule_en}"),
            whose.pick(f"出处：{rule.rule_source}", f"Source: {rule.rule_source}"),
            whose.pick("核对：", "Checked: ") + f"{rule.checked_on} · " + whose.pick(*HOW_CHECKED[rule.confidence]),
        ]  # fmt: skip
        if caveat := whose.pick(rule.caveat_zh, rule.caveat_en):
            lines.append(whose.pick("注意：", "Caveat: ") + caveat)
    if alert.rolled is not None and alert.rolled != alert.day:
        lines.append(
            whose.pick(
                f"当日该局休息，顺延至 {alert.rolled}；请仍以名义截止日为准。",
                f"The office is closed that day and the last day rolls to {alert.rolled}; work by the nominal day all the same.",
            )
        )
    else:
        lines.append(
            whose.pick(
                "此为名义截止日，未计节假日顺延。",
                "This is the nominal last day, not moved off weekends or holidays.",
            )
        )
    lines += [
        whose.pick(
            "不构成法律意见，请向当地律师确认。", "This is no legal advice: confirm with local counsel."
        ),
        _address(alert, whose),
    ]
    return lines
