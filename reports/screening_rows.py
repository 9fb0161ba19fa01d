"""Matches one a line: JSON Lines for programs, CSV for spreadsheets. Both keep no match in memory."""

import csv
import json
from collections.abc import Iterable
from typing import TextIO

from domain.deadline import LastDay
from domain.match import Evidence, Match
from reports.cells import inert
from reports.wording import encodable

_LINE_ENDS = {ord(c): f"\\u{ord(c):04x}" for c in "\x7f\x85\u2028\u2029"}
"""Characters JSON allows bare but some readers take for the end of a line."""

CSV_COLUMNS = (
    "brand_id", "brand", "mark", "source", "office", "ref", "sign", "holder", "classes", "published_on",
    "score", "tier", "evidence", "evidence_en", "last_day", "url", "provenance", "rules", "rule_zh",
    "rule_en", "rule_source", "rule_checked_on", "rule_confidence", "rule_caveat_zh", "rule_caveat_en",
)  # fmt: skip


def write_jsonl(matches: Iterable[Match], out: TextIO) -> int:
    """One JSON object a line, keys in a fixed order, dates in ISO 8601, null where there is none."""
    written = 0
    for match in matches:
        line = json.dumps(_object(match), ensure_ascii=False).translate(_LINE_ENDS)
        out.write(encodable(line) + "\n")
        written += 1
    return written


def write_csv(matches: Iterable[Match], out: TextIO) -> int:
    """CSV as Excel opens it: BOM, CRLF, evidence as sentences, and no cell it would take for a formula."""
    out.write("\ufeff")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(CSV_COLUMNS)
    written = 0
    for match in matches:
        writer.writerow([inert(cell) for cell in _cells(match)])
        written += 1
    return written


def _object(match: Match) -> dict[str, object]:
    seen = match.observation
    return {
        "brand_id": match.brand_id,
        "brand": match.brand,
        "mark": match.mark,
        "source": seen.source,
        "office": seen.office,
        "ref": seen.ref,
        "sign": seen.sign,
        "holder": seen.holder,
        "classes": list(seen.classes),
        "published_on": seen.published_on.isoformat() if seen.published_on else None,
        "score": round(match.score, 4),
        "tier": match.tier.value,
        "evidence": [_evidence(evidence) for evidence in match.evidence],
        "last_day": match.last_day.day.isoformat() if match.last_day else None,
        "url": seen.url,
        "provenance": seen.provenance.value,
        "rules": match.rules,
        "last_day_rule": _rule(match.last_day) if match.last_day else None,
    }


def _evidence(evidence: Evidence) -> dict[str, object]:
    return {
        "feature": evidence.feature,
        "score": round(evidence.score, 4),
        "ours": evidence.ours,
        "theirs": evidence.theirs,
        "says": evidence.says,
        "says_en": evidence.says_en,
    }


def _rule(last_day: LastDay) -> dict[str, str]:
    return {
        "rule_zh": last_day.rule_zh,
        "rule_en": last_day.rule_en,
        "source": last_day.rule_source,
        "checked_on": last_day.checked_on.isoformat(),
        "confidence": last_day.confidence.value,
        "caveat_zh": last_day.caveat_zh,
        "caveat_en": last_day.caveat_en,
    }


def _cells(match: Match) -> tuple[str, ...]:
    seen = match.observation
    rule = _rule(match.last_day) if match.last_day else {}
    return (
        match.brand_id,
        match.brand,
        match.mark,
        seen.source,
        seen.office,
        seen.ref,
        seen.sign,
        seen.holder,
        ";".join(map(str, seen.classes)),
        seen.published_on.isoformat() if seen.published_on else "",
        f"{match.score:.4f}",
        match.tier.value,
        "；".join(evidence.says for evidence in match.evidence),
        "; ".join(evidence.says_en for evidence in match.evidence),
        match.last_day.day.isoformat() if match.last_day else "",
        seen.url,
        seen.provenance.value,
        match.rules,
        *(rule.get(key, "") for key in ("rule_zh", "rule_en", "source", "checked_on", "confidence")),
        *(rule.get(key, "") for key in ("caveat_zh", "caveat_en")),
    )
