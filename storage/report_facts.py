"""What a report is counted of, as it stood at one instant: asked of histories, so that it can be asked again. 报告取数。

A case's columns and an enterprise's are kept by triggers each time they change (`CasePast`, `EnterprisePast`), its state
stands in its events; a row older than its first kept one is taken as that first one says. A case that was confidential at that
instant is in none, nor is a day of a case that was taken back as wrong since.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import connection

from domain.case import INTERNAL_DAY, CaseChannel, CaseKind, CaseOrigin, CaseState, Ending, Outcome, Right
from domain.period import Period
from domain.report_facts import (
    WITHHELD,
    AlertFact,
    BrandFact,
    CaseFact,
    ConsultationFact,
    Facts,
    Firm,
    SourceFact,
    amount,
)
from storage.isolation import unbound
from storage.models import Enterprise
from storage.viewers import NotVisible, Viewer

_LATEST = """
ORDER BY {by}, (at < %(as_of)s) DESC, CASE WHEN at < %(as_of)s THEN at END DESC NULLS LAST,
         CASE WHEN at < %(as_of)s THEN id ELSE -id END DESC
"""
"""The last row before the instant, or without one the first after it."""

_FIRMS = f"""
SELECT DISTINCT ON (enterprise_id) enterprise_id, row->>'name', row->>'credit_code', row->>'industry', row->>'district',
       (row->>'named_from')::date
FROM storage_enterprisepast {_LATEST.format(by="enterprise_id")}
"""  # nosec B608

_CASES = f"""
WITH stood AS (
    SELECT DISTINCT ON (case_id) case_id, row FROM storage_casepast
    WHERE deadline IS NULL {_LATEST.format(by="case_id")}
), moved AS (
    SELECT DISTINCT ON (case_id) case_id, at, after FROM storage_caseevent
    WHERE kind IN ('opened', 'moved') AND at < %(as_of)s ORDER BY case_id, at DESC, id DESC
), acted AS (
    SELECT case_id, bool_or(after IN ('acting', 'waiting')) AS acted FROM storage_caseevent
    WHERE kind = 'moved' AND at < %(as_of)s GROUP BY case_id
), asked AS (
    SELECT DISTINCT ON (case_id) case_id, says FROM storage_caseevent
    WHERE kind = 'referred' AND at < %(as_of)s ORDER BY case_id, at DESC, id DESC
), days AS (
    SELECT case_id, coalesce(min(day) FILTER (WHERE NOT met), max(day)) AS day FROM (
        SELECT DISTINCT ON (deadline) case_id, (row->>'day')::date AS day, (row->>'met')::boolean AS met
        FROM storage_casepast WHERE deadline IS NOT NULL AND at < %(as_of)s
          AND deadline IN (SELECT id FROM storage_casedeadline WHERE says NOT LIKE %(internal)s)
        ORDER BY deadline, at DESC, id DESC
    ) one GROUP BY case_id
), unreal AS (
    SELECT u.id AS case_id FROM storage_case u
    JOIN storage_alertmatch f ON f.alert_id = u.alert_id
    JOIN storage_match m ON m.id = f.match_id
    JOIN storage_observation o ON o.id = m.observation_id
    WHERE o.provenance IN ('made-up', 'derived-from-schema')
    UNION
    SELECT l.case_id FROM storage_fairlead l JOIN storage_fair f ON f.id = l.fair_id
    WHERE f.made_up AND l.case_id IS NOT NULL
    UNION
    SELECT u.id FROM storage_case u
    JOIN storage_dispute d ON d.id = u.dispute_id
    JOIN storage_proceeding p ON p.office = d.office AND p.docket = d.docket
    JOIN storage_proceedingsighting s ON s.proceeding_id = p.id
    JOIN storage_observation o ON o.id = s.observation_id
    WHERE u.origin = 'proceeding' AND o.provenance IN ('made-up', 'derived-from-schema')
)
SELECT c.id, c.number, r.dispute_id, c.enterprise_id, c.origin, r.kind, r."right", r.office, r.body, r.docket, r.right_number,
       r.classes, r.opponent, r.opponent_country, r.observed_on, c.opened_at, c.opened_by,
       coalesce(m.after, 'received'), coalesce(m.at, c.opened_at), d.day, r.major, coalesce(k.says, ''),
       r.claimed, r.claimed_currency, r.outcome, r.outcome_words, r.saved, r.saved_currency, r.saved_how, r.cost,
       r.cost_currency, r.answered, r.satisfaction, coalesce(t.acted, false), c.alert_id, c.id IN (SELECT case_id FROM unreal)
