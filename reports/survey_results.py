"""What enterprises answered to a questionnaire, counted: returns, each question by industry, its trend. 问卷结果。

Figures count enterprises (家), each once, by its last answer. Their ids are the numbers of those asked; inside the centre a
sheet says whose they are, outside it nothing does.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from domain.report import Chapter, Figure, FigureTable, Report, ReportKind, Said, WordTable, figures_in
from domain.survey import NO, YES, Asked, Question, QuestionKind, Reply, Round, comparable
from reports import small_cells
from reports.counting import share
from reports.reckoning import Sum
from reports.survey_numbers import number_table
from reports.survey_words import ALL, COUNTED_ASKS, NOBODY_ASKED, columns_of, counted_asks, grouped_asks

_MOST_TEXTS = 500
_YES_NO = ((YES, Said(zh="是", en="Yes")), (NO, Said(zh="否", en="No")))


def survey_report(rounds: Sequence[Round], *, as_of: dt.datetime, outside: bool = False) -> Report:
    """The results of the last of these periods, the oldest first. `outside` is the form that may leave the centre: figures behind
    which there are fewer than three enterprises are hidden with what would tell them, and no words of anybody are in it.
    """
    now = rounds[-1]
    says = now.questionnaire
    chapters = (
        Chapter(says=Said(zh="回收情况", en="Returns"), tables=(returns(now),)),
        Chapter(
            says=Said(zh="各题统计", en="Question by question"),
            tables=tuple(
                table for one in says.questions if (table := _table_of(one, now, outside=outside)) is not None
            ),
        ),
        *_trends(rounds),
    )
    chapters = _safe(chapters) if outside else (*chapters, *_words_of(now))
    first = chapters[0]
    chapters = (replace(first, tables=(*first.tables, _rates(first.tables[0]))), *chapters[1:])
    return Report(
        kind=ReportKind.SURVEY,
        period=says.period,
        as_of=as_of,
        about="对外（小样本不公布）" if outside else "内部使用，含企业名称与原文",
        title=says.title,
        public=outside,
        chapters=(
            *chapters,
            Chapter(says=Said(zh="口径", en="Definitions"), sentences=_definitions(now, outside)),
        ),
        whole=None if outside else _whole(now),
    )


def returns(now: Round) -> FigureTable:
    """Who answered and who did not, by industry; both are all who were asked."""
    groups = grouped_asks(now.asked)
    kinds = (
        ("answered", Said(zh="已答复", en="Answered"), (True,)),
        ("silent", Said(zh="未答复", en="Not answered"), (False,)),
        ("asked", ALL, (True, False)),
    )
    rows = []
    for name, says, wanted in kinds:
        figures = tuple(
            counted_asks(
                f"returns.{name}.{at}",
                [one for one in asked if (one.replies is not None) in wanted],
                says,
                among=len(asked),
            )
            for at, (_, asked) in enumerate(groups)
        )
        rows.append((says, figures))
    return FigureTable(
        name="returns",
        says=Said(zh="回收情况（家）", en="Returns, in enterprises"),
        corner=Said(zh="", en=""),
        columns=columns_of(groups),
        rows=tuple(rows),
    )


def not_reached(now: Round) -> tuple[Asked, ...]:
    """Those no message reached and who did not answer either."""
    return tuple(one for one in now.asked if not one.reached)


def _rates(table: FigureTable) -> FigureTable:
    """Answered of asked, in per cent; where either may not be shown, nor may this."""
    (_, answered), _, (_, asked) = table.rows
    says = Said(zh="回收率", en="Response rate")
    means = Said(zh="已答复家数÷发出家数。", en="Enterprises that answered, of those asked.")
    figures = tuple(
        _rate(f"rate.{at}", a, b, says, means)
        for at, (a, b) in enumerate(zip(answered, asked, strict=True))
        if a and b
    )
    return FigureTable(
        name="rate", says=Said(zh="回收率（%）", en="Response rate, %"), corner=Said(zh="", en=""), columns=table.columns,
        rows=((says, figures),),
    )  # fmt: skip


def _rate(name: str, answered: Figure, asked: Figure, says: Said, means: Said) -> Figure:
    hidden = next((one.why for one in (answered, asked) if one.value is None), None)
    found = share(name, answered, asked, says, means)
    if hidden is not None:
        return replace(found, value=None, ids=(), why=hidden)
    return replace(found, why=NOBODY_ASKED) if found.value is None else found


def _table_of(question: Question, now: Round, *, outside: bool) -> FigureTable | None:
    """The counts of a question by industry, None for a text. Numbers go outside for all enterprises together alone: what is
    hidden of one industry could be worked out of the means and sums of the others.
    """
    groups = grouped_asks(now.asked)
    if question.kind is QuestionKind.TEXT:
        return None
    names = [*map(str, range(len(groups) - 1)), f"@{now.questionnaire.period}"]
    heads, each = columns_of(groups), [asked for _, asked in groups]
    if question.kind is QuestionKind.NUMBER:
        first = len(groups) - 1 if outside else 0
        return number_table(
            f"q.{question.key}", _said(question), question, each[first:], heads[first:], names[first:]
        )
    return _choices(
        f"q.{question.key}", _said(question), question, [(question, asked) for asked in each], heads, names
    )


def _trends(rounds: Sequence[Round]) -> tuple[Chapter, ...]:
    """Each question over the periods it was asked in the same way."""
    if len(rounds) < 2:
        return ()
    columns = tuple(
        Said(zh=str(one.questionnaire.period), en=str(one.questionnaire.period)) for one in rounds
    )
    names = [f"@{one.questionnaire.period}" for one in rounds]
    tables = []
    for question in rounds[-1].questionnaire.questions:
        says = _said(question)
        asked = [(comparable(question, one.questionnaire.questions), one.asked) for one in rounds]
        if question.kind is QuestionKind.NUMBER:
            each = [those if same else () for same, those in asked]
            tables.append(number_table(f"trend.q.{question.key}", says, question, each, columns, names))
        elif question.kind is not QuestionKind.TEXT:
            tables.append(_choices(f"trend.q.{question.key}", says, question, asked, columns, names))
    return (Chapter(says=Said(zh="历期变化", en="Over the periods"), tables=tuple(tables)),) if tables else ()


def _choices(
    name: str, says: Said, question: Question, columns: Sequence[tuple[Question | None, Sequence[Asked]]],
    heads: tuple[Said, ...], names: Sequence[str],
) -> FigureTable:  # fmt: skip
    """A line an option, and one of all who answered; where only one may be chosen, that one is the sum of the others."""
    options = _options(question)
    single = question.kind is not QuestionKind.SEVERAL
    last = ALL if single else Said(zh="答题企业", en="Answered it")
    lines = []
    for row, (value, words) in enumerate(options):
        lines.append((words, tuple(
            counted_asks(f"{name}.{row}.{at}", [one for one in asked if value in _chosen(one, question)], words,
                         among=sum(bool(_chosen(one, question)) for one in asked))
            if same is not None and value in {chosen for chosen, _ in _options(same)} else None
            for at, (same, asked) in zip(names, columns, strict=True)
        )))  # fmt: skip
    everybody = tuple(
        counted_asks(f"{name}.all.{at}", [one for one in asked if _chosen(one, question)], last) if same is not None else None
        for at, (same, asked) in zip(names, columns, strict=True)
    )  # fmt: skip
    note = Said(zh="可多选，各项之和可大于答题企业数。", en="Several may be chosen.") if not single else None
    return FigureTable(
        name=name,
        says=says,
        corner=Said(zh="选项", en="Option"),
        columns=heads,
        rows=(*lines, (last, everybody)),
        note=note,
    )


def _options(question: Question) -> list[tuple[str, Said]]:
    if question.kind is QuestionKind.YES_NO:
        return list(_YES_NO)
    return [(one.zh, Said(zh=one.zh, en=one.en or one.zh)) for one in question.options]


def _chosen(one: Asked, question: Question) -> tuple[str, ...]:
    reply = one.replies.to(question.key) if one.replies else None
    return reply.chosen if reply else ()


def _said(question: Question) -> Said:
    unit = f"（{question.unit}）" if question.unit else ""
    return Said(zh=f"{question.zh}{unit}", en=f"{question.en or question.zh}{unit}")


def _safe(chapters: tuple[Chapter, ...]) -> tuple[Chapter, ...]:
    """Small figures hidden; one that stands in two tables, by industry and over periods, is known to be the same."""
    names = [one.name for one in figures_in(chapters)]
    same = (
        Sum(these=(name,), those=(name.removeprefix("trend."),))
        for name in names
        if name.startswith("trend.")
    )
    return small_cells.published(chapters, [one for one in same if set(one.those) & set(names)])


def _words_of(now: Round) -> tuple[Chapter, ...]:
    """Texts and remarks as they were written, question by question."""
    lists = []
    for question in now.questionnaire.questions:
        said = [
            (one.enterprise, one.industry, reply.words)
            for one in now.asked
            if one.replies and (reply := one.replies.to(question.key)) and reply.words
        ]
        if said or question.kind is QuestionKind.TEXT:
            lists.append(
                WordTable(
                    says=_said(question),
                    columns=("企业", "行业", "原文"),
                    rows=tuple(said[:_MOST_TEXTS]),
                    empty="无人填写",
                )
            )
    return (Chapter(says=Said(zh="原文", en="In their words"), lists=tuple(lists)),) if lists else ()


def _whole(now: Round) -> WordTable:
    """A line for each enterprise that was asked, with its number in the figures."""
    questions = now.questionnaire.questions
    rows = tuple(
        (str(at), one.number, one.enterprise, one.industry, _when(one), one.answered_by,
         *(_reply_words(question, one) for question in questions))
        for at, one in enumerate(now.asked, 1)
    )  # fmt: skip
    columns = (
        "序号",
        "对象编号",
        "企业",
        "行业",
        "答复时间",
        "答复人",
        *(_said(one).zh for one in questions),
    )
    return WordTable(says=Said(zh="逐户答复", en="Answers"), columns=columns, rows=rows, wide=True)


def _when(one: Asked) -> str:
    if one.answered_at is None:
        return "未答复" if one.reached else "未送达"
    return f"{one.answered_at:%Y-%m-%d %H:%M} UTC"


def _reply_words(question: Question, one: Asked) -> str:
    reply = (one.replies.to(question.key) if one.replies else None) or Reply(question=question.key)
    chosen = [{YES: "是", NO: "否"}.get(value, value) for value in reply.chosen]
    number = [] if reply.number is None else [f"{reply.number.normalize():f}"]
    return "；".join([*chosen, *number, *([reply.words] if reply.words else [])])


def _definitions(now: Round, outside: bool) -> tuple[str, ...]:
    unreached = len(not_reached(now))
    found = [COUNTED_ASKS.zh, "行业为发出时企业档案所载行业；未填的列为“未填行业”。"]
    if now.open:
        found.append("问卷尚未截止，数据仍会变化。")
    if outside:
        return (*found, small_cells.WHY.zh)
    return (
        *found,
        f"发出{len(now.asked)}家，其中未送达{unreached}家（没有联系人，或消息均未被接收，且未答复）；未送达的仍计入发出。",
    )
