"""Judgements of people on single pairs, held against what the rules say of them: a confusion matrix, and what changed.

`tests/judgements/words.csv` holds one judgement a line: brand, aliases, sign, whether a person sees a conflict, and
where the line comes from. `words.run.csv` beside it is the committed run, with the tier and score of each line.
"""

import csv
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from domain.brand import Brand
from domain.match import Tier
from matchers.text.matcher import WordMatcher
from matchers.text.rules import WORDS_2

FOLDER = Path(__file__).parent.parent.parent / "tests" / "judgements"
TIERS = (Tier.HIGH, Tier.MEDIUM, Tier.LOW, Tier.NONE)
_MOST_SHOWN = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """One line: does a person see a conflict between the brand and the sign?"""

    brand: str
    aliases: tuple[str, ...]
    sign: str
    conflict: bool
    origin: str


@dataclass(frozen=True, slots=True)
class Opinion:
    """What the rules say of a line; `score` has three decimals."""

    brand: str
    sign: str
    tier: Tier
    score: float


def judgements(folder: Path = FOLDER) -> tuple[Judgement, ...]:
    """Every line of words.csv. Raises ValueError, naming the line, where `conflict` is neither yes nor no."""
    found = []
    with (folder / "words.csv").open(encoding="utf-8", newline="") as stream:
        for number, row in enumerate(csv.DictReader(stream), 2):
            if row["conflict"] not in ("yes", "no") or not row["origin"]:
                raise ValueError(
                    f"words.csv, line {number}: conflict is yes or no, and every line has an origin"
                )
            aliases = tuple(alias for alias in row["aliases"].split("|") if alias)
            conflict = row["conflict"] == "yes"
            found.append(
                Judgement(
                    brand=row["brand"],
                    aliases=aliases,
                    sign=row["sign"],
                    conflict=conflict,
                    origin=row["origin"],
                )
            )
    return tuple(found)


def opinions(lines: Sequence[Judgement]) -> tuple[Opinion, ...]:
    """What the rules of today say of each line, its brand alone being watched."""
    matchers: dict[tuple[str, tuple[str, ...]], WordMatcher] = {}
    found = []
    for line in lines:
        key = (line.brand, line.aliases)
        if key not in matchers:
            matchers[key] = WordMatcher([Brand(brand_id="1", name=line.brand, aliases=line.aliases)])
        met = matchers[key].match([line.sign])[0]
        score = met[0].score if met else 0.0
        found.append(Opinion(line.brand, line.sign, WORDS_2.tier(score), round(score, 3)))
    return tuple(found)


def committed(folder: Path = FOLDER) -> tuple[Opinion, ...]:
    """The committed run; () when there is none."""
    path = folder / "words.run.csv"
    if not path.exists():
        return ()
    with path.open(encoding="utf-8", newline="") as stream:
        rows = csv.DictReader(stream)
        return tuple(Opinion(r["brand"], r["sign"], Tier(r["tier"]), float(r["score"])) for r in rows)


def accept(found: Sequence[Opinion], folder: Path = FOLDER) -> None:
    """Writes the run to be committed."""
    with (folder / "words.run.csv").open("w", encoding="utf-8", newline="") as stream:
        out = csv.writer(stream, lineterminator="\n")
        out.writerow(("brand", "sign", "tier", "score"))
        out.writerows((o.brand, o.sign, o.tier.value, f"{o.score:.3f}") for o in found)


def changes(before: Sequence[Opinion], now: Sequence[Opinion]) -> list[str]:
    """Lines whose tier is another than in the committed run, and lines that came or went."""
    old = {(o.brand, o.sign): o for o in before}
    new = {(o.brand, o.sign): o for o in now}
    said = []
    for key in [*new, *(key for key in old if key not in new)]:
        was, is_now = (side[key].tier.value if key in side else "-" for side in (old, new))
        if was != is_now:
            said.append(f"{key[0]} / {key[1]}: {was} → {is_now}")
    return said


def report(
    console: Console, lines: Sequence[Judgement], now: Sequence[Opinion], before: Sequence[Opinion]
) -> None:
    """Prints the confusion matrix, the lines judged otherwise than by people, and what changed."""
    counts = Counter((line.conflict, opinion.tier) for line, opinion in zip(lines, now, strict=True))
    table = Table(
        "a person says", *(tier.value for tier in TIERS), title=f"{len(lines)} judgements, {WORDS_2.name}"
    )
    for conflict, label in ((True, "conflict"), (False, "none")):
        table.add_row(label, *(str(counts[conflict, tier]) for tier in TIERS))
    console.print(table)
    for line, opinion in zip(lines, now, strict=True):
        if line.conflict == (opinion.tier is Tier.NONE):
            said = "conflict" if line.conflict else "none"
            console.print(
                f"{line.brand} / {line.sign}: {said}, rules say {opinion.tier.value} ({opinion.score:.3f})"
            )
    changed = changes(before, now)
    console.print(f"{len(changed)} changed against the committed run")
    for change in changed[:_MOST_SHOWN]:
        console.print(f"  {change}")


def run(*, accepted: bool) -> bool:
    """Judges every line and reports; with `accepted` writes the run to be committed. False when something changed."""
    lines = judgements()
    now, before = opinions(lines), committed()
    if accepted:
        accept(now)
    report(Console(), lines, now, before)
    return accepted or not changes(before, now)
