"""What is asked of the register of observations, and what it answers. 检索."""

import datetime as dt
from dataclasses import dataclass

from domain.match import Evidence
from domain.observation import Kind, Observation


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterQuery:
    """A search: whatever is empty narrows nothing.

    `word` is looked for among signs and stated brands, `holder` among who stands behind them. Any of `classes` is
    enough. `office` is a WIPO ST.3 code. `since` and `until`, both included, are days of publication, or of filing
    or sighting where a source says no better.
    """

    word: str = ""
    holder: str = ""
    classes: tuple[int, ...] = ()
    office: str = ""
    kind: Kind | None = None
    source: str = ""
    since: dt.date | None = None
    until: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterHit:
    """An observation that answers a search; `score` lies between 0 and 1, and is None where no word was asked for."""

    observation_id: int
    observation: Observation
    seen_at: dt.datetime
    score: float | None = None
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterPage:
    """A page of hits. There are `found` in all, or with `more` at least so many; `following` names the next page, "" for none."""

    hits: tuple[RegisterHit, ...]
    found: int
    more: bool
    following: str
