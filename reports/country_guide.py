"""A guide to one country or platform as a Word document. 国别与平台指南（Word）."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from domain.deadline import Origin
from reports.plan_blocks import Block, Bullets, Heading, Paragraph, Table
from reports.plan_docx import blocks_document
from reports.wording import HOW_CHECKED


@dataclass(frozen=True, slots=True, kw_only=True)
class GuideFact:
    """One fact with whence it is; `flags` are what a reader must mind, in words."""

    says: str
    origin: Origin
    caveat: str = ""
    span: str = ""
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Guide:
    """What is known of a country or platform on a day. `written` is the editor's text by line, `signed` its version in words."""

    title: str
    drawn_on: dt.date
    head: tuple[tuple[str, str], ...]
    written: tuple[str, ...]
    signed: str
    sections: tuple[tuple[str, tuple[GuideFact, ...]], ...]
    watched: tuple[str, ...]
    closing: str


def guide_document(guide: Guide) -> Any:
    """The guide as python-docx's document."""
    return blocks_document(_blocks(guide))


def _blocks(guide: Guide) -> list[Block]:
    found: list[Block] = [Heading(1, guide.title), Table(guide.head)]
    if guide.written:
        found.append(Heading(2, "实务要点"))
        found += [_written(line) for line in guide.written]
        found.append(Paragraph(guide.signed))
    for title, facts in guide.sections:
        found.append(Heading(2, title))
        for fact in facts:
            found.append(Paragraph(fact.says))
            found.append(Table(_rows(fact)))
    if guide.watched:
        found += [Heading(2, "监测来源"), Bullets(guide.watched)]
    return [*found, Paragraph(f"{guide.closing}（{guide.drawn_on}）")]


def _written(line: str) -> Block:
    """A line of the editor's text, its heading marks taken as such."""
    level = len(line) - len(line.lstrip("#"))
    return Heading(3, line.lstrip("# ")) if level else Paragraph(line)


def _rows(fact: GuideFact) -> tuple[tuple[str, str], ...]:
    rows = [
        (
            "出处",
            f"{fact.origin.source or '—'}；{fact.origin.checked_on} 核对；{HOW_CHECKED[fact.origin.confidence][0]}",
        )
    ]
    if fact.span:
        rows.append(("施行期间", fact.span))
    if fact.caveat:
        rows.append(("注意", fact.caveat))
    if fact.flags:
        rows.append(("提示", "；".join(fact.flags)))
    return tuple(rows)
