"""Drawings (SVG), made safe and rendered by resvg. Runs in the child only.

resvg reads local files that a drawing names, and a drawing inside a drawing may name them too: of what is referred
to from outside only pixels written into the drawing itself (`data:`) are left in, scripts and foreign content go.
Drawing programs declare entities for their name spaces; those are written out, external ones refused.
"""

import io
import re
from collections.abc import Iterator

import resvg_py
from lxml import etree
from PIL import Image

from domain.fault_kind import FaultKind
from domain.picture import Picture
from pictures.limits import MOST_SHAPES, VECTOR_SIDE
from pictures.raster import check_size, picture_of
from pictures.refused import Refused

_LOOKED_AT = 4_096
_ROOT = re.compile(rb"<(?:[\w.-]+:)?svg[\s>/]", re.IGNORECASE)
_MARKUP = re.compile(rb"^(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?\s*<")
_INLINE = re.compile(r"^data:image/(?:png|jpe?g|gif|webp)\s*[;,]", re.IGNORECASE)
_OUTSIDE = re.compile(r"url\((?!\s*['\"]?\s*#)[^)]*\)|@import[^;]*;?", re.IGNORECASE)
_LENGTH = re.compile(r"^\s*([0-9.]+(?:e[+-]?[0-9]+)?)\s*(px|pt|pc|mm|cm|in|em)?\s*$", re.IGNORECASE)
_UNITS = {"px": 1.0, "pt": 4 / 3, "pc": 16.0, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96.0, "em": 16.0}
_LEFT_OUT = frozenset({"script", "foreignObject", "iframe", "audio", "video"})


def is_drawing(data: bytes) -> bool:
    """True for what begins as SVG does."""
    start = data[:_LOOKED_AT].replace(b"\0", b"")
    return bool(
        _MARKUP.match(start) and (_ROOT.search(start) or b"<!ENTITY" in start or b"<?xml" in start[:64])
    )


def drawing(data: bytes) -> Picture:
    """The drawing rendered to `VECTOR_SIDE` on a clear ground. Raises Refused."""
    root = _parsed(data)
    for element in list(root.iter()):
        _make_safe(element)
    _check_shapes(root)
    width, height = _size(root)
    if width is not None and height is not None:
        check_size(width, height)
    wide = width is not None and height is not None and width >= height
    tall = width is not None and height is not None and width < height
    try:
        drawn = resvg_py.svg_to_bytes(
            svg_string=etree.tostring(root, encoding="unicode"),
            width=VECTOR_SIDE if wide else None,
            height=VECTOR_SIDE if tall else None,
        )
    except ValueError as error:
        raise Refused(FaultKind.PICTURE_BROKEN, f"SVG: {error}"[:200]) from error
    with Image.open(io.BytesIO(bytes(drawn)), formats=("PNG",)) as image:
        check_size(image.width, image.height)
        return picture_of(image)


def _parsed(data: bytes) -> etree._Element:
    parser = etree.XMLParser(
        resolve_entities="internal",  # type: ignore[arg-type]
        no_network=True,
        load_dtd=False,
        huge_tree=False,
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        said = str(error)
        unsafe = "ntity" in said or "amplification" in said
        kind = FaultKind.PICTURE_UNSAFE if unsafe else FaultKind.PICTURE_BROKEN
        raise Refused(kind, f"SVG: {said}"[:200]) from error
    if etree.QName(root).localname != "svg":
        raise Refused(FaultKind.PICTURE_UNKNOWN, f"XML <{etree.QName(root).localname}>")
    if any(node.tag is etree.Entity for node in root.iter()):
        raise Refused(FaultKind.PICTURE_UNSAFE, "SVG: an external entity")
    return root


def _make_safe(element: etree._Element) -> None:
    if not isinstance(element.tag, str) or etree.QName(element).localname in _LEFT_OUT:
        parent = element.getparent()
        if parent is not None and element.tag is not etree.Entity:
            _drop(element, parent)
        return
    for name, value in list(element.attrib.items()):
        plain = etree.QName(name).localname
        said = str(value).strip()
        if plain == "base" or (plain == "href" and not said.startswith("#") and not _INLINE.match(said)):
            del element.attrib[name]
        elif _OUTSIDE.search(said):
            element.set(name, _OUTSIDE.sub("none", said))
    if etree.QName(element).localname == "style" and element.text:
        element.text = _OUTSIDE.sub("none", element.text)


def _drop(element: etree._Element, parent: etree._Element) -> None:
    """Takes an element out and leaves the text after it."""
    tail, before = element.tail or "", element.getprevious()
    if before is not None:
        before.tail = (before.tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail
    parent.remove(element)


def _check_shapes(root: etree._Element) -> None:
    """Counts elements with every <use> written out: a drawing of a few lines can stand for billions of shapes."""
    named = {str(one.get("id")): one for one in _elements(root) if one.get("id")}
    counted: dict[etree._Element, int] = {}
    open_ones: set[etree._Element] = set()

    def count(element: etree._Element) -> int:
        if element in counted:
            return counted[element]
        if element in open_ones:
            raise Refused(FaultKind.PICTURE_UNSAFE, "SVG: <use> refers to itself")
        open_ones.add(element)
        total = 1 + sum(count(one) for one in element if isinstance(one.tag, str))
        target = named.get(_use_of(element))
        total += count(target) if target is not None else 0
        if total > MOST_SHAPES:
            raise Refused(FaultKind.PICTURE_UNSAFE, f"SVG: more than {MOST_SHAPES:,} shapes")
        open_ones.discard(element)
        counted[element] = total
        return total

    try:
        count(root)
    except RecursionError as error:
        raise Refused(FaultKind.PICTURE_UNSAFE, "SVG: nested too deep") from error


def _elements(root: etree._Element) -> Iterator[etree._Element]:
    return (one for one in root.iter() if isinstance(one.tag, str))


def _use_of(element: etree._Element) -> str:
    if etree.QName(element).localname != "use":
        return ""
    named = (v for n, v in element.attrib.items() if etree.QName(n).localname == "href")
    return str(next(named, "")).strip().removeprefix("#")


def _size(root: etree._Element) -> tuple[float | None, float | None]:
    """Width and height as the drawing states them, None where it does not."""
    width, height = _length(root.get("width")), _length(root.get("height"))
    box = [_number(part) for part in re.split(r"[\s,]+", (root.get("viewBox") or "").strip())]
    if len(box) == 4 and (width is None or height is None):
        return box[2], box[3]
    return width, height


def _length(said: str | None) -> float | None:
    found = _LENGTH.match(said or "")
    return float(found[1]) * _UNITS[(found[2] or "px").lower()] if found else None


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0
