"""Pictures that come with records: written into them, in the same zip, or in the same folder."""

import base64
import zipfile
from pathlib import Path

import pytest

from crawlers.reading import read_inputs, read_pictured_inputs
from domain.fault import Fault
from domain.observation import Observation
from domain.picture import Pictured

IMAGE = b"\x89PNG made up"


def mark(number: str, feature: str, picture: str) -> str:
    return (
        f"<TradeMark><RegistrationOfficeCode>GB</RegistrationOfficeCode><ApplicationNumber>{number}</ApplicationNumber>"
        f"<MarkFeature>{feature}</MarkFeature>{picture}</TradeMark>"
    )


def journal(*marks: str) -> bytes:
    return f"<Transaction><TradeMarkDetails>{''.join(marks)}</TradeMarkDetails></Transaction>".encode()


PACKED = base64.b64encode(IMAGE).decode()
INLINE = (
    f"<MarkImageDetails><MarkImage><MarkImageBinary>{PACKED}</MarkImageBinary></MarkImage></MarkImageDetails>"
)
NAMED = "<MarkImageDetails><MarkImage><MarkImageURI>file://018/000162186540.JPG</MarkImageURI></MarkImage></MarkImageDetails>"
EARLIER = f"<OppositionDetails><EarlierMark>{INLINE}</EarlierMark></OppositionDetails>"


def pictures(path: Path) -> dict[str, bytes]:
    items = list(read_pictured_inputs([path]))
    assert not [item for item in items if isinstance(item, Fault)]
    return {item.observation.ref: item.image for item in items if isinstance(item, Pictured)}


def test_a_picture_written_into_a_record_comes_along_and_word_marks_need_none(tmp_path: Path) -> None:
    file = tmp_path / "jnl.xml"
    file.write_bytes(
        journal(
            mark("UK1", "Figurative", INLINE), mark("UK2", "Word", INLINE), mark("UK3", "Figurative", EARLIER)
        )
    )
    assert pictures(file) == {"UK1": IMAGE}
    plain = [item for item in read_inputs([file]) if isinstance(item, Observation)]
    assert [seen.ref for seen in plain] == ["UK1", "UK2", "UK3"]


def test_a_broken_picture_is_named_and_its_record_kept(tmp_path: Path) -> None:
    file = tmp_path / "jnl.xml"
    broken = (
        "<MarkImageDetails><MarkImage><MarkImageBinary>@@@</MarkImageBinary></MarkImage></MarkImageDetails>"
    )
    file.write_bytes(journal(mark("UK1", "Figurative", broken)))
    items = list(read_pictured_inputs([file]))
    assert {type(item) for item in items} == {Fault, Observation}


@pytest.mark.parametrize("zipped", [True, False])
def test_pictures_beside_a_file_are_found_by_the_name_in_the_record_or_its_number(
    tmp_path: Path, zipped: bool
) -> None:
    files = {
        "data/marks.xml": journal(mark("UK1", "Figurative", NAMED), mark("UK2", "Combined", "")),
        "018/000162186540.JPG": IMAGE,
        "pictures/uk2.png": IMAGE + b"2",
    }
    folder = tmp_path / "in"
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    path = folder
    if zipped:
        path = tmp_path / "in.zip"
        with zipfile.ZipFile(path, "w") as archive:
            for name, content in files.items():
                archive.writestr(name, content)
    assert pictures(path) == {"UK1": IMAGE, "UK2": IMAGE + b"2"}


def test_a_real_status_zip_brings_its_mark_image(shared_data: Path) -> None:
    items = list(read_pictured_inputs([shared_data / "gazettes" / "uspto-tsdr" / "sn76044902.zip"]))
    seen = [item for item in items if not isinstance(item, Fault)]
    assert [one.ref if isinstance(one, Observation) else one.observation.ref for one in seen] == ["76044902"]
