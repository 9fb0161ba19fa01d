"""Proceeding: one dispute before a court, commission, board or panel, as its docket names it. 案件/程序."""

import datetime as dt
import re
from dataclasses import dataclass
from enum import StrEnum

from domain.deadline import LastDay
from domain.observation import Observation, Party, Side

_VERSUS = re.compile(r"\s+(?:v|vs)\.?\s+", re.IGNORECASE)
_INVESTIGATION = re.compile(r"337-TA-\d{3,5}", re.IGNORECASE)
_COMPLAINT = re.compile(r"\b(?:DN\s?|337-)(\d{4})\b(?!-)")
_NUMBER = re.compile(r"[^0-9A-Za-z]+")


class Forum(StrEnum):
    """Before whom it is brought."""

    SECTION_337 = "section-337"
    US_COURT = "us-court"
    TTAB = "ttab"
    UDRP = "udrp"
    EUIPO = "euipo"
    OTHER = "other-forum"


_FORUMS = {
    "us-usitc-ids": Forum.SECTION_337,
    "us-federal-register": Forum.SECTION_337,
    "us-federal-register-337": Forum.SECTION_337,
    "us-courtlistener": Forum.US_COURT,
    "us-courtlistener-copyright": Forum.US_COURT,
    "us-courtlistener-patent": Forum.US_COURT,
    "us-uspto-ttab-bulk": Forum.TTAB,
    "us-ttab-reading-room": Forum.TTAB,
    "xx-wipo-udrp": Forum.UDRP,
    "eu-euipo-caselaw": Forum.EUIPO,
}


def forum_of(observation: Observation) -> Forum:
    """The forum a proceeding's source reports from."""
    return _FORUMS.get(observation.source, Forum.OTHER)


def docket_of(observation: Observation) -> str:
    """One docket for all that is seen of one proceeding, whichever source says it; the source's number where it has none.

    337-TA-1234 however a notice writes it, and DN 3799 (337-3799) before an investigation is instituted. A federal court's
    docket bears the court, since every district counts for itself.
    """
    docket = " ".join(observation.docket.split())
    if forum_of(observation) is Forum.SECTION_337:
        said = f"{docket} {observation.sign} {observation.text[:400]}"
        if found := _INVESTIGATION.search(said):
            return found[0].upper()
        if waiting := _COMPLAINT.search(said):
            return f"DN {waiting[1]}"
    if not docket:
        return f"{observation.source} {observation.ref}"
    if forum_of(observation) is Forum.US_COURT and (court := observation.text.partition(";")[0].strip()):
        return f"{docket} · {court.removeprefix('District Court, ')}"
    return docket


def side_of(party: Party, observation: Observation) -> str:
    """On which side a party stands: as the source says, else by its place in a title "A v. B"; "" where neither tells.

    Who is named neither before nor after the "v." is taken to answer: a suit is titled after whoever brings it.
    """
    if party.side or not party.name:
        return party.side
    halves = _VERSUS.split(observation.sign, maxsplit=1)
    if len(halves) < 2:
        return ""
    brought_by, name = _letters(halves[0]), _letters(party.name)
    claims = bool(name) and (name in brought_by or (len(brought_by) > 3 and name.startswith(brought_by)))
    return (Side.CLAIMANT if claims else Side.RESPONDENT).value


def parties_of(observation: Observation) -> tuple[Party, ...]:
    """The parties of a proceeding, with the two sides of its title where it lists nobody."""
    if observation.holders:
        return observation.holders
    halves = _VERSUS.split(observation.sign, maxsplit=1)
    if len(halves) < 2:
        return ()
    if forum_of(observation) is Forum.UDRP:  # "A v. B: name.example"
        halves[1] = halves[1].rpartition(":")[0] or halves[1]
    names = (half.strip(" ,") for half in halves)
    sides = (Side.CLAIMANT, Side.RESPONDENT)
    return tuple(Party(name=name, side=side.value) for name, side in zip(names, sides, strict=True) if name)


def _letters(text: str) -> str:
    return _NUMBER.sub("", text).casefold() or "".join(text.split()).casefold()


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """A period running in a proceeding.

    `last_day` is counted from `counted_from`, None where no day to count from is known. `earliest` is true where that day
    stands for the real start (service, notification), which is not public: the true last day is then no earlier.
    `starts` says what the period really runs from, `missed` what follows when it is missed, "" where nothing is laid down.
    """

    step: str
    says_zh: str
    says_en: str
    starts_zh: str
    starts_en: str
    missed_zh: str
    missed_en: str
    rule_zh: str
    rule_en: str
    last_day: LastDay | None
    rolled: dt.date | None
    counted_from: dt.date | None
    earliest: bool
    answering: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DefenceStep:
    """One thing a party that is proceeded against does. 应诉步骤. `source` is "" for general knowledge."""

    says_zh: str
    says_en: str
    why_zh: str
    why_en: str
    source: str
    checked_on: dt.date
