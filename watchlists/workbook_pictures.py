"""Pictures inside an .xlsx watchlist, by the row they stand in. Excel 内嵌图片.

ECMA-376: a sheet's relations lead to a drawing, whose anchors say the row (from 0) of each picture and name it in the
drawing's own relations. Pictures that lie on a sheet are found, then those its cells hold (`watchlists.cell_pictures`), of the
first sheet that has any.
"""

import io
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from lxml import etree

from watchlists.cell_pictures import pictures_held, pictures_in_cells
from watchlists.package import bytes_of, embedded, related, xml_of

MOST_PICTURE_BYTES: Final = 32 * 1024 * 1024
MOST_PICTURES: Final = 5_000

_SHEETS = "xl/worksheets/"
_ANCHORS = ("{*}oneCellAnchor", "{*}twoCellAnchor")
_BROKEN = (
    OSError,
    EOFError,
    zipfile.BadZipFile,
    zlib.error,
    KeyError,
    ValueError,
    RuntimeError,
    NotImplementedError,
    etree.XMLSyntaxError,
)
"""What zipfile and lxml raise on what is no workbook, or a damaged one; the watchlist's own reader says so."""


def pictures_by_row(file: Path | bytes) -> dict[str, bytes]:
    """The first picture of each row, by the row's name (`row 7`), of a file or its content; none for what is no workbook that
    can be read.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(file) if isinstance(file, bytes) else file) as package:
            sheets = sorted(
                name for name in package.namelist() if name.startswith(_SHEETS) and name.endswith(".xml")
            )
            held = pictures_held(package)
            for sheet in sheets:
                if found := _of_sheet(package, sheet, held):
                    return found
    except _BROKEN:
        pass
    return {}


def _of_sheet(package: zipfile.ZipFile, sheet: str, held: Mapping[str, str]) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for row, part in [*_floating(package, sheet), *pictures_in_cells(package, sheet, held)]:
        place = f"row {row}"
        if place not in found and len(found) < MOST_PICTURES:
            found[place] = bytes_of(package, part, MOST_PICTURE_BYTES)
    return found


def _floating(package: zipfile.ZipFile, sheet: str) -> Iterator[tuple[int, str]]:
    """Row (from 1) and part of each picture that lies on the sheet."""
    for drawing in related(package, sheet, "/drawing").values():
        parts = related(package, drawing, "/image")
        for anchor in xml_of(package, drawing).iter(*_ANCHORS):
            row = anchor.findtext("{*}from/{*}row", "")
            part = parts.get(embedded(anchor), "")
            if row.isdigit() and part:
                yield int(row) + 1, part
