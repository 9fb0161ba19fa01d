"""The forms of a questionnaire: what staff write of it, and what an enterprise answers. 问卷表单."""

import datetime as dt
import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from django.http import QueryDict

from console.typed import day, row_id
from domain.period import BadPeriod, Period
from domain.survey import (
    LONGEST_ANSWER,
    LONGEST_OPTION,
    LONGEST_QUESTION,
    MOST_OPTIONS,
    MOST_QUESTIONS,
    Addressed,
    Option,
    Question,
    QuestionKind,
    Questionnaire,
    Replies,
    Reply,
)

LONGEST_TITLE, LONGEST_PURPOSE, LONGEST_UNIT = 120, 1_000, 20
_KEY = re.compile(r"[a-z0-9-]{1,40}")
_BLANKS = 3
_MOST_NUMBER = Decimal(10) ** 15


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionRow:
    """A question as it was typed; `options` a line each, "中文 | English"."""

    key: str = ""
    kind: str = QuestionKind.ONE
    zh: str = ""
    en: str = ""
    options: str = ""
    unit: str = ""
    required: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """The form as it was typed, and what is wrong with it: keys of words, with the number of the question or 0."""

    title: str = ""
    title_en: str = ""
    purpose: str = ""
    purpose_en: str = ""
    period: str = ""
    closes_on: str = ""
    rows: tuple[QuestionRow, ...] = ()
    to: Addressed = field(default_factory=Addressed)
    problems: tuple[tuple[str, int], ...] = ()


def shown(says: Questionnaire, to: Addressed) -> Typed:
    """A questionnaire in the form."""
    return Typed(
        title=says.title,
        title_en=says.title_en,
        purpose=says.purpose,
        purpose_en=says.purpose_en,
        period=str(says.period),
        closes_on=says.closes_on.isoformat() if says.closes_on else "",
        rows=tuple(map(_row, says.questions)),
        to=to,
    )


def with_blanks(typed: Typed, *, least: int = 0) -> tuple[QuestionRow, ...]:
    """Its questions and room for more."""
    room = max(_BLANKS, least - len(typed.rows))
    return (*typed.rows, *(QuestionRow() for _ in range(room)))[:MOST_QUESTIONS]


def typed_survey(asked: QueryDict) -> tuple[Typed, Questionnaire | None]:
    """What was typed, and the questionnaire where nothing is wrong with it."""
    rows = _rows(asked)
    problems: list[tuple[str, int]] = []
    questions = tuple(_question(one, number, problems) for number, one in enumerate(rows, 1))
    if len({one.key for one in questions}) < len(questions):
        problems.append(("survey_bad_same_key", 0))
    title = _text(asked, "title")[: 2 * LONGEST_TITLE]
    period, closes_on = _period(asked, problems), _day(asked, problems)
    if not title:
        problems.insert(0, ("survey_bad_title", 0))
    if not rows:
        problems.append(("survey_bad_no_questions", 0))
    purpose, purpose_en, title_en = (_text(asked, one) for one in ("purpose", "purpose_en", "title_en"))
    if max(len(title), len(title_en)) > LONGEST_TITLE or max(len(purpose), len(purpose_en)) > LONGEST_PURPOSE:
        problems.append(("survey_bad_too_long", 0))
    typed = Typed(
        title=title,
        title_en=title_en,
        purpose=purpose,
        purpose_en=purpose_en,
        period=_text(asked, "period"),
        closes_on=_text(asked, "closes_on"),
        rows=rows,
        to=_to(asked),
        problems=tuple(problems),
    )
    if problems or period is None:
        return typed, None
    return typed, Questionnaire(
        title=title,
        title_en=title_en,
        purpose=purpose,
        purpose_en=purpose_en,
        period=period,
        closes_on=closes_on,
        questions=questions,
    )


def _rows(asked: QueryDict) -> tuple[QuestionRow, ...]:
    """The questions that say something, in the order of their places."""
    count = min(row_id(asked.get("rows", "")) or 0, MOST_QUESTIONS)
    found = []
    for at in range(count):
        zh = _text(asked, f"zh-{at}")
        if not zh and not _text(asked, f"options-{at}"):
            continue
        key = asked.get(f"key-{at}", "")
        row = QuestionRow(
            key=key if _KEY.fullmatch(key) else uuid.uuid4().hex[:12],
            kind=asked.get(f"kind-{at}", ""),
            zh=zh,
            en=_text(asked, f"en-{at}"),
            options=_text(asked, f"options-{at}"),
            unit=_text(asked, f"unit-{at}"),
            required=asked.get(f"required-{at}") == "yes",
        )
        typed = asked.get(f"place-{at}", "")
        place = int(typed) if typed.isdecimal() and len(typed) < 4 else at + 1
        moved = (place > at + 1) - (
            place < at + 1
        )  # one that goes down stands after what is there, one that goes up before
        found.append((place, moved, at, row))
    return tuple(row for *_, row in sorted(found, key=lambda one: one[:3]))


