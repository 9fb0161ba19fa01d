"""The parts of an .xlsx file and the relations between them (ECMA-376 part 2), read within bounds."""

import posixpath
import zipfile
from typing import Final

from lxml import etree

MOST_XML: Final = 64 * 1024 * 1024


def related(package: zipfile.ZipFile, part: str, kind: str) -> dict[str, str]:
    """The parts of one kind a part leads to, by relation; none outside the package."""
    folder, name = posixpath.split(part)
    relations = f"{folder}/_rels/{name}.rels"
    if relations not in package.namelist():
        return {}
    return {
        one.get("Id", ""): _joined(folder, one.get("Target", ""))
        for one in xml_of(package, relations)
        if one.get("Type", "").endswith(kind) and one.get("TargetMode", "") != "External"
    }


def _joined(folder: str, target: str) -> str:
    return posixpath.normpath(posixpath.join(folder, target)) if not target.startswith("/") else target[1:]


def xml_of(package: zipfile.ZipFile, part: str) -> etree._Element:
    """A part as XML. Raises KeyError for no such part, ValueError for one that is too large, lxml's errors for no XML."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    return etree.fromstring(bytes_of(package, part, MOST_XML), parser)


def bytes_of(package: zipfile.ZipFile, part: str, most: int) -> bytes:
    """A part of at most so many bytes. Raises KeyError and ValueError as `xml_of` does."""
    with package.open(part) as stream:
        found = stream.read(most + 1)
    if len(found) > most:
        raise ValueError(f"{part}: more than {most:,} bytes")
    return found


def attribute(element: etree._Element, name: str) -> str:
    """An attribute by its name without the namespace, "" for none."""
    return next((str(v) for n, v in element.attrib.items() if etree.QName(n).localname == name), "")


def embedded(element: etree._Element) -> str:
    """The relation of the picture an element shows, "" for none."""
    return next((found for blip in element.iter("{*}blip") if (found := attribute(blip, "embed"))), "")
