"""Both files opened by an office suite. Skipped where there is none: `make office` installs LibreOffice."""

import shutil
import subprocess
from pathlib import Path

import pytest

from reports.quarterly import quarterly
from reports.report_docx import report_docx
from reports.report_xlsx import report_xlsx
from tests.reports.facts import NOTHING, QUARTER, alert, case, facts

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
    report = quarterly(known, NOTHING, NOTHING, QUARTER, sources=["gb-ukipo-tmj"])
    (folder / "word.docx").write_bytes(report_docx(report))
    (folder / "excel.xlsx").write_bytes(report_xlsx(report))
    asked = [
        OFFICE or "",
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        "--headless",
        "--convert-to",
        "pdf",
    ]
    subprocess.run(
        [*asked, "--outdir", str(folder), "word.docx", "excel.xlsx"], cwd=folder, check=True, capture_output=True, timeout=SECONDS
    )  # fmt: skip
    return {name: _text(folder / f"{name}.pdf") for name in ("word", "excel")}


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
