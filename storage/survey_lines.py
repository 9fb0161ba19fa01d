"""How questionnaires are seen: by staff with who was asked, by enterprises that were, and as messages tell of them. 查看问卷."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from domain.case import CaseOrigin
from domain.kept_json import from_data
from domain.period import Period
from domain.survey import Addressed, Asked, Questionnaire, Replies, Round, SurveyState, SurveyTold, closed
from storage.cases import visible_cases
from storage.models import Delivery, Survey, SurveyAnswer, SurveyAsk
from storage.surveys import ASKED, REMINDED, addressed_ids, addressed_of, questionnaire_of
from storage.viewers import NotVisible, Viewer, only_staff

MOST = 200
MOST_ROUNDS = 12
"""Periods a trend goes back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyLine:
    """A questionnaire in the staff's list; `open` takes answers."""

    survey_id: int
    title: str
    title_en: str
    period: Period
    state: SurveyState
    open: bool
    closes_on: dt.date | None
    sent_at: dt.datetime | None
    asked: int
    answered: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyPage:
    """A questionnaire as staff see it. `to_ask` is how many a draft would go to now."""

    survey_id: int
    says: Questionnaire
    to: Addressed
    state: SurveyState
    open: bool
    revision: int
    made_by: str
    sent_at: dt.datetime | None
    sent_by: str
    reminded_at: dt.datetime | None
    closed_at: dt.datetime | None
    closed_by: str
    to_ask: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AskPage:
    """A questionnaire as one enterprise was asked, with the answer that counts. `last_day` is the day it was closed, where that
    was before the day it said.
    """

    ask_id: int
    survey_id: int
    enterprise: str
    says: Questionnaire
    last_day: dt.date | None
    open: bool
    replies: Replies | None
    answered_at: dt.datetime | None
    answered_by: str
    answers: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """An early signal, which is a case from its first day."""

    case_id: int
    number: str
    title: str
    enterprise: str
    state: str
    opened_at: dt.datetime


def surveys(viewer: Viewer, *, today: dt.date) -> tuple[SurveyLine, ...]:
    """Every questionnaire, drafts first, then the newest sent. Raises `NotVisible` for anybody but staff."""
    only_staff(viewer, "questionnaires")
    rows = Survey.objects.annotate(
        n=Count("asks", filter=Q(asks__asked_at__isnull=False), distinct=True),
        said=Count("asks", filter=Q(asks__answers__isnull=False), distinct=True),
    )
    found = list(rows.order_by("-sent_at", "-pk")[:MOST])
    return tuple(_line(row, today) for row in sorted(found, key=lambda row: row.sent_at is not None))


def survey_of(viewer: Viewer, survey_id: int, *, today: dt.date) -> SurveyPage:
    """One questionnaire. Raises `NotVisible` for anybody but staff."""
    row = _row(viewer, survey_id)
    to = addressed_of(row)
    return SurveyPage(
        survey_id=row.pk,
        says=questionnaire_of(row),
        to=to,
        state=SurveyState(row.state),
        open=_open(row, today),
        revision=row.revision,
        made_by=row.made_by,
        sent_at=row.sent_at,
        sent_by=row.sent_by,
        reminded_at=row.reminded_at,
        closed_at=row.closed_at,
        closed_by=row.closed_by,
        to_ask=len(addressed_ids(to)) if row.sent_at is None else 0,
    )


def round_of(viewer: Viewer, survey_id: int, *, today: dt.date) -> Round:
    """A questionnaire that was sent, with everybody who was asked and their last answers. Raises `NotVisible`."""
    return _round(_row(viewer, survey_id), today)


def rounds_before(viewer: Viewer, survey_id: int, *, today: dt.date) -> tuple[Round, ...]:
    """The same questionnaire's periods until this one, the oldest first. Raises `NotVisible`."""
    row = _row(viewer, survey_id)
    root = row.root_id or row.pk
    before = (Q(root=root) | Q(pk=root)) & Q(period__lt=row.period)
    same = Survey.objects.filter(before | Q(pk=row.pk), sent_at__isnull=False)
    found = list(same.order_by("-period", "-pk")[:MOST_ROUNDS])
    return tuple(_round(one, today) for one in reversed(found))


def asks_of(viewer: Viewer, *, today: dt.date, survey_id: int | None = None) -> tuple[AskPage, ...]:
    """What a member's enterprises were asked, what is open first and the nearest day before."""
    rows = _own_asks(viewer)
    if survey_id is not None:
        rows = rows.filter(survey_id=survey_id)
    found = [_ask(row, today) for row in _loaded(rows).order_by("-pk")[:MOST]]
    return tuple(sorted(found, key=lambda one: (not one.open, one.says.closes_on or today)))


def unanswered(viewer: Viewer, *, today: dt.date) -> tuple[AskPage, ...]:
    """Those of them that are open and wait for a first answer, the nearest day first."""
    answered = SurveyAnswer.objects.filter(ask=OuterRef("pk"))
    rows = _own_asks(viewer).exclude(survey__state=SurveyState.CLOSED).exclude(survey__closes_on__lt=today)
    waiting = _loaded(rows.filter(~Exists(answered))).order_by("survey__closes_on", "pk")
    return tuple(_ask(row, today) for row in waiting[:MOST])


