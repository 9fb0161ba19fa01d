"""The logos a watchlist names."""

import io
import re
import zipfile
from pathlib import Path

import openpyxl
import pytest
from openpyxl.drawing.image import Image as Drawing
from PIL import Image

from domain.fault_kind import FaultKind
from watchlists.logos import LogosNamed, logos_of_watchlist
from watchlists.read import read_watchlist


def png(colour: str = "red") -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (12, 9), colour).save(file, "PNG")
    return file.getvalue()


def named(path: Path, folder: Path | None = None) -> LogosNamed:
    read = read_watchlist(path)
    return logos_of_watchlist(path, read.brands, read.rows, folder=folder)


@pytest.fixture
def watchlist(tmp_path: Path) -> Path:
    path = tmp_path / "brands.csv"
    rows = "name,brand_id,logo\n青鹭海,B1,a.png\n拓泽力,B2,none.png\n海蔚鲜,B3,https://cdn.example/b3.svg\n渔歌岛,B4,\n"
    path.write_text(rows, encoding="utf-8")
    (tmp_path / "a.png").write_bytes(png())
    return path


def test_a_file_beside_the_watchlist_and_an_address_are_found_and_a_missing_one_is_named(
    watchlist: Path,
) -> None:
    found = named(watchlist)
    assert [(p.brand_id, p.row, p.content is None) for p in found.places] == [
        ("B1", "row 2", False),
        ("B3", "row 4", True),
    ]
    (fault,) = found.faults
    assert (fault.kind, fault.record) == (FaultKind.PICTURE_MISSING, "row 3")
    assert found.named == {"B1", "B2", "B3"}


def test_a_folder_gives_what_the_list_names_and_files_named_as_the_brand(
    watchlist: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "logos"
    folder.mkdir()
    (folder / "none.png").write_bytes(png("blue"))
    (folder / "渔歌岛.PNG").write_bytes(png("green"))
    found = named(watchlist, folder)
    assert not found.faults
    assert {p.brand_id: p.content for p in found.places}["B2"] == png("blue")
    assert {p.brand_id: p.content for p in found.places}["B4"] == png("green")


def test_pictures_inside_a_workbook_belong_to_the_row_they_stand_in(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["品牌", "编号"], ["青鹭海", "B1"], ["拓泽力", "B2"]):
        sheet.append(row)
    sheet.add_image(Drawing(io.BytesIO(png("blue"))), "D3")
    path = tmp_path / "brands.xlsx"
    book.save(path)
    (place,) = named(path).places
    assert (place.brand_id, place.row) == ("B2", "row 3")
    assert place.content is not None
    assert Image.open(io.BytesIO(place.content)).convert("RGB").getpixel((0, 0)) == (0, 0, 255)


def with_parts(path: Path, cell: str, parts: dict[str, str | bytes]) -> None:
    """A workbook of two brands whose cell C3 holds a picture, as the parts say; made up after published descriptions."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["品牌", "编号", "标识"], ["青鹭海", "B1", None], ["拓泽力", "B2", "here"]):
        sheet.append(row)
    held = io.BytesIO()
    book.save(held)
    with zipfile.ZipFile(held) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "xl/worksheets/sheet1.xml":
                data = re.sub(rb'<c r="C3".*?</c>', cell.encode(), data)
                assert cell.encode() in data
            new.writestr(name, data)
        for name, content in parts.items():
            new.writestr(name, content)


RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image" Target="{}"/></Relationships>'
)
RICH = 'xmlns="http://schemas.microsoft.com/office/spreadsheetml/2017/richdata"'
R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
WPS = {
    "xl/cellimages.xml": '<etc:cellImages xmlns:etc="http://www.wps.cn/officeDocument/2017/etCustomData" '
    'xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" '
    f'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" {R}><etc:cellImage><xdr:pic><xdr:nvPicPr>'
    '<xdr:cNvPr id="2" name="ID_A1"/></xdr:nvPicPr><xdr:blipFill><a:blip r:embed="rId1"/></xdr:blipFill></xdr:pic>'
    "</etc:cellImage></etc:cellImages>",
    "xl/_rels/cellimages.xml.rels": RELATIONS.format("media/image1.png"),
}
EXCEL = {
    "xl/metadata.xml": '<metadata xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'xmlns:xlrd="http://schemas.microsoft.com/office/spreadsheetml/2017/richdata"><futureMetadata name="XLRICHVALUE" '
    'count="1"><bk><extLst><ext uri="{3e2802c4}"><xlrd:rvb i="1"/></ext></extLst></bk></futureMetadata>'
    '<valueMetadata count="1"><bk><rc t="1" v="0"/></bk></valueMetadata></metadata>',
    "xl/richData/rdrichvaluestructure.xml": f'<rvStructures {RICH}><s t="_webimage"><k n="WebImageIdentifier" t="i"/></s>'
    '<s t="_localImage"><k n="CalcOrigin" t="i"/><k n="_rvRel:LocalImageIdentifier" t="i"/></s></rvStructures>',
    "xl/richData/rdrichvalue.xml": f'<rvData {RICH}><rv s="0"><v>0</v></rv><rv s="1"><v>5</v><v>0</v></rv></rvData>',
    "xl/richData/richValueRel.xml": f'<richValueRels {RICH} {R}><rel r:id="rId1"/></richValueRels>',
    "xl/richData/_rels/richValueRel.xml.rels": RELATIONS.format("../media/image1.png"),
}
DISPIMG = '<c r="C3" t="str"><f>_xlfn.DISPIMG("ID_A1",1)</f><v>=DISPIMG("ID_A1",1)</v></c>'
IN_CELL = '<c r="C3" t="e" vm="1"><v>#VALUE!</v></c>'


@pytest.mark.parametrize(("cell", "parts"), [(DISPIMG, WPS), (IN_CELL, EXCEL)], ids=["WPS", "Excel"])
def test_a_picture_a_cell_holds_belongs_to_its_row(
    tmp_path: Path, cell: str, parts: dict[str, str | bytes]
) -> None:
    path = tmp_path / "brands.xlsx"
    with_parts(path, cell, {**parts, "xl/media/image1.png": png("blue")})
    found = named(path)
    assert not found.faults
    (place,) = found.places
    assert (place.brand_id, place.row, place.content) == ("B2", "row 3", png("blue"))


@pytest.mark.parametrize("lost", [*WPS, *EXCEL, "xl/media/image1.png"])
def test_a_workbook_that_lost_a_part_gives_no_picture_and_says_which_cell_where_the_cell_says_so(
    tmp_path: Path, lost: str
) -> None:
    path = tmp_path / "brands.xlsx"
    parts: dict[str, str | bytes] = {**WPS, **EXCEL, "xl/media/image1.png": png("blue")}
    del parts[lost]
    with_parts(path, DISPIMG if lost in WPS else IN_CELL, parts)
    found = named(path)
    assert not found.places
    assert [fault.record for fault in found.faults] == (["row 3"] if lost in WPS else [])
