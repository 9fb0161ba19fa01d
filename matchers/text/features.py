"""What is compared between a brand's view and a sign, each feature with its reason in one sentence."""

from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz

from domain.match import Evidence
from matchers.text.generic import GENERIC
from matchers.text.normal import words
from matchers.text.scripts import latin
from matchers.text.sound import skeleton
from matchers.text.views import View, ViewKind

_LEAST_WORD_LIKENESS = 0.75
_SHORT = 4


@dataclass(frozen=True, slots=True)
class Reading:
    """Words in a-z and 0-9, each with its weight; `whole` joins them, `core` leaves generic ones out."""

    words: tuple[str, ...]
    weights: tuple[float, ...]
    whole: str
    core: str

    @staticmethod
    def of_sign(sign: str) -> "Reading":
        """The reading of a sign as it stands on a filing or listing."""
        return reading_of(tuple(key for key in map(latin, words(sign)) if key))


@dataclass(frozen=True, slots=True)
class Comparison:
    """One view against one sign."""

    mark: str
    score: float
    evidence: tuple[Evidence, ...]


@lru_cache(maxsize=200_000)
def weight_of(word: str) -> float:
    """How much a word says about whose a sign is: generic and very short words say little."""
    if word in GENERIC:
        return 0.15
    return (0.25, 0.25, 0.35, 0.7)[len(word)] if len(word) < _SHORT else 1.0


def reading_of(read: tuple[str, ...]) -> Reading:
    """A reading of words already in a-z and 0-9."""
    core = "".join(word for word in read if word not in GENERIC)
    whole = "".join(read)
    return Reading(read, tuple(map(weight_of, read)), whole, core or whole)


def compare(view: View, ours: Reading, sign: str, theirs: Reading) -> Comparison:
    """The score of one view against one sign, between 0 and 1, with its evidence."""
    spelling = max(_ratio(ours.core, theirs.core), _ratio(ours.whole, theirs.whole))
    sound = _ratio(skeleton(ours.core), skeleton(theirs.core))
    met, share = _covered(ours, theirs)
    if len(ours.core) < _SHORT and spelling < 1.0:
        spelling = sound = 0.0
        met = met if met >= 1.0 else 0.0
    contained = met * (0.55 + 0.45 * share) if met >= 0.8 else 0.0
    score = max(spelling**1.5, 0.95 * sound**1.5 if len(ours.core) > _SHORT else 0.0, contained**1.2)
    return Comparison(view.mark, round(score, 4), _evidence(view, sign, spelling, sound, met, share))


def _ratio(a: str, b: str) -> float:
    return float(fuzz.ratio(a, b)) / 100 if a and b else 0.0


def _covered(ours: Reading, theirs: Reading) -> tuple[float, float]:
    """(share of our words met in the sign, share of the sign's weight that meets them)."""
    met = total = 0.0
    taken: set[int] = set()
    for word, weight in zip(ours.words, ours.weights, strict=True):
        total += weight
        best, where = 0.0, -1
        for number, other in enumerate(theirs.words[:40]):
            likeness = _ratio(word, other)
            if likeness > best and (len(word) > 3 or likeness == 1.0):
                best, where = likeness, number
        if best >= _LEAST_WORD_LIKENESS:
            met += weight * best
            taken.add(where)
    joined = max(
        (_ratio(ours.whole, a + b) for a, b in zip(theirs.words, theirs.words[1:], strict=False)), default=0
    )
    weight_theirs = sum(theirs.weights) or 1.0
    share = sum(theirs.weights[number] for number in taken) / weight_theirs
    if joined > met / (total or 1.0):
        return joined, 2 / max(2, len(theirs.words))
    return met / (total or 1.0), share


def _evidence(
    view: View, sign: str, spelling: float, sound: float, met: float, share: float
) -> tuple[Evidence, ...]:
    found: list[Evidence] = []

    def say(feature: str, score: float, says: str, says_en: str) -> None:
        found.append(
            Evidence(
                feature=feature,
                score=round(score, 3),
                ours=view.form,
                theirs=sign,
                says=says,
                says_en=says_en,
            )
        )

    if view.kind is ViewKind.PINYIN:
        say("view", 1.0, f"{view.form} 是 {view.mark} 的拼音", f"{view.form} is {view.mark} in pinyin")
    if spelling >= 1.0:
        say("spelling", 1.0, f"{sign} 与 {view.form} 字母相同", f"{sign} has the same letters as {view.form}")
    elif spelling >= _LEAST_WORD_LIKENESS:
        says = f"{sign} 与 {view.form} 的字母有 {spelling:.0%} 相同"
        say("spelling", spelling, says, f"{sign} shares {spelling:.0%} of its letters with {view.form}")
    if sound >= 0.8 and sound > spelling:
        say("sound", sound, f"{sign} 与 {view.form} 读音相近", f"{sign} sounds like {view.form}")
    if met >= 0.8 and share < 1.0:
        say("contained", met, f"{sign} 包含 {view.form}", f"{sign} contains {view.form}")
    return tuple(found)
