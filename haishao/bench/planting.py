"""Variants planted on real brand names, by rules that know nothing of the matcher's tables.

Typing errors follow a QWERTY keyboard; what is misheard follows how English spells sounds; looks follow the
letters people swap by hand. Kinds in which a Chinese brand is written in another system are left out: those
would be made by the matcher's own tables. Real renderings stand in for them.
"""

import random
import re
from collections.abc import Callable
from dataclasses import dataclass

import opencc
from pypinyin import Style, lazy_pinyin

from domain.brand import Brand
from haishao.bench.word_samples import is_han


@dataclass(frozen=True, slots=True)
class Planted:
    """A sign made from the brand of this number, and by which rule."""

    brand: int
    sign: str
    kind: str


_KEYS = {
    "q": "wa", "w": "qes", "e": "wrd", "r": "etf", "t": "ryg", "y": "tuh", "u": "yij", "i": "uok", "o": "ipl", "p": "o",
    "a": "sqz", "s": "adw", "d": "sfe", "f": "dgr", "g": "fht", "h": "gjy", "j": "hku", "k": "jli", "l": "ko",
    "z": "xa", "x": "zcs", "c": "xvd", "v": "cbf", "b": "vng", "n": "bmh", "m": "nj",
}  # fmt: skip
_HEARD = (
    ("c", "k"), ("k", "c"), ("ck", "k"), ("ph", "f"), ("f", "ph"), ("x", "ks"), ("ks", "x"), ("s", "z"), ("z", "s"),
    ("i", "y"), ("y", "i"), ("ee", "i"), ("i", "ee"), ("oo", "u"), ("u", "oo"), ("ou", "ow"), ("ai", "ay"), ("ei", "ey"),
    ("v", "w"), ("w", "v"), ("sh", "sch"), ("ch", "tch"), ("q", "k"), ("qu", "kw"), ("th", "t"), ("t", "tt"), ("l", "ll"),
    ("n", "nn"), ("ss", "s"), ("ll", "l"), ("tt", "t"), ("er", "a"), ("a", "ah"), ("e", "a"), ("j", "g"), ("g", "j"),
    ("ng", "n"), ("m", "n"), ("r", "l"), ("l", "r"), ("b", "p"), ("d", "t"), ("zh", "j"), ("x", "sh"), ("ts", "c"),
)  # fmt: skip
_LOOKED = {
    "o": "0оο", "a": "аα4", "e": "е3", "i": "1іl", "l": "1Iі", "s": "5ѕ$", "c": "с", "p": "р", "x": "х", "y": "у", "h": "һ",
    "g": "9ɡ", "b": "6Ь", "k": "κ", "t": "т", "z": "2", "j": "ј", "u": "υ",
}  # fmt: skip
_LOOKED_LONG = {"m": "rn", "w": "vv", "d": "cl"}
_AFFIXES = """FOODS|FOOD|GROUP|INTERNATIONAL|TECH|GLOBAL|OFFICIAL STORE|PRO|USA|CO LTD|INDUSTRY|HOME|PLUS|HYDRAULIC|ELECTRONICS
TRADING|VIETNAM|RUSSIA|MEAT|THE|NEW|SUPER|ROYAL|GOLDEN""".replace("\n", "|").split("|")
_GLUED = "tech pro shop home life lab one max plus pay care tools foods mall land wear x go ly er us".split()
_TITLE = """Wholesale|Original|Hot Sale|100g|For|Snack|Portable|Wireless|Stainless Steel|New 2026|Set of 3|Compatible with|Genuine
Case|Charger|Spare Part|Pump|Women|Men|Kitchen|with|Free Shipping|Instant|Sausage|Spicy""".replace(
    "\n", "|"
).split("|")
_TO_TRADITIONAL = opencc.OpenCC("s2t")


def _typo(text: str, rnd: random.Random) -> str:
    letters = list(text)
    places = [i for i, c in enumerate(letters) if c.isalpha() and i > 0] or [0]
    i = rnd.choice(places)
    how = rnd.randrange(4)
    if how == 0:
        letters[i] = rnd.choice(_KEYS.get(letters[i].lower(), "xz"))
    elif how == 1:
        del letters[i]
    elif how == 2:
        letters.insert(i, letters[i])
    elif i + 1 < len(letters):
        letters[i], letters[i + 1] = letters[i + 1], letters[i]
    else:
        del letters[i]
    return "".join(letters)


