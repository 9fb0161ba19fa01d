"""Pictures a cell of an .xlsx file holds as its value. 单元格内嵌图片.

Two programs, two ways, neither in ECMA-376. WPS writes the formula `DISPIMG("ID_…",1)` (Excel shows it as
`_xlfn.DISPIMG`) and names the picture in `xl/cellimages.xml`. Excel, since 2023, writes an error value with `vm="n"`, which
leads through `xl/metadata.xml` to a rich value, of whose structure the key `_rvRel:LocalImageIdentifier` counts into
`xl/richData/richValueRel.xml`. Both as people describe such files (jishuzhan.net 1857832155854409730 for WPS, qiita.com
25d9a4f7aba06d33f3f3 for Excel, read 2026-11-28), not from a specification.
"""

import re
import zipfile
from collections.abc import Iterator, Mapping

from lxml import etree

from watchlists.package import attribute, embedded, related, xml_of

_WPS = "xl/cellimages.xml"
_METADATA, _VALUES = "xl/metadata.xml", "xl/richData/rdrichvalue.xml"
_STRUCTURES, _RELATIONS = "xl/richData/rdrichvaluestructure.xml", "xl/richData/richValueRel.xml"
_DISPIMG = re.compile(r'DISPIMG\(\s*"([^"]{1,80})"')


def pictures_held(package: zipfile.ZipFile) -> dict[str, str]:
    """The part of each picture that cells hold: by the name DISPIMG calls it, by the number `vm` bears. Raises what
    `xml_of` does.
    """
    return _of_wps(package) | _of_excel(package)


def pictures_in_cells(
    package: zipfile.ZipFile, sheet: str, held: Mapping[str, str]
) -> Iterator[tuple[int, str]]:
    """Row (from 1) and part of each picture a cell of the sheet holds, in the sheet's order. Raises what `xml_of` does."""
    if not held:
        return
    for cell in xml_of(package, sheet).iter("{*}c"):
        row = re.search(r"[0-9]+$", cell.get("r", ""))
        said = _DISPIMG.search(cell.findtext("{*}f", "") or cell.findtext("{*}v", ""))
        part = held.get(said[1] if said else cell.get("vm", ""), "")
        if row and part:
            yield int(row[0]), part


def stands_for_picture(text: str) -> bool:
    """True for what a reader of values finds in a cell of WPS that holds a picture; in Excel's it finds an error."""
    return _DISPIMG.search(text) is not None


def _of_wps(package: zipfile.ZipFile) -> dict[str, str]:
    """The part of each picture by the name DISPIMG calls it."""
    if _WPS not in package.namelist():
        return {}
    parts = related(package, _WPS, "/image")
    found = {}
    for one in xml_of(package, _WPS).iter("{*}cellImage"):
        properties = next(one.iter("{*}cNvPr"), None)
        if properties is not None:
            found[properties.get("name", "")] = parts.get(embedded(one), "")
    return found


def _of_excel(package: zipfile.ZipFile) -> dict[str, str]:
    """The part of each picture by the number a cell's `vm` bears, which counts from 1."""
    if not {_METADATA, _VALUES, _STRUCTURES, _RELATIONS} <= set(package.namelist()):
        return {}
    metadata = xml_of(package, _METADATA)
    rich = [one.get("i", "") for one in metadata.iter("{*}rvb")]
    cells = [one.get("v", "") for one in metadata.iterfind("{*}valueMetadata/{*}bk/{*}rc")]
    structures = [
        [key.get("n") for key in one.iterfind("{*}k")] for one in xml_of(package, _STRUCTURES).iter("{*}s")
    ]
    values = [_image_of(one, structures) for one in xml_of(package, _VALUES).iter("{*}rv")]
    parts = related(package, _RELATIONS, "/image")
    relations = [attribute(one, "id") for one in xml_of(package, _RELATIONS).iter("{*}rel")]
    found = {}
    for number, cell in enumerate(cells, 1):
        relation = _at(relations, _at(values, _at(rich, cell)))
        found[str(number)] = parts.get(relation, "")
    return found


def _image_of(value: etree._Element, structures: list[list[str | None]]) -> str:
    """The number of the relation of a rich value that is a picture in the file, "" for another."""
    kind = value.get("s", "")
    keys = structures[int(kind)] if kind.isdecimal() and int(kind) < len(structures) else []
    for key, held in zip(keys, value.iterfind("{*}v"), strict=False):
        if key == "_rvRel:LocalImageIdentifier":
            return held.text or ""
    return ""


def _at(found: list[str], number: str) -> str:
    return found[int(number)] if number.isdecimal() and int(number) < len(found) else ""