def _question(row: QuestionRow, number: int, problems: list[tuple[str, int]]) -> Question:
    kind = QuestionKind(row.kind) if row.kind in set(QuestionKind) else QuestionKind.TEXT
    options = _options(row.options) if kind.has_options else ()
    if not row.zh:
        problems.append(("survey_bad_question", number))
    if kind.has_options and not 2 <= len(options) <= MOST_OPTIONS:
        problems.append(("survey_bad_options", number))
    if len({one.zh for one in options}) < len(options):
        problems.append(("survey_bad_same_option", number))
    longest = max((len(text) for one in options for text in (one.zh, one.en)), default=0)
    if (
        max(len(row.zh), len(row.en)) > LONGEST_QUESTION
        or longest > LONGEST_OPTION
        or len(row.unit) > LONGEST_UNIT
    ):
        problems.append(("survey_bad_long_question", number))
    return Question(
        key=row.key,
        kind=kind,
        zh=row.zh,
        en=row.en,
        options=options,
        unit=row.unit if kind is QuestionKind.NUMBER else "",
        required=row.required,
    )


def _options(lines: str) -> tuple[Option, ...]:
    pairs = (line.replace("｜", "|").partition("|") for line in lines.splitlines())
    return tuple(Option(zh=zh.strip(), en=en.strip()) for zh, _, en in pairs if zh.strip())


def _row(question: Question) -> QuestionRow:
    lines = (f"{one.zh} | {one.en}" if one.en else one.zh for one in question.options)
    return QuestionRow(
        key=question.key,
        kind=question.kind.value,
        zh=question.zh,
        en=question.en,
        options="\n".join(lines),
        unit=question.unit,
        required=question.required,
    )


def _period(asked: QueryDict, problems: list[tuple[str, int]]) -> Period | None:
    try:
        return Period.of(_text(asked, "period"))
    except BadPeriod:
        problems.append(("survey_bad_period", 0))
        return None


def _day(asked: QueryDict, problems: list[tuple[str, int]]) -> dt.date | None:
    typed = _text(asked, "closes_on")
    found = day(typed)
    if typed and found is None:
        problems.append(("survey_bad_day", 0))
    return found


def _to(asked: QueryDict) -> Addressed:
    ids = (row_id(one) for one in asked.getlist("enterprises"))
    return Addressed(
        lists=tuple(asked.getlist("lists")),
        industries=tuple(sorted({one[:60] for one in asked.getlist("industries")})),
        enterprises=frozenset(one for one in ids if one is not None),
    )


def _text(asked: QueryDict, name: str) -> str:
    return asked.get(name, "").replace("\0", "").replace("\r\n", "\n").strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerField:
    """A question with what was answered or typed, and the key of what is wrong with it."""

    question: Question
    chosen: tuple[str, ...] = ()
    number: str = ""
    words: str = ""
    problem: str = ""


def answer_fields(
    questions: tuple[Question, ...],
    replies: Replies | None,
    problems: Mapping[str, str],
    typed: QueryDict | None,
) -> tuple[AnswerField, ...]:
    """The questions with the answer that stands, or with what was typed."""
    if typed is not None:
        return tuple(
            AnswerField(
                question=one,
                chosen=tuple(typed.getlist(f"a-{one.key}")),
                number=typed.get(f"a-{one.key}", "")[:40],
                words=typed.get(f"w-{one.key}", "")[: 2 * LONGEST_ANSWER],
                problem=problems.get(one.key, ""),
            )
            for one in questions
        )
    return tuple(_answered(one, (replies.to(one.key) if replies else None)) for one in questions)


def _answered(question: Question, reply: Reply | None) -> AnswerField:
    if reply is None:
        return AnswerField(question=question)
    number = "" if reply.number is None else f"{reply.number:f}"
    return AnswerField(question=question, chosen=reply.chosen, number=number, words=reply.words)


def typed_replies(questions: tuple[Question, ...], asked: QueryDict) -> tuple[Replies, dict[str, str]]:
    """What was answered, and the keys of what cannot be read, by question."""
    given, problems = [], {}
    for one in questions:
        words = _text(asked, f"w-{one.key}")
        if len(words) > LONGEST_ANSWER:
            problems[one.key] = "survey_bad_answer_long"
        chosen = tuple(filter(None, asked.getlist(f"a-{one.key}")))[: MOST_OPTIONS + 1]
        reply = Reply(question=one.key, words=words)
        if one.kind is QuestionKind.NUMBER:
            reply, wrong = _number(one, _text(asked, f"a-{one.key}"))
            problems |= {one.key: "survey_bad_number"} if wrong else {}
        elif one.kind is not QuestionKind.TEXT:
            order = [option.zh for option in one.options]
            chosen = tuple(
                sorted(set(chosen), key=lambda value: order.index(value) if value in order else -1)
            )
            reply = Reply(
                question=one.key, chosen=chosen, words=words if one.kind is QuestionKind.YES_NO else ""
            )
        if not reply.empty:
            given.append(reply)
    return Replies(given=tuple(given)), problems


def _number(question: Question, typed: str) -> tuple[Reply, bool]:
    text = typed.replace(",", "").replace("，", "")
    if not text:
        return Reply(question=question.key), False
    try:
        number = Decimal(text)
    except InvalidOperation:
        return Reply(question=question.key), True
    if not number.is_finite() or not 0 <= number < _MOST_NUMBER or -int(number.as_tuple().exponent) > 4:
        return Reply(question=question.key), True
    return Reply(question=question.key, number=number), False
