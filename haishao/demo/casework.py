"""The demo's cases: one being acted on, one won, one major that waits; and what the public and the enterprises are told."""

import datetime as dt
from decimal import Decimal

from domain.advisory import AdvisoryState
from domain.case import (
    Case,
    CaseChannel,
    CaseKind,
    CaseOrigin,
    CaseState,
    Ending,
    Money,
    NewCase,
    Opponent,
    Outcome,
)
from domain.lists import ListKind
from domain.match import Tier
from domain.observation import Kind, Observation, Party, Provenance, Side
from haishao.demo.cast import FOODS, HOSES, MARK, MEDICAL, SECOND, STAFF, Cast, form
from haishao.demo.taken_in import taken_in
from jobs import advising, case_watch
from jobs import bulletin as announcing
from jobs.case_opening import ask, open_from_alert
from response.proceedings import clocks_of
from storage import advisories, advisory_lines, library_drafts
from storage.adviser_lists import advisers
from storage.alert_list import AlertsWanted, alerts_before
from storage.brand_lists import brand_called
from storage.bulletin import BulletinText
from storage.case_advisers import name_adviser
from storage.case_days import days_of, meet_day
from storage.case_facts import assign
from storage.case_notes import add_note, rate, review_case
from storage.case_tasks import add_task
from storage.cases import case_of, move
from storage.proceeding_cases import open_case_in
from storage.proceedings import proceedings
from storage.runs import last_good_run_at

SUITS = "us-usitc-ids"
DOCKET = "337-TA-0000"
"""A number no investigation has."""


def list_proceeding(today: dt.date) -> None:
    """Takes a made-up investigation in, once, as a crawl of its source would, and puts its judging on the queue."""
    if last_good_run_at(SUITS) is not None:
        return
    seen = Observation(
        kind=Kind.PROCEEDING, source=SUITS, ref=DOCKET, docket=DOCKET, sign=f"{MARK}Certain Hydraulic Hose Assemblies",
        office="US", published_on=today - dt.timedelta(days=6), provenance=Provenance.MADE_UP,
        holders=(
            Party(name="Gulfmere Fluidics Inc.", country="US", side=Side.CLAIMANT),
            Party(name="Lutuo Hydraulic Hose (Demo) Co. Ltd", country="CN", side=Side.RESPONDENT),
            Party(name="Wexcombe Fittings Ltd", country="GB", side=Side.RESPONDENT),
        ),
        text="Made up for a demonstration: trademark infringement is alleged.",
    )  # fmt: skip
    taken_in(SUITS, [seen])


def work_on_cases(cast: Cast, today: dt.date) -> None:
    """Opens the three cases and brings each to its state; the public's and the enterprises' words follow from them."""
    _act_on_alert(cast, today)
    won = _win(cast)
    _wait_for_proceeding(cast)
    _tell_library(cast, won)
    _warn(cast)


def _act_on_alert(cast: Cast, today: dt.date) -> None:
    """The gravest open alert about 海蔚鲜 in the United States becomes a case that is acted on."""
    wanted = AlertsWanted(brand_id="HY-01", office="US", tier=Tier.HIGH)
    found = alerts_before(cast.staff, wanted, None, limit=50)
    filings = [line for line in found if line.alert.leading.observation.kind is Kind.FILING]
    if not filings:
        return
    alert_id = min(line.alert.alert_id for line in filings)
    case, _ = open_from_alert(cast.staff, alert_id, by=STAFF, today=today)
    if case.state is not CaseState.RECEIVED:
        return
    assign(cast.staff, case.case_id, cast.staff.user_id, by=STAFF)
    for number, (says, days) in enumerate(
        (("核对企业在先使用证据", 3), ("与 1+1 合作机构确认异议费用", 5), ("起草异议通知书要点", 10))
    ):
        add_task(
            cast.staff, case.case_id, f"{MARK}{says}", whose=cast.second.user_id if number else cast.staff.user_id,
            due_on=today + dt.timedelta(days=days), form=form(f"task {number}"), by=STAFF,
        )  # fmt: skip
    for kind in (ListKind.EXPERTS, ListKind.AGENCIES):
        first = next((one.adviser for one in advisers(cast.staff, kind) if "US" in one.adviser.offices), None)
        if first is not None:
            name_adviser(cast.staff, case.case_id, first.adviser_id, by=STAFF)
    _bring(cast, case, CaseState.TRIAGED, CaseState.ACTING, says=f"{MARK}企业确认提出异议")
    add_note(
        cast.staff, case.case_id, f"{MARK}请补充 2023 年以来的出口单据与包装照片。", shared=True, by=STAFF
    )


