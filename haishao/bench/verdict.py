"""`haishao bench verdict`: tiers against labelled cases, similarity alone beside them, the curve, and the speed."""

import json
import time
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz
from rapidfuzz.utils import default_process
from rich.console import Console
from rich.table import Table

from domain.match import Match, Tier
from domain.observation import Party
from haishao.bench.cases import Case, crossed, read_cases, read_oppositions
from matchers.met import by_words
from matchers.text.matcher import WordMatch, WordMatcher
from matchers.text.rules import WIDE_2, WORDS_2, Rules
from matchers.verdict import opinion, weigh
from matchers.verdict_rules import VERDICT_2

SHARES = (0.01, 0.02, 0.05, 0.06, 0.10, 0.26)
"""Shares of all pairings at which the curve is read; 6 % and 26 % are where the published figures stand."""
_WORKERS = 2
_TIMED_PAIRS = 40_000
_PATIENCE = 300.0


@dataclass(frozen=True, slots=True)
class Judged:
    """One case with the words' score and the verdict's; 0 and tier none when not shown."""

    conflict: bool
    words: float
    score: float
    tier: Tier


def run(cases: Path, oppositions: Path | None, json_path: Path | None) -> dict[str, Any]:
    """Prints the tables, writes JSON when asked, and returns the figures."""
    console = Console()
    found: dict[str, Any] = {"rules": VERDICT_2.name, "words": WORDS_2.name, "sets": {}}
    own = read_cases(cases)
    sets = {cases.name: own, f"{cases.name} × all": crossed(own)}
    if oppositions is not None:
        sets[oppositions.name] = read_oppositions(oppositions)
    pairs: list[tuple[Case, WordMatch]] = []
    for name, given in sets.items():
        with console.status(f"{name}: {len(given)}"):
            met = meetings(given)
            pairs += [(case, word) for case, word in zip(given, met, strict=True) if word is not None]
            found["sets"][name] = figures([judged(c, w) for c, w in zip(given, met, strict=True)])
            wide = [judged(c, w) for c, w in zip(given, meetings(given, WIDE_2), strict=True)]
            found["sets"][name]["curve"] |= {
                "wide": curve([(j.score, j.conflict) for j in wide]),
                "WRatio": curve([(_ratio(case), case.conflict) for case in given]),
            }
        console.print(_table(name, found["sets"][name]), _curves(found["sets"][name]))
    with console.status("速度 · speed"):
        found["pairs_per_second"] = speed(pairs)
    console.print(f"判定速度 · verdicts a second, {_WORKERS} processes: {found['pairs_per_second']:,}")
    if json_path is not None:
        json_path.write_text(json.dumps(found, ensure_ascii=False, indent=2), encoding="utf-8")
    return found


def meetings(cases: list[Case], rules: Rules = WORDS_2) -> list[WordMatch | None]:
    """How the words of each case meet by a rule set, however little they score; None where it does not bring them
    together. A curve needs the order below the lowest tier too.
    """
    brands = list({case.brand.brand_id: case.brand for case in cases}.values())
    signs = list(dict.fromkeys(case.observation.sign for case in cases))
    matcher = WordMatcher(brands, rules)
    met = {
        (sign, word.brand_id): word
        for sign, words in zip(signs, matcher.match(signs, least=0.0), strict=True)
        for word in words
    }
    return [met.get((case.observation.sign, case.brand.brand_id)) for case in cases]


def judged(case: Case, word: WordMatch | None) -> Judged:
    """The verdict on a case whose words met so."""
    if word is None:
        return Judged(case.conflict, 0.0, 0.0, Tier.NONE)
    match = opinion(case.brand, by_words(word, case.observation.sign), case.observation)
    if match is None:
        return Judged(case.conflict, word.score, 0.0, Tier.NONE)
    return Judged(case.conflict, word.score, _order(match), match.tier)


def _ratio(case: Case) -> float:
    """rapidfuzz's WRatio of the sign and the nearest form of the brand: similarity alone as anybody would try it."""
    sign = default_process(case.observation.sign)
    return max(fuzz.WRatio(default_process(mark), sign) for mark in case.brand.marks)


