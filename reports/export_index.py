"""What stands in an export of an enterprise, to be read by people: the index page, and a workbook. 导出目录。"""

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from openpyxl import Workbook

from reports.cells import inert_in_workbook
from reports.html_page import both, facts, page, text

MOST_ROWS = 100_000
"""Rows of one sheet; the JSON lines hold all."""

_READ = both(
    "给人看的表格在 tables.xlsx（品牌、预警、处理决定）。",
    "tables.xlsx is for reading: brands, alerts, decisions.",
)
_COUNTED = both(
    "每种记录一个 JSON Lines 文件，每行一条；manifest.json 载明各文件的 SHA-256 和条数。",
    "One JSON Lines file a kind of record; manifest.json gives the SHA-256 and count of each.",
)
_SAID = f"<p>{_READ}</p>\n<p>{_COUNTED}</p>\n"
_THEN = b"1980-01-01T00:00:00Z"
_DATES = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A file of the export: what it holds, how many of them, and its hash."""

    file: str
    zh: str
    en: str
    count: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NotIn:
    """What is not in the export, and why, Chinese and English."""

    zh: str
    en: str
    why_zh: str
    why_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A sheet of the workbook, from rows of text that are read once."""

    title: str
    header: tuple[str, ...]
    rows: Iterable[tuple[str, ...]]


def index_page(
    enterprise: str, made_at: str, listed: Sequence[Listed], files: int, not_in: Sequence[NotIn]
) -> str:
    """The page: what is here, what is not."""
    lines = "".join(
        f'<tr><td>{both(one.zh, one.en)}</td><td><code>{text(one.file)}</code></td><td class="n">{one.count:,}</td></tr>\n'
        for one in listed
    )
    gone = "".join(
        f"<tr><td>{both(one.zh, one.en)}</td><td>{both(one.why_zh, one.why_en)}</td></tr>\n" for one in not_in
    )
    said = (
        ("企业", "Enterprise", enterprise),
        ("导出时间", "Exported at", made_at),
        ("附件", "Files", f"{files:,}"),
    )
    return page(
        "企业数据导出",
        "Export of an enterprise",
        (
            facts(said),
            _SAID,
            f"<h2>{both('内容', 'What is here')}</h2>\n<table><thead><tr><th>{both('记录', 'Record')}</th>",
            f"<th>{both('文件', 'File')}</th><th class=n>{both('条数', 'Count')}</th></tr></thead>\n",
            f"<tbody>\n{lines}</tbody></table>\n",
            f"<h2>{both('未包含的内容及原因', 'What is not here, and why')}</h2>\n",
            f"<table><tbody>\n{gone}</tbody></table>\n",
        ),
    )


def write_workbook(sheets: Iterable[Sheet], out: Path) -> None:
    """The workbook, row by row, and the same bytes for the same rows: no clock of this machine stands in it."""
    book = Workbook(write_only=True)
    for sheet in sheets:
        made = book.create_sheet(sheet.title)
        made.freeze_panes = "A2"
        made.append(sheet.header)
        for number, row in enumerate(sheet.rows):
            if number == MOST_ROWS:
                made.append(
                    [f"只列前 {MOST_ROWS:,} 行，其余见 JSON Lines 文件 · the rest stands in the JSON Lines"]
                )
                break
            made.append([inert_in_workbook(cell) for cell in row])
    came = io.BytesIO()
    book.save(came)
    with zipfile.ZipFile(came) as before, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after:
        for entry in before.infolist():
            content = before.read(entry)
            if entry.filename == "docProps/core.xml":
                content = _DATES.sub(rb"\g<1>" + _THEN, content)
            after.writestr(zipfile.ZipInfo(entry.filename), content, zipfile.ZIP_DEFLATED)
