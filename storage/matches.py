"""Matches in and out of the database."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import asdict

from domain.deadline import Confidence, LastDay
from domain.match import Evidence, Match, Tier
from domain.of_others import told_enterprise
from storage.evidence import keep_for_good
from storage.models import Brand
from storage.models import Match as Row
from storage.observations import observation_from, still_here
from storage.viewers import Viewer


def save_matches(matches: Iterable[tuple[int, Match]]) -> int:
    """Keeps matches, each with the row id of its observation, and returns how many there were.

    Safe to repeat: an opinion of the same rule set on the same brand and observation is kept once. An opinion by
    words alone (`verdict-1+words-2`) adds nothing to one by the same rules and the picture
    (`verdict-1+words-2+pictures-1`). A match of a brand or an observation that was removed
    meanwhile is dropped.
    """
    pairs = _not_seen_better(list(matches))
    wanted = {match.brand_id for _, match in pairs}
    ids = dict(Brand.objects.filter(brand_id__in=wanted).values_list("brand_id", "pk"))
    here = still_here(observation_id for observation_id, _ in pairs)
    rows = [
        _row(ids[match.brand_id], observation_id, match)
        for observation_id, match in pairs
        if match.brand_id in ids and observation_id in here
    ]
    Row.objects.bulk_create(rows, ignore_conflicts=True, batch_size=2_000)
    keep_for_good({row.observation_id for row in rows})
    return len(rows)


def matches_on(observation_id: int) -> list[int]:
    """Ids of the matches of an observation."""
    return list(Row.objects.filter(observation=observation_id).order_by("pk").values_list("pk", flat=True))


def _not_seen_better(pairs: list[tuple[int, Match]]) -> list[tuple[int, Match]]:
    kept = Row.objects.filter(observation_id__in={observation_id for observation_id, _ in pairs})
    opinions: dict[tuple[int, str], list[str]] = {}
    for observation_id, brand_id, rules in kept.values_list("observation_id", "brand__brand_id", "rules"):
        opinions.setdefault((observation_id, brand_id), []).append(rules)
    return [
        (observation_id, match)
        for observation_id, match in pairs
        if not any(
            rules.startswith(f"{match.rules}+")
            for rules in opinions.get((observation_id, match.brand_id), ())
        )
    ]


def _row(brand_pk: int, observation_id: int, match: Match) -> Row:
    return Row(
        brand_id=brand_pk,
        observation_id=observation_id,
        rules=match.rules,
        mark=match.mark,
        score=match.score,
        tier=match.tier.value,
        evidence=[asdict(evidence) for evidence in match.evidence],
        last_day=match.last_day.day if match.last_day else None,
        last_day_rule=_rule_json(match.last_day) if match.last_day else None,
        picture=match.picture,
    )


def _rule_json(last_day: LastDay) -> dict[str, str]:
    rule = asdict(last_day)
    del rule["day"]
    return {**rule, "checked_on": last_day.checked_on.isoformat(), "confidence": last_day.confidence.value}


def match_for(viewer: Viewer, row: Row) -> Match:
    """The domain record of a row as a viewer is told it: staff alone learn how many brands of others there are."""
    return match_from(row) if viewer.staff else told_enterprise(match_from(row))


def match_from(row: Row) -> Match:
    """The domain record of a row, whose brand and observation are loaded."""
    return Match(
        brand_id=row.brand.brand_id,
        brand=row.brand.name,
        mark=row.mark,
        observation=observation_from(row.observation),
        score=row.score,
        tier=Tier(row.tier),
        evidence=tuple(Evidence(**evidence) for evidence in row.evidence),
        rules=row.rules,
        last_day=_last_day(row),
        picture=row.picture,
    )


def _last_day(row: Row) -> LastDay | None:
    if row.last_day is None or row.last_day_rule is None:
        return None
    rule = row.last_day_rule
    return LastDay(
        day=row.last_day,
        rule_zh=rule["rule_zh"],
        rule_en=rule["rule_en"],
        rule_source=rule["rule_source"],
        checked_on=dt.date.fromisoformat(rule["checked_on"]),
        confidence=Confidence(rule["confidence"]),
        caveat_zh=rule["caveat_zh"],
        caveat_en=rule["caveat_en"],
    )
