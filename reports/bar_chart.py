"""A bar chart as Word and WPS draw it themselves (DrawingML, ECMA-376 part 1, 21.2), with its numbers in it. 条形图。"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

COLOURS = ("1F4E79", "9DB7D5", "7F7F7F")
"""Told apart in print without colours too: dark, middle, light."""

_KIND = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
_RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/chart"
_C = "http://schemas.openxmlformats.org/drawingml/2006/chart"
_A = "http://schemas.openxmlformats.org/drawingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_EMU_A_MM = 36_000
_WIDE_MM = 150
_ROW_MM, _LEAST_MM, _MOST_MM = 9, 55, 170


@dataclass(frozen=True, slots=True, kw_only=True)
class Bars:
    """Lying bars: a label and a number for each series, None for one that has no bar."""

    series: tuple[str, ...]
    rows: tuple[tuple[str, tuple[float | None, ...]], ...]


def chart_paragraph(part: Any, bars: Bars, number: int, alt: str) -> str:
    """Adds the chart to a document's part, and returns the paragraph that shows it."""
    chart = Part(PackURI(f"/word/charts/chart{number}.xml"), _KIND, chart_xml(bars).encode(), part.package)
    known = part.relate_to(chart, _RELATED)
    high = min(_MOST_MM, max(_LEAST_MM, _ROW_MM * len(bars.rows) * max(1, len(bars.series) // 2) + 18))
    size = f'cx="{_WIDE_MM * _EMU_A_MM}" cy="{high * _EMU_A_MM}"'
    return (
        f'<w:p {nsdecls("w", "wp", "a", "r")}><w:pPr><w:pStyle w:val="Picture"/></w:pPr><w:r><w:drawing>'
        f'<wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent {size}/>'
        f'<wp:docPr id="{number}" name="chart-{number}" descr="{escape(alt)}"/><wp:cNvGraphicFramePr/>'
        f'<a:graphic><a:graphicData uri="{_C}"><c:chart xmlns:c="{_C}" r:id="{known}"/></a:graphicData></a:graphic>'
        f"</wp:inline></w:drawing></w:r></w:p>"
    )


def chart_xml(bars: Bars) -> str:
    """The chart's own part."""
    labels = [label for label, _ in bars.rows]
    series = "".join(
        _series(at, name, labels, [values[at] for _, values in bars.rows])
        for at, name in enumerate(bars.series)
    )
    legend = '<c:legend><c:legendPos val="b"/><c:overlay val="0"/></c:legend>' if len(bars.series) > 1 else ""
    made = (
        f'<c:chartSpace xmlns:c="{_C}" xmlns:a="{_A}" xmlns:r="{_R}"><c:roundedCorners val="0"/><c:chart>'
        f'<c:autoTitleDeleted val="1"/><c:plotArea><c:layout/><c:barChart><c:barDir val="bar"/>'
        f'<c:grouping val="clustered"/><c:varyColors val="0"/>{series}<c:gapWidth val="60"/>'
        f'<c:axId val="101"/><c:axId val="102"/></c:barChart>'
        f'<c:catAx><c:axId val="101"/><c:scaling><c:orientation val="maxMin"/></c:scaling><c:delete val="0"/>'
        f'<c:axPos val="l"/><c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="low"/>'
        f'{_type()}<c:crossAx val="102"/><c:crosses val="autoZero"/></c:catAx>'
        f'<c:valAx><c:axId val="102"/><c:scaling><c:orientation val="minMax"/><c:min val="0"/></c:scaling><c:delete val="1"/>'
        f'<c:axPos val="b"/><c:numFmt formatCode="0" sourceLinked="0"/><c:majorTickMark val="none"/>'
        f'<c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/><c:crossAx val="101"/><c:crosses val="autoZero"/></c:valAx>'
        f'</c:plotArea>{legend}<c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/></c:chart>{_type()}</c:chartSpace>'
    )
    parse_xml(made)
    return f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>{made}'


def _series(at: int, name: str, labels: Sequence[str], values: Sequence[float | None]) -> str:
    fill = f'<c:spPr><a:solidFill><a:srgbClr val="{COLOURS[at % len(COLOURS)]}"/></a:solidFill></c:spPr>'
    last = len(labels) + 1
    column = chr(ord("B") + at)
    said = [None if value is None else f"{value:.15g}" for value in values]
    return (
        f'<c:ser><c:idx val="{at}"/><c:order val="{at}"/><c:tx><c:strRef><c:f>Sheet1!${column}$1</c:f>'
        f'<c:strCache><c:ptCount val="1"/><c:pt idx="0"><c:v>{escape(name)}</c:v></c:pt></c:strCache></c:strRef></c:tx>{fill}'
        f'<c:invertIfNegative val="0"/><c:dLbls><c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>{_type()}'
        f'<c:showLegendKey val="0"/><c:showVal val="1"/><c:showCatName val="0"/><c:showSerName val="0"/>'
        f'<c:showPercent val="0"/><c:showBubbleSize val="0"/></c:dLbls>'
        f'<c:cat><c:strRef><c:f>Sheet1!$A$2:$A${last}</c:f><c:strCache><c:ptCount val="{len(labels)}"/>'
        f"{_points(labels)}</c:strCache></c:strRef></c:cat>"
        f"<c:val><c:numRef><c:f>Sheet1!${column}$2:${column}${last}</c:f><c:numCache><c:formatCode>General</c:formatCode>"
        f'<c:ptCount val="{len(values)}"/>{_points(said)}</c:numCache></c:numRef></c:val></c:ser>'
    )


def _points(values: Sequence[str | None]) -> str:
    return "".join(
        f'<c:pt idx="{at}"><c:v>{escape(value)}</c:v></c:pt>'
        for at, value in enumerate(values)
        if value is not None
    )


def _type() -> str:
    return (
        '<c:txPr><a:bodyPr/><a:lstStyle/><a:p><a:pPr><a:defRPr sz="1000"><a:latin typeface="Times New Roman"/>'
        '<a:ea typeface="宋体"/></a:defRPr></a:pPr><a:endParaRPr lang="zh-CN"/></a:p></c:txPr>'
    )
