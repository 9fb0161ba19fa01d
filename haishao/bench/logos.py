"""`haishao bench logos`: copies of watched logos found, strangers left alone, beside the codes anybody would try first.

A query alerts when any watched logo scores above the threshold; a copy is found when its own logo does. The thresholds are
those at which one query of another brand in a hundred, and in a thousand, alerts: of all others, nothing left out, and beside
it of those that are unrelated by their name and drawing too, because the sets draw many a brand under several names.
"""

import json
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import psutil
from rich.console import Console
from rich.table import Table

from domain.brand import Brand
from domain.match import Tier
from haishao.bench.logo_cases import (
    REPORTED,
    Query,
    Sample,
    akin,
    negatives,
    picture_of,
    pixels_of,
    positives,
    sample,
    watched_pictures,
)
from haishao.bench.logo_operations import EASY, OPERATIONS, PHOTOS, WITHHELD
from haishao.bench.logo_run import PLAIN, Answer, answers, scored
from matchers.image.codes import LogoCodes, codes_of
from matchers.image.embedding import NUMBERS
from matchers.image.geometry import Points
from matchers.image.index import VectorIndex, stacked
from matchers.image.look import Gallery
from matchers.image.reading import words_of
from matchers.image.rules import LOGOS_1
from matchers.text.matcher import WordMatcher
from matchers.text.rules import WORDS_2

Pairs = Sequence[tuple[float, float]]
APART = ", unrelated by name and drawing"
SHARES = (0.01, 0.001)
COMPOSED = frozenset({"frame", "textbelow", "textside", "twologos", "badge"})
WATCHED, EACH, STRANGERS = 1_000, 200, 3_000
QUICK_EACH, QUICK_STRANGERS = 30, 500
READ_EACH = 100
_MILLION = 1_000_000
_MANY = 10_000


def run(sets: Path, pairs: Path | None, json_path: Path | None, *, quick: bool) -> dict[str, Any]:
    """Prints the tables, writes JSON when asked, and returns the figures."""
    console = Console()
    taken = sample(sets, REPORTED, WATCHED, pairs)
    if len(taken.watched) < WATCHED:
        console.print(
            f"[yellow]只有 {len(taken.watched)} 个标识 · only so many logos: sets are missing in {sets}[/yellow]"
        )
    asked = [
        *positives(taken, QUICK_EACH if quick else EACH),
        *negatives(taken, QUICK_STRANGERS if quick else STRANGERS),
    ]
    with console.status(f"{len(asked)} 张图片 · pictures"):
        found = answers(
            taken, asked, promising=LOGOS_1.promising, baselines=True, orb_every=100 if quick else 40
        )
    figures = measured(found, akin(taken))
    console.print(_overall(figures), _each(figures))
    with console.status("图中文字 · words in photos"):
        figures["with words"] = with_words(
            taken, figures["thresholds"]["0.001"], found, 20 if quick else READ_EACH
        )
    console.print(figures["with words"])
    with console.status("速度与索引 · speed and index"):
        figures["speed"] = speed(taken, 20 if quick else 120)
        figures["million"] = million()
    console.print(figures["speed"], figures["million"])
    if json_path is not None:
        json_path.write_text(json.dumps(figures, ensure_ascii=False, indent=2), encoding="utf-8")
    return figures


def measured(found: Sequence[Answer], related: frozenset[str] = frozenset()) -> dict[str, Any]:
    """Recall at both shares of alerts, over all operations and each, of ours and of every plain code; and of some once more
    without those strangers that are not unrelated (`akin`).
    """
    rows = np.concatenate([one.features for one in found if len(one.logos)])
    ours = scored(found, LOGOS_1.sums(rows))
    sides: dict[str, Pairs] = {"haishao": ours}
    for name in PLAIN:
        sides[name] = [one.plain[name] for one in found]
    at: dict[str, Any] = {name: _recalls(found, pairs) for name, pairs in sides.items()}
    apart = [n for n, one in enumerate(found) if one.logo >= 0 or one.drawing not in related]
    for name in ("haishao", "phash 256", "pdq"):
        at[f"{name}{APART}"] = _recalls([found[n] for n in apart], [sides[name][n] for n in apart])
    voted = [one for one in found if one.orb is not None]
    at["ORB votes"] = _recalls(voted, [one.orb for one in voted if one.orb is not None])
    strangers = [pair for pair, one in zip(ours, found, strict=True) if one.logo < 0]
    unrelated = [ours[n] for n in apart if found[n].logo < 0]
    seconds = {
        kind: [one.seconds for one in found if one.photo == photo]
        for kind, photo in (("flat", False), ("photo", True))
    }
    return {
        "queries": len(found),
        "strangers": len(strangers),
        "not unrelated": len(found) - len(apart),
        "thresholds": {str(share): threshold(unrelated, share) for share in SHARES},
        "recall": at,
        "first": float(
            np.mean([right > other for (right, other), one in zip(ours, found, strict=True) if one.logo >= 0])
        ),
        "milliseconds": {kind: round(1e3 * float(np.mean(s)), 1) for kind, s in seconds.items() if s},
    }


