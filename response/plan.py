"""A plan from the dates of a filing and the law of its office. 应对预案.

The order follows what each state leaves open: before publication observations, in the window opposition (or more
time), after it observations again, after registration invalidation and non-use; negotiation, an own filing
and the markets' complaint desks at any time.
"""

import datetime as dt
from dataclasses import dataclass

from domain.deadline import Deadline, NoWindow
from domain.plan import FilingState, Plan, Step
from response.deadlines import deadline
from response.offices import Office, offices
from response.steps import (
    invalidation_steps,
    market_step,
    negotiation_step,
    non_use_steps,
    observation_steps,
    opposition_steps,
    own_filing_step,
)


class UnknownOffice(ValueError):
    """An office of which no rule is kept, so no plan can be drawn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FilingDates:
    """What a plan needs to know of a filing. `office` is a WIPO ST.3 code; days are None when not known."""

    office: str
    madrid: bool = False
    published_on: dt.date | None = None
    registered_on: dt.date | None = None


def draw_plan(filing: FilingDates, today: dt.date) -> Plan:
    """The plan as of `today`. Raises `UnknownOffice` naming a code no rule is kept for."""
    office = offices().get(filing.office.strip().upper())
    if office is None:
        raise UnknownOffice(
            f"尚无该局（{filing.office or '未注明'}）的规则，无法拟定预案 · no rules are kept for this office "
            f"({filing.office or 'not stated'}); give a WIPO ST.3 code such as KR or EM"
        )
    window = deadline(office.code, filing.published_on, madrid=filing.madrid)
    state, why_zh, why_en = _state(filing, window, today)
    registered_on = filing.registered_on or _registered_by_publication(filing, window)
    steps, if_late = _steps(office, state, window, registered_on, today)
    notes_zh, notes_en = _notes(office, window)
    return Plan(
        office=office.code,
        madrid=filing.madrid,
        state=state,
        why_state_zh=why_zh,
        why_state_en=why_en,
        drawn_on=today,
        window=window,
        steps=steps,
        if_late=if_late,
        notes_zh=notes_zh,
        notes_en=notes_en,
    )


def _registered_by_publication(filing: FilingDates, window: Deadline | NoWindow) -> dt.date | None:
    """Where opposition follows registration, the publication is that of the registration."""
    post = isinstance(window, Deadline) and not window.before_registration
    return filing.published_on if post else None


def _state(filing: FilingDates, window: Deadline | NoWindow, today: dt.date) -> tuple[FilingState, str, str]:
    if isinstance(window, Deadline) and today <= window.rolled:
        if window.before_registration and filing.registered_on and filing.registered_on <= today:
            return (
                FilingState.REGISTERED,
                f"资料显示已于 {filing.registered_on} 注册，虽按公告日推算异议期未满，请核实",
                f"registered on {filing.registered_on} by the record, though the window would still be open; please check",
            )
        return (
            FilingState.IN_WINDOW,
            f"{window.published_on} 公告，异议期内",
            f"published on {window.published_on}, within the opposition window",
        )
    if filing.registered_on is not None and filing.registered_on <= today:
        return (
            FilingState.REGISTERED,
            f"已于 {filing.registered_on} 注册",
            f"registered on {filing.registered_on}",
        )
    if isinstance(window, Deadline):
        return _state_after(window)
    if filing.published_on is None:
        return (
            FilingState.UNPUBLISHED,
            "没有公告日期：按尚未公布处理，请先核实",
            "no day of publication: taken as not published yet, please check first",
        )
    return (
        FilingState.UNPUBLISHED,
        f"{window.reason_zh}；按尚未注册处理",
        f"{window.reason_en}; taken as not registered yet",
    )


def _state_after(window: Deadline) -> tuple[FilingState, str, str]:
    if window.before_registration:
        return (
            FilingState.WINDOW_CLOSED,
            f"异议期已于 {window.rolled} 届满，未见注册日期",
            f"the window closed on {window.rolled}; no day of registration is known",
        )
    return (
        FilingState.REGISTERED,
        f"{window.published_on} 注册公告，异议期已于 {window.rolled} 届满",
        f"registration published on {window.published_on}; the window closed on {window.rolled}",
    )


def _steps(
    office: Office,
    state: FilingState,
    window: Deadline | NoWindow,
    registered_on: dt.date | None,
    today: dt.date,
) -> tuple[tuple[Step, ...], tuple[Step, ...]]:
    """The steps of the state, and those left once they are missed."""
    anyway = (negotiation_step(window), own_filing_step(office), market_step(state))
    attack = (
        *invalidation_steps(office, registered_on, today),
        *non_use_steps(office, registered_on, today),
    )
    remarks = observation_steps(office, today)
    match state:
        case FilingState.UNPUBLISHED:
            return (*remarks, *anyway), attack
        case FilingState.IN_WINDOW if isinstance(window, Deadline):
            late = remarks if window.before_registration else ()
            return (*opposition_steps(office, window, today), *anyway), (*late, *attack)
        case FilingState.WINDOW_CLOSED if isinstance(window, Deadline):
            reopened = opposition_steps(office, window, today, late=True)
            return (*reopened, *remarks, *anyway), attack
        case _:
            return (*attack, *anyway), ()


def _notes(office: Office, window: Deadline | NoWindow) -> tuple[tuple[str, ...], tuple[str, ...]]:
    found: list[tuple[str, str]] = []
    if office.code == "WO":
        found.append(
            (
                "国际局不受理异议：请按每个被指定的主管局分别拟定预案",
                "the International Bureau takes no oppositions: draw a plan for each designated office",
            )
        )
    if office.examines_earlier_marks is False:
        found.append(
            (
                "该局审查不主动以在先近似商标驳回：不提异议，对方即可注册",
                "this office does not refuse for earlier similar marks of its own motion: unopposed, the mark is registered",
            )
        )
    if isinstance(window, Deadline) and not window.before_registration:
        found.append(
            (
                "该局先注册后异议：异议期间对方商标已经有效，须同时防范其据此向平台或海关投诉",
                "opposition follows registration here: meanwhile the mark is in force and may be used against you",
            )
        )
    basis = {
        "use": (
            "使用在先可取得权利：重点准备当地在先使用证据（发票、提单、网页存档、展会记录）",
            "rights arise from use: gather proof of earlier local use (invoices, bills of lading, archived pages, fairs)",
        ),
        "file": (
            "申请在先取得权利：重点准备在先注册、知名度与对方恶意的证据",
            "rights arise from filing: gather earlier registrations, reputation and the holder's bad faith",
        ),
        "mixed": (
            "注册与使用均可取得权利：两方面证据均应准备",
            "rights arise from filing and from use: gather proof of both",
        ),
    }
    if office.basis in basis:
        found.append(basis[office.basis])
    return tuple(zh for zh, _ in found), tuple(en for _, en in found)
