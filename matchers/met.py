"""How a brand and an observation met: by words, by what stands in the picture, or by both. 命中方式."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from domain.match import Evidence
from domain.observation import Observation
from matchers.text.matcher import WordMatch
from matchers.verdict_rules import PictureRules

if TYPE_CHECKING:  # the picture matcher's libraries are large, and words need none of them
    from matchers.image.matcher import LogoMatch


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What was found in the picture of one observation: watched logos, and the words that were read in it."""

    logos: tuple["LogoMatch", ...] = ()
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Met:
    """A brand met by an observation. `score` lies between 0 and 1, `logo` is the logo's share in it, 0 for none.

    `mark` is the written form that met it, the brand's name where only the logo did; `sign` the words it met.
    `seen` is true when the picture had a part in it.
    """

    brand_index: int
    brand_id: str
    mark: str
    sign: str
    score: float
    evidence: tuple[Evidence, ...]
    logo: float = 0.0
    seen: bool = False


@dataclass(slots=True)
class _Meeting:
    word: WordMatch | None = None
    read: WordMatch | None = None
    logos: list["LogoMatch"] = field(default_factory=list)


def by_words(word: WordMatch, sign: str) -> Met:
    """A brand met by the words of a sign."""
    return Met(
        brand_index=word.brand_index,
        brand_id=word.brand_id,
        mark=word.mark,
        sign=sign,
        score=word.score,
        evidence=word.evidence,
    )


def meetings(
    observation: Observation,
    words: Sequence[WordMatch],
    read: Sequence[WordMatch],
    seen: Seen | None,
    brands: Mapping[str, tuple[int, str]],
    rules: PictureRules,
) -> list[Met]:
    """Every brand that was met, each once. `read` are those met by the words read in the picture, `brands` the index
    and name of each brand by its id.
    """
    found: dict[int, _Meeting] = {}
    for word in words:
        found.setdefault(word.brand_index, _Meeting()).word = word
    for word in read:
        found.setdefault(word.brand_index, _Meeting()).read = word
    names: dict[int, tuple[str, str]] = {}
    for logo in seen.logos if seen else ():
        if logo.brand_id in brands:
            index, name = brands[logo.brand_id]
            names[index] = (logo.brand_id, name)
            found.setdefault(index, _Meeting()).logos.append(logo)
    said = seen.words if seen else ""
    return [_met(index, one, names, observation.sign, said, rules) for index, one in found.items()]


def _met(
    index: int,
    meeting: _Meeting,
    names: Mapping[int, tuple[str, str]],
    sign: str,
    said: str,
    rules: PictureRules,
) -> Met:
    word, sign_met = meeting.word, sign
    evidence: tuple[Evidence, ...] = ()
    score = word.score if word else 0.0
    from_picture = meeting.read is not None and meeting.read.score * rules.read > score
    if meeting.read is not None and from_picture:
        word, sign_met, score = meeting.read, said, meeting.read.score * rules.read
        evidence = (_read_evidence(word.mark, said, rules),)
    if word is not None:
        evidence += word.evidence
    best = max(meeting.logos, key=lambda one: (one.score, one.sha256), default=None)
    logo = best.score if best else 0.0
    if best is not None:
        evidence += (best.evidence,)
    both = rules.both if word is not None and best is not None else 0.0
    strong, weak = max(score, logo), min(score, logo)
    brand_id, name = (word.brand_id, word.mark) if word is not None else names[index]
    return Met(
        brand_index=index,
        brand_id=brand_id,
        mark=name,
        sign=sign_met,
        score=strong + (1.0 - strong) * both * weak,
        evidence=evidence,
        logo=logo,
        seen=best is not None or from_picture,
    )


def _read_evidence(mark: str, said: str, rules: PictureRules) -> Evidence:
    return Evidence(
        feature="read-from-picture",
        score=rules.read,
        ours=mark,
        theirs=said[:120],
        says="以下文字由机器从图片中识读，可能有误",
        says_en="these words were read from the picture by machine and may be misread",
    )
