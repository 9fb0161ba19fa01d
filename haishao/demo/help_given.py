"""The demo's help beside the cases' work: a letter of guidance, time of an adviser, a rating, unfair treatment, consultations."""

import datetime as dt

from django.utils import timezone

from domain.case import Case, CaseChannel, CaseOrigin, CaseState, Right
from domain.consultation import NewConsultation
from domain.guidance import GuidanceText
from domain.unfair import NewUnfair, UnfairBody
from haishao.demo.cast import FOODS, HOSES, MARK, MEMBER, STAFF, Cast, form
from jobs import case_guidance, unfair_treatment
from storage.adviser_help import log_time, rate_adviser
from storage.case_advisers import advisers_for, name_adviser, named_for
from storage.cases import cases
from storage.consultations import log_consultation
from storage.guidance import guidance_of, save_draft
from storage.unfair import refer_unfair


def give_help(cast: Cast, today: dt.date) -> None:
    """Writes everything down once, however often the demo is run."""
    owner = cast.enterprises[FOODS]
    for case in cases(cast.staff, enterprise_id=owner):
        if case.opened_with.origin is CaseOrigin.ALERT and case.state is CaseState.ACTING:
            _guide(cast, case)
            _log(cast, case, today)
        if case.state is CaseState.CLOSED:
            _rate(cast, case, today)
    _report_unfair(cast, today)
    _consult(cast, today)


def _guide(cast: Cast, case: Case) -> None:
    if guidance_of(cast.staff, case.case_id):
        return
    now = timezone.now()
    first = case_guidance.first_text(cast.staff, case.case_id, timezone.localdate(now))
    named = named_for(cast.staff, case.case_id)
    text = GuidanceText(
        facts=f"{MARK}他人在美国申请与贵企业品牌相同的商标，该申请已公告，处于异议期内。",
        options=f"{MARK}建议以异议为主，同时准备在先使用证据；是否延期由代理人根据进度决定。",
        evidence=first.evidence,
        steps=f"{MARK}一、三日内签署委托书。\n二、整理对美出口单据和包装照片。\n三、在截止日前提交异议通知书。",
        adviser_id=named[0].adviser.adviser_id if named else None,
    )
    draft = save_draft(cast.staff, case.case_id, text, seen=0, by=STAFF)
    case_guidance.issue(cast.staff, case.case_id, seen=draft.revision, by=STAFF, now=now)


def _log(cast: Cast, case: Case, today: dt.date) -> None:
    for number, one in enumerate(named_for(cast.staff, case.case_id)):
        log_time(
            cast.staff, case.case_id, one.adviser.adviser_id, day=today - dt.timedelta(days=number), minutes=(90, 40)[number % 2],
            what=f"{MARK}审阅异议材料清单", paid=bool(number), form=form(f"time {number}"), by=STAFF,
        )  # fmt: skip


def _rate(cast: Cast, case: Case, today: dt.date) -> None:
    named = named_for(cast.staff, case.case_id)
    if not named:
        fitting = advisers_for(cast.staff, case.case_id)
        if not fitting:
            return
        name_adviser(cast.staff, case.case_id, fitting[0].adviser.adviser_id, by=STAFF)
        named = named_for(cast.staff, case.case_id)
    adviser_id = named[0].adviser.adviser_id
    log_time(
        cast.staff, case.case_id, adviser_id, day=today, minutes=60, what=f"{MARK}核对反通知", paid=False,
        form=form("time of the rated"), by=STAFF,
    )  # fmt: skip
    rate_adviser(cast.member, case.case_id, adviser_id, 5, f"{MARK}材料清单清楚。", by=MEMBER)


def _report_unfair(cast: Cast, today: dt.date) -> None:
    new = NewUnfair(
        right=Right.TRADEMARK, office="BR", body_kind=UnfairBody.CUSTOMS, body="某港口海关（演示）",
        title=f"{MARK}货物被扣留三周，未给书面理由", facts=f"{MARK}两个货柜因商标查验被扣留三周，企业多次询问未获书面理由。",
        evidence=f"{MARK}提单、往来邮件", wishes=f"{MARK}请转交商务部门了解情况，并请对方给出书面理由。", confidential=True,
    )  # fmt: skip
    case, _ = unfair_treatment.report(cast.staff, cast.enterprises[HOSES], new, form=form("unfair"), by=STAFF)
    refer_unfair(
        cast.staff, case.case_id, to="商务主管部门", way=f"{MARK}函", sent_on=today, form=form("unfair referred"), by=STAFF
    )  # fmt: skip


def _consult(cast: Cast, today: dt.date) -> None:
    asked = (
        (
            CaseChannel.PHONE,
            FOODS,
            "陈女士（演示）",
            "马德里指定与单独申请如何选",
            "已说明两种途径的官费和期限。",
            25,
        ),
        (
            CaseChannel.WINDOW,
            None,
            "某小微企业（演示）",
            "参展前要不要查商标",
            "已告知展前排查服务和所需材料。",
            15,
        ),
        (
            CaseChannel.VISIT,
            HOSES,
            "法务（演示）",
            "收到境外律师函如何答复",
            "建议先核对权利，不自行承认；可转为案件。",
            50,
        ),
    )
    for number, (channel, enterprise, who, subject, answer, minutes) in enumerate(asked):
        new = NewConsultation(
            channel=channel, day=today - dt.timedelta(days=number), who=who, subject=f"{MARK}{subject}", answer=answer,
            minutes=minutes, enterprise_id=cast.enterprises[enterprise] if enterprise else None,
        )  # fmt: skip
        log_consultation(cast.staff, new, form=form(f"consultation {number}"), by=STAFF)