FROM storage_case c
JOIN stood ON stood.case_id = c.id
CROSS JOIN LATERAL jsonb_to_record(stood.row) AS r(
    dispute_id bigint, kind text, "right" text, office text, body text, docket text, right_number text, classes int[],
    opponent text, opponent_country text, observed_on date, major boolean, claimed numeric, claimed_currency text, outcome text,
    outcome_words text, saved numeric, saved_currency text, saved_how text, cost numeric, cost_currency text, answered boolean,
    confidential boolean, satisfaction int)
LEFT JOIN moved m ON m.case_id = c.id
LEFT JOIN acted t ON t.case_id = c.id
LEFT JOIN asked k ON k.case_id = c.id
LEFT JOIN days d ON d.case_id = c.id
WHERE c.opened_at < %(until)s AND r.confidential IS NOT TRUE
  AND (%(enterprise)s::bigint IS NULL OR c.enterprise_id = %(enterprise)s)
ORDER BY c.opened_at, c.id
"""  # nosec B608

_ALERTS = """
WITH told AS (
    SELECT a.id, a.brand_id, b.enterprise_id, a.holder, a.conflict_key, a.raised_at,
           min(m.last_day) AS last_day, count(DISTINCT m.observation_id) AS filings,
           max(CASE m.tier WHEN 'high' THEN 3 WHEN 'medium' THEN 2 WHEN 'low' THEN 1 ELSE 0 END) AS tier,
           string_agg(DISTINCT o.office, ',') AS offices,
           string_agg(DISTINCT array_to_string(o.classes, ','), ',') AS classes,
           max(o.holders->0->>'country') AS country,
           bool_or(o.provenance IN ('made-up', 'derived-from-schema')) AS made_up, bool_or(o.kind = 'filing') AS filing
    FROM storage_alert a
    JOIN storage_brand b ON b.id = a.brand_id
    JOIN storage_alertmatch f ON f.alert_id = a.id
    JOIN storage_match m ON m.id = f.match_id AND m.judged_at < %(as_of)s
    JOIN storage_observation o ON o.id = m.observation_id
    WHERE a.raised_at < %(until)s AND (%(enterprise)s::bigint IS NULL OR b.enterprise_id = %(enterprise)s)
    GROUP BY a.id, b.enterprise_id
    HAVING a.raised_at >= %(since)s OR min(m.last_day) >= %(first_day)s
), reached AS (
    SELECT alert_id, min(at) AS at FROM (
        SELECT alert_id, delivered_at AS at FROM storage_delivery WHERE alert_id IS NOT NULL AND delivered_at < %(as_of)s
        UNION ALL
        SELECT e.alert_id, d.delivered_at FROM storage_digestentry e
        JOIN storage_delivery d ON d.digest_id = e.digest_id WHERE d.delivered_at < %(as_of)s
    ) one GROUP BY alert_id
), confirmed AS (
    SELECT alert_id, min(made_at) AS at FROM storage_review
    WHERE verdict = 'confirmed' AND made_at < %(as_of)s AND (undone_at IS NULL OR undone_at >= %(as_of)s)
    GROUP BY alert_id
), dismissed AS (
    SELECT alert_id, min(made_at) AS at FROM storage_decision
    WHERE answer <> 'help' AND made_at < %(as_of)s AND (undone_at IS NULL OR undone_at >= %(as_of)s)
    GROUP BY alert_id
), followed AS (
    SELECT c.alert_id, min(c.opened_at) AS at, min(e.at) AS acted FROM storage_case c
    LEFT JOIN storage_caseevent e
        ON e.case_id = c.id AND e.kind = 'moved' AND e.after IN ('acting', 'waiting') AND e.at < %(as_of)s
    WHERE c.alert_id IS NOT NULL AND c.opened_at < %(as_of)s GROUP BY c.alert_id
)
SELECT t.id, t.enterprise_id, t.brand_id, t.holder, t.conflict_key, coalesce(t.country, ''), coalesce(t.offices, ''),
       coalesce(t.classes, ''), t.filings, t.tier, t.raised_at, t.last_day, r.at, c.at, d.at, w.at, w.acted, t.made_up, t.filing
