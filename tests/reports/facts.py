"""Made-up facts for tests of reports."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

from domain.case import CaseKind, CaseOrigin, CaseState, Ending, Money, Outcome, Right
from domain.period import ZONE, Period
from domain.report import Said
from domain.report_facts import AlertFact, CaseFact, Facts, Firm, SourceFact

QUARTER = Period.of("2026Q3")


def at(day: str) -> dt.datetime:
    return dt.datetime.combine(dt.date.fromisoformat(day), dt.time(12), ZONE)


def firm(number: int, industry: str = "食品") -> Firm:
    return Firm(
        enterprise_id=number,
        shown=f"某{industry}企业（{number}）",
        named=False,
        industry=industry,
        district="源汇区",
    )


def case(number: int, firm_number: int = 1, *, opened: str = "2026-07-10", dispute: int | None = None,
         claimed: str = "", ended: str = "", observed: str = "") -> CaseFact:  # fmt: skip
    ending = Ending(
        outcome=Outcome.WON,
        saved=Money(amount=Decimal(500), currency="USD"),
        saved_how="按合同",
        answered=True,
    )
    return CaseFact(
        case_id=number, number=f"2026-{number:04}", dispute=dispute, firm=firm(firm_number), origin=CaseOrigin.ALERT,
        kind=CaseKind.SQUATTING, right=Right.TRADEMARK, office="VN", body="", docket="", right_number="", classes=(29, 30),
        opponent="略", opponent_country="VN", observed_on=dt.date.fromisoformat(observed) if observed else None,
        opened_at=at(opened), opened_by="staff", state=CaseState.CLOSED if ended else CaseState.ACTING,
        moved_at=at(ended or opened), last_day=dt.date(2026, 10, 8), major=False, needs="",
        claimed=Money(amount=Decimal(claimed), currency="USD") if claimed else None, ending=ending if ended else None,
        responded=True if ended else None,
    )  # fmt: skip


def alert(number: int, firm_number: int = 1, *, raised: str = "2026-07-02", last_day: str = "", brand: int = 0,
          holder: str = "Trading Co., Ltd.", conflict: str = "trading", acted: str = "") -> AlertFact:  # fmt: skip
    return AlertFact(
        alert_id=number, firm=firm(firm_number), brand=brand or firm_number, holder=holder, conflict=conflict,
        holder_country="VN",
        offices=("VN",), classes=(30,), filings=1, tier="high", raised_at=at(raised),
        last_day=dt.date.fromisoformat(last_day) if last_day else None, delivered_at=at(raised), confirmed_at=None,
        dismissed_at=None, case_at=at(acted) if acted else None, acted_at=at(acted) if acted else None, made_up=False,
    )  # fmt: skip


def facts(*cases: CaseFact, alerts: tuple[AlertFact, ...] = (), silent: tuple[str, ...] = ()) -> Facts:
    read = SourceFact(
        source="gb-ukipo-tmj", runs=13, good=13, kept=900, last_good_at=at("2026-09-25"), ever=True
    )
    sources = (read, *(replace(read, source=one, good=0, kept=0, last_good_at=None) for one in silent))
    return Facts(as_of=QUARTER.ends, firms=(), cases=cases, alerts=alerts, sources=sources)


def titles(*sources: str) -> dict[str, Said]:
    """Sources that are called by their names."""
    return {one: Said(zh=one, en=one) for one in sources}


NOTHING = facts()
