"""Reads whatever gazette files a person has: any known format, alone, in folders or zipped."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from crawlers.families import inpi_rpi, st66, st96, table, uspto_daily, uspto_ttab
from crawlers.files import READ_ERRORS, OpenFile, UnsafeMember, open_files
from crawlers.recognise import Form
from domain.fault import Fault, FaultKind
from domain.observation import Observation

Reader = Callable[[BinaryIO, str, str], Iterator[Observation | Fault]]

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


def read_inputs(paths: Sequence[Path]) -> Iterator[Observation | Fault]:
    """Every observation in the files, folders and zips named, in order; whatever could not be read as a Fault.

    A faulty record loses only itself, a faulty file only its rest. Memory stays flat whatever the sizes.
    """
    for path in paths:
        yield from read_path(path)


def read_path(path: Path, *, name: str = "", source: str = "") -> Iterator[Observation | Fault]:
    """The observations under one path. `name` stands for it in faults, `source` for the source told by format."""
    found = False
    passed: list[str] = []
    faults = False
    for file in open_files(path, name):
        if isinstance(file, Fault):
            faults = True
            yield file
        elif file.form in READERS:
            found = True
            yield from read_file(file, source)
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


def read_file(file: OpenFile, source: str = "") -> Iterator[Observation | Fault]:
    """The observations of one recognised file; zero is a fault."""
    reader = READERS[file.form]
    count = faults = 0
    for item in _without_duplicates(_guarded(reader(file.stream, file.name, source), file), file.name):
        if isinstance(item, Fault):
            faults += item.fatal
        else:
            count += 1
        yield item
    if not count and not faults:
        yield Fault(kind=FaultKind.NO_RECORDS, file=file.name)


def _guarded(items: Iterator[Observation | Fault], file: OpenFile) -> Iterator[Observation | Fault]:
    """The items, and a fault in place of the error when the stream under them breaks."""
    zipped = "!" in file.name
    try:
        yield from items
    except UnsafeMember as error:
        yield Fault(kind=FaultKind.ZIP_UNSAFE, file=file.name, detail=str(error))
    except READ_ERRORS as error:
        kind = FaultKind.ZIP_BROKEN if zipped else FaultKind.TRUNCATED
        yield Fault(kind=kind, file=file.name, detail=str(error))


def _without_duplicates(items: Iterable[Observation | Fault], file: str) -> Iterator[Observation | Fault]:
    """Drops a record said before word for word, keeps one that says something else, and names both."""
    recent: dict[int, int] = {}
    older: dict[int, int] = {}
    for item in items:
        if isinstance(item, Fault):
            yield item
            continue
        key, content = hash((item.source, item.office, item.ref)), hash(item)
        before = recent.get(key, older.get(key))
        if before is not None:
            same = before == content
            detail = (
                "内容相同，略去 · same content, dropped"
                if same
                else "内容不同，均保留 · other content, both kept"
            )
            yield Fault(kind=FaultKind.DUPLICATE, file=file, record=item.ref, detail=detail)
            if same:
                continue
        recent[key] = content
        if len(recent) >= WINDOW:
            recent, older = {}, recent
        yield item
