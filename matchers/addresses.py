"""Two postal addresses held side by side: one place or not. 地址比对.

Addresses come in both orders and two scripts: 深圳市南山区科技路88号 and "No. 88 Keji Rd., Nanshan Dist., Shenzhen". What
is compared are names (read in pinyin, without the words for road, district, floor …) and numbers. The words are this
project's own list. Careful on purpose: one street with another number is another place, and so is a city alone.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from matchers.text.normal import words
from matchers.text.scripts import latin

_HAN = re.compile(r"[\u3400-\u9fff]+")
_NUMBER = re.compile(r"\d{1,6}[a-z]?")
_PARTS_HAN = re.compile(
    r"[东南西北中]?(?:大道|路|街)|(?:特别行政区|自治区|自治州|高新区|开发区|工业园区|工业区|工业园|科技园|产业园|街道|大厦|广场|省|市|区|县|镇|乡|村|巷|弄|号|楼|层|室|栋|座|幢|单元)"
)
_GENERIC = frozenset(
    "no number road rd street st avenue ave av lane ln drive dr boulevard blvd way square sq court ct building bldg block blk "
    "floor fl flr room rm unit suite ste apt tower house district dist city town county province prov state zone area park "
    "industrial industry economic development new village north south east west lu jie dadao dajie xiang qu shi sheng zhen "
    "xian hao lou ceng shi dong zuo cun po box the of and china cn prc p r c republic people s usa us uk "
    "strasse str rue calle via rua straat".split()
)
_LEAST_SHARE = 0.75
_LEAST_NAMES = 2
_SHORTEST_NAME = 3
_POSTCODE = 5
_MOST_LETTERS = 400


@dataclass(frozen=True, slots=True)
class _Address:
    """Names in a-z, the same run together, house numbers, postcodes."""

    names: frozenset[str]
    joined: str
    numbers: frozenset[str]
    postcodes: frozenset[str]


def same_address(a: str, b: str) -> bool:
    """True when two addresses are one place as far as their names and numbers tell; False where either says too little."""
    first, second = _read(a), _read(b)
    if first.postcodes and second.postcodes and not first.postcodes & second.postcodes:
        return False
    few, many = sorted((first.numbers, second.numbers), key=len)
    if not few or not few <= many:
        return False
    return min(_share(first, second), _share(second, first)) >= _LEAST_SHARE


def _share(address: _Address, other: _Address) -> float:
    """The share of an address's names that stand in the other, however that one is spaced; 0 for fewer than two."""
    if len(address.names) < _LEAST_NAMES or len(other.names) < _LEAST_NAMES:
        return 0.0
    found = sum(name in other.joined for name in address.names)
    return found / min(len(address.names), max(_LEAST_NAMES, len(other.names)))


@lru_cache(maxsize=50_000)
def _read(text: str) -> _Address:
    spaced = _PARTS_HAN.sub(" ", text[:_MOST_LETTERS])
    folded = [latin(word) if _HAN.search(word) else word for word in words(spaced)]
    names: list[str] = []
    numbers: set[str] = set()
    for word in folded:
        if _NUMBER.fullmatch(word):
            numbers.add(word)
        elif len(word) >= _SHORTEST_NAME and word not in _GENERIC:
            names.append(word)
    return _Address(
        names=frozenset(names),
        joined=" ".join(("".join(word for word in folded if word not in _GENERIC), *names)),
        numbers=frozenset(n for n in numbers if len(n) < _POSTCODE),
        postcodes=frozenset(n for n in numbers if len(n) >= _POSTCODE),
    )
