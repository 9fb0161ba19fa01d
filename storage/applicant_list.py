"""Applicants met by alerts, as lists show them: counted by the key that says by whom a conflict is. 申请人列表."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from domain.applicant import Answered, ApplicantLine, ApplicantsWanted, Counts
from domain.case import Outcome
from domain.match import Reason
from storage.viewers import Viewer, only_staff

BY_STRANGERS = (Reason.SIMILAR_FILING.value, Reason.AFTER_FAIR.value)
"""Reasons of alerts whose applicant is nobody the enterprise authorised."""

MOST_COUNTED = 20_000
"""Applicants that are ranked; those after them had no more alerts than the last of these."""

NAMED = "a.holder <> '' AND (position(' ' in a.conflict_key) = 0 OR position('; ' in a.conflict_key) > 0)"
"""True of an alert whose filings name somebody: the key of any other is a source and a number (`matchers.conflicts`)."""

COUNTS = """
SELECT a.conflict_key COLLATE "C" AS key, min(a.id) AS first, count(*) AS alerts, count(DISTINCT a.brand_id) AS brands,
       count(DISTINCT b.enterprise_id) AS enterprises, count(*) FILTER (WHERE a.open AND a.last_day >= %(today)s) AS windows,
       min(a.last_day) FILTER (WHERE a.open AND a.last_day >= %(today)s) AS next_day
FROM storage_alert a JOIN storage_brand b ON b.id = a.brand_id
WHERE a.reason = ANY(%(reasons)s) AND {where} AND EXISTS (
    SELECT FROM storage_alertmatch f JOIN storage_match m ON m.id = f.match_id
    JOIN storage_observation o ON o.id = m.observation_id
    WHERE f.alert_id = a.id AND o.kind = 'filing')
GROUP BY 1
"""
"""What `counts_from` reads; a shop or an exhibitor is no applicant. Keys are put in the order of their bytes: that of a language
takes five times as long."""

_RANKED = """
SELECT c.*, n.holder FROM ({counts}) c JOIN storage_alert n ON n.id = c.first WHERE {having}
ORDER BY c.alerts DESC, c.brands DESC, c.enterprises DESC, c.next_day NULLS LAST, c.first LIMIT %(most)s
"""

_FILED_SO = """a.id IN (SELECT f.alert_id FROM storage_alertmatch f JOIN storage_match m ON m.id = f.match_id
    JOIN storage_observation o ON o.id = m.observation_id WHERE {where})"""

_FILED = """
WITH met AS MATERIALIZED (
    SELECT DISTINCT a.conflict_key COLLATE "C" AS key, m.observation_id FROM storage_alert a
    JOIN storage_alertmatch f ON f.alert_id = a.id JOIN storage_match m ON m.id = f.match_id
    WHERE a.reason = ANY(%(reasons)s) AND a.conflict_key = ANY(%(keys)s)
)
SELECT met.key, o.office COLLATE "C", count(DISTINCT o.filing), min(o.day), max(o.day), array_agg(DISTINCT o.country),
       bool_and(o.live)
FROM met, LATERAL (
    SELECT office, hashtextextended(ref, hashtext(source)) AS filing, coalesce(filed_on, published_on) AS day,
           coalesce(holders->0->>'country', '') AS country, provenance = 'live' AS live
    FROM storage_observation WHERE id = met.observation_id AND kind = 'filing' OFFSET 0) o
GROUP BY 1, 2 ORDER BY 1, 3 DESC, 2
"""
"""OFFSET keeps the observations a question for each in turn: few of many are asked for."""

_ANSWERED = """
SELECT a.conflict_key, a.id, c.outcome, d.helped, d.dismissed
FROM storage_alert a
LEFT JOIN storage_case c ON c.alert_id = a.id
LEFT JOIN LATERAL (SELECT bool_or(answer = 'help') AS helped, bool_or(answer <> 'help') AS dismissed
    FROM storage_decision WHERE alert_id = a.id AND undone_at IS NULL) d ON true
WHERE a.reason = ANY(%(reasons)s) AND a.conflict_key = ANY(%(keys)s) AND (c.id IS NOT NULL OR d.helped OR d.dismissed)
ORDER BY c.id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicantPage:
    """One page of applicants, those with the most alerts first, then brands, enterprises, and the nearest last day. With `cut`
    there are more than `MOST_COUNTED`. A page out of range is the nearest one.
    """

    lines: tuple[ApplicantLine, ...]
    total: int
    page: int
    pages: int
    cut: bool


