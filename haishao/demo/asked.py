"""The demo's questionnaires: one of last quarter that ends today, one that waits, and an early signal. All made up."""

import datetime as dt
from decimal import Decimal

from domain.case import CaseChannel, CaseKind, CaseOrigin, NewCase
from domain.period import Period
from domain.survey import NO, YES, Addressed, Questionnaire, Replies, Reply, SurveyState
from domain.survey_templates import template_named
from haishao.demo.cast import FOODS, HOSES, MARK, MEDICAL, STAFF, Cast, form
from jobs import surveying
from jobs.case_opening import ask
from storage import survey_lines, surveys
from storage.survey_answers import answer

_DAYS = 14
_LAST = {
    FOODS: (YES, ("商标被抢注",), ("美国",), 2, "上升"),
    MEDICAL: (NO, (), (), 0, "持平"),
    HOSES: (YES, ("被诉或被申请调查",), ("美国",), 1, "上升"),
}
_NOW = {MEDICAL: (YES, ("电商平台投诉或下架",), ("欧盟",), 1, "上升")}


def ask_enterprises(cast: Cast, today: dt.date) -> None:
    """Sends both questionnaires and takes the answers in, once; the member's own waits to be answered."""
    now = Period.holding(today)
    first = _sent(cast, now.before, today, today, None)
    if survey_lines.survey_of(cast.staff, first, today=today).open:
        _answered(cast, first, _LAST, today)
        surveys.close(cast.staff, first, by=STAFF)
    second = _sent(cast, now, today + dt.timedelta(days=_DAYS), today, first)
    _answered(cast, second, _NOW, today)
    _signal(cast)


def _sent(cast: Cast, period: Period, last_day: dt.date, today: dt.date, of: int | None) -> int:
    template = template_named("observers")
    if template is None:
        raise LookupError("observers")
    says = Questionnaire(
        title=f"{MARK}{template.title}",
        title_en=f"{MARK}{template.title_en}",
        purpose=template.purpose,
        purpose_en=template.purpose_en,
        period=period,
        closes_on=last_day,
        questions=template.questions,
    )
    to = Addressed(enterprises=frozenset(cast.enterprises[name] for name in (FOODS, MEDICAL, HOSES)))
    made = surveys.write(
        cast.staff, says, to, form=form(f"survey {'now' if of else 'before'}"), by=STAFF, of=of
    )
    page = survey_lines.survey_of(cast.staff, made, today=today)
    if page.state is SurveyState.DRAFT:
        surveying.send(cast.staff, made, seen=page.revision, by=STAFF, today=today)
    return made


def _answered(
    cast: Cast,
    survey_id: int,
    said: dict[str, tuple[str, tuple[str, ...], tuple[str, ...], int, str]],
    today: dt.date,
) -> None:
    for one in survey_lines.round_of(cast.staff, survey_id, today=today).asked:
        if one.enterprise in said and one.replies is None:
            met, what, where, count, outlook = said[one.enterprise]
            given = (
                Reply(question="met", chosen=(met,)),
                Reply(question="what", chosen=what),
                Reply(question="where", chosen=where),
                Reply(question="count", number=Decimal(count)),
                Reply(question="outlook", chosen=(outlook,)),
            )
            replies = Replies(given=tuple(reply for reply in given if not reply.empty))
            answer(cast.staff, int(one.number), replies, by=STAFF, today=today)


def _signal(cast: Cast) -> None:
    new = NewCase(
        origin=CaseOrigin.SIGNAL, kind=CaseKind.CUSTOMS, title=f"{MARK}早期信号：货物被海关查扣（美国）", office="US",
        summary=f"{MARK}货代来电：一票货被要求说明商标权属，尚未收到书面通知。", channel=CaseChannel.PHONE, asked_by="外贸部",
    )  # fmt: skip
    ask(cast.staff, cast.enterprises[MEDICAL], new, form=form("early signal"), by=STAFF)
