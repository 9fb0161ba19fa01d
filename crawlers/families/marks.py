"""Marks of a WIPO file (ST.66, ST.96), one record at a time, with the picture of each that has one."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final

from lxml import etree

from crawlers.families.beside import Beside
from crawlers.families.inline import BINARY, MOST_BASE64, inline_picture, picture_names
from crawlers.families.records import Records
from crawlers.families.values import Notes
from domain.fault import Fault
from domain.observation import Observation
from domain.picture import Pictured

FilingOf = Callable[[etree._Element, Notes, str], Observation | None]
"""Reads one record for a source; None, with a note why, for what is no filing."""

_PICTURES_LEFT_OUT: Final = 0


@dataclass(frozen=True, slots=True)
class Marks:
    """A reader of files whose records are `tag`, each read by `filing_of`."""

    tag: str
    filing_of: FilingOf

    def read(self, stream: BinaryIO, file: str, source: str = "") -> Iterator[Observation | Fault]:
        """The marks of one file, in file order."""
        for item, _, _ in self._read(stream, file, source, hollow_from=_PICTURES_LEFT_OUT):
            yield item

    def read_pictured(
        self, stream: BinaryIO, file: str, source: str, beside: Beside
    ) -> Iterator[Observation | Pictured | Fault]:
        """As `read`, with the picture of each mark that has one in its record or beside the file."""
        for item, record, notes in self._read(stream, file, source, hollow_from=MOST_BASE64):
            if isinstance(item, Fault) or record is None or not item.may_show_picture:
                yield item
                continue
            image = inline_picture(record, notes) or beside.picture(*picture_names(record), item.ref)
            yield from notes.taken()
            yield Pictured(item, image) if image else item

    def _read(
        self, stream: BinaryIO, file: str, source: str, *, hollow_from: int
    ) -> Iterator[tuple[Observation | Fault, etree._Element | None, Notes]]:
        notes = Notes(file)
        records = Records(stream, file=file, tag=self.tag, hollow=(BINARY,), hollow_from=hollow_from)
        for record in records:
            if isinstance(record, Fault):
                yield record, None, notes
                continue
            notes.record = f"record {records.count}"
            filing = self.filing_of(record, notes, source)
            for fault in notes.taken():
                yield fault, None, notes
            if filing is not None:
                yield filing, record, notes