def threshold(strangers: Pairs, share: float) -> float:
    """The score that this share of the strangers exceeds."""
    best = sorted((other for _, other in strangers), reverse=True)
    return best[min(len(best) - 1, int(len(best) * share))]


def _recalls(found: Sequence[Answer], pairs: Pairs) -> dict[str, dict[str, float]]:
    strangers = [pair for pair, one in zip(pairs, found, strict=True) if one.logo < 0]
    by_what: dict[str, list[float]] = defaultdict(list)
    for (right, _), one in zip(pairs, found, strict=True):
        if one.logo >= 0:
            by_what[one.what].append(right)
    out = {}
    for share in SHARES:
        line = threshold(strangers, share)
        each = {what: float(np.mean(np.array(right) > line)) for what, right in by_what.items()}
        out[str(share)] = {**each, **_means(each)}
    return out


def _means(each: dict[str, float]) -> dict[str, float]:
    def mean(names: Sequence[str]) -> float:
        there = [each[name] for name in names if name in each]
        return float(np.mean(there)) if there else float("nan")

    return {
        "all operations": mean(tuple(OPERATIONS)),
        "easy": mean(sorted(EASY)),
        "composed": mean(sorted(COMPOSED)),
        "withheld": mean(sorted(WITHHELD)),
        "photos": mean(sorted(PHOTOS)),
    }


def _overall(figures: dict[str, Any]) -> Table:
    table = Table(
        "",
        "1 in 100",
        "1 in 1,000",
        title=f"{figures['queries']} queries, {figures['strangers']} unrelated: recall",
    )
    for name, at in figures["recall"].items():
        table.add_row(name, *(f"{at[str(share)]['all operations']:.3f}" for share in SHARES))
    table.add_row("haishao, nearest is the right one", f"{figures['first']:.3f}", "")
    return table


def _each(figures: dict[str, Any]) -> Table:
    names = ("phash 256", "pdq")
    table = Table(
        "operation", *(f"{n} 1 in {s}" for n in ("all:", "unrelated:") for s in ("100", "1,000")), *names
    )
    ours, apart = figures["recall"]["haishao"], figures["recall"][f"haishao{APART}"]
    for what in ours["0.01"]:
        row = [side[str(share)][what] for side in (ours, apart) for share in SHARES]
        row += [figures["recall"][f"{name}{APART}"]["0.001"].get(what, float("nan")) for name in names]
        table.add_row(f"{what} *" if what in WITHHELD else what, *(f"{value:.3f}" for value in row))
    return table


def with_words(taken: Sample, line: float, found: Sequence[Answer], each: int) -> dict[str, float]:
    """Photos with the words read in them judged too: share found by picture or words, and of unrelated ones alerted by words."""
    brands = [Brand(brand_id=str(n), name=one.name.replace("-", " ")) for n, one in enumerate(taken.watched)]
    words = WordMatcher(brands)
    rows = np.concatenate([one.features for one in found if len(one.logos)])
    by_picture = {what: [] for what in ("photo50", "photo30")}  # type: dict[str, list[bool]]
    for (right, _), one in zip(scored(found, LOGOS_1.sums(rows)), found, strict=True):
        if one.what in by_picture and one.logo >= 0:
            by_picture[one.what].append(right > line)
    out: dict[str, float] = {}
    for what, seen in by_picture.items():
        asked = [query for query in positives(taken, each, tuple(OPERATIONS)) if query.what == what]
        read = [str(query.logo) in _read(words, query) for query in asked]
        out[f"{what} by words"] = float(np.mean(read))
        out[what] = float(np.mean([a or b for a, b in zip(seen, read, strict=False)]))
    strangers = [query for query in negatives(taken, each) if query.what in ("clean", "no logo")]
    out["unrelated alerted by words"] = float(np.mean([bool(_read(words, query)) for query in strangers]))
    return out


