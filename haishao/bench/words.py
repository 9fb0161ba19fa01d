"""`haishao bench words`: how well and how fast signs meet brands, with the baselines in the same run.

Alert rates are counted on real company names alone. What the rules were fitted on (names of half 0) is not
reported on: brands, variants, renderings and unrelated names here are of half 1, and the EUIPO oppositions were never
fitted on. The strict reading of organisations' names has no fitted weight, but was written with its pairs in view.
"""

import json
import statistics
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np
import psutil
from rapidfuzz import fuzz, process
from rich.console import Console

from domain.brand import Brand
from haishao.bench import trigrams
from haishao.bench.join import measure_join, sign_keys, watched_keys, watched_names
from haishao.bench.planting import Planted, planted
from haishao.bench.word_samples import (
    REPORTED,
    Watchlist,
    euipo_filings,
    half_of,
    is_han,
    key_of,
    organisation_pairs,
    renderings,
    unrelated_names,
    watchlist,
)
from haishao.bench.words_report import ALERTED, Recall, Report, Throughput, show
from matchers.same_name import same_name
from matchers.text.matcher import WordMatcher
from matchers.text.normal import words

BRANDS = 10_000
VARIANTS = 6_000
BASELINE_NAMES = 3_000
"""Unrelated names the baselines' thresholds are set on: they are slow."""

NOTHING = -1e9
Scorer = Callable[[str, str], float]
BASELINES: dict[str, Scorer] = {
    "ratio": fuzz.ratio,
    "token_set_ratio": fuzz.token_set_ratio,
    "WRatio": fuzz.WRatio,
    "pg_trgm": trigrams.similarity,
}


def best_totals(matcher: WordMatcher, signs: Sequence[str], brand: np.ndarray | None = None) -> np.ndarray:
    """The best sum of each sign over all brands, or over its own `brand`; `NOTHING` where nothing met."""
    found = np.full(len(signs), NOTHING)
    for part in matcher.scored(signs, least=NOTHING, threads=2):
        rows = slice(None) if brand is None else brand[part.sign] == part.brand
        np.maximum.at(found, part.sign[rows], part.total[rows])
    return found


def threshold_at(scores: np.ndarray, share: float) -> float:
    """The least score above all but `share` of the scores; what met nothing never reaches it."""
    return max(float(np.quantile(scores, 1 - share, method="higher")) + 1e-9, NOTHING / 2)


def matcher_of(names: Sequence[str]) -> WordMatcher:
    """A matcher of brands of these names; brand index is the place in the list."""
    return WordMatcher([Brand(brand_id=str(i), name=name) for i, name in enumerate(names)])


def measure_recall() -> tuple[list[Recall], float, int]:
    """(ours and the baselines', candidate brands per unrelated name, unrelated names)."""
    watched = watchlist(1, BRANDS)
    unrelated = unrelated_names(REPORTED, watched)
    variants = planted(
        [Brand(brand_id=str(i), name=n) for i, n in enumerate(watched.brands[: watched.planted])],
        VARIANTS,
        seed=5,
    )
    matcher = matcher_of(watched.brands)
    candidates = sum(len(part.sign) for part in matcher.scored(unrelated, least=NOTHING, threads=2))
    least = threshold_at(best_totals(matcher, unrelated), ALERTED)
    ours = best_totals(matcher, [v.sign for v in variants], np.array([v.brand for v in variants]))
    recalls = [_recall("haishao", ours >= least, variants)]
    recalls += [_baseline(name, scorer, watched, unrelated, variants) for name, scorer in BASELINES.items()]
    return recalls, candidates / len(unrelated), len(unrelated)


def _recall(name: str, found: np.ndarray, variants: Sequence[Planted]) -> Recall:
    kinds: dict[str, list[bool]] = defaultdict(list)
    for variant, is_found in zip(variants, found.tolist(), strict=True):
        kinds[variant.kind].append(is_found)
    return Recall(name, float(found.mean()), {kind: float(np.mean(kinds[kind])) for kind in sorted(kinds)})


