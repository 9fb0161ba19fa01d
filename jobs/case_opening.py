"""A case is opened: from an alert with what the plan of its filing says, or by a request. 立案."""

import datetime as dt
import uuid

from django.conf import settings

from domain.alert import Alert
from domain.case import INTERNAL_DAY, Case, CaseKind, CaseOrigin, NewCase, Opponent
from domain.deadline import Deadline
from domain.jurisdictions import name
from domain.observation import Kind, Observation
from domain.of_others import uncounted
from domain.plan import Plan, Step, StepKind
from jobs.plans import plan_of
from reports.plan_blocks import step_title
from reports.wording import PROVENANCE
from storage import notices
from storage.alerts import alert_for
from storage.case_days import NewDay, add_days
from storage.case_list import whose_alert
from storage.cases import CaseOpen, open_case
from storage.throttle import take_turns
from storage.together import together
from storage.viewers import Viewer, only_staff

MOST_ASKED = 10
"""Requests, and notes, of one user of an enterprise in an hour."""

MOST_FILES = 60
"""Files of one user of an enterprise in an hour."""

KINDS = {
    Kind.FILING: CaseKind.SQUATTING,
    Kind.LISTING: CaseKind.TAKEDOWN,
    Kind.EXHIBITOR: CaseKind.FAIR,
    Kind.PROCEEDING: CaseKind.LAWSUIT,
}
"""What a case from an alert is first taken for; the staff change it where it is another."""


class TooManyAsked(ValueError):
    """This user asked `MOST_ASKED` times, or sent `MOST_FILES`, within the hour."""


def open_from_alert(viewer: Viewer, alert_id: int, *, by: str, today: dt.date) -> tuple[Case, bool]:
    """Opens the case of an alert, with brand, office, opponent, number, classes and the days of its plan filled in, and says
    whether it was opened now: an alert has one that is not ended. Raises `NotVisible` for anybody but staff.
    """
    only_staff(viewer, f"alert {alert_id}")
    alert = alert_for(viewer, alert_id)
    enterprise_id, brand_row = whose_alert(viewer, alert_id)
    seen = alert.leading.observation
    new = NewCase(
        origin=CaseOrigin.ALERT,
        kind=KINDS[seen.kind],
        title=_title(alert, seen),
        summary=uncounted(alert.leading.evidence[0].says) if alert.leading.evidence else "",
        office=seen.office,
        right_number=seen.ref,
        classes=alert.classes,
        opponent=Opponent(name=alert.holder, country=_country(seen)),
        observed_on=seen.published_on or seen.filed_on,
        brand_row=brand_row,
        alert_id=alert_id,
    )
    with together():
        try:
            case, opened = open_case(viewer, enterprise_id, new, by=by)
        except CaseOpen as before:
            return before.case, False
        plan = plan_of(seen, today) if seen.kind is Kind.FILING else None
        if plan is not None:
            add_days(viewer, case.case_id, days_of_plan(plan), by=by)
    return case, opened


def _title(alert: Alert, seen: Observation) -> str:
    return title_of(alert, seen, name(seen.office, "zh") if seen.office else "")


def title_of(alert: Alert, seen: Observation, about: str) -> str:
    """Brand, what it is about, and the sign. What is not the world as it is says so, since every list and message shows this."""
    label, _ = PROVENANCE[seen.provenance]
    mark = f"【{label}】" if label else ""
    return f"{mark}{alert.brand}：{about}“{seen.sign[:60] or '图形标识'}”"


def _country(seen: Observation) -> str:
    return next((party.country for party in seen.holders if party.country), "")


