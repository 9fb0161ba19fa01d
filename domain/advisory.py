"""Advisory: a warning the centre sends to enterprises it chose. 纠纷预警发布."""

from dataclasses import dataclass
from enum import StrEnum


class AdvisoryState(StrEnum):
    """Where a warning stands on its way out."""

    DRAFT = "draft"
    REVIEWING = "reviewing"
    """待复核: a second person reads it"""
    REVIEWED = "reviewed"
    """待签发"""
    SENT = "sent"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Advisory:
    """A warning as it is told to one contact. A `correction` replaces another: `corrects` is that one's title, "" where some who
    are told never had it. With `withdrawn_why` it says that it no longer holds.
    """

    advisory_id: int
    title: str
    body: str
    offices: tuple[str, ...] = ()
    correction: bool = False
    corrects: str = ""
    withdrawn_why: str = ""
