"""Both files opened by an office suite. Skipped where there is none: `make office` installs LibreOffice."""

import datetime as dt
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from domain.fair import Fair
from domain.fair_summary import FairSummary
from domain.month_facts import MonthFacts
from domain.period import Period
from reports.annual import annual
from reports.fair_docx import fair_document
from reports.fair_summary import summary_blocks
from reports.monthly import monthly
from reports.quarterly import quarterly
from reports.report_docx import report_docx
from reports.report_xlsx import report_xlsx
from tests.reports.facts import NOTHING, QUARTER, alert, at, case, facts, titles

OFFICE, TEXT = shutil.which("soffice"), shutil.which("pdftotext")
pytestmark = pytest.mark.skipif(not (OFFICE and TEXT), reason="no LibreOffice or poppler here: make office")
SECONDS = 300


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The text of each file's pages, as the office suite prints them."""
    folder = tmp_path_factory.mktemp("office")
    known = facts(
        *(case(n, n, claimed="1000.50") for n in range(1, 5)),
        case(9, 2, ended="2026-09-01"),
        alerts=(alert(1),),
    )
    read = titles("gb-ukipo-tmj")
    quarter = quarterly(known, NOTHING, NOTHING, QUARTER, sources=read)
    year = annual(known, NOTHING, Period.of("2026"), industries=("食品",), sources=read, is_company=bool)
    july = Period.of("2026-07")
    month = monthly(
        known,
        MonthFacts(fairs=(), sessions=(), proceedings=(), plan=()),
        july,
        today=july.after.first_day,
        sources=read,
    )
    (folder / "word.docx").write_bytes(report_docx(quarter))
    (folder / "excel.xlsx").write_bytes(report_xlsx(quarter))
    (folder / "annual.docx").write_bytes(report_docx(year))
    (folder / "annual-figures.xlsx").write_bytes(report_xlsx(year))
    (folder / "month.docx").write_bytes(report_docx(month, narrative={"requests": "请上级协调。"}))
    _summary_of_a_fair().save(folder / "fair.docx")
    asked = [
        OFFICE or "",
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        "--headless",
        "--convert-to",
        "pdf",
    ]
    files = sorted(one.name for one in folder.glob("*.*x"))
    subprocess.run(
        [*asked, "--outdir", str(folder), *files], cwd=folder, check=True, capture_output=True, timeout=SECONDS
    )  # fmt: skip
    return {
        name.partition(".")[0]: _text(folder / name.replace(".docx", ".pdf").replace(".xlsx", ".pdf"))
        for name in files
    }


def _summary_of_a_fair() -> Any:
    fair = Fair(
        fair_id=4,
        name="Food Fair",
        office="US",
        city="Chicago",
        opens_on=dt.date(2026, 7, 6),
        closes_on=dt.date(2026, 7, 9),
    )
    summary = FairSummary(fair=fair, drawn_at=at("2026-07-20"), exhibitors=1200)
    return fair_document(summary_blocks(summary), footer=fair.name)


def _text(pdf: Path) -> str:
    said = subprocess.run(
        [TEXT or "", "-layout", str(pdf), "-"], check=True, capture_output=True, timeout=60
    ).stdout
    return "".join(said.decode().split())


def test_the_document_opens_with_its_headings_figures_and_rows(opened: dict[str, str]) -> None:
    for words in (
        "季度报送",
        "一、总体情况",
        "新增涉外知识产权纠纷5起、5家次",
        "表1",
        "数据依据",
        "2026-0009",
        "—1—",
    ):
        assert words in opened["word"], words


def test_the_workbook_opens_with_its_sheets(opened: dict[str, str]) -> None:
    for words in ("本期新增、结案与在办", "4,002.00", "某食品企业（2）"):
        assert words in opened["excel"], words


def test_the_report_of_a_year_opens_with_its_charts_and_says_what_it_does_not_publish(
    opened: dict[str, str],
) -> None:
    for words in ("年度预警报告", "食品", "出口与品牌布局", "不公布", "方法与免责声明"):
        assert words in opened["annual"], words
    assert "年度" in opened["annual-figures"]


def test_the_note_of_a_month_opens_with_what_is_asked_of_the_upper_centre(opened: dict[str, str]) -> None:
    for words in ("月度工作进展", "新增涉外知识产权纠纷", "登记咨询", "请上级协调。"):
        assert words in opened["month"], words


def test_the_summary_of_a_fair_opens(opened: dict[str, str]) -> None:
    for words in ("FoodFair", "Chicago", "1200条"):
        assert words in opened["fair"], words
