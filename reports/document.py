"""Blocks of a Word document for a Chinese office, set as far as sensible by GB/T 9704-2012. 公文版式。

Page, type and numbering are the standard's: A4, 22 lines a page, title 2 号小标宋, text 3 号仿宋, headings 一、（一）1.（1）,
page numbers at the outer edge. Every font names others Word and WPS have (`w:altName`). The same blocks give the same bytes.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import docx
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from reports.bar_chart import Bars, chart_paragraph
from reports.document_styles import name_fonts, set_margins, set_page, set_styles
from reports.fixed_zip import ZIP_DAY, fixed_zip
from reports.wording import shown

_CHINESE = "一二三四五六七八九十"
_DEEPEST = 4
_TOGETHER = 12
"""Rows up to which a table is kept on one page."""
_SHADE = "EDEFF2"
_LINK = "1F4E79"


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked:
    """Words that lead somewhere: `to` is an address, or the name of a bookmark of this document led by "#"."""

    words: str
    to: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """Words that can be led to, by a bookmark's `name` (at most 40 letters, digits and underscores)."""

    words: str
    name: str


Piece = str | Linked | Marked
"""A stretch of a paragraph or of a cell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """A cell with a ground of its own: `fill` is six hexadecimal digits."""

    piece: Piece
    fill: str


Cell = Piece | tuple[Piece, ...] | Filled
"""A cell; a line break in a piece is one in the cell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A table's column: its heading, its part of the width, and whether it holds numbers (set to the right)."""

    says: str
    share: float = 1.0
    numbers: bool = False


