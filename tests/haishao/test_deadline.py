from pathlib import Path

import pytest
from typer.testing import CliRunner

from haishao.__main__ import app

RUN = CliRunner()


def test_a_deadline_is_printed_with_its_days_rule_source_and_confidence() -> None:
    done = RUN.invoke(app, ["deadline", "GB", "2010-10-05", "--today", "2010-12-01"])
    assert done.exit_code == 0
    for wanted in (
        "2010-12-04 周六",
        "2010-12-06 周一",
        "3（截至",
        "2011-01-04",
        "https://",
        "核对日期",
        "律师",
    ):
        assert wanted in done.output
    assert "2 个月" in done.output


def test_a_madrid_designation_is_counted_by_its_own_start() -> None:
    done = RUN.invoke(app, ["deadline", "em", "2026-01-15", "--madrid"])
    assert "2026-05-15" in done.output


@pytest.mark.parametrize(
    ("arguments", "status", "says"),
    [
        (["ZZ", "2026-11-02"], 2, "ZZ"),
        (["RU", "2026-11-02"], 1, "没有异议程序"),
        (["TH", "2016-07-27"], 1, "2016-07-28"),
        (["KR", "2026-13-02"], 2, "2026-13-02"),
        (["KR", ""], 2, "YYYY-MM-DD"),
    ],
)
def test_bad_input_is_said(arguments: list[str], status: int, says: str) -> None:
    done = RUN.invoke(app, ["deadline", *arguments])
    assert done.exit_code == status
    assert says in done.output


def test_a_plan_is_written_as_markdown_and_word(tmp_path: Path) -> None:
    shown = RUN.invoke(app, ["plan", "KR", "--published", "2026-11-02", "--today", "2026-11-25"])
    assert shown.exit_code == 0
    assert shown.output.startswith("# 应对预案：韩国")
    path = tmp_path / "plan.docx"
    written = RUN.invoke(
        app, ["plan", "KR", "--published", "2026-11-02", "--format", "docx", "--out", str(path)]
    )
    assert written.exit_code == 0
    assert path.read_bytes()[:2] == b"PK"


def test_a_plan_for_an_unknown_office_or_without_a_file_is_refused(tmp_path: Path) -> None:
    assert RUN.invoke(app, ["plan", "ZZ"]).exit_code == 2
    assert RUN.invoke(app, ["plan", "KR", "--format", "docx"]).exit_code == 2
    missing = tmp_path / "none" / "plan.md"
    refused = RUN.invoke(app, ["plan", "KR", "--out", str(missing)])
    assert refused.exit_code == 2
    assert "plan.md" in refused.output
