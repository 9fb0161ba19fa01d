"""Fault: one thing that could not be read, named with its place and its cure."""

from dataclasses import dataclass

from domain.fault_kind import FATAL_KINDS, FaultKind
from domain.fault_words import FAULT_WORDS


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing that could not be read; everything else was.

    `file` names the file (with the member, for a zip: `a.zip!b.xml`), `record` the record, row or line
    ("" when the fault is the whole file's), `detail` what was found there, `column` the heading it stands under, "" where
    there is none.
    """

    kind: FaultKind
    file: str
    record: str = ""
    detail: str = ""
    column: str = ""

    @property
    def fatal(self) -> bool:
        """True when the file, or the rest of it, could not be read."""
        return self.kind in FATAL_KINDS

    def says(self, language: str = "en") -> str:
        """One line a person can act on: place, thing, cure."""
        place = " · ".join(p for p in (self.file, self.record, self.column) if p)
        found = f" ({self.detail})" if self.detail else ""
        return f"{place}: {self.cure(language)}{found}"

    def cure(self, language: str = "en") -> str:
        """What is wrong and what mends it, without place and thing."""
        chinese, english = FAULT_WORDS[self.kind]
        return chinese if language.startswith("zh") else english