class Document:
    """A document as it is written, block by block, and at the end its bytes."""

    def __init__(self, *, title: str, language: str = "zh-CN") -> None:
        self._docx: Any = docx.Document()
        self._language = language
        self._counts = [0] * _DEEPEST
        self._marks = 0
        self._pictures = 0
        set_page(self._docx)
        set_styles(self._docx, language)
        self._style_ids = {one.name: one.style_id for one in self._docx.styles}
        name_fonts(self._docx)
        self._set_properties(title)

    def title(self, words: str, *below: str) -> None:
        """The document's title in the middle, and lines below it."""
        self._add(words, "Title")
        for line in below:
            self._add(line, "Subtitle")

    def heading(self, words: str, level: int = 1) -> None:
        """A numbered heading: 一、 at level 1, （一） at 2, 1. at 3, （1） at 4. It stays with what follows it."""
        self._counts[level - 1] += 1
        self._counts[level:] = [0] * (_DEEPEST - level)
        self._add(numbered(self._counts[level - 1], level) + words, f"Heading {level}")

    def text(self, *pieces: Piece) -> None:
        """A paragraph of the text, its first line two characters in."""
        self._add(pieces, "Normal")

    def note(self, *pieces: Piece) -> None:
        """A small paragraph: a definition, a source, a reservation."""
        self._add(pieces, "Note")

    def caption(self, *pieces: Piece) -> None:
        """The line above a table or a picture; it stays with it."""
        self._add(pieces, "Caption")

    def signature(self, *lines: str) -> None:
        """落款: who and when, at the right."""
        for line in lines:
            self._add(line, "Signature line")

    def table(
        self, columns: Sequence[Column], rows: Sequence[Sequence[Cell]], *, small: bool = False
    ) -> None:
        """A table as wide as the text. Its heading is repeated on every page and no row is broken by one."""
        widths = _widths(columns, self._text_width())
        style = "Small cell" if small else "Table cell"
        grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
        head = self._row([c.says for c in columns], columns, widths, style, heading=True)
        together = len(rows) <= _TOGETHER
        body = "".join(
            self._row(row, columns, widths, style, keeps=together and at < len(rows))
            for at, row in enumerate(rows, 1)
        )
        self._put(
            f'<w:tbl {nsdecls("w", "r")}><w:tblPr><w:tblStyle w:val="TableGrid"/>'
            f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
            f'<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="60" w:type="dxa"/>'
            f'<w:right w:w="60" w:type="dxa"/></w:tblCellMar></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{head}{body}</w:tbl>'
        )
        self._add("", "After table")

    def chart(self, bars: Bars, *, alt: str) -> None:
        """A bar chart of Word's own, with words for whoever cannot see it."""
        self._pictures += 1
        self._put(chart_paragraph(self._docx.part, bars, self._pictures, shown(alt)))

    def page(self, *, landscape: bool = False) -> None:
        """A new page, lying or standing."""
        section = self._docx.add_section(WD_SECTION.NEW_PAGE)
        wide = section.page_width > section.page_height
        if wide != landscape:
            section.page_width, section.page_height = section.page_height, section.page_width
        section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
        set_margins(section, landscape=landscape)

    def written(self) -> bytes:
        """The file."""
        out = io.BytesIO()
        self._docx.save(out)
        return fixed_zip(out.getvalue())

    def _add(self, pieces: Piece | tuple[Piece, ...], style: str) -> None:
        self._put(f"<w:p {nsdecls('w', 'r')}>{self._style(style)}{self._runs(pieces)}</w:p>")

    def _put(self, xml: str) -> None:
        body = self._docx.element.body
        body.insert(len(body) - 1, parse_xml(xml))

    def _style(self, name: str) -> str:
        return f'<w:pPr><w:pStyle w:val="{self._style_ids[name]}"/></w:pPr>'

    def _row(
        self,
        cells: Sequence[Cell],
        columns: Sequence[Column],
        widths: Sequence[int],
        style: str,
        *,
        heading: bool = False,
        keeps: bool = False,
    ) -> str:
        properties = "<w:trPr><w:cantSplit/>" + ("<w:tblHeader/>" if heading else "") + "</w:trPr>"
        shade = _ground(_SHADE) if heading else ""
        written = []
        for cell, column, width in zip(cells, columns, widths, strict=True):
            used = "Table heading" if heading else style
            fill = _ground(cell.fill) if isinstance(cell, Filled) else shade
            shown_cell = cell.piece if isinstance(cell, Filled) else cell
            side = '<w:jc w:val="right"/>' if column.numbers and not heading else ""
            keep = "<w:keepNext/>" if keeps or heading else ""
            paragraph = self._style(used).replace("</w:pPr>", f"{keep}{side}</w:pPr>")
            written.append(
                f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{fill}<w:vAlign w:val="center"/></w:tcPr>'
                f"<w:p>{paragraph}{self._runs(shown_cell)}</w:p></w:tc>"
            )
        return f"<w:tr>{properties}{''.join(written)}</w:tr>"

    def _runs(self, pieces: Piece | tuple[Piece, ...]) -> str:
        listed = pieces if isinstance(pieces, tuple) else (pieces,)
        return "".join(map(self._run, listed))

    def _run(self, piece: Piece) -> str:
        match piece:
            case Linked(words=words, to=to) if to.startswith("#"):
                return f'<w:hyperlink w:anchor="{escape(to[1:])}" w:history="1">{_words(words, link=True)}</w:hyperlink>'
            case Linked(words=words, to=to):
                known = self._docx.part.relate_to(to, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
                return f'<w:hyperlink r:id="{known}" w:history="1">{_words(words, link=True)}</w:hyperlink>'
            case Marked(words=words, name=name):
                self._marks += 1
                return (
                    f'<w:bookmarkStart w:id="{self._marks}" w:name="{escape(name)}"/>{_words(words)}'
                    f'<w:bookmarkEnd w:id="{self._marks}"/>'
                )
            case _:
                return _words(piece)

    def _text_width(self) -> int:
        last = self._docx.sections[-1]
        return int((last.page_width - last.left_margin - last.right_margin) / 635)

    def _set_properties(self, title: str) -> None:
        kept = self._docx.core_properties
        kept.title, kept.author, kept.comments, kept.language = title, "haishao 海哨", "", self._language
        kept.created = kept.modified = ZIP_DAY
        kept.last_modified_by, kept.revision = "", 1


def numbered(count: int, level: int) -> str:
    """The number that leads a heading: 一、 （一） 1. （1）."""
    return (f"{chinese(count)}、", f"（{chinese(count)}）", f"{count}. ", f"（{count}）")[level - 1]


def chinese(count: int) -> str:
    """A number from 1 to 99 in Chinese characters."""
    tens, ones = divmod(count, 10)
    lead = "" if tens == 0 else "十" if tens == 1 else _CHINESE[tens - 1] + "十"
    return lead + (_CHINESE[ones - 1] if ones else "")


def _words(words: str, *, link: bool = False) -> str:
    look = f'<w:rPr><w:color w:val="{_LINK}"/></w:rPr>' if link else ""
    lines = [f'<w:t xml:space="preserve">{escape(shown(line))}</w:t>' for line in words.split("\n")]
    return f"<w:r>{look}{'<w:br/>'.join(lines)}</w:r>"


def _ground(fill: str) -> str:
    return f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>'


def _widths(columns: Sequence[Column], whole: int) -> list[int]:
    shares = sum(column.share for column in columns)
    return [int(whole * column.share / shares) for column in columns]
