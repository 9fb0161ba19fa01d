"""A fair's papers as Word documents, for an office that prints them. 展会文书（Word）."""

from collections.abc import Iterable
from typing import Any

import docx
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from reports.fair_blocks import Block, Bullets, Checks, Facts, Grid, Heading, NewPage, Paragraph
from reports.wording import encodable

_BODY, _HEAD = "宋体", "黑体"
_WIDTH = 16.0
"""Centimetres between the margins of an A4 page."""

_ALARM, _SOFT, _INK = RGBColor(0xB4, 0x23, 0x18), RGBColor(0x47, 0x54, 0x67), RGBColor(0x10, 0x18, 0x28)
_SHADE, _LINE = "F2F4F7", "98A2B3"
_LABELLED = (27, 73)
"""Shares of label and text."""

_SIZES = {1: 18, 2: 13, 3: 11}


def fair_document(blocks: Iterable[Block], *, footer: str) -> Any:
    """The paper as python-docx's document, to be saved to a file or a stream."""
    document = docx.Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21.0), Cm(29.7)
    section.left_margin = section.right_margin = Cm((21.0 - _WIDTH) / 2)
    section.top_margin = section.bottom_margin = Cm(2.2)
    style = document.styles["Normal"]
    style.font.name, style.font.size = _BODY, Pt(10.5)
    style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), _BODY)
    style.paragraph_format.space_after, style.paragraph_format.line_spacing = Pt(4), 1.25
    for block in blocks:
        _add(document, block)
    _footer(section, footer)
    return document


def _add(document: Any, block: Block) -> None:
    match block:
        case Heading():
            _heading(document, block)
        case Paragraph():
            _write(document.add_paragraph(), block.text, tone=block.tone)
        case Bullets():
            for item in block.items:
                _write(document.add_paragraph(style="List Bullet"), item)
        case Checks():
            for ticked, says, source in block.items:
                _check(document, ticked, says, source)
        case Facts():
            _facts(document, block)
        case Grid():
            _grid(document, block)
        case NewPage():
            document.add_page_break()


def _write(
    paragraph: Any, text: str, *, tone: str = "", size: float | None = None, bold: bool = False
) -> None:
    run = paragraph.add_run(_printable(text))
    run.bold = bold or tone == "alarm"
    if tone == "alarm":
        run.font.color.rgb = _ALARM
    if tone == "note":
        run.font.color.rgb, run.font.size = _SOFT, Pt(9)
    if size is not None:
        run.font.size = Pt(size)


def _heading(document: Any, heading: Heading) -> None:
    added = document.add_heading(level=min(heading.level, 3))
    if heading.level == 1:
        added.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = added.add_run(_printable(heading.text))
    run.font.name, run.font.size, run.font.color.rgb = _HEAD, Pt(_SIZES[min(heading.level, 3)]), _INK
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), _HEAD)
    added.paragraph_format.space_before = Pt({1: 4, 2: 12}.get(heading.level, 7))
    added.paragraph_format.space_after = Pt({1: 8, 2: 4}.get(heading.level, 2))


def _check(document: Any, ticked: bool, says: str, source: str) -> None:
    line = document.add_paragraph()
    spacing = line.paragraph_format
    spacing.left_indent, spacing.first_line_indent = Cm(0.7), Cm(-0.7)
    spacing.space_after, spacing.line_spacing = Pt(1), 1.1
    _write(line, f"{'☑' if ticked else '☐'} {says}")
    if source:
        _write(line, f"  {source}", tone="note", size=8)


def _facts(document: Any, facts: Facts) -> None:
    table = _table(document, 2, _LABELLED)
    for label, text in facts.rows:
        cells = table.add_row().cells
        _cell(cells[0], label, head=True)
        _cell(cells[1], text)
    _close(document, table, _LABELLED)


def _grid(document: Any, grid: Grid) -> None:
    table = _table(document, len(grid.head), grid.widths)
    head = table.add_row()
    for cell, text in zip(head.cells, grid.head, strict=True):
        _cell(cell, text, head=True)
    repeated = OxmlElement("w:tblHeader")
    repeated.set(qn("w:val"), "true")
    head._tr.get_or_add_trPr().append(repeated)
    for row in grid.rows:
        added = table.add_row()
        whole = OxmlElement("w:cantSplit")
        whole.set(qn("w:val"), "true")
        added._tr.get_or_add_trPr().append(whole)
        for cell, text in zip(added.cells, row, strict=True):
            _cell(cell, text)
    _close(document, table, grid.widths)


def _table(document: Any, columns: int, widths: tuple[int, ...]) -> Any:
    table = document.add_table(rows=0, cols=columns, style="Table Grid")
    table.autofit = False
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    for column, width in zip(table.columns, widths, strict=True):
        column.width = _share(width, widths)
    return table


def _close(document: Any, table: Any, widths: tuple[int, ...]) -> None:
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = _share(width, widths)
    _lighten(table)
    gap = document.add_paragraph()
    gap.paragraph_format.space_after, gap.paragraph_format.line_spacing = Pt(0), Pt(6)


def _lighten(table: Any) -> None:
    """Thin grey lines in place of the style's black ones."""
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        line = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", _LINE)):
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
    table._tbl.tblPr.append(borders)


def _share(width: int, widths: tuple[int, ...]) -> Any:
    return Cm(_WIDTH * width / sum(widths))


def _cell(cell: Any, text: str, *, head: bool = False) -> None:
    paragraph = cell.paragraphs[0]
    spacing = paragraph.paragraph_format
    spacing.space_before, spacing.space_after, spacing.line_spacing = Pt(2.5), Pt(2.5), 1.15
    _write(paragraph, text, size=9, bold=head)
    if head:
        shade = OxmlElement("w:shd")
        shade.set(qn("w:val"), "clear")
        shade.set(qn("w:fill"), _SHADE)
        cell._tc.get_or_add_tcPr().append(shade)


def _footer(section: Any, text: str) -> None:
    line = section.footer.paragraphs[0]
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _write(line, f"{text}    ", tone="note", size=8)
    run = line.add_run()
    run.font.size = Pt(8)
    for kind, said in (("begin", ""), ("", "PAGE"), ("end", "")):
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        else:
            part.text = said
        run._r.append(part)


def _printable(text: str) -> str:
    """Without the characters XML cannot hold: signs come from outside."""
    return "".join(c for c in encodable(text) if c.isprintable() or c in "\t\n")