FROM told t
LEFT JOIN reached r ON r.alert_id = t.id
LEFT JOIN confirmed c ON c.alert_id = t.id
LEFT JOIN dismissed d ON d.alert_id = t.id
LEFT JOIN followed w ON w.alert_id = t.id
ORDER BY t.id
"""

_SOURCES = """
SELECT source, count(*) FILTER (WHERE started_at >= %(since)s), count(*) FILTER (WHERE started_at >= %(since)s AND state = 'ok'),
       coalesce(sum(kept) FILTER (WHERE started_at >= %(since)s AND state = 'ok'), 0),
       max(finished_at) FILTER (WHERE state = 'ok')
FROM storage_crawlrun WHERE started_at < %(until)s GROUP BY source ORDER BY source
"""

_BRANDS = """
SELECT id, enterprise_id, name, classes, markets FROM storage_brand
WHERE added_at < %(until)s AND (unwatched_at IS NULL OR unwatched_at >= %(until)s)
  AND (%(enterprise)s::bigint IS NULL OR enterprise_id = %(enterprise)s) ORDER BY id
"""

_CONSULTATIONS = """
SELECT id, enterprise_id, channel, case_id FROM storage_consultation
WHERE at < %(as_of)s AND day BETWEEN %(first_day)s AND %(last_day)s
  AND (%(enterprise)s::bigint IS NULL OR enterprise_id = %(enterprise)s) ORDER BY id
