"""FairSummary: what came of a fair, every figure with the rows behind it. 展会总结."""

import datetime as dt
from dataclasses import dataclass

from domain.fair import AfterFiling, Fair, FairEntry, FairLead, FollowUp, StandAlert


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A number and the ids of what was counted, in words that say which ids these are ("cases", "leads")."""

    key: str
    rows: str
    ids: tuple[int, ...]

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.ids)


@dataclass(frozen=True, slots=True, kw_only=True)
class FairCase:
    """A case that came of a lead. `dispute_id` is None for one that is a dispute of its own."""

    case_id: int
    number: str
    enterprise_id: int
    enterprise: str
    title: str
    state: str
    outcome: str
    dispute_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FairSummary:
    """The record a summary is written from. `exhibitors` counts the list as read, None where the fair has no list; `sheets`
    are the entries with a risk sheet, `not_covered` what was not done or not read, in Chinese and English.
    """

    fair: Fair
    drawn_at: dt.datetime
    entries: tuple[FairEntry, ...] = ()
    sheets: tuple[int, ...] = ()
    leads: tuple[FairLead, ...] = ()
    cases: tuple[FairCase, ...] = ()
    alerts: tuple[StandAlert, ...] = ()
    filings: tuple[AfterFiling, ...] = ()
    follow_ups: tuple[FollowUp, ...] = ()
    exhibitors: int | None = None
    not_covered: tuple[tuple[str, str], ...] = ()

    @property
    def figures(self) -> tuple[Figure, ...]:
        """The numbers of the first page. 起 (disputes), 家次 (cases) and 家 (enterprises) are three numbers and stay apart."""
        own = {case.case_id: case for case in self.cases}
        disputes: dict[object, int] = {}
        for case in self.cases:
            disputes.setdefault(case.dispute_id or ("alone", case.case_id), case.case_id)
        return (
            Figure(key="entries", rows="enterprises", ids=tuple(one.enterprise_id for one in self.entries)),
            Figure(
                key="trained",
                rows="enterprises",
                ids=tuple(one.enterprise_id for one in self.entries if one.trained_on),
            ),
            Figure(key="sheets", rows="entries", ids=self.sheets),
            Figure(key="leads", rows="leads", ids=tuple(one.lead_id for one in self.leads)),
            Figure(key="disputes", rows="cases", ids=tuple(sorted(disputes.values()))),
            Figure(key="cases", rows="cases", ids=tuple(sorted(own))),
            Figure(
                key="enterprises",
                rows="enterprises",
                ids=tuple(sorted({case.enterprise_id for case in self.cases})),
            ),
            Figure(key="alerts", rows="alerts", ids=tuple(sorted(one.alert_id for one in self.alerts))),
            Figure(
                key="filings",
                rows="observations",
                ids=tuple(sorted(one.observation_id for one in self.filings)),
            ),
            Figure(
                key="left",
                rows="follow-ups",
                ids=tuple(one.follow_up_id for one in self.follow_ups if one.done_at is None),
            ),
        )
