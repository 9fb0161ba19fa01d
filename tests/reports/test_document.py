"""The building blocks of a Word document."""

import io
import zipfile

import docx

from reports.document import Column, Document, Linked, Marked, chinese


def _written() -> bytes:
    made = Document(title="季度报送")
    made.title("知识产权涉外纠纷季度报送表", "（2026年第三季度）")
    made.heading("总体情况")
    made.heading("口径", 2)
    made.heading("国家", 2)
    made.text(
        "本季新增",
        Linked(words="12 起", to="#f_1"),
        "，见",
        Linked(words="清单", to="https://haishao.example/reports/1"),
    )
    made.caption("表1　国家×类型")
    made.table(
        [Column(says="国家/地区"), Column(says="起", numbers=True)],
        [["越南", Linked(words="12", to="#f_1")], ["合计\n起", "<12>"]],
    )
    made.page(landscape=True)
    made.heading("依据")
    made.text(Marked(words="2026-0001", name="f_1"))
    return made.written()


def test_the_same_blocks_give_the_same_bytes() -> None:
    assert _written() == _written()


def test_headings_are_numbered_as_an_office_numbers_them() -> None:
    headings = [
        p.text for p in docx.Document(io.BytesIO(_written())).paragraphs if p.style.name.startswith("Heading")
    ]
    assert headings == ["一、总体情况", "（一）口径", "（二）国家", "二、依据"]
    assert [chinese(n) for n in (1, 10, 11, 20, 21, 99)] == ["一", "十", "十一", "二十", "二十一", "九十九"]


def test_a_table_repeats_its_heading_and_breaks_no_row() -> None:
    xml = zipfile.ZipFile(io.BytesIO(_written())).read("word/document.xml").decode()
    assert xml.count("<w:tblHeader/>") == 1
    assert xml.count("<w:cantSplit/>") == 3


def test_every_font_names_those_that_may_stand_in_for_it() -> None:
    xml = zipfile.ZipFile(io.BytesIO(_written())).read("word/fontTable.xml").decode()
    assert '<w:font w:name="仿宋_GB2312"><w:altName w:val="仿宋,FangSong' in xml


def test_a_link_leads_to_a_bookmark_that_is_there() -> None:
    xml = zipfile.ZipFile(io.BytesIO(_written())).read("word/document.xml").decode()
    assert xml.count('w:anchor="f_1"') == 2
    assert xml.count('w:name="f_1"') == 1
