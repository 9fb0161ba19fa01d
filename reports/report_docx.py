"""A report as a Word document. 报告（Word）。"""

from collections.abc import Mapping

from domain.report import Chapter, FigureTable, Report, Unit, WordTable
from reports.chapter_words import NOT_WRITTEN, says_something, written
from reports.document import Cell, Column, Document, Filled, Linked, Marked
from reports.figure_words import (
    NONE,
    Placed,
    bars_of,
    heat_of,
    listed,
    placed,
    reservations,
    unit_of,
    value_of,
)

CENTRE = "知识产权维权保护中心"
"""Who reports where nobody says otherwise."""

DRAFT = "（草稿，未经签发）"
_MADE_UP = "含演示（虚构）数据，不得报送、不得公开"
_OF_IDS = (
    "每一数字所计的案件编号、预警编号、来源或企业。并为一起的案件以“+”相连。较长的清单只列前几项、总数"
    "与全部编号（每行一个）的 SHA-256 前16位，全部编号见同时生成的工作簿“依据”表。"
)
_NO_IDS = "每一数字的口径。所计案件、预警的编号清单由中心留存，不随报告公布，以免由清单推算未公布的数据。"
_MOST_IDS = 4
_MOST_FIGURES = 600


def reserved(report: Report) -> list[str]:
    """What stands under the title of a report that may not be sent as it is."""
    so_far, said = report.so_far, []
    if so_far is not None:
        said.append(f"报告期尚未结束，数据截至{so_far.year}年{so_far.month}月{so_far.day}日")
    return [*said, *([_MADE_UP] if report.made_up else [])]


class _Writer:
    """One report being written: its document, and the number of every figure."""

    def __init__(self, report: Report, narrative: Mapping[str, str], base: str, centre: str) -> None:
        self._report, self._narrative, self._base, self._centre = report, narrative, base, centre
        self._document = Document(title=f"{report.title} {report.period}")
        self._placed = placed(report)
        self._number = {one.figure.name: one.number for one in self._placed}
        self._tables = 0
        self._wide = False

    def written(self, signed: str) -> bytes:
        report = self._report
        below = [f"（{' · '.join(filter(None, (report.period.says_zh, report.about)))}）"]
        self._document.title(report.title, *below, *reserved(report))
        for chapter in report.chapters:
            self._chapter(chapter)
        self._lying(False)
        self._basis()
        for line in (self._centre, signed or DRAFT):
            self._document.signature(line)
        return self._document.written()

    def _chapter(self, chapter: Chapter) -> None:
        self._lying(any(one.wide and one.rows for one in chapter.lists))
        self._document.heading(chapter.says.zh, chapter.level)
        for sentence in chapter.sentences:
            self._document.text(sentence)
        for line in written(chapter, self._narrative):
            self._document.text(line)
        if not says_something(chapter, self._narrative):
            self._document.text(NOT_WRITTEN.zh)
        for table in chapter.tables:
            self._figures(table)
        for words in chapter.lists:
            self._words(words)

    def _lying(self, wanted: bool) -> None:
        if wanted != self._wide:
            self._document.page(landscape=wanted)
            self._wide = wanted

    def _caption(self, says: str) -> None:
        self._tables += 1
        self._document.caption(f"表{self._tables}　{says}")

    def _figures(self, table: FigureTable) -> None:
        if not table.rows:
            return
        self._caption(table.says.zh)
        if (bars := bars_of(table)) is not None:
            said = "；".join(
                label if (value := values[0]) is None else f"{label} {value:.15g}"
                for label, values in bars.rows
            )
            self._document.chart(bars, alt=f"{table.says.zh}条形图（{bars.series[0]}）：{said}")
        heat = heat_of(table)
        columns = [
            Column(says=table.corner.zh, share=2.2 if len(table.columns) < 5 else 1.8),
            *(
                Column(says=one.zh, numbers=True, share=1.6 if _holds_money(table, at) else 1)
                for at, one in enumerate(table.columns)
            ),
        ]
        rows: list[list[Cell]] = []
        for says, figures in table.rows:
            row: list[Cell] = [says.zh]
            for figure in figures:
                if figure is None:
                    row.append(NONE)
                    continue
                link = Linked(words=value_of(figure), to=f"#f_{self._number[figure.name]}")
                row.append(Filled(piece=link, fill=heat[figure.name]) if figure.name in heat else link)
            rows.append(row)
        self._document.table(columns, rows, small=len(columns) > 7)
        for line in reservations(table):
            self._document.note(f"注：{line.zh}")

    def _words(self, words: WordTable) -> None:
        if not words.rows:
            self._document.text(words.empty)
            return
        self._caption(words.says.zh)
        shares = words.shares or (1.0,) * len(words.columns)
        columns = [Column(says=one, share=part) for one, part in zip(words.columns, shares, strict=True)]
        self._document.table(columns, words.rows, small=words.wide)

    def _basis(self) -> None:
        """The ids behind each figure, where the figure's link leads."""
        self._document.heading("附录：数据依据")
        self._document.note(_OF_IDS if not self._report.public else _NO_IDS)
        columns = [
            Column(says="号", share=0.5), Column(says="数据", share=3), Column(says="数值", share=1.2, numbers=True),
            Column(says="口径" if self._report.public else "依据", share=4),
        ]  # fmt: skip
        rows = [self._basis_row(one) for one in self._placed[:_MOST_FIGURES]]
        self._document.table(columns, rows, small=True)

    def _basis_row(self, one: Placed) -> list[Cell]:
        figure = one.figure
        name: Cell = (
            Linked(words=one.where.zh, to=f"{self._base}/figures/{figure.name}")
            if self._base
            else one.where.zh
        )
        value = f"{value_of(figure)} {unit_of(figure)}" if figure.value is not None else NONE
        ids = listed(figure, _MOST_IDS) if not self._report.public else figure.means.zh
        return [Marked(words=str(one.number), name=f"f_{one.number}"), name, value, ids]


def _holds_money(table: FigureTable, column: int) -> bool:
    return any((one := figures[column]) is not None and one.unit is Unit.MONEY for _, figures in table.rows)


def report_docx(
    report: Report,
    *,
    narrative: Mapping[str, str] | None = None,
    base: str = "",
    signed: str = "",
    centre: str = CENTRE,
) -> bytes:
    """The report as .docx. `base` is the console's address of the report, for links to its figures; `signed` says who signed it
    and when, "" for a draft."""
    return _Writer(report, narrative or {}, base, centre).written(signed)
