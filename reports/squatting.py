"""Pre-emptive filings of a year: who files, again and again, where, and whether the windows were used. 抢注预警专章。"""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from domain.period import ZONE, Period
from domain.report import FigureTable, Said, Unit
from domain.report_facts import AlertFact
from reports.counting import at_least, grouped, share, told
from reports.tables_of_cases import TOTAL, place
from reports.unit_words import UNIT

_BOTH = (Unit.ALERT, Unit.ENTERPRISE)
_COLUMNS = tuple(UNIT[unit] for unit in _BOTH)
_MOST_HOLDERS, _MOST_PLACES, _LATE_DAYS = 20, 10, 7
_AGAIN = 2


def applicants(
    alerts: Sequence[AlertFact], is_company: Callable[[str], bool], gap: Said | None
) -> tuple[FigureTable, ...]:
    """申请人画像: companies or persons, by country, and how often they file."""
    whom = grouped(alerts, lambda one: ("company" if is_company(one.holder) else "person",))
    again = _met_again(alerts)
    often = grouped(alerts, lambda one: ("2个及以上" if one.conflict in again else "1个",))
    return (
        _lines("applicant", whom, _kind_of, Said(zh="申请人类型", en="Applicants"), Said(zh="类型", en="Kind"), gap),
        _lines("applicant-country", dict(list(grouped(alerts, lambda one: (one.holder_country,)).items())[:_MOST_PLACES]),
               place, Said(zh="申请人所在国家/地区", en="Applicants' countries"), Said(zh="国家/地区", en="Country"), gap),
        _lines("applicant-often", often, lambda key: Said(zh=key, en=key), 
               Said(zh="申请人涉及品牌数", en="Brands of one applicant"), Said(zh="同一申请人涉及品牌", en="Brands"), gap),
    )  # fmt: skip


def repeated(alerts: Sequence[AlertFact], is_company: Callable[[str], bool]) -> FigureTable:
    """疑似重复抢注者: applicants met by two brands or more; persons under a letter, never by name."""
    by_holder = grouped(alerts, lambda one: (one.conflict,))
    again = {key: rows for key, rows in by_holder.items() if len({one.brand for one in rows}) >= _AGAIN}
    persons = 0
    rows = []
    for number, found in enumerate(list(again.values())[:_MOST_HOLDERS], 1):
        if is_company(found[0].holder):
            says = Said(zh=found[0].holder, en=found[0].holder)
        else:
            persons += 1
            says = Said(zh=f"自然人申请人（{persons}）", en=f"A person ({persons})")
        rows.append((says, tuple(told(f"again.{number}.{unit}", unit, found, says) for unit in _BOTH)))
    return FigureTable(
        name="again", says=Said(zh="疑似重复抢注申请人", en="Applicants met again"),
        corner=Said(zh="申请人（公告所载）", en="Applicant"), columns=_COLUMNS, rows=tuple(rows),
        note=Said(
            zh=f"涉及{_AGAIN}个及以上被监测品牌的申请人，以公告所载为准，是否构成抢注以主管机关认定为准；自然人不列姓名。",
            en="Applicants met by two brands or more, as gazettes have them; whether they squat is for the offices to say.",
        ),
    )  # fmt: skip


