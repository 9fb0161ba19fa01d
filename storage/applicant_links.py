"""What an applicant shares with others that were met: representatives, addresses, days of filing. 关联线索.

Links, never one and the same: sharing somebody's representative makes nobody that somebody.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from domain.applicant import Link, Shared
from storage.applicant_list import BY_STRANGERS, NAMED, asked
from storage.viewers import Viewer, only_staff

MOST_SHARED = 12
"""Representatives, and addresses, of one applicant that are looked at: the commonest of its own."""
_MOST_COUNTED = 500
"""Matches of others in which it is counted how many share one of them: more say no more."""
_MOST_READ = 2_000
"""Matches of others that are read for the links."""
_MOST_DAYS = 400
_BETWEEN = "; "
"""Between the keys of several holders (`matchers.conflicts`)."""

_OTHERS = """
SELECT shared, count(DISTINCT key), count(*) FROM unnest(%(wanted)s::text[]) AS shared, LATERAL (
    SELECT a.conflict_key AS key FROM storage_alertmatch f JOIN storage_alert a ON a.id = f.alert_id
    WHERE f.{column} = shared AND f.{column} <> '' AND a.conflict_key <> %(key)s AND a.reason = ANY(%(reasons)s) AND {so_named}
    LIMIT %(most)s) others
