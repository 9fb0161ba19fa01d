"""Rows of the USITC Investigations Database (ids.usitc.gov/investigations.json).

A row is a stage of an investigation ("Violation", "Remand" …) with an id of its own. Almost every value is wrapped:
{"Name": …}, {"name": …}; days are "MM-DD-YYYY" or {"date": ISO 8601, "isNa": …}, and rows leave out what they have not.
Complainants and respondents stand among the participants, once per order. A docket before its institution has a number
of the same form (337-3936).
"""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from crawlers.families.countries import country_of
from domain.observation import Kind, Observation, Party, Side

_SIDES = {"Complainant": Side.CLAIMANT, "Respondent": Side.RESPONDENT}


def is_section_337(row: dict[str, Any]) -> bool:
    """True for an investigation of unfair imports."""
    return str(row.get("Investigation Number") or "").startswith("337-")


def ended_on(row: dict[str, Any]) -> dt.date | None:
    """The day the stage ended, None when it has not."""
    return _day(row.get("Investigation End Date"))


def investigation_of(row: dict[str, Any], *, source: str) -> Observation:
    """A row as a proceeding. Raises KeyError, TypeError or AttributeError when it is of another form."""
    number, case = row["Investigation ID"], row.get("Case ID")
    begun = _day(row.get("Start Date"))
    said = [_name(row.get(key)) for key in ("Investigation Status", "Investigation Phase")]
    return Observation(
        kind=Kind.PROCEEDING,
        source=source,
        ref=str(number),
        sign=str(row.get("Full Title") or row.get("Topic") or row["Investigation Number"]),
        office="US",
        holders=tuple(dict.fromkeys(_parties(row.get("Participants") or []))),
        docket=str(row["Investigation Number"]),
        status=", ".join(part for part in said if part),
        text=str(row.get("Topic") or ""),
        filed_on=begun,
        published_on=_day(row.get("Date of Publication of FR Notice (NOI)")) or begun,
        url=f"https://ids.usitc.gov/case/{case}/investigation/{number}" if case else "",
    )


def _parties(participants: list[dict[str, Any]]) -> Iterator[Party]:
    for one in participants:
        party = one.get("Participant") or {}
        side = _SIDES.get(_name(one.get("Participant Type")))
        if side and _name(party):
            yield Party(name=_name(party), country=country_of(_name(party.get("Country"))), side=side.value)


def _name(value: dict[str, Any] | None) -> str:
    return " ".join(str((value or {}).get("Name") or (value or {}).get("name") or "").split())


def _day(value: object) -> dt.date | None:
    text = str((value.get("date") if isinstance(value, dict) else value) or "")
    for form in ("%m-%d-%Y", "%Y-%m-%d"):
        try:
            return dt.datetime.strptime(text[:10], form).date()  # noqa: DTZ007
        except ValueError:
            continue
    return None
