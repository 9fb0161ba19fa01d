"""The logos a watchlist names."""

import io
from pathlib import Path

import openpyxl
import pytest
from openpyxl.drawing.image import Image as Drawing
from PIL import Image

from domain.fault import FaultKind
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