def days_of_plan(plan: Plan) -> list[NewDay]:
    """The days of a plan that have not passed: the nominal last day of each step, and the day by which its papers must be under
    way, with rule, source, day of checking and confidence.
    """
    found = []
    for step in plan.steps:
        title, title_en = step_title(step, "zh"), step_title(step, "en")
        if step.last_day and step.last_day >= plan.drawn_on and step.kind is not StepKind.EXTENSION:
            found.append(_day(step.last_day, title, title_en, step, plan))
        if step.internal_day and step.internal_day >= plan.drawn_on:
            says = f"{INTERNAL_DAY}{title}文件着手准备"
            says_en = f"Internal day: papers under way for “{title_en}”"
            found.append(_day(step.internal_day, says, says_en, step, plan))
    return list({(one.says, one.day): one for one in found}.values())


def _day(day: dt.date, says: str, says_en: str, step: Step, plan: Plan) -> NewDay:
    rule, rule_en = step.says_zh, step.says_en
    if step.kind is StepKind.OPPOSITION and isinstance(plan.window, Deadline):
        rule = f"{rule}：{plan.window.last_day.rule_zh}"
        rule_en = f"{rule_en}: {plan.window.last_day.rule_en}"
    caveat = f"（{step.caveat_zh}）" if step.caveat_zh else ""
    caveat_en = f" ({step.caveat_en})" if step.caveat_en else ""
    origin = step.origin
    return NewDay(
        says=says,
        says_en=says_en,
        day=day,
        rule=f"{rule}{caveat}",
        rule_en=f"{rule_en}{caveat_en}",
        source=origin.source if origin else "",
        checked_on=origin.checked_on if origin else None,
        confidence=origin.confidence if origin else None,
    )


def ask(viewer: Viewer, enterprise_id: int, new: NewCase, *, form: uuid.UUID, by: str) -> tuple[Case, bool]:
    """Opens a case by a request; a form sent twice opens one. Of a request that an enterprise sends itself the staff are told.

    Raises `NotVisible`, `TooManyAsked`.
    """
    with together():
        case, opened = open_case(viewer, enterprise_id, new, by=by, form=form)
        if opened and not viewer.staff:
            refuse_too_many(viewer, by)
            tell_staff(case, by)
    return case, opened


def tell_staff(case: Case, by: str) -> None:
    """Tells the staff of a request that an enterprise sent; of a confidential one they hear the number alone."""
    new, page = case.opened_with, address_of(case.case_id)
    if new.confidential:
        tell_of_confidential(case)
        return
    notices.open_notice(
        subject=(
            f"新的求助：{case.enterprise} · {case.number}",
            f"New request: {case.enterprise} · {case.number}",
        ),
        says=(
            f"{case.enterprise}的{by}提交：{new.title}。{new.summary[:200]} {page}",
            f"{by} of {case.enterprise} asks: {new.title}. {new.summary[:200]} {page}",
        ),
    )


def tell_of_confidential(case: Case) -> None:
    """Tells the staff that there is something of a confidential case, and no more."""
    page = address_of(case.case_id)
    notices.open_notice(
        subject=(f"保密案件 {case.number} 有新内容", f"Confidential case {case.number}: something new"),
        says=(
            f"内容保密，仅承办人和平台管理员可登录查看：{page}",
            f"Confidential; whoever has it in hand and platform administrators sign in to read it: {page}",
        ),
    )


def refuse_too_many(viewer: Viewer, by: str) -> None:
    """Raises `TooManyAsked` once a user of an enterprise asked as often as may be in an hour."""
    if take_turns(f"requests of user {viewer.user_id}", MOST_ASKED, 3600.0, 1) > 0:
        raise TooManyAsked(by)


def refuse_too_many_files(viewer: Viewer, by: str) -> None:
    """Raises `TooManyAsked` once a user of an enterprise sent `MOST_FILES` within the hour."""
    if not viewer.staff and take_turns(f"files of user {viewer.user_id}", MOST_FILES, 3600.0, 1) > 0:
        raise TooManyAsked(by)


def address_of(case_id: int) -> str:
    """The address of a case's page as recipients reach it."""
    return f"{settings.BASE_URL.rstrip('/')}/cases/{case_id}"