def applicant_page(
    viewer: Viewer,
    wanted: ApplicantsWanted,
    is_company: Callable[[str], bool],
    *,
    today: dt.date,
    page: int = 1,
    per_page: int = 50,
) -> ApplicantPage:
    """The applicants that are wanted, for staff: they are those of every enterprise's alerts. `is_company` says of a name
    whether it has a legal form. Raises `NotVisible`.
    """
    only_staff(viewer, "applicants")
    ranked = _ranked(wanted, today)
    cut = len(ranked) > MOST_COUNTED
    rows = [row for row in ranked[:MOST_COUNTED] if not wanted.companies or is_company(row[-1])]
    pages = max(1, -(-len(rows) // per_page))
    page = min(max(1, page), pages)
    lines = _lines(rows[(page - 1) * per_page : page * per_page], is_company)
    return ApplicantPage(lines=lines, total=len(rows), page=page, pages=pages, cut=cut)


def asked(statement: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    """The rows a statement gives."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


def counts_from(row: Sequence[Any]) -> Counts:
    """The record of a row of `COUNTS`."""
    _, alert_id, alerts, brands, enterprises, windows, next_day = row[:7]
    return Counts(
        alert_id=alert_id,
        alerts=alerts,
        brands=brands,
        enterprises=enterprises,
        windows=windows,
        next_day=next_day,
    )


def _ranked(wanted: ApplicantsWanted, today: dt.date) -> list[tuple[Any, ...]]:
    where, of_filing, having = [NAMED], [], ["true"]
    values: dict[str, Any] = {"today": today, "reasons": list(BY_STRANGERS), "most": MOST_COUNTED + 1}
    if wanted.word:
        where.append(
            "a.conflict_key IN (SELECT n.conflict_key FROM storage_alert n WHERE n.holder ILIKE %(word)s)"
        )
        values["word"] = f"%{_literal(wanted.word)}%"
    for field, condition, value in (
        ("country", "o.holders->0->>'country' = %(country)s", wanted.country),
        ("office", "o.office = %(office)s", wanted.office),
        ("year", "extract(year FROM coalesce(o.filed_on, o.published_on)) = %(year)s", wanted.year),
    ):
        if value:
            of_filing.append(condition)
            values[field] = value
    if of_filing:
        where.append(_FILED_SO.format(where=" AND ".join(of_filing)))
    if wanted.again:
        having.append("c.brands >= 2")
    if wanted.windows:
        having.append("c.windows > 0")
    counts = COUNTS.format(where=" AND ".join(where))
    return asked(_RANKED.format(counts=counts, having=" AND ".join(having)), values)


def _literal(word: str) -> str:
    """A word as LIKE takes it for itself."""
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _lines(rows: Sequence[tuple[Any, ...]], is_company: Callable[[str], bool]) -> tuple[ApplicantLine, ...]:
    values = {"keys": [row[0] for row in rows], "reasons": list(BY_STRANGERS)}
    filed = defaultdict[str, list[tuple[Any, ...]]](list)
    for key, *rest in asked(_FILED, values) if rows else ():
        filed[key].append(tuple(rest))
    outcomes, answered = _answered(values) if rows else ({}, {})
    return tuple(
        _line(row, filed[row[0]], _said(row[2], answered.get(row[0], ()), outcomes.get(row[0], ())), is_company)
        for row in rows
    )  # fmt: skip


def _answered(values: dict[str, Any]) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """By key: outcomes of cases, and of each alert that was answered by what."""
    outcomes, answers = defaultdict[str, list[str]](list), defaultdict[str, dict[int, str]](dict)
    for key, alert_id, outcome, _, dismissed in asked(_ANSWERED, values):
        if outcome:
            outcomes[key].append(outcome)
        said = "case" if outcome is not None else "dismissed" if dismissed else "help"
        answers[key][alert_id] = said
    return outcomes, {key: list(one.values()) for key, one in answers.items()}


def _said(alerts: int, answers: Sequence[str], outcomes: Sequence[str]) -> Answered:
    return Answered(
        cases=answers.count("case"),
        asked=answers.count("help"),
        dismissed=answers.count("dismissed"),
        waiting=max(0, alerts - len(answers)),
        outcomes=tuple((one, n) for one in Outcome if (n := outcomes.count(one.value))),
    )


def _line(
    row: tuple[Any, ...],
    filed: Sequence[tuple[Any, ...]],
    answered: Answered,
    is_company: Callable[[str], bool],
) -> ApplicantLine:
    days = [day for _, _, first, last, _, _ in filed for day in (first, last) if day]
    countries = {country for *_, found, _ in filed for country in found if country}
    return ApplicantLine(
        name=row[-1],
        company=is_company(row[-1]),
        counts=counts_from(row),
        countries=tuple(sorted(countries)),
        offices=tuple((office, n) for office, n, *_ in filed if office),
        filings=sum(n for _, n, *_ in filed),
        first_day=min(days, default=None),
        last_day=max(days, default=None),
        answered=answered,
        live=all(live for *_, live in filed),
    )
