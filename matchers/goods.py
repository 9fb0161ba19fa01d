"""Do the goods meet: Nice classes and the words of goods on both sides. 商品和服务.

Nice Classification, 13th edition: classes 1 to 34 are goods, 35 to 45 services. Classes are for administration and
decide nothing alone (EUTMR Art. 33(7)), so words come first: a concept of `goods_terms.csv` named on both sides is
identical goods, whatever language each side writes in. Pairs of classes of `class_relations.csv` are related, each
row with its origin. What neither table covers is said to be remote or unknown, never clear.
"""

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from importlib import resources

from domain.match import Evidence
from domain.observation import Goods
from matchers.text.normal import MAX_SIGN, words

MOST_GOODS = 20_000
"""Letters of a text of goods that are read; what lies behind is said not to have been."""

_MOST_SHOWN = 6
_RETAIL = 35
_EVERY = frozenset(range(1, 46))
_HAN = re.compile(r"[\u3400-\u9fff]")
_DULL = frozenset(
    "other others included including class goods services products namely thereof these those their apparatus equipment "
    "parts fittings accessories except related field with from for and the all kinds used made being also".split()
)
_LEAST_LETTERS = 5


class Relation(StrEnum):
    """How goods stand to goods."""

    IDENTICAL = "identical"
    SAME_CLASS = "same-class"
    RELATED = "related"
    REMOTE = "remote"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Related:
    """A relation and the reason for it."""

    relation: Relation
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class _Row:
    reason_zh: str
    reason_en: str
    origin: str


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a text of goods names: concepts of the dictionary, other words, and whether it was cut."""

    concepts: frozenset[str]
    words: frozenset[str]
    cut: bool


SCORE = {
    Relation.IDENTICAL: 1.0,
    Relation.SAME_CLASS: 0.85,
    Relation.RELATED: 0.7,
    Relation.UNKNOWN: 0.6,
    Relation.REMOTE: 0.15,
}
"""How near each relation is, between 0 and 1."""


def relation(classes: Sequence[int], text: str, theirs: Sequence[Goods]) -> Related:
    """How the brand's classes and goods stand to an observation's.

    A class outside 1 to 45 is left out and said. A brand of every class, or of none, leaves it to the words.
    """
    return _relation(tuple(classes), text, tuple(theirs))


@lru_cache(maxsize=50_000)
def _relation(classes: tuple[int, ...], text: str, theirs: tuple[Goods, ...]) -> Related:
    ours = frozenset(classes) & _EVERY
    other = frozenset(g.nice_class for g in theirs if g.nice_class is not None) & _EVERY
    bad = sorted({g.nice_class for g in theirs if g.nice_class is not None} - _EVERY)
    meant, named = meaning(text), meaning(" ; ".join(g.text for g in theirs if g.text))
    found, says, says_en = _judged(ours, other, meant, named)
    remarks_zh, remarks_en = _remarks(bad, meant.cut or named.cut)
    return Related(
        relation=found,
        evidence=Evidence(
            feature="goods",
            score=SCORE[found],
            ours=_shown(ours, text),
            theirs=_shown(other, "; ".join(g.text for g in theirs if g.text)),
            says=says + remarks_zh,
            says_en=says_en + remarks_en,
        ),
    )


def _judged(
    ours: frozenset[int], theirs: frozenset[int], meant: Meaning, named: Meaning
) -> tuple[Relation, str, str]:
    shared = sorted(meant.concepts & named.concepts - {"retail"})
    alike = sorted(meant.words & named.words)
    every = not ours or ours == _EVERY
    if shared and _RETAIL in theirs and not (ours & theirs) and not every:
        zh, en = _concept_names(shared)
        return (
            Relation.RELATED,
            f"对方第 35 类涉及同种商品（{zh}）的零售或服务",
            f"retail or services with the same goods ({en})",
        )
    if shared:
        zh, en = _concept_names(shared)
        return Relation.IDENTICAL, f"同种商品或服务：{zh}", f"the same goods or services: {en}"
    if every:
        if alike:
            return (
                Relation.RELATED,
                f"商品描述用词相同：{_some(alike)}",
                f"the goods share words: {_some(alike)}",
            )
        return Relation.UNKNOWN, "品牌按全部类别监测，未限定商品", "the brand is watched in every class"
    if not theirs and not named.concepts:
        return (
            Relation.UNKNOWN,
            "对方未给出类别，商品描述也无法识别",
            "the other side gives neither class nor known goods",
        )
    if ours & theirs:
        return _same_class(ours & theirs, meant, named, alike)
    if alike and theirs:
        return (
            Relation.RELATED,
            f"类别不同，商品描述用词相同：{_some(alike)}",
            f"other classes, the same words: {_some(alike)}",
        )
    return _across(ours, theirs)


def _same_class(
    classes: frozenset[int], meant: Meaning, named: Meaning, alike: list[str]
) -> tuple[Relation, str, str]:
    listed = _listed(classes)
    if alike:
        return (
            Relation.IDENTICAL,
            f"同在第 {listed} 类，用词相同：{_some(alike)}",
            f"both in class {listed}, same words: {_some(alike)}",
        )
    if meant.concepts and named.concepts:
        return (
            Relation.SAME_CLASS,
            f"同在第 {listed} 类，所列商品不同",
            f"both in class {listed}, other goods",
        )
    return Relation.SAME_CLASS, f"同在第 {listed} 类", f"both in class {listed}"


def _across(ours: frozenset[int], theirs: frozenset[int]) -> tuple[Relation, str, str]:
    for a in sorted(ours):
        for b in sorted(theirs):
            row = class_relations().get((min(a, b), max(a, b)))
            if row is not None:
                return (
                    Relation.RELATED,
                    f"第 {a} 类与第 {b} 类相关：{row.reason_zh}（依据：{row.origin}）",
                    f"class {a} is related to class {b}: {row.reason_en} (origin: {row.origin})",
                )
    return (
        Relation.REMOTE,
        f"类别较远：品牌第 {_listed(ours)} 类，对方第 {_listed(theirs)} 类（关联表为本项目估计，并非不冲突的结论）",
        f"remote classes: ours {_listed(ours)}, theirs {_listed(theirs)} (by this project's table; no clearance)",
    )


def _remarks(bad: Sequence[int], cut: bool) -> tuple[str, str]:
    zh, en = "", ""
    if bad:
        listed = ", ".join(str(c) for c in bad)
        zh, en = (
            f"；类别 {listed} 不存在（应为 1–45），未计",
            f"; class {listed} does not exist (1 to 45) and was left out",
        )
    if cut:
        zh += f"；商品描述过长，只读前 {MOST_GOODS} 字"
        en += f"; the goods are very long and only their first {MOST_GOODS} letters were read"
    return zh, en


@lru_cache(maxsize=50_000)
def meaning(text: str) -> Meaning:
    """What a text of goods names, in any of the dictionary's languages."""
    cut = len(text) > MOST_GOODS
    read = text[:MOST_GOODS]
    found: list[str] = []
    for start in range(0, len(read), MAX_SIGN):
        found += words(read[start : start + MAX_SIGN])
    latin_terms, han_terms = _terms()
    concepts = {concept for word in found for concept in latin_terms.get(word, ())}
    hanzi = "".join(word for word in found if _HAN.search(word))
    if hanzi:
        concepts |= {concept for term, concept in han_terms if term in hanzi}
    others = frozenset(
        w
        for w in found
        if len(w) >= _LEAST_LETTERS and w not in _DULL and w not in latin_terms and w.isalpha()
    )
    return Meaning(concepts=frozenset(concepts), words=others, cut=cut)