"""

_TIERS = ("none", "low", "medium", "high")


def facts_of(
    viewer: Viewer,
    period: Period,
    as_of: dt.datetime,
    *,
    enterprise_id: int | None = None,
    cases_alone: bool = False,
) -> Facts:
    """What was known at `as_of` of what happened until the period's end; of one enterprise, to itself by its name, or of all.
    A period that is only compared with gives its cases alone.

    All is for staff, one enterprise for its people too. Raises `NotVisible`.
    """
    if not (viewer.staff or (enterprise_id is not None and enterprise_id in viewer.enterprise_ids)):
        raise NotVisible("report")
    asked: dict[str, dt.date | int | str | None] = {
        "as_of": as_of, "until": min(as_of, period.ends), "since": period.starts, "first_day": period.first_day,
        "last_day": period.last_day, "enterprise": enterprise_id, "internal": f"{INTERNAL_DAY}%",
    }  # fmt: skip
    with unbound():  # bound to the enterprise by the queries themselves
        firms = _firms(_asked(_FIRMS, asked), named_on=period.last_day, itself=enterprise_id)
        return Facts(
            as_of=as_of,
            firms=tuple(one for one in firms.values() if enterprise_id in (None, one.enterprise_id)),
            cases=tuple(_case(row, firms) for row in _asked(_CASES, asked)),
            alerts=() if cases_alone else tuple(_alert(row, firms) for row in _asked(_ALERTS, asked)),
            sources=() if cases_alone else tuple(_source(row) for row in _asked(_SOURCES, asked)),
            brands=() if cases_alone else tuple(_brand(row, firms) for row in _asked(_BRANDS, asked)),
            consultations=()
            if cases_alone
            else tuple(_consultation(row, firms) for row in _asked(_CONSULTATIONS, asked)),
        )


def _asked(statement: str, asked: Mapping[str, dt.date | int | str | None]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, asked)
        return list(cursor.fetchall())


def _firms(rows: Sequence[tuple[Any, ...]], *, named_on: dt.date, itself: int | None) -> dict[int, Firm]:
    """Enterprises as they may be shown: 某食品企业（A） where one does not consent, lettered in the order they came."""
    firms, lettered = {}, defaultdict[str, int](int)
    for row_id, name, code, industry, district, named_from in rows:
        lettered[industry] += 1
        named = row_id == itself or (named_from is not None and named_from <= named_on)
        firms[row_id] = Firm(
            enterprise_id=row_id,
            shown=name if named else f"某{industry}企业（{letters(lettered[industry])}）",
            named=named,
            credit_code=code if named else "",
            industry=industry,
            district=district,
        )
    return firms


def letters(count: int) -> str:
    """A, B … Z, AA, AB … for 1, 2 …"""
    found = ""
    while count > 0:
        count, rest = divmod(count - 1, 26)
        found = chr(ord("A") + rest) + found
    return found


def _case(row: tuple[Any, ...], firms: dict[int, Firm]) -> CaseFact:
    (case_id, number, dispute, enterprise, origin, kind, right, office, body, docket, right_number, classes, opponent,
     country, observed_on, opened_at, opened_by, state, moved_at, day, major, needs, claimed, claimed_in, outcome, words, saved,
     saved_in, saved_how, cost, cost_in, answered, satisfaction, acted, alert_id, made_up) = row  # fmt: skip
    firm, stands = firms[enterprise], CaseState(state)

    def kept(words: str) -> str:
        return words if firm.named or not words else WITHHELD

    ended = bool(outcome) and stands is CaseState.CLOSED
    ending = Ending(
        outcome=Outcome(outcome), words=kept(words), saved=amount(saved, saved_in), saved_how=kept(saved_how),
        cost=amount(cost, cost_in), answered=answered,
    ) if ended else None  # fmt: skip
    return CaseFact(
        case_id=case_id, number=number, dispute=dispute, firm=firm, origin=CaseOrigin(origin), kind=CaseKind(kind),
        right=Right(right), office=office, body=body, docket=kept(docket), right_number=kept(right_number),
        classes=tuple(classes or ()), opponent=kept(opponent), opponent_country=country, observed_on=observed_on,
        opened_at=opened_at, opened_by=opened_by, state=stands, moved_at=moved_at, last_day=day, major=major, needs=kept(needs),
        claimed=amount(claimed, claimed_in), ending=ending, responded=answered if ended else (True if acted else None),
        satisfaction=satisfaction, alert_id=alert_id, made_up=made_up,
    )  # fmt: skip


def _alert(row: tuple[Any, ...], firms: dict[int, Firm]) -> AlertFact:
    (alert_id, enterprise, brand, holder, conflict, country, offices, classes, filings, tier, raised_at, last_day, delivered,
     confirmed, dismissed, case_at, acted_at, made_up, filing) = row  # fmt: skip
    return AlertFact(
        alert_id=alert_id, firm=firms[enterprise], brand=brand, holder=holder, conflict=conflict, holder_country=country,
        offices=tuple(filter(None, offices.split(","))), classes=_numbers(classes.split(",")), filings=filings,
        tier=_TIERS[tier], raised_at=raised_at, last_day=last_day, delivered_at=delivered, confirmed_at=confirmed,
        dismissed_at=dismissed, case_at=case_at, acted_at=acted_at, made_up=made_up, filing=filing,
    )  # fmt: skip


def _numbers(listed: Iterable[str]) -> tuple[int, ...]:
    return tuple(sorted({int(one) for one in listed if one}))


def _source(row: tuple[Any, ...]) -> SourceFact:
    source, runs, good, kept, last = row
    return SourceFact(source=source, runs=runs, good=good, kept=kept, last_good_at=last, ever=True)


def _brand(row: tuple[Any, ...], firms: dict[int, Firm]) -> BrandFact:
    row_id, enterprise, name, classes, markets = row
    firm = firms[enterprise]
    return BrandFact(
        brand=row_id,
        firm=firm,
        name=name if firm.named else "",
        classes=tuple(classes),
        markets=tuple(markets),
    )


def _consultation(row: tuple[Any, ...], firms: dict[int, Firm]) -> ConsultationFact:
    row_id, enterprise, channel, case_id = row
    return ConsultationFact(
        consultation_id=row_id, firm=firms.get(enterprise), channel=CaseChannel(channel), case_id=case_id
    )


def industry_names() -> tuple[str, ...]:
    """The industries enterprises are of, in order."""
    rows = Enterprise.objects.exclude(industry="").order_by("industry").values_list("industry", flat=True)
    return tuple(rows.distinct())
