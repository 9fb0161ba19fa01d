"""Refused: a picture that is not read, with the reason and the cure."""

from domain.fault import Fault
from domain.fault_kind import FaultKind


class Refused(Exception):
    """A picture that must or can not be read. `kind` says why and what to do, `detail` what was found."""

    def __init__(self, kind: FaultKind, detail: str = "") -> None:
        super().__init__(kind, detail)
        self.kind = kind
        self.detail = detail

    def __str__(self) -> str:
        return self.fault("").says()

    def fault(self, file: str, record: str = "") -> Fault:
        """The refusal as a fault of the named file and record."""
        return Fault(kind=self.kind, file=file, record=record, detail=self.detail)