GROUP BY shared
"""

_SHARING = """
SELECT a.conflict_key, a.id, a.holder, a.brand_id, f.agent_key, f.address_key, o.office, o.filed_on
FROM (
    (SELECT id FROM storage_alertmatch WHERE agent_key = ANY(%(agents)s) AND agent_key <> '' LIMIT %(most)s)
    UNION
    (SELECT id FROM storage_alertmatch WHERE address_key = ANY(%(addresses)s) AND address_key <> '' LIMIT %(most)s)
    UNION
    (SELECT s.id FROM storage_alert n JOIN storage_alertmatch s ON s.alert_id = n.id
        JOIN storage_match m ON m.id = s.match_id JOIN storage_observation o ON o.id = m.observation_id
        WHERE n.brand_id = ANY(%(brands)s) AND n.conflict_key <> %(key)s AND o.filed_on = ANY(%(days)s) LIMIT %(most)s)
    UNION
    (SELECT min(s.id) FROM storage_alert n JOIN storage_alertmatch s ON s.alert_id = n.id
        WHERE %(named)s <> '' AND starts_with(n.conflict_key, %(named)s) AND position('; ' in n.conflict_key) = 0
        GROUP BY n.conflict_key LIMIT %(most)s)
) met
JOIN storage_alertmatch f USING (id) JOIN storage_alert a ON a.id = f.alert_id
JOIN storage_match m ON m.id = f.match_id JOIN storage_observation o ON o.id = m.observation_id
WHERE a.conflict_key <> %(key)s AND a.reason = ANY(%(reasons)s) AND {so_named}
ORDER BY a.conflict_key, a.id
"""

_OWN = """
SELECT a.brand_id, f.agent_key, f.address_key, o.office, o.filed_on
FROM storage_alert a JOIN storage_alertmatch f ON f.alert_id = a.id JOIN storage_match m ON m.id = f.match_id
JOIN storage_observation o ON o.id = m.observation_id
WHERE a.conflict_key = %(key)s AND a.reason = ANY(%(reasons)s) ORDER BY f.id DESC LIMIT %(most)s
"""


@dataclass(slots=True)
class _Other:
    """Another applicant, while its rows are read."""

    alert_id: int
    name: str
    brands: set[int] = field(default_factory=set)
    agents: set[str] = field(default_factory=set)
    addresses: set[str] = field(default_factory=set)
    days: set[tuple[str, dt.date]] = field(default_factory=set)
    same_name: bool = False


def links_of(
    viewer: Viewer,
    key: str,
    words: Mapping[str, tuple[str, int]],
    is_company: Callable[[str], bool],
    *,
    limit: int = 30,
) -> tuple[tuple[Shared, ...], tuple[Link, ...], bool]:
    """The representatives and addresses of a key's filings with how many others have them, the rarest first; the others
    linked by those that are not common, the strongest link first, up to `limit`; and whether there are more. `words` says how
    a representative's or an address's key is written, and in how many of the filings. For staff; raises `NotVisible`.
    """
    only_staff(viewer, "an applicant")
    values: dict[str, Any] = {"key": key, "reasons": list(BY_STRANGERS), "most": _MOST_READ}
    own = asked(_OWN, values)
    agents = _shared("agent_key", _commonest(row[1] for row in own), words, values)
    addresses = _shared("address_key", _commonest(row[2] for row in own), words, values)
    rare = {one: said for one, said in {**agents, **addresses}.items() if said.others and not said.common}
    filed = {(office, day) for *_, office, day in own if day}
    values |= {
        "agents": [one for one in agents if one in rare], "addresses": [one for one in addresses if one in rare],
        "named": _without_form(key), "brands": sorted({row[0] for row in own}),
        "days": sorted({day for _, day in filed})[-_MOST_DAYS:],
    }  # fmt: skip
    others = _others(asked(_SHARING.format(so_named=NAMED), values), rare, filed, values)
    links = sorted(
        (_link(one, rare, is_company) for one in others), key=lambda one: (-one.weight, one.alert_id)
    )
    shared = sorted(
        (*agents.values(), *addresses.values()), key=lambda one: (one.others, -one.filings, one.says)
    )
    return tuple(shared), tuple(links[:limit]), len(links) > limit


def _commonest(keys: Iterable[str]) -> list[str]:
    counted = defaultdict[str, int](int)
    for one in keys:
        if one:
            counted[one] += 1
    return sorted(counted, key=lambda one: (-counted[one], one))[:MOST_SHARED]


def _shared(
    column: str, keys: Sequence[str], words: Mapping[str, tuple[str, int]], values: Mapping[str, Any]
) -> dict[str, Shared]:
    statement = _OTHERS.format(column=column, so_named=NAMED)
    asked_for = {**values, "wanted": list(keys), "most": _MOST_COUNTED}
    counted = {one: (others, read) for one, others, read in asked(statement, asked_for)}
    found = {}
    for one in keys:
        says, filings = words.get(one, (one, 0))
        others, read = counted.get(one, (0, 0))
        found[one] = Shared(
            says=says,
            address=column == "address_key",
            filings=filings,
            others=others,
            cut=read >= _MOST_COUNTED,
        )
    return found


def _others(
    rows: Sequence[tuple[Any, ...]],
    rare: Mapping[str, Shared],
    filed: set[tuple[str, dt.date]],
    values: Mapping[str, Any],
) -> list[_Other]:
    found: dict[str, _Other] = {}
    named, brands = values["named"], set(values["brands"])
    for key, alert_id, name, brand, agent, address, office, day in rows:
        one = found.setdefault(key, _Other(alert_id, name))
        one.brands.add(brand)
        one.same_name = bool(named) and key.startswith(named) and _BETWEEN not in key
        one.agents |= {agent} & rare.keys()
        one.addresses |= {address} & rare.keys()
        if day and (office, day) in filed and (agent in rare or brand in brands):
            one.days.add((office, day))
    return [one for one in found.values() if one.agents or one.addresses or one.days or one.same_name]


def _without_form(key: str) -> str:
    """The beginning of the keys that differ from this one in the legal form alone, "" of one that is no company name's."""
    return key[: key.rindex("|") + 1] if "|" in key and _BETWEEN not in key else ""


def _link(one: _Other, rare: Mapping[str, Shared], is_company: Callable[[str], bool]) -> Link:
    return Link(
        alert_id=one.alert_id,
        name=one.name,
        company=is_company(one.name),
        brands=len(one.brands),
        agents=tuple((rare[key].says, rare[key].others) for key in sorted(one.agents)),
        addresses=tuple((rare[key].says, rare[key].others) for key in sorted(one.addresses)),
        same_day=len(one.days),
        same_name=one.same_name,
    )