def _baseline(
    name: str, scorer: Scorer, watched: Watchlist, unrelated: Sequence[str], variants: Sequence[Planted]
) -> Recall:
    """A scorer over names and the Pinyin of hanzi names, as a user would set it up."""
    keys = [" ".join(words(brand)) for brand in watched.brands]
    owner = list(range(len(keys)))
    for number, brand in enumerate(watched.brands):
        if is_han(brand):
            keys.append(key_of(brand))
            owner.append(number)
    some = [" ".join(words(n)) for n in unrelated[:: max(1, len(unrelated) // BASELINE_NAMES)]]
    least = threshold_at(_closest(some, keys, scorer), ALERTED)
    of_brand: dict[int, list[str]] = defaultdict(list)
    for number, key in zip(owner, keys, strict=True):
        of_brand[number].append(key)
    scores = [max(scorer(" ".join(words(v.sign)), key) for key in of_brand[v.brand]) for v in variants]
    return _recall(name, np.array(scores) >= least, variants)


def _closest(names: Sequence[str], keys: Sequence[str], scorer: Scorer) -> np.ndarray:
    if scorer is trigrams.similarity:
        return trigrams.closest(names, keys)
    parts = [
        process.cdist(names[at : at + 250], keys, scorer=scorer, dtype=np.float32, workers=2).max(axis=1)
        for at in range(0, len(names), 250)
    ]
    return np.concatenate(parts).astype(np.float64)


_SCRIPTS = ("Cyrillic", "Kana", "Hangul", "Arabic")


def measure_renderings() -> dict[str, tuple[int, float]]:
    """For each script (pairs, share with the right brand among the five best)."""
    pairs = [r for r in renderings() if half_of(r.latin) == 1 and r.script in _SCRIPTS]
    names = list(dict.fromkeys(r.latin for r in renderings() if half_of(r.latin) == 1 and r.script != "Han"))
    place = {name: number for number, name in enumerate(names)}
    found: dict[int, list[int]] = defaultdict(list)
    for part in matcher_of(names).scored([r.other for r in pairs], least=NOTHING):
        for sign, brand in zip(part.sign.tolist(), part.brand.tolist(), strict=True):
            found[sign].append(brand)
    hits: dict[str, list[bool]] = defaultdict(list)
    for number, pair in enumerate(pairs):
        hits[pair.script].append(place[pair.latin] in found[number][:5])
    return {script: (len(hits[script]), float(np.mean(hits[script]))) for script in _SCRIPTS}


def measure_oppositions() -> dict[str, tuple[float, float]]:
    """For each scorer the share of opposed filings found when 1 % and 5 % of unopposed ones are alerted."""
    filings = euipo_filings()
    opposed = [f for f in filings if any(f.opposed_on)]
    unopposed = [f for f in filings if not f.opposed_on]
    marks = list(dict.fromkeys(mark for f in opposed for group in f.opposed_on for mark in group))
    earlier = [{marks.index(mark) for group in f.opposed_on for mark in group} for f in opposed]
    signs = [f.sign for f in (*opposed, *unopposed)]
    ours = np.full((len(signs), len(marks)), NOTHING)
    for part in matcher_of(marks).scored(signs, least=NOTHING):
        np.maximum.at(ours, (part.sign, part.brand), part.total)
    tables = {"haishao": ours}
    for name, scorer in BASELINES.items():
        rows = [[scorer(" ".join(words(s)), " ".join(words(m))) for m in marks] for s in signs]
        tables[name] = np.array(rows, np.float64)
    found = {}
    for name, table in tables.items():
        unrelated = table[len(opposed) :].max(axis=1)
        right = np.array([max(table[i, m] for m in earlier[i]) for i in range(len(opposed))])
        one, five = (float((right >= threshold_at(unrelated, q)).mean()) for q in (0.01, 0.05))
        found[name] = (one, five)
    return found


def measure_organisations() -> dict[str, float]:
    """F1 on labelled pairs of organisation names, each scorer at its best threshold."""
    pairs = organisation_pairs()
    same = np.array([pair.same for pair in pairs])
    scores = {"haishao": np.array([same_name(pair.first, pair.second) for pair in pairs])}
    for name, scorer in BASELINES.items():
        rows = [scorer(" ".join(words(p.first)), " ".join(words(p.second))) for p in pairs]
        scores[name] = np.array(rows, np.float64)
    return {name: _best_f1(values, same) for name, values in scores.items()}


def _best_f1(scores: np.ndarray, same: np.ndarray) -> float:
    best = 0.0
    for least in np.unique(scores):
        found = scores >= least
        right = float((found & same).sum())
        best = max(best, 2 * right / max(1.0, float(found.sum() + same.sum())))
    return best


def measure_throughput(
    counts: Sequence[int] = (1_000, 10_000, 100_000), repeats: int = 3
) -> list[Throughput]:
    """Real unrelated names judged against watchlists of several sizes, seven in ten of their brands in hanzi."""
    signs = unrelated_names(REPORTED, watchlist(1, BRANDS))
    WordMatcher([Brand(brand_id="1", name="青鹭海")]).match(signs[:10])
    found = []
    for count in counts:
        brands = [Brand(brand_id=str(i), name=name) for i, name in enumerate(watched_names(count))]
        before = _resident_megabytes()
        started = time.perf_counter()
        matcher = WordMatcher(brands)
        built = time.perf_counter() - started
        rates = []
        some = signs if count < 100_000 else signs[:4_000]
        for _ in range(repeats):
            started = time.perf_counter()
            matcher.match(some, threads=2)
            rates.append(len(some) / (time.perf_counter() - started))
        megabytes = _resident_megabytes() - before
        started = time.perf_counter()
        matcher.add(Brand(brand_id="new", name="新鹭洲海"))
        matcher.match(["XINLUZHOUHAI"])
        found.append(
            Throughput(
                count, matcher.forms, built, statistics.median(rates), min(rates), max(rates), megabytes,
                time.perf_counter() - started,
            )
        )  # fmt: skip
    return found


def _resident_megabytes() -> float:
    return psutil.Process().memory_info().rss / 1e6


def run(json_path: Path | None) -> None:
    """Measures everything and prints the tables; with `json_path`, writes them as JSON too."""
    console = Console()
    with console.status("连接 · the lossless join beside cdist"):
        join = measure_join(watched_keys(), sign_keys())
    with console.status("速度 · signs a second"):
        throughput = measure_throughput()
    with console.status("召回 · recall of planted variants, and the baselines'"):
        recalls, candidates, unrelated = measure_recall()
    with console.status("多文字品牌名、异议、机构名 · renderings, oppositions, organisations"):
        report = Report(
            recalls, candidates, unrelated, measure_renderings(), measure_oppositions(), measure_organisations(),
            join, throughput,
        )  # fmt: skip
    show(console, report)
    if json_path:
        json_path.write_text(json.dumps(asdict(report), indent=1, ensure_ascii=False))
