"""Do the goods meet: Nice classes of the brand against those of an observation. 尼斯分类.

Nice Classification, 12th edition: classes 1 to 34 are goods, 35 to 45 services. Class 35 names retail, which
offices hold similar to the goods sold (CJEU C-418/02 Praktiker; EUIPO Guidelines, Part C, Section 2).
"""

from collections.abc import Sequence
from enum import StrEnum

from domain.match import Evidence


class Relation(StrEnum):
    """How two sets of classes stand to each other."""

    SAME = "same"
    RELATED = "related"
    UNKNOWN = "unknown"
    UNRELATED = "unrelated"


CLASS_WEIGHT = {Relation.SAME: 1.0, Relation.RELATED: 0.9, Relation.UNKNOWN: 0.95, Relation.UNRELATED: 0.5}
"""What a relation leaves of the words' score."""

_RETAIL = 35
_GOODS = frozenset(range(1, 35))
_EVERY = frozenset(range(1, 46))


def relation(ours: Sequence[int], theirs: Sequence[int]) -> Relation:
    """SAME when a class is shared; UNKNOWN when either side gives no class (or the brand asks for all)."""
    a, b = frozenset(ours), frozenset(theirs)
    if not a or not b or a == _EVERY:
        return Relation.UNKNOWN
    if a & b:
        return Relation.SAME
    if (_RETAIL in a and b & _GOODS) or (_RETAIL in b and a & _GOODS):
        return Relation.RELATED
    return Relation.UNRELATED


def class_evidence(ours: Sequence[int], theirs: Sequence[int]) -> tuple[Relation, Evidence]:
    """The relation, and the sentence that says it."""
    found = relation(ours, theirs)
    listed_ours, listed_theirs = _listed(ours), _listed(theirs)
    shared = _listed(sorted(set(ours) & set(theirs)))
    if not theirs:
        says, says_en = "对方未给出类别", "the other side gives no class"
    elif not ours or found is Relation.UNKNOWN:
        says, says_en = "品牌按全部类别监测", "the brand is watched in every class"
    elif found is Relation.SAME:
        says, says_en = f"同在第 {shared} 类", f"both in class {shared}"
    elif found is Relation.RELATED:
        says = f"第 35 类（零售服务）与商品类别相关：{listed_ours} 与 {listed_theirs}"
        says_en = f"retail (class 35) is related to goods: {listed_ours} and {listed_theirs}"
    else:
        says = f"类别不同：品牌第 {listed_ours} 类，对方第 {listed_theirs} 类"
        says_en = f"different classes: ours {listed_ours}, theirs {listed_theirs}"
    score = CLASS_WEIGHT[found]
    return found, Evidence(
        feature="classes", score=score, ours=listed_ours, theirs=listed_theirs, says=says, says_en=says_en
    )


def _listed(classes: Sequence[int]) -> str:
    return ", ".join(str(c) for c in sorted(set(classes)))
