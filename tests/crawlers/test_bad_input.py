"""Bad files: each fault names file and record, and everything else is kept."""

import io
import zipfile
import zlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crawlers.files import RATIO_COUNTS_FROM
from crawlers.reading import read_inputs
from domain.fault import Fault
from domain.fault_kind import FaultKind
from domain.observation import Observation

PAGES = Path(__file__).parent / "pages"
ISSUES = [*PAGES.iterdir(), *(PAGES.parent / "sources").glob("*/*.xml")]
HTML = b"<!DOCTYPE html><html><head><title>Sorry</title></head><body>Not found</body></html>"


def _case(number: str, sign: str = "NOVA", more: str = "") -> str:
    return (
        f"<case-file><serial-number>{number}</serial-number><case-file-header><filing-date>20260101</filing-date>"
        f"<mark-identification>{sign}</mark-identification>{more}</case-file-header></case-file>"
    )


def _daily(*cases: str, encoding: str = "UTF-8") -> bytes:
    head = f'<?xml version="1.0" encoding="{encoding}"?><trademark-applications-daily>'
    return (head + "".join(cases) + "</trademark-applications-daily>").encode(encoding)


def _read(*paths: Path) -> tuple[list[str], list[Fault]]:
    items = list(read_inputs(paths))
    refs = [item.ref for item in items if isinstance(item, Observation)]
    return refs, [item for item in items if isinstance(item, Fault)]


