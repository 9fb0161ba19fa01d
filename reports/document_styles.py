"""The page, fonts and styles of a Word document for a Chinese office, set by GB/T 9704-2012. 公文版式。"""

from typing import Any

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt

TITLE_FONT = "方正小标宋简体"
TEXT_FONT = "仿宋_GB2312"
HEADING_FONT = "黑体"
SECOND_FONT = "楷体_GB2312"
TABLE_FONT = "宋体"

_STAND_IN = {
    TITLE_FONT: ("小标宋体,华文中宋,STZhongsong,宋体,SimSun", "roman"),
    TEXT_FONT: ("仿宋,FangSong,华文仿宋,STFangsong", "modern"),
    HEADING_FONT: ("SimHei,微软雅黑,Microsoft YaHei", "swiss"),
    SECOND_FONT: ("楷体,KaiTi,华文楷体,STKaiti", "modern"),
    TABLE_FONT: ("SimSun,NSimSun,新宋体", "roman"),
}
"""What each font may be replaced by where it is not installed, and its family."""

_LATIN = "Times New Roman"
_TITLE, _TEXT, _TABLE, _SMALL = Pt(22), Pt(16), Pt(10.5), Pt(9)
_LINE = Pt(28)
"""22 lines on a page."""
_TABLE_LINE = Pt(15)


def set_page(document: Any) -> None:
    """A standing page of A4 with its number at the outer edge."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    set_margins(section, landscape=False)
    document.settings.odd_and_even_pages_header_footer = True
    for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        _page_number(footer.paragraphs[0], side)


def set_margins(section: Any, *, landscape: bool) -> None:
    """GB/T 9704-2012, 5.2: 37 mm above, 28 mm at the back, type area of 156 mm by 225 mm; a lying page is fuller."""
    above, right, below, left = (20, 15, 18, 15) if landscape else (37, 26, 35, 28)
    section.top_margin, section.right_margin = Mm(above), Mm(right)
    section.bottom_margin, section.left_margin = Mm(below), Mm(left)
    section.footer_distance = Mm(10 if landscape else 25)


def set_styles(document: Any, language: str) -> None:
    """The styles of title, headings, text, tables and what stands beside them."""
    styles = document.styles
    _font(styles["Normal"], TEXT_FONT, _TEXT, language=language)
    _spacing(styles["Normal"], line=_LINE, indent_characters=2)
    _font(styles["Title"], TITLE_FONT, _TITLE)
    _spacing(styles["Title"], line=Pt(34), align=WD_ALIGN_PARAGRAPH.CENTER, after=Pt(6))
    _no_border(styles["Title"])
    _font(styles["Subtitle"], SECOND_FONT, _TEXT)
    _spacing(styles["Subtitle"], line=_LINE, align=WD_ALIGN_PARAGRAPH.CENTER)
    for level, name in enumerate((HEADING_FONT, SECOND_FONT, TEXT_FONT, TEXT_FONT), 1):
        _font(styles[f"Heading {level}"], name, _TEXT, bold=level == 3)
        _spacing(styles[f"Heading {level}"], line=_LINE, indent_characters=2, keep=True)
    _font(styles["Caption"], HEADING_FONT, Pt(12))
    _spacing(
        styles["Caption"],
        line=Pt(20),
        align=WD_ALIGN_PARAGRAPH.CENTER,
        before=Pt(6),
        after=Pt(3),
        keep=True,
    )
    for name, font, size, line in (
        ("Note", TABLE_FONT, _TABLE, Pt(16)),
        ("Table cell", TABLE_FONT, _TABLE, _TABLE_LINE),
        ("Small cell", TABLE_FONT, _SMALL, Pt(12)),
        ("Table heading", HEADING_FONT, _TABLE, _TABLE_LINE),
        ("After table", TABLE_FONT, Pt(6), Pt(8)),
        ("Signature line", TEXT_FONT, _TEXT, _LINE),
        ("Picture", TABLE_FONT, _TABLE, None),
    ):
        _font(made := styles.add_style(name, 1), font, size)
        _spacing(made, line=line, keep=name == "Picture")
    styles["Table heading"].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    styles["Picture"].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    styles["Signature line"].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def name_fonts(document: Any) -> None:
    """Says of each font by which it may be replaced, in place of the template's table of fonts."""
    fonts = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{others}"/><w:charset w:val="86"/>'
        f'<w:family w:val="{family}"/><w:pitch w:val="variable"/></w:font>'
        for name, (others, family) in _STAND_IN.items()
    )
    table = (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:fonts {nsdecls("w")}>{fonts}</w:fonts>'
    )
    package = document.part
    for relation in package.rels.values():
        if relation.reltype == RELATIONSHIP_TYPE.FONT_TABLE:
            relation.target_part._blob = table.encode()
            return
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.fontTable+xml"
    part = Part(PackURI("/word/fontTable.xml"), kind, table.encode(), package.package)
    package.relate_to(part, RELATIONSHIP_TYPE.FONT_TABLE)


def _font(style: Any, name: str, size: Any, *, bold: bool = False, language: str = "") -> None:
    style.font.name, style.font.size, style.font.bold, style.font.italic = _LATIN, size, bold, False
    style.font.color.rgb = docx.shared.RGBColor(0, 0, 0)
    properties = style.element.get_or_add_rPr()
    fonts = properties.get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    fonts.set(qn("w:eastAsia"), name)
    if language:
        spoken = OxmlElement("w:lang")
        spoken.set(qn("w:val"), "en-US")
        spoken.set(qn("w:eastAsia"), language)
        properties.append(spoken)


def _spacing(
    style: Any,
    *,
    line: Any = None,
    indent_characters: int = 0,
    align: Any = None,
    before: Any = None,
    after: Any = None,
    keep: bool = False,
) -> None:
    form = style.paragraph_format
    form.space_before, form.space_after = before or Pt(0), after or Pt(0)
    form.line_spacing, form.keep_with_next = line, keep
    form.alignment = align
    indent = style.element.get_or_add_pPr().get_or_add_ind()
    indent.set(qn("w:firstLineChars"), str(indent_characters * 100))
    indent.set(qn("w:firstLine"), str(indent_characters * 320))


def _no_border(style: Any) -> None:
    properties = style.element.get_or_add_pPr()
    for border in properties.findall(qn("w:pBdr")):
        properties.remove(border)


def _page_number(paragraph: Any, side: str) -> None:
    """— 1 —, one character in from the outer edge (GB/T 9704-2012, 7.5)."""
    size = '<w:rPr><w:rFonts w:eastAsia="宋体"/><w:sz w:val="28"/></w:rPr>'
    field = "".join(
        f'<w:r>{size}<w:fldChar w:fldCharType="{kind}"/></w:r>' if kind else
        f'<w:r>{size}<w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>'
        for kind in ("begin", "", "end")
    )  # fmt: skip
    made = parse_xml(
        f'<w:p {nsdecls("w")}><w:pPr><w:ind w:left="280" w:right="280" w:firstLine="0" w:firstLineChars="0"/>'
        f'<w:jc w:val="{side}"/></w:pPr><w:r>{size}<w:t xml:space="preserve">— </w:t></w:r>{field}'
        f'<w:r>{size}<w:t xml:space="preserve"> —</w:t></w:r></w:p>'
    )
    paragraph._p.getparent().replace(paragraph._p, made)