@cache
def class_relations() -> dict[tuple[int, int], _Row]:
    """The related pairs of classes, the lower class first."""
    text = resources.files("matchers").joinpath("class_relations.csv").read_text("utf-8")
    return {
        (int(row["class_a"]), int(row["class_b"])): _Row(row["reason_zh"], row["reason_en"], row["origin"])
        for row in csv.DictReader(text.splitlines(), strict=True)
    }


@cache
def _terms() -> tuple[dict[str, tuple[str, ...]], tuple[tuple[str, str], ...]]:
    """Concepts of each folded Latin word, and (term, concept) for terms in hanzi.

    A term of several words counts by each of them that is not dull.
    """
    latin_terms: dict[str, set[str]] = {}
    han_terms: list[tuple[str, str]] = []
    for row in _dictionary():
        for term in row["terms"].split():
            if row["language"] == "zh":
                han_terms.append(("".join(words(term)), row["concept"]))
                continue
            folded = "".join(words(term))
            latin_terms.setdefault(folded, set()).add(row["concept"])
    return {word: tuple(sorted(found)) for word, found in latin_terms.items()}, tuple(han_terms)


@cache
def _dictionary() -> tuple[dict[str, str], ...]:
    text = resources.files("matchers").joinpath("goods_terms.csv").read_text("utf-8")
    return tuple(csv.DictReader(text.splitlines(), strict=True))


@cache
def _names() -> dict[str, tuple[str, str]]:
    names: dict[str, list[str]] = {}
    for row in _dictionary():
        if row["language"] in ("zh", "en"):
            names.setdefault(row["concept"], []).append(row["terms"].split()[0])
    return {concept: (found[0], found[-1]) for concept, found in names.items()}


def _concept_names(concepts: Sequence[str]) -> tuple[str, str]:
    pairs = [_names()[concept] for concept in concepts[:_MOST_SHOWN]]
    return "、".join(zh for zh, _ in pairs), ", ".join(en for _, en in pairs)


def _some(found: Sequence[str]) -> str:
    return ", ".join(found[:_MOST_SHOWN])


def _listed(classes: frozenset[int]) -> str:
    return ", ".join(str(c) for c in sorted(classes))


def _shown(classes: frozenset[int], text: str) -> str:
    return f"{_listed(classes)} {text[:120]}".strip()
