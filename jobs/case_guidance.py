"""A letter of guidance is drawn from a case, and issued to its enterprise. 指导意见书."""

import datetime as dt
from collections.abc import Iterable, Iterator

from django.utils import timezone

from domain.case import INTERNAL_DAY, Case, CaseDeadline, Right
from domain.deadline import Fee
from domain.guidance import Guidance, GuidanceText, Letter, Option
from domain.jurisdictions import name
from domain.observation import Kind
from domain.plan import Plan, Step
from jobs.case_telling import tell_contacts
from jobs.plans import plan_of
from notifier.wording import days_left
from reports.guidance_letter import guidance_letter
from reports.plan_blocks import step_title
from response.country import Topic, facts_of
from storage import guidance
from storage.alerts import alert_for
from storage.case_days import days_of
from storage.cases import case_of
from storage.together import together
from storage.viewers import NotVisible, Viewer

_TOPICS = {
    Topic.WINDOW: "异议期",
    Topic.OBSERVATIONS: "第三方意见",
    Topic.INVALIDATION: "无效宣告",
    Topic.NON_USE: "不使用撤销",
    Topic.FEE: "官费",
}


class NothingAdvised(ValueError):
    """The draft says no step, so there is nothing to issue."""


def first_text(viewer: Viewer, case_id: int, today: dt.date) -> GuidanceText:
    """What a new draft begins with: the summary of the case, and the papers its plan asks for. Raises `NotVisible`."""
    case = case_of(viewer, case_id)
    plan = _plan(viewer, case, today)
    papers = [paper.says_zh for step in plan.steps for paper in step.papers] if plan else []
    return GuidanceText(
        facts=case.opened_with.summary, evidence="\n".join(dict.fromkeys(f"{one}。" for one in papers))
    )


def draft_file(viewer: Viewer, case_id: int, today: dt.date) -> tuple[str, bytes]:
    """The number and the file of the draft as it would be issued today. Raises `NotVisible`."""
    draft = guidance.draft_of(viewer, case_id)
    if draft is None:
        raise NotVisible(f"guidance of case {case_id}")
    return draft.number, guidance_letter(_letter(viewer, draft, today, draft_still=True))


def issue(viewer: Viewer, case_id: int, *, seen: int, by: str, now: dt.datetime) -> Guidance:
    """Issues the draft that was `seen` and tells the enterprise's contacts; a form sent twice issues one.

    Raises `NotVisible` for anybody but staff, `NothingAdvised`, `storage.guidance.GuidanceChanged`.
    """
    with together():
        draft = guidance.draft_of(viewer, case_id)
        if draft is None or draft.revision != seen:
            raise guidance.GuidanceChanged(str(case_id))
        if not draft.text.steps:
            raise NothingAdvised(draft.number)
        today = timezone.localdate(now)
        made = guidance_letter(_letter(viewer, draft, today, draft_still=False))
        issued = guidance.issue(viewer, case_id, made, seen=seen, by=by, now=now)
        number = case_of(viewer, case_id).number
        tell_contacts(
            case_id,
            subject=(
                f"案件 {number}：指导意见书 {issued.number} 已发出",
                f"Case {number}: letter of guidance {issued.number}",
            ),
            says=_told(days_of(viewer, case_id), today),
            now=now,
        )
    return issued


def _told(days: Iterable[CaseDeadline], today: dt.date) -> tuple[str, str]:
    """What the enterprise is told of a letter, with the nearest of the days that a law sets and that are to come."""
    ahead = (one for one in days if one.met_at is None and one.day >= today)
    legal = [one for one in ahead if not one.says.startswith(INTERNAL_DAY)]
    chinese = "中心已就此案出具指导意见书，请登录案件页查看、下载"
    english = "The centre issued a letter of guidance. Please sign in and read it"
    if not legal:
        return f"{chinese}，并留意其中的截止日。", f"{english}, and mind its last days."
    nearest = min(legal, key=lambda one: one.day)
    left = (nearest.day - today).days
    return (
        f"{chinese}。最近截止日 {nearest.day} {nearest.says}（{days_left(left, 'zh')}）。",
        f"{english}. Nearest last day: {nearest.day}, {nearest.says_en or nearest.says} ({days_left(left, 'en')}).",
    )


def _letter(viewer: Viewer, draft: Guidance, today: dt.date, *, draft_still: bool) -> Letter:
    case = case_of(viewer, draft.case_id)
    plan = _plan(viewer, case, today)
    options, options_of = _options(case, plan, today)
    return Letter(
        case=case,
        number=draft.number,
        text=draft.text,
        days=tuple(one for one in days_of(viewer, draft.case_id) if one.met_at is None),
        options=options,
        options_of=options_of,
        adviser=guidance.adviser_of_letter(draft.text.adviser_id),
        day=today,
        draft=draft_still,
    )


def _plan(viewer: Viewer, case: Case, today: dt.date) -> Plan | None:
    """The plan of the filing the case is about; None for a case of none."""
    alert_id = case.opened_with.alert_id
    if alert_id is None:
        return None
    seen = alert_for(viewer, alert_id).leading.observation
    return plan_of(seen, today) if seen.kind is Kind.FILING else None


def _options(case: Case, plan: Plan | None, today: dt.date) -> tuple[tuple[Option, ...], str]:
    new = case.opened_with
    if plan is not None:
        says = f"按所涉申请目前的状态（{plan.why_state_zh}），下列程序可以采取。"
        return tuple(_of_step(step) for step in plan.steps), says
    if new.office and new.right is Right.TRADEMARK:
        found = tuple(_of_country(new.office, today))
        if found:
            return found, f"下列为{name(new.office, 'zh')}商标程序的一般规则，是否适用于本案须结合案情判断。"
    return (), "本系统没有收录本案所涉国家（地区）该类权利的程序和官费，请向当地代理人询问。"


def _of_step(step: Step) -> Option:
    return Option(
        name=step_title(step, "zh"),
        says=step.says_zh,
        last_day=step.last_day,
        fee=_fee(step.fee),
        origin=step.origin,
        caveat=step.caveat_zh,
    )


def _of_country(office: str, today: dt.date) -> Iterator[Option]:
    for fact in facts_of(office):
        if fact.topic in _TOPICS and fact.in_force(today):
            yield Option(
                name=_TOPICS[fact.topic],
                says="" if fact.topic is Topic.FEE else fact.says_zh,
                fee=fact.says_zh if fact.topic is Topic.FEE else "",
                origin=fact.origin,
                caveat=fact.caveat_zh,
            )


def _fee(fee: Fee | None) -> str:
    return f"{fee.currency} {fee.amount:,}，{fee.per_zh}" if fee else ""
