"""Survey: a questionnaire the centre sends to enterprises, its questions and what was answered. 问卷.

[国知发保字〔2021〕33号 十三: 观察企业网络; 沪知局保〔2022〕18号 13: 知识产权密集型产业需求动态]
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from domain.period import Period

MOST_QUESTIONS, MOST_OPTIONS = 30, 20
LONGEST_QUESTION, LONGEST_OPTION, LONGEST_ANSWER = 300, 100, 2_000
REMINDED_BEFORE = dt.timedelta(days=3)
"""How long before its last day those who have not answered are reminded."""


class SurveyState(StrEnum):
    """Where a questionnaire stands. One that was sent is not changed any more."""

    DRAFT = "draft"
    SENT = "sent"
    CLOSED = "closed"
    """Closed by hand before its last day."""


class QuestionKind(StrEnum):
    """What may be answered."""

    ONE = "one"
    """单选"""
    SEVERAL = "several"
    """多选"""
    NUMBER = "number"
    """数值, in the unit the question names"""
    TEXT = "text"
    """简答"""
    YES_NO = "yes-no"
    """是否, with a remark"""

    @property
    def has_options(self) -> bool:
        """True where it is answered by choosing among the question's options."""
        return self in (QuestionKind.ONE, QuestionKind.SEVERAL)


YES, NO = "yes", "no"
"""What is chosen of a question of `QuestionKind.YES_NO`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One of the choices. It is known by its Chinese words: worded otherwise it is another, and counted apart."""

    zh: str
    en: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question. `key` stays the same in the copies of a questionnaire, so that answers can be compared over periods."""

    key: str
    kind: QuestionKind
    zh: str
    en: str = ""
    options: tuple[Option, ...] = ()
    unit: str = ""
    required: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What one enterprise says to one question. `chosen` are Chinese words of options, or `YES` or `NO`; `words` is the text,
    or the remark beside a yes or no.
    """

    question: str
    chosen: tuple[str, ...] = ()
    number: Decimal | None = None
    words: str = ""

    @property
    def empty(self) -> bool:
        """True where nothing was said; a remark alone answers no yes-or-no question, and is kept."""
        return not self.chosen and self.number is None and not self.words


@dataclass(frozen=True, slots=True, kw_only=True)
class Replies:
    """All an enterprise said at one time."""

    given: tuple[Reply, ...] = ()

    def to(self, question: str) -> Reply | None:
        """The reply to a question, None where there is none."""
        return next((one for one in self.given if one.question == question), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressed:
    """To whom a questionnaire goes: all who stand on these lists, or are of these industries, or were chosen by name."""

    lists: tuple[str, ...] = ()
    industries: tuple[str, ...] = ()
    enterprises: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Questionnaire:
    """What a questionnaire asks. `closes_on` is the last day answers are taken, None in a draft that has none yet."""

    title: str
    period: Period
    questions: tuple[Question, ...]
    title_en: str = ""
    purpose: str = ""
    purpose_en: str = ""
    closes_on: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """An enterprise that was asked. `number` names it in figures; `industry` is the one it had when it was asked.

    `reached` says that a message to one of its contacts was taken, or that somebody answered; `replies` is the last
    answer, None while there is none.
    """

    number: str
    enterprise: str
    industry: str
    reached: bool
    answers: int = 0
    answered_at: dt.datetime | None = None
    answered_by: str = ""
    replies: Replies | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """A questionnaire that was sent, with everybody who was asked: one period of a trend."""

    survey_id: int
    questionnaire: Questionnaire
    asked: tuple[Asked, ...]
    open: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyTold:
    """A questionnaire as a contact is told of it; `reminder` is the second time."""

    survey_id: int
    title: str
    purpose: str
    closes_on: dt.date | None
    reminder: bool


class Trouble(StrEnum):
    """What may be wrong with an answer."""

    MISSING = "missing"
    UNKNOWN = "unknown"
    """Chosen is what is no option of the question."""
    TOO_MANY = "too-many"
    """More than one where one is to be chosen."""


def troubles(questions: Sequence[Question], replies: Replies) -> dict[str, Trouble]:
    """What is wrong with an answer, by the question's key; empty where it can be taken."""
    found = {}
    for question in questions:
        reply = replies.to(question.key) or Reply(question=question.key)
        if trouble := _trouble(question, reply):
            found[question.key] = trouble
    return found


def _trouble(question: Question, reply: Reply) -> Trouble | None:
    allowed = {one.zh for one in question.options} if question.kind.has_options else {YES, NO}
    if set(reply.chosen) - allowed:
        return Trouble.UNKNOWN
    if len(reply.chosen) > 1 and question.kind is not QuestionKind.SEVERAL:
        return Trouble.TOO_MANY
    said = {QuestionKind.NUMBER: reply.number is not None, QuestionKind.TEXT: bool(reply.words)}
    answered = said.get(question.kind, bool(reply.chosen))
    return Trouble.MISSING if question.required and not answered else None


def closed(state: SurveyState, closes_on: dt.date | None, today: dt.date) -> bool:
    """Whether a questionnaire that was sent takes no more answers."""
    return state is SurveyState.CLOSED or (closes_on is not None and closes_on < today)


def comparable(question: Question, others: Iterable[Question]) -> Question | None:
    """The same question of another period: of the same key, kind and unit."""
    return next(
        (
            one
            for one in others
            if (one.key, one.kind, one.unit) == (question.key, question.kind, question.unit)
        ),
        None,
    )