def by_place_and_class(alerts: Sequence[AlertFact], gap: Said | None) -> FigureTable:
    """国家/类别热力, in 条."""
    places = list(grouped(alerts, lambda one: one.offices))[:_MOST_PLACES]
    rows = []
    for nice, here in sorted(
        grouped(alerts, lambda one: map(str, one.classes)).items(), key=lambda one: int(one[0])
    ):
        says = Said(zh=f"第{nice}类", en=f"Class {nice}")
        cells = []
        for code in places:
            found = [one for one in here if code in one.offices]
            cells.append(told(f"heat.{nice}.{code}", Unit.ALERT, found, place(code)) if found else None)
        rows.append((says, (*cells, told(f"heat.{nice}.all", Unit.ALERT, here, says))))
    return FigureTable(
        name="heat", says=Said(zh="尼斯分类×国家/地区（预警，条）", en="Class by country, in alerts"),
        corner=Said(zh="尼斯分类", en="Nice class"), columns=(*map(place, places), TOTAL), rows=tuple(rows), drawn="heat",
        note=gap or Said(zh="一条预警涉及多个类别或国家的，各计一次。", en="An alert stands in each class and country."),
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowsEnded:
    """Alerts whose last day lies in a period: all, and each in one of the others by what was done until then."""

    due: tuple[AlertFact, ...]
    dismissed: tuple[AlertFact, ...]
    used: tuple[AlertFact, ...]
    missed: tuple[AlertFact, ...]


def windows_ended(alerts: Iterable[AlertFact], period: Period, over: dt.date) -> WindowsEnded:
    """The opposition windows that ended in a period, before the day from which it is not over yet. 届满的异议窗口."""
    due = [one for one in alerts if one.filing and one.last_day and period.first_day <= one.last_day < over]
    dismissed = [one for one in due if _by_then(one.dismissed_at, one)]
    out = {one.alert_id for one in dismissed}
    left = [one for one in due if one.alert_id not in out]
    used = [one for one in left if _by_then(one.acted_at, one)]
    acted = {one.alert_id for one in used}
    missed = [one for one in left if one.alert_id not in acted]
    return WindowsEnded(due=tuple(due), dismissed=tuple(dismissed), used=tuple(used), missed=tuple(missed))


def windows(
    alerts: Sequence[AlertFact], period: Period, as_of: dt.datetime
) -> tuple[FigureTable, FigureTable]:
    """窗口利用率 as known at an instant, and the windows that were missed by why."""
    ended = windows_ended(alerts, period, period.over_before(as_of))
    lines = (
        (
            "due",
            Said(zh="异议截止日（名义）在本年内，且已过", en="Last day within the year, and over"),
            ended.due,
        ),
        ("dismissed", Said(zh="其中：截止前已排除", en="Dismissed in time"), ended.dismissed),
        ("used", Said(zh="其中：截止前已采取行动", en="Acted on in time"), ended.used),
        ("missed", Said(zh="其中：未赶上窗口", en="Missed"), ended.missed),
    )
    figures = {key: told(f"window.{key}", Unit.ALERT, of, says) for key, says, of in lines}
    left = (*ended.used, *ended.missed)
    whole = told("window.of", Unit.ALERT, left, Said(zh="需要判断是否应对的预警", en="Not dismissed"))
    means = Said(
        zh="窗口利用率＝截止前已采取行动的预警÷（本年到期的预警－截止前已排除的预警）。采取行动指案件已转入处置中或待结果。",
        en="Alerts acted on in time (the case acted on or awaiting a result) by those due that were not dismissed.",
    )
    rate = share("window.rate", figures["used"], whole, Said(zh="窗口利用率", en="Windows used"), means)
    rate = replace(rate, of=("window.used", "window.missed"))
    table = FigureTable(
        name="windows", says=Said(zh="异议窗口利用情况", en="Opposition windows"), corner=Said(zh="指标", en="What"),
        columns=(Said(zh="数值", en="Value"),), rows=tuple((one.says, (one,)) for one in (*figures.values(), rate)),
        note=Said(zh="单位：条，利用率为%。", en="In alerts; the rate in per cent."),
    )  # fmt: skip
    return table, _lines(
        "missed", grouped(ended.missed, lambda one: (_why(one),)), _WHY.__getitem__,
        Said(zh="未赶上窗口的原因", en="Why windows were missed"), Said(zh="原因", en="Why"), None,
    )  # fmt: skip


def _lines(
    name: str,
    groups: dict[str, list[AlertFact]],
    says_of: Callable[[str], Said],
    title: Said,
    corner: Said,
    gap: Said | None,
) -> FigureTable:
    rows = []
    for key, found in groups.items():
        says = says_of(key)
        rows.append(
            (
                says,
                tuple(
                    at_least(told(f"{name}.{key or '-'}.{unit}", unit, found, says), gap) for unit in _BOTH
                ),
            )
        )
    return FigureTable(name=name, says=title, corner=corner, columns=_COLUMNS, rows=tuple(rows), drawn="bars")


def _met_again(alerts: Iterable[AlertFact]) -> frozenset[str]:
    brands: dict[str, set[int]] = {}
    for one in alerts:
        brands.setdefault(one.conflict, set()).add(one.brand)
    return frozenset(key for key, found in brands.items() if len(found) >= _AGAIN)


def _by_then(at: dt.datetime | None, alert: AlertFact) -> bool:
    return bool(at and alert.last_day and at.astimezone(ZONE).date() <= alert.last_day)


def _why(alert: AlertFact) -> str:
    if alert.last_day and (alert.last_day - alert.raised_at.astimezone(ZONE).date()).days < _LATE_DAYS:
        return "late"
    if not _by_then(alert.delivered_at, alert):
        return "undelivered"
    if not (_by_then(alert.confirmed_at, alert) or _by_then(alert.case_at, alert)):
        return "unheard"
    return "unacted"


_WHY = {
    "late": Said(zh=f"发现过晚（距截止日不足{_LATE_DAYS}天）", en="Seen too late"),
    "undelivered": Said(zh="截止前未送达", en="Not delivered in time"),
    "unheard": Said(zh="已送达，截止前无人确认", en="Delivered, and nobody confirmed"),
    "unacted": Said(zh="已确认，截止前未行动", en="Confirmed, and not acted on"),
}


def _kind_of(key: str) -> Said:
    return (
        Said(zh="企业或组织", en="Companies")
        if key == "company"
        else Said(zh="自然人或不能判断", en="Persons, or not known")
    )
