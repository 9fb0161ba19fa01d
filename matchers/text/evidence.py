"""Why a sign met a brand, feature by feature, in sentences a person reads. 判断依据。"""

from collections.abc import Callable, Iterator

import numpy as np
import numpy.typing as npt

from domain.match import Evidence
from matchers.text.compiled.alignment import (
    DOUBLED,
    HEARD_ALIKE,
    KINDS,
    LETTER_MORE,
    NEXT_KEY,
    OTHER_LETTER,
    SOFT_LETTER,
    SWAPPED,
    VOWEL,
)
from matchers.text.compiled.features import FEATURES
from matchers.text.normal import words
from matchers.text.scripts import Script, scripts_of
from matchers.text.views import ROADS, View

_EDITS: dict[int, tuple[str, str]] = {
    SWAPPED: ("相邻字母对调", "neighbouring letters swapped"),
    DOUBLED: ("字母重复或少写", "a letter doubled or halved"),
    HEARD_ALIKE: ("换成读音相近的字母", "a letter for one heard alike"),
    VOWEL: ("换了元音", "another vowel"),
    NEXT_KEY: ("换成键盘上相邻的字母", "a neighbour on the keyboard"),
    OTHER_LETTER: ("换了字母", "another letter"),
    SOFT_LETTER: ("增减元音或 h", "a vowel or h more or less"),
    LETTER_MORE: ("增减字母", "a letter more or less"),
}
_Reason = Callable[[str, float, str, str], Evidence]
_LIKE = 0.75
_SOUNDS_LIKE = 0.8
_COMMON = 3.0
"""log2 of names: a word that seven of the counted real names have is common."""

_RARE_BITS = 24.0


def evidence_of(view: View, sign: str, row: npt.NDArray[np.float32]) -> tuple[Evidence, ...]:
    """The reasons a row of `FEATURES` gives, the weightiest first. `sign` is as the filing has it."""
    seen = dict(zip(FEATURES, row.tolist(), strict=True))
    return tuple(_reasons(view, sign, seen))


def _reasons(view: View, sign: str, seen: dict[str, float]) -> Iterator[Evidence]:
    def reason(feature: str, score: float, says: str, says_en: str) -> Evidence:
        return Evidence(
            feature=feature, score=round(min(1.0, max(0.0, score)), 3), ours=view.form, theirs=sign, says=says,
            says_en=says_en,
        )  # fmt: skip

    road = ROADS.get(view.kind)
    same = seen["cost"] == 0.0 and seen["ratio"] > 0.0
    ours, theirs = _hanzi(view.mark), _hanzi(sign)
    if road and same and ours and theirs:
        copied = ours in theirs
        says = f"汉字相同：{view.mark}" if copied else f"与 {view.mark} 读音相同，用字不同"
        says_en = (
            f"the same hanzi as {view.mark}" if copied else f"sounds the same as {view.mark}, in other hanzi"
        )
        yield reason("hanzi" if copied else "view", 1.0, says, says_en)
    elif road and same and not seen["by_looks"]:
        whole = "是" if not seen["extra_words"] else "含有"
        is_in = "is" if not seen["extra_words"] else "contains"
        yield reason(
            "view", 1.0, f"{sign} {whole} {view.mark} 的{road[0]}", f"{sign} {is_in} {view.mark} {road[1]}"
        )
    elif road:
        yield reason(
            "view", 1.0, f"{view.form} 是 {view.mark} 的{road[0]}", f"{view.form} is {view.mark} {road[1]}"
        )
    yield from _spelling(view, seen, reason, same=same, said=bool(road))
    if not same and max(seen["sound"], seen["sounded"]) >= _SOUNDS_LIKE:
        sound = max(seen["sound"], seen["sounded"])
        yield reason(
            "sound",
            sound,
            f"读音与 {view.form} 相近（{sound:.0%}）",
            f"sounds like {view.form} ({sound:.0%})",
        )
    if seen["foreign"] and not same and seen["bare"] >= _LIKE:
        bare = seen["bare"]
        yield reason(
            "consonants",
            bare,
            f"辅音与 {view.form} 有 {bare:.0%} 相同",
            f"shares {bare:.0%} of the consonants",
        )
    yield from _surroundings(view, seen, reason)


def _hanzi(text: str) -> str:
    """The hanzi of a text, simplified."""
    if text.isascii():
        return ""
    return "".join(h for word in words(text) for h in word if scripts_of(h) == {Script.HAN})


def _spelling(
    view: View, seen: dict[str, float], reason: _Reason, *, same: bool, said: bool
) -> Iterator[Evidence]:
    form = view.form
    if same and seen["by_looks"]:
        yield reason(
            "looks",
            1.0,
            f"以形近字符书写，看起来就是 {form}",
            f"written with look-alike characters, reads as {form}",
        )
    elif same and said:
        return
    elif same:
        yield reason("spelling", 1.0, f"与 {form} 字母相同", f"the same letters as {form}")
    elif seen["ratio"] >= _LIKE:
        edits = [seen[FEATURES[FEATURES.index("swapped") + kind]] for kind in range(KINDS)]
        chinese = "、".join(_EDITS[kind][0] for kind in range(KINDS) if edits[kind])
        english = ", ".join(_EDITS[kind][1] for kind in range(KINDS) if edits[kind])
        says = f"与 {form} 的字母有 {seen['ratio']:.0%} 相同：{chinese}"
        yield reason(
            "spelling",
            seen["ratio"],
            says,
            f"shares {seen['ratio']:.0%} of its letters with {form}: {english}",
        )
    if not same and seen["words_ours"] > max(0.8, seen["ratio"]) and seen["form_words"] > 1:
        both = seen["words_ours"]
        yield reason(
            "words", both, f"含有 {form} 的词，次序不同", f"has the words of {form} in another order"
        )


def _surroundings(view: View, seen: dict[str, float], reason: _Reason) -> Iterator[Evidence]:
    """What stands around the likeness and speaks for or against it."""
    if seen["extra_words"]:
        count, share = int(seen["extra_words"]), seen["theirs"]
        yield reason(
            "contained", share, f"另有 {count} 个词", f"with {count} further word{'s' if count > 1 else ''}"
        )
    elif seen["extra_generic"] and seen["ratio"] >= _LIKE:
        yield reason("generic", seen["theirs"], "其余只是通用词", "the rest is generic words only")
    if seen["inside"]:
        share = seen["inside"]
        yield reason(
            "inside", share, f"一个词以 {view.form} 开头或结尾", f"a word begins or ends with {view.form}"
        )
    if seen["names"] >= _COMMON:
        yield reason(
            "common", 0.0, "所用的词在真实名称中常见，相似可能是偶然", "its words are common among real names"
        )
    elif seen["bits"] >= _RARE_BITS and seen["cost"] == 0.0:
        yield reason(
            "rare",
            min(1.0, seen["bits"] / 45.0),
            "该词少见，不太可能是偶然",
            "the word is rare: hardly by chance",
        )
    if seen["numbers"]:
        yield reason("numbers", 0.0, "数字不同", "the numbers differ")
