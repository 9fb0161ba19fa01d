"""A plan as a Word document, in Chinese, for an office that prints it. 应对预案（Word）."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import docx
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from domain.plan import Plan
from reports.plan_blocks import Block, Bullets, Heading, Paragraph, Table, plan_blocks

_FONT = "宋体"
_LABEL_WIDTH = Cm(3.2)
_TEXT_WIDTH = Cm(12.6)


def write_plan_docx(plan: Plan, path: Path, *, sign: str = "") -> None:
    """Writes the plan to a .docx file. Raises OSError when the file cannot be written."""
    document = plan_document(plan, sign=sign)
    document.save(str(path))


def plan_document(plan: Plan, *, sign: str = "", proofs: int | None = None) -> Any:
    """The plan as python-docx's document, to be saved to a file or a stream."""
    return blocks_document(plan_blocks(plan, language="zh", sign=sign, proofs=proofs))


def blocks_document(blocks: Iterable[Block]) -> Any:
    """Blocks as python-docx's document."""
    document = docx.Document()
    style = document.styles["Normal"]
    style.font.name = _FONT
    style.font.size = Pt(10.5)
    style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), _FONT)
    for block in blocks:
        match block:
            case Heading():
                _heading(document, block)
            case Paragraph():
                document.add_paragraph(_printable(block.text))
            case Bullets():
                for item in block.items:
                    document.add_paragraph(_printable(item), style="List Bullet")
            case Table():
                _table(document, block)
    return document


def _heading(document: Any, heading: Heading) -> None:
    added = document.add_heading(_printable(heading.text), level=heading.level)
    for run in added.runs:
        run.font.name = "黑体"
        run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), "黑体")


def _table(document: Any, table: Table) -> None:
    added = document.add_table(rows=0, cols=2, style="Table Grid")
    for label, text in table.rows:
        cells = added.add_row().cells
        cells[0].width, cells[1].width = _LABEL_WIDTH, _TEXT_WIDTH
        cells[0].text, cells[1].text = _printable(label), _printable(text)
    document.add_paragraph()


def _printable(text: str) -> str:
    """Without the characters XML cannot hold: a sign comes from outside."""
    return "".join(c for c in text if c.isprintable() or c in "\t\n")
