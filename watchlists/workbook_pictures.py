"""Pictures inside an .xlsx watchlist, by the row they stand in. Excel 内嵌图片.

ECMA-376: a sheet's relations lead to a drawing, whose anchors say the row (from 0) of each picture and name it in the
drawing's own relations. Floating pictures are found, of the first sheet that has any; those a cell holds as its value
(`DISPIMG`, “place in cell”) are kept elsewhere, by each program differently, and are not.
"""

import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from lxml import etree

MOST_PICTURE_BYTES: Final = 32 * 1024 * 1024
MOST_PICTURES: Final = 5_000

_MOST_XML: Final = 64 * 1024 * 1024
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


def pictures_by_row(file: Path) -> dict[str, bytes]:
    """The first picture of each row, by the row's name (`row 7`); none for what is no workbook that can be read."""
    try:
        with zipfile.ZipFile(file) as package:
            sheets = sorted(
                name for name in package.namelist() if name.startswith(_SHEETS) and name.endswith(".xml")
            )
            for sheet in sheets:
                if found := _of_sheet(package, sheet):
                    return found
    except _BROKEN:
        pass
    return {}


def _of_sheet(package: zipfile.ZipFile, sheet: str) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for drawing in _related(package, sheet, "/drawing").values():
        images = _related(package, drawing, "/image")
        for row, name in _anchored(_xml(package, drawing)):
            place = f"row {row + 1}"
            target = images.get(name, "")
            if target and place not in found and len(found) < MOST_PICTURES:
                found[place] = _read(package, target, MOST_PICTURE_BYTES)
    return found


def _anchored(drawing: etree._Element) -> Iterator[tuple[int, str]]:
    """Row and relation of each picture in a drawing."""
    for anchor in drawing.iter(*_ANCHORS):
        row = anchor.findtext("{*}from/{*}row", "")
        for blip in anchor.iter("{*}blip"):
            names = [str(v) for n, v in blip.attrib.items() if etree.QName(n).localname == "embed"]
            if row.isdigit() and names:
                yield int(row), names[0]


def _related(package: zipfile.ZipFile, part: str, kind: str) -> dict[str, str]:
    """The parts of one kind a part leads to, by relation; none outside the package."""
    folder, name = posixpath.split(part)
    relations = f"{folder}/_rels/{name}.rels"
    if relations not in package.namelist():
        return {}
    return {
        one.get("Id", ""): _joined(folder, one.get("Target", ""))
        for one in _xml(package, relations)
        if one.get("Type", "").endswith(kind) and one.get("TargetMode", "") != "External"
    }


def _joined(folder: str, target: str) -> str:
    return posixpath.normpath(posixpath.join(folder, target)) if not target.startswith("/") else target[1:]


def _xml(package: zipfile.ZipFile, part: str) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    return etree.fromstring(_read(package, part, _MOST_XML), parser)


def _read(package: zipfile.ZipFile, part: str, most: int) -> bytes:
    with package.open(part) as stream:
        found = stream.read(most + 1)
    if len(found) > most:
        raise ValueError(f"{part}: more than {most:,} bytes")
    return found
