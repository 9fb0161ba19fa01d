"""Reads whatever gazette files a person has: any known format, alone, in folders or zipped."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from crawlers.families import inpi_rpi, st66, st96, table, uspto_daily, uspto_ttab
from crawlers.families.beside import Beside
from crawlers.files import READ_ERRORS, OpenFile, UnsafeMember, open_files
from crawlers.recognise import Form
from domain.fault import Fault
from domain.fault_kind import FaultKind
from domain.observation import Observation
from domain.picture import Pictured

Item = Observation | Pictured | Fault
Reader = Callable[[BinaryIO, str, str], Iterator[Observation | Fault]]
PicturedReader = Callable[[BinaryIO, str, str, Beside], Iterator[Item]]

READERS: dict[Form, Reader] = {
    Form.USPTO_DAILY: uspto_daily.read,
    Form.USPTO_TTAB: uspto_ttab.read,
    Form.ST66: st66.read,
    Form.ST96: st96.read,
    Form.INPI_RPI: inpi_rpi.read,
    Form.CSV: table.read_csv,
    Form.JSON_LINES: table.read_json_lines,
}

WINDOW = 100_000
"""Numbers remembered in each of two generations: duplicates are found within the last 100,000 to 200,000."""

_DATA_SUFFIXES = (".xml", ".csv", ".jsonl", ".ndjson", ".json", ".tsv", ".zip")


PICTURED: dict[Form, PicturedReader] = {Form.ST66: st66.read_pictured, Form.ST96: st96.read_pictured}
"""Readers of forms whose records hold or name their pictures; elsewhere one is found by the record's number."""


def read_inputs(paths: Sequence[Path]) -> Iterator[Observation | Fault]:
    """Every observation in the files, folders and zips named, in order; whatever could not be read as a Fault.

    A faulty record loses only itself, a faulty file only its rest. Memory stays flat whatever the sizes.
    """
    for path in paths:
        yield from read_path(path)


def read_pictured_inputs(paths: Sequence[Path]) -> Iterator[Item]:
    """As `read_inputs`, with the pictures in the records and beside the files."""
    for path in paths:
        yield from read_pictured_path(path)


def read_path(path: Path, *, name: str = "", source: str = "") -> Iterator[Observation | Fault]:
    """The observations under one path. `name` stands for it in faults, `source` for the source told by format."""
    for item in _read_path(path, name, source, pictured=False):
        yield item.observation if isinstance(item, Pictured) else item


def read_pictured_path(path: Path, *, name: str = "", source: str = "") -> Iterator[Item]:
    """As `read_path`, with the pictures in the records and beside the files."""
    return _read_path(path, name, source, pictured=True)


def _read_path(path: Path, name: str, source: str, *, pictured: bool) -> Iterator[Item]:
    found = False
    passed: list[str] = []
    faults = False
    for file in open_files(path, name):
        if isinstance(file, Fault):
            faults = True
            yield file
        elif file.form in READERS:
            found = True
            yield from read_file(file, source, pictured=pictured)
        elif (fault := _unread(file)) is not None:
            faults = True
            yield fault
        else:
            passed.append(file.name)
    if not found and not faults:
        kind = FaultKind.UNKNOWN_FORMAT if passed else FaultKind.NO_RECORDS
        detail = f"{len(passed)} files, {passed[0]} …" if passed else ""
        yield Fault(kind=kind, file=name or str(path), detail=detail)


def _unread(file: OpenFile) -> Fault | None:
    """Why a file has no reader; None for what plainly is no data, found beside data."""
    if not file.alone and not file.name.lower().endswith(_DATA_SUFFIXES):
        return None
    kinds = {Form.HTML: FaultKind.NOT_THE_FILE, Form.EMPTY: FaultKind.FILE_EMPTY}
    return Fault(kind=kinds.get(file.form, FaultKind.UNKNOWN_FORMAT), file=file.name)


def read_file(file: OpenFile, source: str = "", *, pictured: bool = False) -> Iterator[Item]:
    """The observations of one recognised file, with their pictures when asked for; zero is a fault."""
    count = faults = 0
    items = _pictured(file, source) if pictured else READERS[file.form](file.stream, file.name, source)
    for item in _without_duplicates(_guarded(items, file), file.name):
        if isinstance(item, Fault):
            faults += item.fatal
        else:
            count += 1
        yield item
    if not count and not faults:
        yield Fault(kind=FaultKind.NO_RECORDS, file=file.name)


def _pictured(file: OpenFile, source: str) -> Iterator[Item]:
    if reader := PICTURED.get(file.form):
        yield from reader(file.stream, file.name, source, file.beside)
        return
    for item in READERS[file.form](file.stream, file.name, source):
        image = b"" if isinstance(item, Fault) or not item.may_show_picture else file.beside.picture(item.ref)
        yield Pictured(item, image) if image and isinstance(item, Observation) else item


def _guarded(items: Iterator[Item], file: OpenFile) -> Iterator[Item]:
    """The items, and a fault in place of the error when the stream under them breaks."""
    zipped = "!" in file.name
    try:
        yield from items
    except UnsafeMember as error:
        yield Fault(kind=FaultKind.ZIP_UNSAFE, file=file.name, detail=str(error))
    except READ_ERRORS as error:
        kind = FaultKind.ZIP_BROKEN if zipped else FaultKind.TRUNCATED
        yield Fault(kind=kind, file=file.name, detail=str(error))


def _without_duplicates(items: Iterable[Item], file: str) -> Iterator[Item]:
    """Drops a record said before word for word, keeps one that says something else, and names both."""
    recent: dict[int, int] = {}
    older: dict[int, int] = {}
    for item in items:
        if isinstance(item, Fault):
            yield item
            continue
        seen = item.observation if isinstance(item, Pictured) else item
        key, content = hash((seen.source, seen.office, seen.ref)), hash(seen)
        before = recent.get(key, older.get(key))
        if before is not None:
            same = before == content
            detail = (
                "内容相同，略去 · same content, dropped"
                if same
                else "内容不同，均保留 · other content, both kept"
            )
            yield Fault(kind=FaultKind.DUPLICATE, file=file, record=seen.ref, detail=detail)
            if same:
                continue
        recent[key] = content
        if len(recent) >= WINDOW:
            recent, older = {}, recent
        yield item