def _read(words: WordMatcher, query: Query) -> set[str]:
    pixels = pixels_of(query)
    if pixels is None:
        return set()
    lines = [line.text for line in words_of(picture_of(pixels)) if line.confidence >= 0.6]
    if not lines:
        return set()
    signs = [*lines, " ".join(lines)] if len(lines) > 1 else lines
    return {
        one.brand_id
        for met in words.match(signs)
        for one in met
        if WORDS_2.tier(one.score).rank >= Tier.HIGH.rank
    }


def speed(taken: Sample, pictures: int) -> dict[str, float]:
    """Pictures a second and core end to end with 10,000 watched logos: flat art, and photos."""
    gallery = _many(taken)
    rates: dict[str, float] = {}
    for kind, names in (
        ("flat art", ("clean", "frame", "textbelow", "bitonal")),
        ("photos", ("photo50", "photo30")),
    ):
        asked = [q for q in [*positives(taken, pictures), *negatives(taken, pictures)] if q.what in names][
            :pictures
        ]
        if kind == "photos":
            asked += [q for q in negatives(taken, pictures * 8) if q.what == "no logo"][:pictures]
        shown = [picture_of(p) for p in map(pixels_of, asked) if p is not None]
        begun = time.process_time()
        for picture in shown:
            gallery.look(picture, LOGOS_1.promising)
        rates[kind] = round(len(shown) / (time.process_time() - begun), 1)
    return rates


def _many(taken: Sample) -> Gallery:
    """The watched logos, and others made of them by noise until there are 10,000: as many points, codes and vectors."""
    rng = np.random.default_rng(5)
    real = [one for one in map(codes_of, watched_pictures(taken)) if not one.blank]
    codes = [*real, *(_noisy(real[n % len(real)], rng) for n in range(_MANY - len(real)))]
    return Gallery(codes, *stacked(codes))


def _noisy(codes: LogoCodes, rng: np.random.Generator) -> LogoCodes:
    vectors = codes.vectors.astype(np.float32)
    vectors = vectors + rng.normal(0, 0.09, vectors.shape)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True) if vectors.shape[1] else 1.0
    descriptors = codes.points.descriptors ^ rng.integers(
        0, 32, codes.points.descriptors.shape, dtype=np.uint8
    )
    return replace(
        codes,
        vectors=vectors.astype(np.float16),
        pdq=rng.integers(0, 256, codes.pdq.shape, dtype=np.uint8),
        points=Points(codes.points.places, descriptors),
    )


def million(logos: int = _MILLION, asked: int = 200) -> dict[str, float]:
    """An index of a million vectors: megabytes, milliseconds a query, and how often the exact nearest is given."""
    rng = np.random.default_rng(3)
    before = psutil.Process().memory_info().rss
    vectors = np.concatenate(
        [_unit(rng.standard_normal((logos // 20, NUMBERS), np.float32)) for _ in range(20)]
    )
    probes = _unit(
        vectors[rng.integers(0, len(vectors), asked)]
        + rng.normal(0, 0.06, (asked, NUMBERS)).astype(np.float32)
    )
    exact = np.concatenate([(vectors @ probe[:, None]).argmax(axis=0) for probe in probes])
    index = VectorIndex(vectors)
    del vectors
    begun = time.perf_counter()
    rows = [index.nearest(probe[None], 6)[1][0, 0] for probe in probes]
    took = time.perf_counter() - begun
    return {
        "megabytes": round((psutil.Process().memory_info().rss - before) / 1e6),
        "milliseconds a query": round(1e3 * took / asked, 2),
        "nearest found": float(np.mean(np.array(rows) == exact)),
    }


def _unit(vectors: Any) -> Any:
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
