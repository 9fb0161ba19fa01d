import datetime as dt
from pathlib import Path

import docx
import pytest

from domain.deadline import NoWindow
from domain.plan import FilingState, Plan, Step, StepKind
from reports.plan_docx import write_plan_docx
from reports.plan_markdown import plan_markdown

PLAN = Plan(
    office="KR",
    madrid=False,
    state=FilingState.UNPUBLISHED,
    why_state_zh="没有公告日期",
    why_state_en="no day of publication",
    drawn_on=dt.date(2026, 11, 25),
    window=NoWindow(reason_zh="无从起算", reason_en="nothing to count from"),
    steps=(Step(kind=StepKind.MARKET, says_zh="固定证据", says_en="secure the evidence"),),
    if_late=(),
    notes_zh=("须知一",),
    notes_en=("note one",),
)


@pytest.mark.parametrize(("language", "words"), [("zh", "固定证据"), ("en", "secure the evidence")])
def test_a_plan_is_written_in_its_language(language: str, words: str) -> None:
    text = plan_markdown(PLAN, language=language)
    assert words in text
    assert text.startswith("# ")


def test_a_sign_cannot_become_markup() -> None:
    first = plan_markdown(PLAN, sign="# [x](javascript:1) | *a*\n# b").splitlines()[0]
    assert first.endswith("\\# \\[x\\](javascript:1) \\| \\*a\\* \\# b")


def test_the_document_opens_and_says_the_same(tmp_path: Path) -> None:
    path = tmp_path / "plan.docx"
    write_plan_docx(PLAN, path, sign="HAI\x00DILAO\ud800")
    document = docx.Document(str(path))
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    assert "HAIDILAO" in text
    assert "固定证据" in text
    assert "无从起算" in cells
