"""Proceedings before the Trademark Trial and Appeal Board: the XML of USPTO's product TTABTDXF and its backfile TTABYR.

One `proceeding-entry` a proceeding: an opposition (number 91…, `type-code` OPP), a cancellation (92…, CAN), an appeal
against an examiner (its number is the application's, EXA), an extension of time to oppose (EXT), a concurrent use (CNU).
Format: `ttab-proceedings` DTD version 1.0, U.S. Patent and Trademark Office, as readers of 2025 and 2026 agree.

- A `party` has `role-code` P (who brings the case) or D (against whom) and its marks in `property-information`; a
  property may have no `mark-text` (figurative mark), no `registration-number` (application).
- The addresses in a party are its lawyers', not its own, and are not read.
- `status-code` is a letter or digit whose meaning the file does not give; the newest entry of the
  `prosecution-history` says it in words. Entries stand in no certain order.
- Dates are YYYYMMDD.
"""

from collections.abc import Iterator
from typing import BinaryIO

from lxml import etree

from crawlers.families.records import Records
from crawlers.families.tree import child, children, text_of
from crawlers.families.values import Notes, one_line
from domain.fault import Fault
from domain.fault_kind import FaultKind
from domain.observation import Kind, Observation, Party, Side

SOURCE = "us-uspto-ttab-bulk"

_TYPES = {
    "OPP": "Opposition",
    "CAN": "Cancellation",
    "EXA": "Ex parte appeal",
    "EXT": "Extension of time to oppose",
    "CNU": "Concurrent use",
}
_ROLES = {"P": "Plaintiff", "D": "Defendant"}
_ALONE = {"EXA": "Applicant", "EXT": "Possible opposer"}
"""Who P is where nobody stands against whom."""


def read(stream: BinaryIO, file: str, source: str = "") -> Iterator[Observation | Fault]:
    """The proceedings of one file. `sign` is the marks of all parties, `text` who stands against whom with which."""
    notes = Notes(file)
    records = Records(stream, file=file, tag="proceeding-entry", left_out=("address-information",))
    for record in records:
        if isinstance(record, Fault):
            yield record
            continue
        notes.record = f"record {records.count}"
        proceeding = _proceeding(record, notes, source or SOURCE)
        yield from notes.taken()
        if proceeding is not None:
            yield proceeding


def _proceeding(record: etree._Element, notes: Notes, source: str) -> Observation | None:
    number = text_of(record, "number")
    if not number:
        notes.add(FaultKind.NO_NUMBER)
        return None
    notes.record = number
    code = text_of(record, "type-code")
    parties = [*children(child(record, "party-information"), "party")]
    named = [Party(name=name, side=_side(party, code)) for party in parties if (name := _name(party))]
    signs = [sign for party in parties for one in _properties(party) if (sign := _mark(one))]
    return Observation(
        kind=Kind.PROCEEDING,
        source=source,
        ref=number,
        sign=" / ".join(dict.fromkeys(signs)),
        office="US",
        holders=tuple(dict.fromkeys(named)),
        status=_newest_entry(record) or text_of(record, "status-code"),
        filed_on=notes.date(text_of(record, "filing-date"), "filing-date"),
        url=f"https://ttabvue.uspto.gov/ttabvue/v?pno={number}"
        if number.isascii() and number.isdigit()
        else "",
        docket=number,
        text=" · ".join([_TYPES.get(code, code), *(_told(party, code) for party in parties)]),
    )


def _side(party: etree._Element, proceeding: str) -> str:
    """Nobody answers an appeal against an examiner or an extension of time: its P stands on no side."""
    sides = {} if proceeding in _ALONE else {"P": Side.CLAIMANT.value, "D": Side.RESPONDENT.value}
    return sides.get(text_of(party, "role-code"), "")


def _name(party: etree._Element) -> str:
    return one_line(text_of(party, "name")) or one_line(text_of(party, "orgname"))


def _properties(party: etree._Element) -> Iterator[etree._Element]:
    return children(child(party, "property-information"), "property")


def _mark(one: etree._Element) -> str:
    return one_line(text_of(one, "mark-text"))


def _told(party: etree._Element, proceeding: str) -> str:
    """`Plaintiff: NAME (MARK, serial 97000001, registration 7000001)`."""
    marks = []
    for one in _properties(party):
        serial, registration = text_of(one, "serial-number"), text_of(one, "registration-number")
        said = [_mark(one), serial and f"serial {serial}", registration and f"registration {registration}"]
        marks.append(", ".join(part for part in said if part))
    code = text_of(party, "role-code")
    role = _ALONE.get(proceeding, "") if code == "P" else ""
    told = "; ".join(mark for mark in marks if mark)
    return f"{role or _ROLES.get(code, code)}: {_name(party)}" + (f" ({told})" if told else "")


def _newest_entry(record: etree._Element) -> str:
    entries = [
        (text_of(one, "date"), text_of(one, "identifier").zfill(9), one_line(text_of(one, "history-text")))
        for one in children(child(record, "prosecution-history"), "prosecution-entry")
    ]
    return max((entry for entry in entries if entry[2]), default=("", "", ""))[2]