def _heard(text: str, rnd: random.Random) -> str:
    text = text.lower()
    fitting = [(a, b) for a, b in _HEARD if a in text]
    if not fitting:
        return text
    a, b = rnd.choice(fitting)
    at = rnd.choice([found.start() for found in re.finditer(a, text)])
    return text[:at] + b + text[at + len(a) :]


def _looked(text: str, rnd: random.Random) -> str:
    letters = list(text.lower())
    places = [i for i, c in enumerate(letters) if c in _LOOKED]
    if not places or (rnd.random() < 0.2 and any(c in _LOOKED_LONG for c in letters)):
        places = [i for i, c in enumerate(letters) if c in _LOOKED_LONG]
        if places:
            i = rnd.choice(places)
            letters[i] = _LOOKED_LONG[letters[i]]
        return "".join(letters)
    for i in rnd.sample(places, min(len(places), rnd.choice((1, 1, 2, 3)))):
        letters[i] = rnd.choice(_LOOKED[letters[i]])
    return "".join(letters)


def _spaced(text: str, rnd: random.Random) -> str:
    if " " in text:
        return text.replace(" ", "") if rnd.random() < 0.6 else text.replace(" ", rnd.choice("-._"))
    i = rnd.randrange(2, max(3, len(text) - 1))
    return text[:i] + rnd.choice(" -.") + text[i:]


def _affixed(text: str, rnd: random.Random) -> str:
    affix = rnd.choice(_AFFIXES)
    return f"{text} {affix}" if rnd.random() < 0.7 else f"{affix} {text}"


def _titled(text: str, rnd: random.Random) -> str:
    around = [rnd.choice(_TITLE) for _ in range(rnd.randint(4, 8))]
    around.insert(rnd.randrange(len(around)), text)
    return " ".join(around)


def _reordered(text: str, rnd: random.Random) -> str:
    parts = text.split()
    shuffled = parts[:]
    for _ in range(10):
        rnd.shuffle(shuffled)
        if shuffled != parts:
            break
    return " ".join(shuffled)


def _glued(text: str, rnd: random.Random) -> str:
    affix = rnd.choice(_GLUED)
    joined = text.replace(" ", "")
    return joined + affix if rnd.random() < 0.7 else affix + joined


def _longest_word(text: str, rnd: random.Random) -> str:
    word = max(text.split(), key=len)
    return _affixed(word, rnd) if rnd.random() < 0.5 else word


_LEAST_TELLING = 6
"""Letters of a word that can stand for a name of several."""

_Rule = Callable[[str, random.Random], str]
LATIN_RULES: dict[str, _Rule] = {
    "same": lambda text, rnd: rnd.choice((text.upper(), text.title(), text.lower())),
    "typo1": _typo,
    "typo2": lambda text, rnd: _typo(_typo(text, rnd), rnd),
    "heard1": _heard,
    "heard2": lambda text, rnd: _heard(_heard(text, rnd), rnd),
    "spacing": _spaced,
    "affix": _affixed,
    "affix+typo": lambda text, rnd: _affixed(_typo(text, rnd), rnd),
    "looks": _looked,
    "title": _titled,
    "reorder": _reordered,
    "glued": _glued,
    "longest word": _longest_word,
}
_HAN_RULES: dict[str, _Rule] = {
    "traditional": lambda text, rnd: _TO_TRADITIONAL.convert(text),
    "hanzi affix": lambda text, rnd: (
        rnd.choice("新老大小") + text
        if rnd.random() < 0.4
        else text + rnd.choice(("食品", "集团", "科技", "实业"))
    ),
}


def planted(brands: list[Brand], count: int, seed: int) -> list[Planted]:
    """`count` variants of brands drawn at random, each by a rule drawn at random; unchanged ones left out."""
    rnd = random.Random(seed)
    found: list[Planted] = []
    for _ in range(3 * count):
        if len(found) == count:
            break
        number = rnd.randrange(len(brands))
        name = brands[number].name
        rules = dict(LATIN_RULES)
        text = name
        if is_han(name):
            parts = lazy_pinyin(name, style=Style.NORMAL)
            text = rnd.choice(("".join(parts), " ".join(parts)))
            rules |= _HAN_RULES
        if " " not in text:
            rules.pop("reorder")
            rules.pop("longest word")
        elif max(map(len, text.split())) < _LEAST_TELLING:
            rules.pop("longest word")
        kind = rnd.choice(sorted(rules))
        sign = rules[kind](name if kind in _HAN_RULES else text, rnd)
        if sign.strip() and (kind == "same" or kind == "traditional" or sign.lower() != text.lower()):
            found.append(Planted(number, sign, kind))
    return found
