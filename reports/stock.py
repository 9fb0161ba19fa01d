"""Cases of a period by what became of them: new, ended, in hand. 新增、结案、在办."""

from collections.abc import Iterable
from dataclasses import dataclass

from domain.period import Period
from domain.report import Figure, Said, Unit
from domain.report_facts import CaseFact, Facts
from reports.counting import counted

NEW = Said(zh="本期新增", en="New in the period")
ENDED = Said(zh="本期结案", en="Ended in the period")
OPEN = Said(zh="期末在办", en="In hand at its end")
LATE = Said(zh="本期新增中迟报", en="Of the new: reported late")

_MEANS = {
    "new": Said(
        zh="登记时间在本期内；已并案纠纷以首个案件登记时间为准。",
        en="Entered in the period; a dispute by the first of its cases.",
    ),
    "ended": Said(
        zh="期末状态为已结案、不予受理或已撤回，且在本期内转入该状态；并案纠纷以全部案件办结为准。",
        en="Closed, refused or withdrawn at the end of the period, and within it; a dispute once all its cases are.",
    ),
    "open": Said(zh="期末尚未办结。", en="Not ended at the end of the period."),
    "late": Said(
        zh="立案或公告日早于本期首日、本期才登记的案件，按登记时间计入本期。",
        en="Filed or published before the period and entered in it: counted where it was entered.",
    ),
}
_LINES = (("new", NEW), ("ended", ENDED), ("open", OPEN), ("late", LATE))
UNITS = (Unit.DISPUTE, Unit.CASE, Unit.ENTERPRISE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stock:
    """The cases of a period, and the figures of each part by its name and unit, as "new.dispute"."""

    new: tuple[CaseFact, ...]
    ended: tuple[CaseFact, ...]
    open: tuple[CaseFact, ...]
    late: tuple[CaseFact, ...]
    figures: dict[str, Figure]

    @property
    def touched(self) -> tuple[CaseFact, ...]:
        """Every case the period has to tell of, in the order of their entry."""
        return tuple(dict.fromkeys((*sorted((*self.new, *self.ended, *self.open), key=_entered),)))

    @property
    def lines(self) -> tuple[tuple[Said, tuple[Figure, ...]], ...]:
        """A line for each part: 起, 家次, 家."""
        return tuple((says, tuple(self.figures[f"{part}.{unit}"] for unit in UNITS)) for part, says in _LINES)


def stock_of(facts: Facts, period: Period) -> Stock:
    """What became of the cases known at the facts' instant."""
    new = tuple(one for one in facts.cases if one.opened_at >= period.starts)
    ended = tuple(one for one in facts.cases if one.state.ended and one.moved_at >= period.starts)
    still = tuple(one for one in facts.cases if not one.state.ended)
    late = tuple(one for one in new if one.observed_on and one.observed_on < period.first_day)
    before = {one.dispute for one in facts.cases if one.dispute and one.opened_at < period.starts}
    in_hand = {one.dispute for one in still if one.dispute}
    of_disputes = {
        "new": [one for one in new if one.dispute not in before],
        "ended": [one for one in ended if one.dispute not in in_hand],
        "open": still,
        "late": [one for one in late if one.dispute not in before],
    }
    of_cases = {"new": new, "ended": ended, "open": still, "late": late}
    figures = {
        f"{part}.{unit}": _figure(
            part, unit, of_disputes[part] if unit is Unit.DISPUTE else of_cases[part], says
        )
        for part, says in _LINES
        for unit in UNITS
    }
    return Stock(new=new, ended=ended, open=still, late=late, figures=figures)


def is_late(case: CaseFact, period: Period) -> bool:
    """True for a case of the period's entries whose matter is of an earlier one. 迟报."""
    return bool(case.opened_at >= period.starts and case.observed_on and case.observed_on < period.first_day)


def _figure(part: str, unit: Unit, cases: Iterable[CaseFact], says: Said) -> Figure:
    return counted(f"{part}.{unit}", unit, cases, says, _MEANS[part])


def _entered(case: CaseFact) -> tuple[object, int]:
    return (case.opened_at, case.case_id)
