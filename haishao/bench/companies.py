"""`haishao bench companies`: our likeness of company names beside rapidfuzz, thresholds from one half, F1 on the other."""

import json
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from rapidfuzz import fuzz
from rapidfuzz.utils import default_process
from rich.console import Console
from rich.table import Table

from haishao.bench.company_pairs import CompanyPair, read_pairs
from matchers.company_likeness import likeness

Floats = np.ndarray


def run(path: Path, json_path: Path | None) -> dict[str, object]:
    """Prints the table, writes it as JSON when asked, and returns it."""
    console = Console()
    with console.status("读取 · reading"):
        pairs = read_pairs(path)
    found: dict[str, object] = {
        "pairs": len(pairs),
        "same": sum(pair.same for pair in pairs),
        "measured_half": sum(pair.half == 1 for pair in pairs),
        "scorers": {name: measured(pairs, scorer) for name, scorer in SCORERS.items()},
    }
    console.print(_table(found))
    if json_path is not None:
        json_path.write_text(json.dumps(found, ensure_ascii=False, indent=2), encoding="utf-8")
    return found


def measured(pairs: list[CompanyPair], scorer: Callable[[str, str], float]) -> dict[str, float]:
    """Threshold with the best F1 on half 0; precision, recall and F1 there on half 1; pairs a second, one core."""
    begun = time.perf_counter()
    scores = np.array([scorer(pair.a, pair.b) for pair in pairs])
    seconds = time.perf_counter() - begun
    same = np.array([pair.same for pair in pairs])
    half = np.array([pair.half for pair in pairs])
    threshold = best_threshold(scores[half == 0], same[half == 0])
    shown = scores[half == 1] >= threshold
    right = float((shown & same[half == 1]).sum())
    precision, recall = right / max(1.0, shown.sum()), right / max(1.0, same[half == 1].sum())
    return {
        "threshold": round(float(threshold), 4),
        "precision": round(precision, 4),
        "recall": round(recall, 4),
        "f1": round(2 * precision * recall / max(1e-9, precision + recall), 4),
        "pairs_per_second": round(len(pairs) / seconds),
    }


def best_threshold(scores: Floats, same: Floats) -> float:
    """The threshold with the greatest F1."""
    candidates = np.unique(np.quantile(scores, np.linspace(0, 1, 1_000)))
    positives = same.sum()
    f1 = [2 * (same & (scores >= t)).sum() / ((scores >= t).sum() + positives) for t in candidates]
    return float(candidates[int(np.argmax(f1))])


SCORERS: dict[str, Callable[[str, str], float]] = {
    "haishao": likeness,
    "WRatio": lambda a, b: fuzz.WRatio(a, b, processor=default_process),
    "token_set_ratio": lambda a, b: fuzz.token_set_ratio(a, b, processor=default_process),
    "token_sort_ratio": lambda a, b: fuzz.token_sort_ratio(a, b, processor=default_process),
}


def _table(found: dict[str, object]) -> Table:
    scorers = found["scorers"]
    assert isinstance(scorers, dict)
    columns = ("threshold", "precision", "recall", "f1", "pairs_per_second")
    table = Table(title=f"企业名称 · company names, {found['pairs']} pairs, measured on one half")
    table.add_column("scorer")
    for column in columns:
        table.add_column(column, justify="right")
    for name, row in scorers.items():
        table.add_row(name, *(str(row[column]) for column in columns))
    return table