def _order(match: Match) -> float:
    """Tier first, then score: the order a list is read in."""
    return match.tier.rank + match.score


def figures(cases: list[Judged]) -> dict[str, Any]:
    """Precision and recall from each tier up, for the verdict and for the words' own tiers, and both curves."""
    conflicts = sum(j.conflict for j in cases)
    rows = {}
    for tier in (Tier.HIGH, Tier.MEDIUM, Tier.LOW):
        rows[tier.value] = {
            "verdict": _rates([j for j in cases if j.tier.rank >= tier.rank], conflicts),
            "words": _rates([j for j in cases if WORDS_2.tier(j.words).rank >= tier.rank], conflicts),
        }
    return {
        "cases": len(cases),
        "conflicts": conflicts,
        "tiers": rows,
        "curve": {
            "verdict": curve([(j.score, j.conflict) for j in cases]),
            "words": curve([(j.words, j.conflict) for j in cases]),
        },
    }


def _rates(shown: list[Judged], conflicts: int) -> dict[str, float]:
    right = sum(j.conflict for j in shown)
    return {
        "shown": len(shown),
        "precision": round(right / len(shown), 4) if shown else 0.0,
        "recall": round(right / conflicts, 4) if conflicts else 0.0,
    }


def curve(scored: list[tuple[float, bool]]) -> dict[str, float]:
    """Share of the true conflicts among the top x of all pairings, in the order of the score.

    Of equal scores the wrong ones come first, so that a tie flatters nobody; a score of 0 is not shown and finds none.
    """
    ordered = sorted(scored, key=lambda pair: (-pair[0], pair[1]))
    conflicts = sum(conflict for _, conflict in scored) or 1
    return {
        f"{share:.0%}": round(
            sum(c for s, c in ordered[: max(1, round(len(ordered) * share))] if s > 0) / conflicts, 4
        )
        for share in SHARES
    }


def speed(pairs: list[tuple[Case, WordMatch]]) -> int:
    """Verdicts a second over pairs whose words met, in two processes; every pair has a holder not seen before.

    By processor time, so that what else runs on the machine does not count: pairs over the slower process's seconds.
    """
    if not pairs:
        return 0
    many = [_by_another(*pairs[n % len(pairs)], n) for n in range(_TIMED_PAIRS)]
    halves = [many[i::_WORKERS] for i in range(_WORKERS)]
    with get_context("spawn").Pool(_WORKERS) as pool:
        seconds = pool.map_async(_timed, halves).get(timeout=_PATIENCE)
    return round(_TIMED_PAIRS / max(seconds))


def _by_another(case: Case, word: WordMatch, number: int) -> tuple[Case, WordMatch]:
    holder = Party(name=f"Holder {number} Trading {number % 97} LLC", country="US")
    return replace(case, observation=replace(case.observation, holders=(holder,))), word


def _timed(pairs: list[tuple[Case, WordMatch]]) -> float:
    begun = time.process_time()
    for case, word in pairs:
        weigh(case.brand, by_words(word, case.observation.sign), case.observation)
    return time.process_time() - begun


def _table(name: str, found: dict[str, Any]) -> Table:
    table = Table(title=f"{name}: {found['cases']} cases, {found['conflicts']} conflicts")
    for column in ("", "判定 · verdict P", "R", "shown", "仅相似度 · words alone P", "R", "shown"):
        table.add_column(column, justify="right")
    for tier, row in found["tiers"].items():
        cells = [
            f"{row[side][figure]:.1%}" if figure != "shown" else str(row[side][figure])
            for side in ("verdict", "words")
            for figure in ("precision", "recall", "shown")
        ]
        table.add_row(f"≥ {tier}", *cells)
    return table


def _curves(found: dict[str, Any]) -> Table:
    """Shares of the conflicts found, by what the list is ordered by, at each share of all pairings."""
    table = Table("前 · top", *found["curve"])
    for share in found["curve"]["verdict"]:
        table.add_row(share, *(f"{curve[share]:.1%}" for curve in found["curve"].values()))
    return table
