"""Answers counted: each enterprise once, by industry and over periods, and what may leave the centre."""

import datetime as dt
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.period import Period
from domain.report import FigureTable
from domain.survey import (
    Asked,
    Option,
    Question,
    QuestionKind,
    Questionnaire,
    Replies,
    Reply,
    Round,
    Trouble,
    troubles,
)
from reports.figure_words import reservations
from reports.small_cells import LEAST
from reports.survey_results import survey_report

ONE = Question(key="one", kind=QuestionKind.ONE, zh="选一", options=tuple(Option(zh=o) for o in "甲乙丙"))
SEVERAL = Question(key="several", kind=QuestionKind.SEVERAL, zh="选几", options=ONE.options, required=False)
NUMBER = Question(key="number", kind=QuestionKind.NUMBER, zh="多少", unit="件", required=False)
NOW = dt.datetime(2026, 11, 30, tzinfo=dt.UTC)


def asked(number: int, industry: str, said: str | None, count: int | None = None) -> Asked:
    given_ = (
        ()
        if said is None
        else (Reply(question="one", chosen=(said,)), Reply(question="several", chosen=("甲", "乙")))
    )
    if count is not None:
        given_ += (Reply(question="number", number=Decimal(count)),)
    replies = Replies(given=given_) if said is not None else None
    return Asked(
        number=str(number),
        enterprise=f"企业{number}",
        industry=industry,
        reached=said is not None,
        replies=replies,
    )


def round_of(those: list[Asked], period: str = "2026Q4", *questions: Question) -> Round:
    says = Questionnaire(
        title="问卷", period=Period.of(period), questions=questions or (ONE, SEVERAL, NUMBER)
    )
    return Round(survey_id=1, questionnaire=says, asked=tuple(those), open=False)


def table(rounds: list[Round], name: str, *, outside: bool = False) -> FigureTable:
    made = survey_report(rounds, as_of=NOW, outside=outside)
    (found,) = (one for chapter in made.chapters for one in chapter.tables if one.name == name)
    return found


def values(found: FigureTable) -> dict[str, list[object]]:
    return {
        says.zh: [one and one.value and int(one.value) for one in figures] for says, figures in found.rows
    }


FOUR = [asked(1, "食品", "甲", 2), asked(2, "食品", "甲", 4), asked(3, "液压管", "乙", 9), asked(4, "", None)]


def test_of_a_group_that_nobody_answered_for_it_is_said_which_column_that_is() -> None:
    (note,) = reservations(
        table([round_of([asked(1, "食品", "甲", 2), asked(2, "液压管", "乙")])], "q.number")
    )
    assert note.zh == "标“—”的：无人作答，无法计算。"
    assert note.en.startswith("Where it says “—”: ")


def test_enterprises_are_counted_by_industry_and_the_rate_of_none_says_why() -> None:
    found = table([round_of(FOUR)], "returns")
    assert [one.zh for one in found.columns] == ["食品", "液压管", "未填行业", "合计"]
    assert values(found)["已答复"] == [2, 1, 0, 3]
    assert values(table([round_of(FOUR)], "q.one"))["合计"] == [2, 1, 0, 3]
    rate = table([round_of(FOUR)], "rate").rows[0][1]
    assert [one and one.value for one in rate] == [
        Decimal("100.0"),
        Decimal("100.0"),
        Decimal("0.0"),
        Decimal("75.0"),
    ]
    nobody = table([round_of([])], "rate").rows[0][1][-1]
    assert nobody is not None
    assert (nobody.value, nobody.why is not None) == (None, True)


def test_numbers_have_median_mean_and_sum_and_none_where_nobody_answered() -> None:
    rows = {
        says.zh: [one and one.value for one in figures]
        for says, figures in table([round_of(FOUR)], "q.number").rows
    }
    assert rows["中位数"] == [3, 9, None, 4]
    assert rows["平均数"] == [3, 9, None, 5]
    assert rows["总和"] == [6, 9, None, 15]


def test_a_question_asked_otherwise_before_has_no_figure_of_then() -> None:
    before = Question(key="number", kind=QuestionKind.NUMBER, zh="多少", unit="万元")
    other = Question(key="one", kind=QuestionKind.ONE, zh="选一", options=(Option(zh="甲"), Option(zh="丁")))
    rounds = [round_of(FOUR, "2026Q3", before, other), round_of(FOUR)]
    assert values(table(rounds, "trend.q.one"))["乙"] == [None, 1]
    assert values(table(rounds, "trend.q.one"))["甲"] == [2, 2]
    (n, *_) = table(rounds, "trend.q.number").rows
    assert [one and one.value for one in n[1]] == [0, 3]


def test_an_answer_is_complete_and_chooses_what_there_is() -> None:
    said = Replies(
        given=(Reply(question="one", chosen=("甲", "乙")), Reply(question="several", chosen=("丁",)))
    )
    assert troubles((ONE, SEVERAL, NUMBER), said) == {"one": Trouble.TOO_MANY, "several": Trouble.UNKNOWN}
    assert troubles((ONE, SEVERAL, NUMBER), Replies()) == {"one": Trouble.MISSING}


@settings(max_examples=50)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["食品", "液压管", "医疗"]),
            st.sampled_from(["甲", "乙", "丙", None]),
            st.integers(0, 5),
        ),
        max_size=14,
    ),
    st.lists(st.tuples(st.sampled_from(["食品", "液压管"]), st.sampled_from(["甲", "乙"])), max_size=9),
)
def test_outside_no_small_figure_is_shown_nor_can_be_worked_out(
    now: list[tuple[str, str | None, int]], before: list[tuple[str, str]]
) -> None:
    rounds = [
        round_of([asked(at, *one) for at, one in enumerate(before)], "2026Q3"),
        round_of([asked(at, *one) for at, one in enumerate(now)]),
    ]
    made = survey_report(rounds, as_of=NOW, outside=True)
    shown: dict[str, object] = {}
    for found in (one for chapter in made.chapters for one in chapter.tables):
        grid = [[one.value if one else None for one in figures] for _, figures in found.rows]
        for _, figures in found.rows:
            for one in (one for one in figures if one is not None and one.value is not None):
                assert not (one.value and 0 < one.enterprises < LEAST and one.unit != "share"), one.name
                shown.setdefault(one.name.removeprefix("trend."), one.value)
                assert shown[one.name.removeprefix("trend.")] == one.value
        if found.rows[-1][0].zh == "合计":  # a total above exactly one hidden line would tell it
            for column in zip(*grid, strict=True):
                assert not (column[-1] is not None and sum(one is None for one in column[:-1]) == 1)
        if found.columns[-1].zh == "合计" and len(found.columns) > 1 and found.name != "rate":
            for line in grid:
                assert not (line[-1] is not None and sum(one is None for one in line[:-1]) == 1)
            for column in range(len(found.columns)):  # what nobody chose tells what one or two did
                everybody = found.rows[-1][1][column]
                if (
                    found.name.startswith(("q.one", "q.several"))
                    and everybody
                    and 0 < everybody.enterprises < LEAST
                ):
                    assert {line[column] for line in grid} == {None}
    assert made.whole is None
    names = {one.enterprise for each in rounds for one in each.asked}
    assert not any(
        name in cell
        for name in names
        for chapter in made.chapters
        for words in chapter.lists
        for row in words.rows
        for cell in row
    )