def _win(cast: Cast) -> Case:
    """A question asked by telephone, answered, and ended well; the enterprise says how satisfied it is."""
    new = NewCase(
        origin=CaseOrigin.CONSULTATION, kind=CaseKind.TAKEDOWN, title=f"{MARK}境外电商平台商品链接被投诉下架",
        summary=f"{MARK}店铺三条商品链接因商标投诉被平台下架，企业已有当地在先注册。", office="US", body="某电商平台（演示）",
        opponent=Opponent(name="Lakemere Imports Inc.", country="US"), channel=CaseChannel.PHONE, asked_by="品牌负责人",
        reach="brand@demo.example", brand_row=brand_called(cast.staff, "HY-02").row_id,
        claimed=Money(amount=Decimal("20000"), currency="USD"),
    )  # fmt: skip
    case, _ = ask(cast.staff, cast.enterprises[FOODS], new, form=form("consultation"), by=STAFF)
    if case.state is not CaseState.RECEIVED:
        return case
    _bring(cast, case, CaseState.TRIAGED, CaseState.ADVISING, says=f"{MARK}提交在先注册证与反通知")
    ending = Ending(
        outcome=Outcome.WON, words=f"{MARK}平台恢复全部三条链接，投诉被驳回。",
        saved=Money(amount=Decimal("126000"), currency="CNY"), saved_how="三条链接恢复前 30 日平均销售额 × 下架天数（演示）",
        cost=Money(amount=Decimal("4500"), currency="CNY"), answered=True,
    )  # fmt: skip
    move(
        cast.staff,
        case.case_id,
        CaseState.CLOSED,
        by=STAFF,
        seen=CaseState.ADVISING,
        says=f"{MARK}结案",
        ending=ending,
    )
    rate(cast.member, case.case_id, 5, f"{MARK}答复及时，材料清单清楚。", by="member")
    review_case(
        cast.staff,
        case.case_id,
        lesson=f"{MARK}在先注册证和首次销售记录要随店铺存档。",
        better="",
        for_library=True,
        by=STAFF,
    )
    return case


def _wait_for_proceeding(cast: Cast) -> None:
    """The investigation's case is major and waits; the public is told of it without a respondent's name."""
    line = next((one for one in proceedings(cast.staff, named=True) if one.docket == DOCKET), None)
    if line is None:
        return
    drawn = announcing.draft_of(cast.staff, line.proceeding_id)
    text = BulletinText(
        title_zh=_marked(drawn.title_zh),
        title_en=_marked(drawn.title_en),
        says_zh=drawn.says_zh,
        says_en=drawn.says_en,
    )
    announcing.publish(cast.staff, line.proceeding_id, text, by=STAFF)
    clocks = clocks_of(line.newest)
    owner = cast.enterprises[HOSES]
    case, _ = open_case_in(
        cast.staff, line.proceeding_id, owner, clocks, by=STAFF, form=form("investigation")
    )
    if case.state is not CaseState.RECEIVED:
        return
    case_watch.mark(cast.staff, case.case_id, f"{MARK}美国 337 调查，涉及主要出口产品", by=STAFF)
    assign(cast.staff, case.case_id, cast.second.user_id, by=STAFF)
    for day in days_of(cast.staff, case.case_id):
        if "答辩" in day.says:
            meet_day(cast.staff, case.case_id, day.deadline_id, by=STAFF)
    _bring(
        cast,
        case,
        CaseState.TRIAGED,
        CaseState.ADVISING,
        CaseState.WAITING,
        says=f"{MARK}已提交答辩，等待行政法官裁定",
    )


def _marked(words: str) -> str:
    return words if words.startswith(MARK) else MARK + words


def _bring(cast: Cast, case: Case, *states: CaseState, says: str) -> None:
    for state in states:
        stands = case_of(cast.staff, case.case_id).state
        move(cast.staff, case.case_id, state, by=STAFF, seen=stands, says=says if state is states[-1] else "")


def _tell_library(cast: Cast, case: Case) -> None:
    """The case that was won goes into the library without a name, by two people."""
    draft_id = library_drafts.draft_from_case(cast.second, case.case_id, form=form("library"), by=SECOND)
    draft = library_drafts.draft_of(cast.staff, draft_id)
    if draft.state != "draft":
        return
    if draft.left:
        library_drafts.take_names_out(cast.second, draft_id, seen=draft.revision, by=SECOND)
        draft = library_drafts.draft_of(cast.staff, draft_id)
    try:
        library_drafts.ask_for_review(cast.second, draft_id, seen=draft.revision)
        library_drafts.publish(cast.staff, draft_id, seen=draft.revision, by=STAFF)
    except library_drafts.StillNamed:  # it stays a draft, which says whom it names
        return


def _warn(cast: Cast) -> None:
    """A warning written by one, read and signed by another, and sent to two enterprises."""
    words = advisories.Words(
        title=f"{MARK}关于美国抢注类商标申请增多的预警",
        body="近期回放公告中，同一申请人以拼音申请多件中国企业商标。请在异议期内核对在先使用证据，需要协助请联系中心。（演示，非真实预警）",
        offices=("US",),
        industries=("食品", "医疗器械"),
    )
    to = [cast.enterprises[name] for name in (FOODS, MEDICAL)]
    advisory_id = advisories.write(cast.second, words, to, form=form("advisory"), by=SECOND)
    line = advisory_lines.advisory_of(cast.staff, advisory_id)
    if line.state is not AdvisoryState.DRAFT:
        return
    advisories.ask_for_review(cast.second, advisory_id, seen=line.revision)
    advisories.review(cast.staff, advisory_id, seen=line.revision, by=STAFF)
    advising.sign(cast.staff, advisory_id, seen=line.revision, by=STAFF)
