"""The tables a centre's office hands in: a year's plan, and who came to a training."""

import csv
import datetime as dt
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.fault_kind import FaultKind
from domain.work_plan import BadDue, Due, PlanState, step_of
from watchlists.attendance_read import read_attendance
from watchlists.work_plan_read import read_work_plan

DAYS = st.dates(min_value=dt.date(2000, 1, 1), max_value=dt.date(2999, 12, 31))


def file_of(*rows: tuple[object, ...]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode()


@given(DAYS)
def test_a_due_time_is_read_back_as_it_was_kept_and_ends_on_its_last_day(day: dt.date) -> None:
    for typed in (day.isoformat(), f"{day:%Y-%m}", f"{day.year}Q{(day.month + 2) // 3}"):
        due = Due.of(typed)
        assert due.kept == typed and Due.of(due.kept) == due == Due.of(due.says("zh")) == Due.of(
            due.says("en")
        )
        assert due.last_day is not None and due.last_day >= day
        after = due.last_day + dt.timedelta(days=1)
        assert typed == day.isoformat() or after.day == 1


@given(st.text(max_size=40))
def test_whatever_is_typed_is_a_due_time_or_refused_with_its_cure(typed: str) -> None:
    try:
        assert Due.of(Due.of(typed).kept) == Due.of(typed)
    except BadDue as bad:
        assert "2026Q2" in str(bad)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("2022年12月", "2022-12"), ("2023年6月底", "2023-06"), ("2026年第二季度", "2026Q2"), ("２０２６Ｑ３", "2026Q3"),
     ("持续推进", "standing"), ("2026/6/30", "2026-06-30")],
)  # fmt: skip
def test_due_times_are_read_as_the_papers_write_them(typed: str, kept: str) -> None:
    assert Due.of(typed).kept == kept


def test_a_lead_is_reminded_at_the_step_the_days_left_have_come_down_to() -> None:
    assert [step_of(left) for left in (15, 14, 4, 3, 0, -1, -29, -30, -99)] == [
        None, 14, 14, 3, 3, -1, -1, -30, -30,
    ]  # fmt: skip


def test_a_plan_is_read_and_each_bad_row_is_named_with_its_column_and_cure() -> None:
    read = read_work_plan(
        file_of(
            ("工作任务", "牵头单位", "配合单位", "完成时限", "文件依据", "机制编号", "状态", "完成依据", "负责人账号", "颜色"),
            ("建立商标海外抢注预警机制", "保护处", "发展处", "2022年12月", "沪知局保〔2022〕18号", "m1", "推进中", "", "li", "x"),
            ("举办展前培训", "", "", "持续推进", "本地文件", "", "", "", "", ""),
            ("没有时限", "", "", "", "", "", "", "", "", ""),
            ("时限不对", "", "", "尽快", "", "", "", "", "", ""),
            ("机制不对", "", "", "2026Q1", "", "M16", "", "", "", ""),
            ("没有依据", "", "", "2026Q1", "", "", "已完成", "", "", ""),
            ("举办展前培训", "", "", "2026Q1", "", "", "", "", "", ""),
            ("没有此人", "", "", "2026Q1", "", "", "", "", "wang", ""),
        ),
        "plan.csv", 2026, {"li": 7},
    )  # fmt: skip
    first, second = read.items
    assert (first.paper, first.mechanism, first.due.last_day, first.lead_user, first.state) == (
        "S3", "M1", dt.date(2022, 12, 31), 7, PlanState.GOING,
    )  # fmt: skip
    assert (second.paper, second.due.last_day, second.state) == ("本地文件", None, PlanState.OPEN)
    assert [(one.record, one.column, one.kind) for one in read.faults] == [
        ("row 1", "", FaultKind.COLUMN_UNKNOWN),
        ("row 4", "时限", FaultKind.ROW_WITHOUT_SUBJECT),
        ("row 5", "时限", FaultKind.BAD_DUE),
        ("row 6", "机制编号", FaultKind.BAD_CHOICE),
        ("row 7", "完成依据", FaultKind.NOTHING_TO_SHOW),
        ("row 8", "事项", FaultKind.LISTED_TWICE),
        ("row 9", "负责人账号", FaultKind.BAD_CHOICE),
    ]


def test_who_came_is_found_by_name_or_code_and_counted_together() -> None:
    read = read_attendance(
        file_of(
            ("单位名称", "信用代码", "参训人数", "姓名"),
            ("甲 食品公司", "", "2人", "王"),
            ("改名公司", "91", "３", ""),
            ("甲食品公司", "", "", "李"),
            ("不认识", "", "1", ""),
            ("甲食品公司", "", "许多", ""),
        ),
        "came.csv", {"甲食品公司": 1, "乙公司": 2}, {"91": 2},
    )  # fmt: skip
    assert [(one.enterprise_id, one.persons, one.contact) for one in read.came] == [(1, 3, "王"), (2, 3, "")]
    assert [(one.record, one.kind) for one in read.faults] == [
        ("row 5", FaultKind.UNKNOWN_ENTERPRISE),
        ("row 6", FaultKind.BAD_PERSONS),
    ]


@given(st.binary(max_size=200))
def test_whatever_is_handed_in_gives_faults_and_never_an_exception(data: bytes) -> None:
    read_work_plan(data, "x", 2026, {})
    read_attendance(data, "x", {}, {})


def test_a_file_with_nothing_in_it_is_a_fault() -> None:
    assert read_work_plan(b"", "x", 2026, {}).faults
    assert read_attendance(b"", "x", {}, {}).faults
