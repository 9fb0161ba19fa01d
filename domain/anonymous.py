"""Taking names out of a text, the same name by the same stand-in each time, and finding those left in. 匿名化."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

STEMS = "甲乙丙丁戊己庚辛壬癸"
"""Stand-ins in order, as Chinese case reports use them."""

LEAST_NAME = 2
"""Characters of a name that is looked for: a single letter occurs in every text."""

LONG_NAME = 5
"""Letters from which a name of Latin letters is recognised within a longer word as well."""

_FORMS = re.compile(
    r"(?:集团)?(?:股份)?(?:有限责任|有限)?公司$|集团$|(?:,?\s*(?:co\.?,?\s*ltd\.?|ltd\.?|limited|llc|inc\.?|corp(?:oration)?\.?|gmbh))+$",
    re.IGNORECASE,
)
"""Legal forms at the end of a company's name: without them it is recognised as well."""

_PLACES = re.compile(r"^(?:\w{2,3}(?:省|自治区))?(?:\w{2,3}[市县区])?")


class Named(StrEnum):
    """What a name is of."""

    ENTERPRISE = "enterprise"
    BRAND = "brand"
    PARTY = "party"
    PERSON = "person"
    ADDRESS = "address"
    CREDIT_CODE = "credit-code"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Secret:
    """Something that may not stand in a published text. Names of one thing share its `number` among those of its kind."""

    name: str
    of: Named
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """A secret that still stands in a field."""

    field: str
    secret: Secret


def secrets_of(things: Iterable[tuple[Named, Iterable[str]]]) -> tuple[Secret, ...]:
    """Every thing's names with the shorter forms it is known by, the longest first, each once."""
    found: dict[str, Secret] = {}
    counts: Counter[Named] = Counter()
    for of, names in things:
        for name in names:
            for form in _forms(name.strip(), of):
                folded = _folded(form)[0]
                if len(folded) >= LEAST_NAME:
                    found.setdefault(folded, Secret(name=form, of=of, number=counts[of]))
        counts[of] += 1
    return tuple(sorted(found.values(), key=lambda one: -len(_folded(one.name)[0])))


def _forms(name: str, of: Named) -> tuple[str, ...]:
    if of not in (Named.ENTERPRISE, Named.PARTY):
        return (name,)
    short = short_form(name)
    bare = _PLACES.sub("", short, count=1)
    return (name, short, *([bare] if len(bare) >= LEAST_NAME + 1 else []))


def short_form(company: str) -> str:
    """A company's name without its legal form."""
    return _FORMS.sub("", company.strip()).strip(" ,，")


def anonymous(text: str, secrets: Iterable[Secret], *, industry: str = "") -> str:
    """The text with each secret replaced by its stand-in, whatever its width, case and spacing: 某食品企业, 甲公司, “乙”品牌."""
    for secret in secrets:
        text = _replaced(text, secret.name, _stand_in(secret.of, secret.number, industry))
    return text


def _stand_in(of: Named, number: int, industry: str) -> str:
    stem = STEMS[number % len(STEMS)] + (str(number // len(STEMS) + 1) if number >= len(STEMS) else "")
    match of:
        case Named.ENTERPRISE:
            return f"某{industry}企业" if not number else f"{stem}企业"
        case Named.PARTY:
            return f"{stem}公司"
        case Named.BRAND:
            return f"“{stem}”品牌"
        case Named.PERSON:
            return f"{stem}某"
        case Named.ADDRESS:
            return "（联系方式略）"
        case Named.CREDIT_CODE:
            return "（统一社会信用代码略）"
        case Named.NUMBER:
            return f"（{stem}号）"


def still_named(fields: Mapping[str, str], secrets: Iterable[Secret]) -> tuple[Left, ...]:
    """Every secret that still stands in a field, by field."""
    wanted = [(secret, _folded(secret.name)[0]) for secret in secrets]
    found = []
    for field, text in fields.items():
        folded, at = _folded(text)
        for secret, name in wanted:
            if _places(folded, at, text, name):
                found.append(Left(field=field, secret=secret))
    return tuple(found)


def _replaced(text: str, name: str, stand_in: str) -> str:
    folded, at = _folded(text)
    wanted = _folded(name)[0]
    for start in reversed(_places(folded, at, text, wanted)):
        first, last = at[start], at[start + len(wanted) - 1]
        text = text[:first] + stand_in + text[last + 1 :]
    return text


def _places(folded: str, at: list[int], text: str, wanted: str) -> list[int]:
    """Where a folded name begins; a short one of Latin letters or digits within a longer word is another word."""
    found, start = [], folded.find(wanted) if wanted else -1
    while start >= 0:
        first, last = at[start], at[start + len(wanted) - 1]
        within = _joins(text[first - 1 : first], text[first]) or _joins(text[last], text[last + 1 : last + 2])
        if not within or len(wanted) >= LONG_NAME:
            found.append(start)
            start = folded.find(wanted, start + len(wanted))
        else:
            start = folded.find(wanted, start + 1)
    return found


def _joins(left: str, right: str) -> bool:
    return bool(left and right) and all(c.isascii() and c.isalnum() for c in (left, right))


def _folded(text: str) -> tuple[str, list[int]]:
    """The text without width, case, spaces and punctuation, and where in it each character stood."""
    characters: list[str] = []
    at: list[int] = []
    for place, character in enumerate(text):
        for one in unicodedata.normalize("NFKC", character).casefold():
            if one.isalnum() or one == "@":
                characters.append(one)
                at.append(place)
    return "".join(characters), at