def _zipped(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def test_a_zip_cut_short_is_named_and_what_is_left_is_read(tmp_path: Path) -> None:
    noise = [_case(f"{i:08}", f"N{zlib.crc32(str(i).encode()):x}") for i in range(20_000)]
    whole = _zipped(tmp_path / "day.zip", {"day.xml": _daily(*noise)}).read_bytes()
    cut = tmp_path / "cut.zip"
    cut.write_bytes(whole[: len(whole) // 2])
    refs, faults = _read(cut)
    assert 8_000 < len(refs) < 12_000
    assert refs == [f"{i:08}" for i in range(len(refs))]
    assert {fault.kind for fault in faults} == {FaultKind.ZIP_BROKEN}
    assert [fault.file for fault in faults] == [str(cut), f"{cut}!day.xml"]


def test_a_damaged_member_leaves_the_others(tmp_path: Path) -> None:
    members = {f"{i}.xml": _daily(_case(str(i))) for i in range(3)}
    path = _zipped(tmp_path / "a.zip", members)
    data = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        start = archive.infolist()[1].header_offset
    data[start + 40 : start + 60] = bytes(20)
    path.write_bytes(data)
    refs, faults = _read(path)
    assert refs == ["0", "2"]
    assert [(fault.kind, fault.file) for fault in faults] == [(FaultKind.ZIP_BROKEN, f"{path}!1.xml")]


def test_a_web_page_in_a_files_place_is_called_that(tmp_path: Path) -> None:
    page = tmp_path / "apc261117.zip"
    page.write_bytes(HTML)
    good = tmp_path / "good.xml"
    good.write_bytes(_daily(_case("1")))
    refs, faults = _read(page, good)
    assert refs == ["1"]
    assert [(fault.kind, fault.file) for fault in faults] == [(FaultKind.NOT_THE_FILE, str(page))]


def test_the_wrong_encoding_costs_the_record_it_is_in(tmp_path: Path) -> None:
    data = _daily(_case("1"), _case("2", "CAF_"), _case("3")).replace(b"CAF_", "CAFÉ".encode("latin-1"))
    path = tmp_path / "a.xml"
    path.write_bytes(data)
    refs, faults = _read(path)
    assert refs == ["1", "3"]
    assert faults[0].kind is FaultKind.WRONG_ENCODING
    assert faults[0].record.startswith("2 ")


def test_an_entity_bomb_is_refused_and_says_so(tmp_path: Path) -> None:
    path = tmp_path / "bomb.xml"
    path.write_bytes(
        b'<!DOCTYPE trademark-applications-daily [<!ENTITY a "aaaa">]>' + _daily(_case("1", "&a;"))
    )
    refs, faults = _read(path)
    assert refs == []
    assert [fault.kind for fault in faults] == [FaultKind.ENTITY_DECLARED]


def test_duplicates_are_named_and_only_equal_ones_dropped(tmp_path: Path) -> None:
    path = tmp_path / "a.xml"
    path.write_bytes(_daily(_case("1"), _case("1"), _case("1", "OTHER"), _case("2")))
    refs, faults = _read(path)
    assert refs == ["1", "1", "2"]
    assert [(fault.kind, fault.record) for fault in faults] == [(FaultKind.DUPLICATE, "1")] * 2
    assert "dropped" in faults[0].detail
    assert "kept" in faults[1].detail


def test_a_file_without_records_is_never_silent(tmp_path: Path) -> None:
    path = tmp_path / "a.xml"
    path.write_bytes(_daily())
    assert [fault.kind for fault in _read(path)[1]] == [FaultKind.NO_RECORDS]
    empty = tmp_path / "empty"
    empty.mkdir()
    assert [fault.kind for fault in _read(empty)[1]] == [FaultKind.NO_RECORDS]
    assert [fault.kind for fault in _read(tmp_path / "none")[1]] == [FaultKind.FILE_MISSING]
    nothing = tmp_path / "nothing.xml"
    nothing.write_bytes(b"")
    assert [fault.kind for fault in _read(nothing)[1]] == [FaultKind.FILE_EMPTY]


def test_what_is_plainly_no_data_is_passed_over_beside_data(tmp_path: Path) -> None:
    members = {
        "status.html": HTML,
        "img/a.png": b"\x89PNG\r\n",
        "css/a.css": b"body{}",
        "a.xml": _daily(_case("1")),
    }
    assert _read(_zipped(tmp_path / "a.zip", members)) == (["1"], [])
    alone = _zipped(tmp_path / "b.zip", {"README": b"nothing here"})
    assert [fault.kind for fault in _read(alone)[1]] == [FaultKind.UNKNOWN_FORMAT]
    odd = _zipped(tmp_path / "c.zip", {"a.xml": _daily(_case("1")), "b.xml": b"<other/>", "c.xml": HTML})
    assert [fault.kind for fault in _read(odd)[1]] == [FaultKind.UNKNOWN_FORMAT, FaultKind.NOT_THE_FILE]


@pytest.mark.parametrize("name", ["../a.xml", "/etc/a.xml", "x/../../a.xml", "C:/a.xml", "..\\a.xml"])
def test_a_member_that_leaves_the_archive_is_refused(tmp_path: Path, name: str) -> None:
    path = _zipped(tmp_path / "a.zip", {name: _daily(_case("1")), "b.xml": _daily(_case("2"))})
    refs, faults = _read(path)
    assert refs == ["2"]
    assert [fault.kind for fault in faults] == [FaultKind.ZIP_UNSAFE]


def test_a_zip_bomb_is_stopped_early(tmp_path: Path) -> None:
    blown = _daily(_case("1")).replace(
        b"</trademark-app", b" " * (RATIO_COUNTS_FROM * 4) + b"</trademark-app"
    )
    refs, faults = _read(_zipped(tmp_path / "a.zip", {"a.xml": blown}))
    assert refs == ["1"]
    assert [fault.kind for fault in faults] == [FaultKind.ZIP_UNSAFE]


def test_zips_in_zips_are_opened_one_level_deep(tmp_path: Path) -> None:
    inner = _zipped(tmp_path / "inner.zip", {"a.xml": _daily(_case("1"))})
    middle = _zipped(tmp_path / "middle.zip", {"inner.zip": inner.read_bytes()})
    assert _read(middle) == (["1"], [])
    outer = _zipped(tmp_path / "outer.zip", {"middle.zip": middle.read_bytes()})
    assert [fault.kind for fault in _read(outer)[1]] == [FaultKind.ZIP_UNSAFE]


def test_a_csv_in_gb18030_reads_like_one_in_utf_8(tmp_path: Path) -> None:
    text = "sign,ref\n海底捞,1\n火锅,2\n"
    for encoding in ("utf-8", "utf-8-sig", "gb18030"):
        path = tmp_path / f"{encoding}.csv"
        path.write_bytes(text.encode(encoding))
        signs = [item.sign for item in read_inputs([path]) if isinstance(item, Observation)]
        assert signs == ["海底捞", "火锅"]


def test_a_quote_never_closed_costs_one_row(tmp_path: Path) -> None:
    rows = [f"S{i},{i}" for i in range(500)]
    rows[10] = 'S"10,10'
    path = tmp_path / "a.csv"
    path.write_text("sign,ref\n" + "\n".join(rows) + "\n")
    refs, _ = _read(path)
    assert len(refs) >= 499


def test_a_table_without_sign_says_which_column_is_missing(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("holder,ref,classes\nX,1,9\n")
    faults = _read(path)[1]
    assert [(fault.kind, fault.detail) for fault in faults] == [(FaultKind.COLUMN_MISSING, "sign")]


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_file_crashes_the_reader(tmp_path: Path, data: st.DataObject) -> None:
    page = data.draw(st.sampled_from(sorted(p for p in ISSUES if ".expected." not in p.name)))
    content = bytearray(page.read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(content) - 1))
        content[at : at + data.draw(st.integers(0, 40))] = data.draw(st.binary(max_size=20))
    if data.draw(st.booleans()):
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("a.xml", bytes(content))
        content = bytearray(buffer.getvalue())
        at = data.draw(st.integers(0, len(content) - 1))
        content[at : at + 2] = data.draw(st.binary(max_size=4))
    path = tmp_path / "mangled"
    path.write_bytes(content)
    for item in read_inputs([path]):
        if isinstance(item, Fault):
            assert item.says("zh") and item.says("en")
