"""A complaint to a fair's organiser as a Word document: in English to be handed in, in Chinese to be checked. 致主办方投诉书.

It states facts and rights, and asks; that a right is infringed is for the organiser's lawyers or a court to say.
"""

import datetime as dt
import io
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

import docx
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from domain.fair import Fair
from domain.fair_desk import LeadKept, OwnRight
from domain.jurisdictions import name as name_of
from domain.observation import Provenance

_FONT = "宋体"
_PICTURE = Cm(7.4)
_BEIJING = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownPhoto:
    """A photograph as the letter shows it: drawn anew, without where it was taken."""

    sha256: str
    png: bytes
    taken: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Complaint:
    """All a letter says."""

    fair: Fair
    lead: LeadKept
    rights: tuple[OwnRight, ...]
    photos: tuple[ShownPhoto, ...]

    @property
    def made_up(self) -> bool:
        """True where any part is no real one."""
        return self.fair.made_up or any(one.provenance is not Provenance.LIVE for one in self.rights)


def complaint_letter(complaint: Complaint) -> Any:
    """The letter as python-docx's document, to be saved to a file or a stream."""
    document: Any = docx.Document()
    style = document.styles["Normal"]
    style.font.name = _FONT
    style.font.size = Pt(10.5)
    style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), _FONT)
    for chinese in (False, True):
        _part(document, complaint, _Words(chinese))
        if not chinese:
            document.add_page_break()
    return document


class _Words:
    def __init__(self, chinese: bool) -> None:
        self.chinese = chinese

    def __call__(self, chinese: str, english: str) -> str:
        return chinese if self.chinese else english


def _part(document: Any, complaint: Complaint, words: _Words) -> None:
    fair, lead = complaint.fair, complaint.lead
    if complaint.made_up:
        run = document.add_paragraph().add_run(words("演示数据，不得递交", "MADE UP: NOT TO BE HANDED IN"))
        run.bold, run.font.color.rgb = True, RGBColor(0xB4, 0x23, 0x18)
    title = words("知识产权投诉书（中文核对稿）", "Complaint concerning intellectual property")
    document.add_heading(title, level=1)
    document.add_paragraph(
        words(f"致：{fair.organiser or '主办方'}", f"To: {fair.organiser or 'the organiser'}")
    )
    document.add_paragraph(f"{fair.name} · {fair.city} · {fair.opens_on} – {fair.closes_on}")
    document.add_heading(words("一、投诉人与权利", "1. Complainant and rights"), level=2)
    _table(
        document, ((words("投诉人", "Complainant"), lead.enterprise), (words("品牌", "Brand"), lead.brand))
    )
    _rights(document, complaint, words)
    document.add_heading(words("二、事实", "2. Facts"), level=2)
    _table(
        document,
        (
            (words("展位", "Stand"), lead.new.stand),
            (words("参展商", "Exhibitor"), lead.new.exhibitor),
            (words("位置", "Place"), lead.new.place),
            (words("发现时间", "Seen at"), _instant(lead.new.seen_at, words)),
            (words("发现内容（现场记录原文）", "What was seen (as noted on the spot)"), lead.new.seen),
            (words("记录人", "Noted by"), lead.by),
        ),
    )
    document.add_heading(words("三、请求", "3. Request"), level=2)
    for line in _requests(words):
        document.add_paragraph(line, style="List Number")
    _photos(document, complaint, words)
    document.add_paragraph(words("签名：　　　　　　日期：", "Signature:                         Date:"))
    document.add_paragraph(words("主办方签收：　　　　时间：", "Received by the organiser:         Time:"))


def _rights(document: Any, complaint: Complaint, words: _Words) -> None:
    if not complaint.rights:
        document.add_paragraph(
            words(
                "【本系统未见其在展会国的权利：递交前请填入权利号、类别、注册日，没有的请先咨询当地律师】",
                "[No right in the host country is known here: fill in number, class and day before handing in, or ask "
                "local counsel]",
            )
        )
    for right in complaint.rights:
        where = name_of(right.office, words("zh", "en"))
        day = str(right.registered_on) if right.registered_on else words("未见注册", "not seen registered")
        classes = words("、", ", ").join(map(str, right.classes))
        said = words(
            f"{where} {right.number}，{right.sign}，尼斯分类 {classes}，注册日 {day}",
            f"{where} {right.number}, {right.sign}, Nice class {classes}, registered {day}",
        )
        document.add_paragraph(_printable(said), style="List Bullet")


def _requests(words: _Words) -> tuple[str, ...]:
    return (
        words(
            "请到该展位查看上述商品和标识，并书面记录。",
            "To look at the goods and the sign at that stand and to note it in writing.",
        ),
        words(
            "请按贵方参展规则要求该参展商说明权利来源；不能说明的，请其撤下。",
            "To ask the exhibitor, under the fair's rules, by what right it shows them, and to have them taken down where "
            "it cannot say.",
        ),
        words("请书面告知处理结果。", "To tell us in writing what was done."),
    )


def _photos(document: Any, complaint: Complaint, words: _Words) -> None:
    document.add_heading(words("四、照片", "4. Photographs"), level=2)
    if not complaint.photos:
        document.add_paragraph(words("无。", "None."))
    received = _instant(complaint.lead.received_at, words)
    for number, photo in enumerate(complaint.photos, start=1):
        document.add_picture(io.BytesIO(photo.png), width=_PICTURE)
        document.add_paragraph(f"{number}. {_instant(photo.taken, words)} · SHA-256 {photo.sha256}")
    document.add_paragraph(
        words(
            f"照片哈希在拍摄时于手机上计算，服务器于 {received} 收到并核对；原件由保护中心保存。",
            f"Hashes were reckoned on the telephone when the pictures were taken and checked when the server received the "
            f"lead ({received}); the originals are kept by the centre.",
        )
    )


def _instant(moment: dt.datetime, words: _Words) -> str:
    """An instant as UTC and by Beijing's clock: of the fair no zone is known, and one unnamed would be read as the fair's."""
    utc, beijing = (f"{moment.astimezone(zone):%Y-%m-%d %H:%M}" for zone in (dt.UTC, _BEIJING))
    return words(f"{utc} UTC（北京时间 {beijing}）", f"{utc} UTC ({beijing} Beijing time)")


def _table(document: Any, rows: tuple[tuple[str, str], ...]) -> None:
    added = document.add_table(rows=0, cols=2, style="Table Grid")
    for label, said in rows:
        cells = added.add_row().cells
        cells[0].width, cells[1].width = Cm(4.2), Cm(11.6)
        cells[0].text, cells[1].text = label, _printable(said) or "—"
    document.add_paragraph()


def _printable(said: str) -> str:
    """Without the characters XML cannot hold."""
    return "".join(c for c in said if c.isprintable() or c in "\t\n")
