"""The readers over real files nobody here wrote; skipped where those are not at hand."""

from pathlib import Path
from xml.etree import ElementTree

import pytest

from crawlers.reading import read_inputs
from domain.fault import Fault
from domain.observation import Observation

GAZETTES = Path(__file__).resolve().parents[3] / "shared" / "data" / "gazettes"

pytestmark = pytest.mark.skipif(not GAZETTES.is_dir(), reason="the shared real data is not at hand")


def _read(path: Path) -> list[Observation]:
    items = list(read_inputs([path]))
    assert not [item.says() for item in items if isinstance(item, Fault)]
    return [item for item in items if isinstance(item, Observation)]


def _by_another_parser(path: Path) -> tuple[str, str, frozenset[int], str | None, str | None]:
    """Number, word, classes, publication A.1, registration of an EUIPO file, by the standard library's parser."""
    space = "{http://euipo.europa.eu/trademark/data}"
    mark = next(ElementTree.parse(path).getroot().iter(f"{space}TradeMark"))
    goods = mark.find(f"{space}GoodsServicesDetails")
    classes = () if goods is None else goods.iter(f"{space}ClassNumber")
    published = [
        p.findtext(f"{space}PublicationDate")
        for p in mark.findall(f"{space}PublicationDetails/{space}Publication")
        if p.findtext(f"{space}PublicationSection") == "A.1"
    ]
    return (
        mark.findtext(f"{space}ApplicationNumber") or "",
        " ".join((mark.findtext(f"{space}WordMarkSpecification/{space}MarkVerbalElementText") or "").split()),
        frozenset(int(c.text or 0) for c in classes),
        published[0] if published else None,
        mark.findtext(f"{space}RegistrationDate"),
    )


def test_every_euipo_file_gives_its_one_mark_and_never_an_opponents() -> None:
    marks = {mark.ref: mark for mark in _read(GAZETTES / "euipo-st66")}
    files = sorted((GAZETTES / "euipo-st66").rglob("*.xml"))
    assert len(marks) == len(files) == 486
    for file in files:
        ref, word, classes, published, registered = _by_another_parser(file)
        mark = marks[ref]
        assert ref == file.stem
        assert (mark.sign, frozenset(mark.classes)) == (word, classes)
        assert str(mark.published_on or "") == (published or "")
        assert str(mark.registered_on or "") == (registered or "")
        assert (mark.office, mark.source, mark.madrid) == ("EM", "eu-euipo-bulk", False)


def test_the_real_uspto_case_file_gives_its_latest_owner_and_its_nice_class() -> None:
    (filing,) = _read(GAZETTES / "uspto-tdxf" / "case-file-70011210.xml")
    assert (filing.ref, filing.sign, filing.classes, filing.published_on) == (
        "70011210",
        "SAMSON",
        (22,),
        None,
    )
    assert [(p.name, p.country) for p in filing.holders] == [("SAMSON ROPE TECHNOLOGIES, INC.", "US")]


def test_both_versions_of_st96_say_the_same() -> None:
    folder = GAZETTES / "uspto-tsdr"
    for name in ("rn2178784-ST-962.2.1.xml", "rn2178784-ST-961_D3.xml"):
        (mark,) = _read(folder / name)
        assert (mark.ref, mark.sign, mark.classes, mark.office) == ("74631225", "JAVA", (9,), "US")
        assert mark.holder == "Oracle America, Inc."
        assert str(mark.published_on) == "1996-10-08"


def test_a_tsdr_zip_is_read_past_its_pictures_and_styles() -> None:
    (mark,) = _read(GAZETTES / "uspto-tsdr" / "sn76044902.zip")
    assert (mark.ref, mark.sign, mark.classes, str(mark.published_on)) == (
        "76044902",
        "PYTHON",
        (9, 42),
        "2003-12-30",
    )


def test_the_real_rpi_extract_is_published_on_the_day_of_its_issue() -> None:
    filings = _read(GAZETTES / "inpi-rpi" / "RM2240-extract.xml")
    assert [f.sign for f in filings] == ["Cupcakes for fun", "ELITE", "CDTA - TECNOLOGIA AMBIENTAL"]
    assert {str(f.published_on) for f in filings} == {"2013-12-10"}