def _own_asks(viewer: Viewer) -> QuerySet[SurveyAsk]:
    return SurveyAsk.objects.filter(asked_at__isnull=False, enterprise_id__in=viewer.enterprise_ids)


def ask_of(viewer: Viewer, ask_id: int, *, today: dt.date) -> AskPage:
    """One of them, for its enterprise's people and for staff. Raises `NotVisible`."""
    row = _loaded(visible_asks(viewer)).filter(pk=ask_id).first()
    if row is None:
        raise NotVisible(f"ask {ask_id}")
    return _ask(row, today)


def visible_asks(viewer: Viewer) -> QuerySet[SurveyAsk]:
    """What this viewer may answer, or write an answer down for."""
    rows = SurveyAsk.objects.filter(asked_at__isnull=False)
    return rows if viewer.staff else rows.filter(enterprise_id__in=viewer.enterprise_ids)


def signals(viewer: Viewer, *, limit: int = 10) -> tuple[Signal, ...]:
    """The newest early signals this viewer may see."""
    rows = visible_cases(viewer).filter(origin=CaseOrigin.SIGNAL)
    return tuple(
        Signal(
            case_id=row.pk,
            number=row.number,
            title=row.title,
            enterprise=row.enterprise.name,
            state=row.state,
            opened_at=row.opened_at,
        )
        for row in rows.order_by("-pk")[:limit]
    )


def loaded_surveys(ids: Iterable[tuple[int, int]]) -> dict[tuple[int, int], SurveyTold]:
    """Questionnaires by id and revision of their delivery."""
    wanted = set(ids)
    by_id = Survey.objects.in_bulk({one for one, _ in wanted})
    return {
        (survey_id, revision): SurveyTold(
            survey_id=survey_id,
            title=by_id[survey_id].title,
            purpose=by_id[survey_id].purpose,
            closes_on=by_id[survey_id].closes_on,
            reminder=revision == REMINDED,
        )
        for survey_id, revision in wanted
        if survey_id in by_id
    }


def _loaded(rows: QuerySet[SurveyAsk]) -> QuerySet[SurveyAsk]:
    return rows.select_related("survey", "enterprise").prefetch_related("answers")


def _row(viewer: Viewer, survey_id: int) -> Survey:
    only_staff(viewer, f"questionnaire {survey_id}")
    row = Survey.objects.filter(pk=survey_id).first()
    if row is None:
        raise NotVisible(f"questionnaire {survey_id}")
    return row


def _open(row: Survey, today: dt.date) -> bool:
    state = SurveyState(row.state)
    return state is not SurveyState.DRAFT and not closed(state, row.closes_on, today)


def _line(row: Survey, today: dt.date) -> SurveyLine:
    counts = vars(row)
    return SurveyLine(
        survey_id=row.pk,
        title=row.title,
        title_en=row.title_en,
        period=Period.of(row.period),
        state=SurveyState(row.state),
        open=_open(row, today),
        closes_on=row.closes_on,
        sent_at=row.sent_at,
        asked=counts["n"],
        answered=counts["said"],
    )


def _ask(row: SurveyAsk, today: dt.date) -> AskPage:
    answers = sorted(row.answers.all(), key=lambda one: one.pk)
    last = answers[-1] if answers else None
    return AskPage(
        ask_id=row.pk,
        survey_id=row.survey_id,
        enterprise=row.enterprise.name,
        says=questionnaire_of(row.survey),
        last_day=_last_day(row.survey),
        open=_open(row.survey, today),
        replies=from_data(Replies, last.replies) if last else None,
        answered_at=last.at if last else None,
        answered_by=last.by if last else "",
        answers=len(answers),
    )


def _last_day(row: Survey) -> dt.date | None:
    days = (row.closes_on, timezone.localdate(row.closed_at) if row.closed_at else None)
    return min(filter(None, days), default=None)


def _round(row: Survey, today: dt.date) -> Round:
    """Everything is read in three questions to the database, however many were asked."""
    asks = SurveyAsk.objects.filter(survey=row, asked_at__isnull=False).select_related("enterprise")
    answers: dict[int, list[SurveyAnswer]] = {}
    for answer in SurveyAnswer.objects.filter(ask__survey=row).order_by("pk"):
        answers.setdefault(answer.ask_id, []).append(answer)
    taken = Delivery.objects.filter(survey=row, revision=ASKED, state="delivered")
    reached = set(taken.values_list("contact__enterprise_id", flat=True))
    return Round(
        survey_id=row.pk,
        questionnaire=questionnaire_of(row),
        open=_open(row, today),
        asked=tuple(
            _asked(ask, answers.get(ask.pk, []), ask.enterprise_id in reached)
            for ask in asks.order_by("enterprise__name")
        ),
    )


def _asked(ask: SurveyAsk, answers: list[SurveyAnswer], reached: bool) -> Asked:
    last = answers[-1] if answers else None
    return Asked(
        number=str(ask.pk),
        enterprise=ask.enterprise.name,
        industry=ask.industry,
        reached=reached or last is not None,
        answers=len(answers),
        answered_at=last.at if last else None,
        answered_by=last.by if last else "",
        replies=from_data(Replies, last.replies) if last else None,
    )
