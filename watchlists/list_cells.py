"""What the cells of a list mean: days, levels, fairs, shops, registrations. 名录单元格."""

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from domain.credit_code import WrongCreditCode, credit_code
from domain.fault_kind import FaultKind
from domain.list_fields import ADVISER_KIND_NAMES, ADVISERS_OF, LEVEL_NAMES, RIGHT_NAMES, YES_NO
from domain.lists import BrandRight, ListedFair, ListKind, Shop
from watchlists import cells

MOST_CHARACTERS = 4_000
"""Of one cell."""

_DAY = r"\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?"
_COMMA = re.compile(r"\s*[,，]\s*")
_FAIR = re.compile(
    rf"(?P<name>.+?)\s*[,，]\s*(?P<office>[^,，]+?)\s*[,，]\s*(?P<city>[^,，]*?)\s*[,，]\s*"
    rf"(?P<opens>{_DAY})\s*(?:[,，~～—至]|--?)\s*(?P<closes>{_DAY})(?:\s*[,，]\s*(?P<stand>[^,，]*))?"
)
_YEAR = re.compile(r"(20\d\d)(?:年度?)?")
MOST_DAYS = 60
"""Days of the longest fair that is believed."""


@dataclass(frozen=True, slots=True)
class Read:
    """What a cell says: its value, None for a blank cell, and what in it is wrong, each as it is told."""

    value: object = None
    bad: tuple[str, ...] = ()


def day(cell: object) -> dt.date | None:
    """A day, as Excel keeps it or as it is typed; None for what is none."""
    if isinstance(cell, dt.datetime):
        return cell.date()
    if isinstance(cell, dt.date):
        return cell
    typed = unicodedata.normalize("NFKC", cells.text(cell))
    try:
        year, month, number = map(int, re.split(r"[-/.年月]", typed.rstrip("日").split(" ")[0]))
        return dt.date(year, month, number)
    except ValueError:
        return None


def _text(cell: object) -> Read:
    return Read(cells.text(cell))


def _texts(cell: object) -> Read:
    return Read(
        tuple(part for value in cells.values(cell) for part in re.split(r"\s*[,，、]\s*", value) if part)
    )


def _day(cell: object) -> Read:
    found = day(cell)
    return Read(found) if found else Read(bad=(str(cell)[:80],))


def _code(cell: object) -> Read:
    try:
        return Read(credit_code(cells.text(cell)))
    except WrongCreditCode as wrong:
        return Read(bad=(f"{cells.text(cell)[:40]}: {wrong.says} / {wrong.says_en}",))


def _year(cell: object) -> Read:
    found = _YEAR.fullmatch(unicodedata.normalize("NFKC", cells.text(cell)))
    return Read(int(found[1])) if found else Read(bad=(cells.text(cell)[:40],))


def _office(cell: object) -> Read:
    codes, bad = cells.market_codes(cell)
    if len(codes) == 1 and not bad:
        return Read(codes[0])
    return Read(bad=(cells.text(cell)[:80],))


def _offices(cell: object) -> Read:
    return Read(*cells.market_codes(cell))


def _one_of(names: Mapping[Any, tuple[str, str]]) -> Callable[[object], Read]:
    """The choice a cell names in Chinese or English, or by its own value."""
    known = {_choice(str(said)): one for one, both in names.items() for said in (one, *both)}

    def read(cell: object) -> Read:
        chosen = known.get(_choice(cells.text(cell)))
        return Read(chosen) if chosen is not None else Read(bad=(_among(cells.text(cell), names),))

    return read


def _some_of(names: Mapping[Any, tuple[str, str]]) -> Callable[[object], Read]:
    one = _one_of(names)

    def read(cell: object) -> Read:
        every = [one(value) for value in _texts(cell).value]  # type: ignore[attr-defined]
        return Read(
            tuple(dict.fromkeys(found.value for found in every if not found.bad)),
            tuple(bad for found in every for bad in found.bad),
        )

    return read


def _choice(said: str) -> str:
    return unicodedata.normalize("NFKC", said).casefold().strip()


def _among(found: str, names: Mapping[Any, tuple[str, str]]) -> str:
    return f"{found[:40]}: {'、'.join(zh for zh, _ in names.values())} / {', '.join(en for _, en in names.values())}"


def fairs(cell: object) -> Read:
    """Fairs, each "name, country, city, first day, last day, stand"."""
    good, bad = [], []
    for value in cells.values(cell):
        found = _FAIR.fullmatch(value)
        office = _office(found["office"]).value if found else None
        opens, closes = (day(found["opens"]), day(found["closes"])) if found else (None, None)
        if (
            found is None
            or not isinstance(office, str)
            or opens is None
            or closes is None
            or not dt.timedelta(0) <= closes - opens <= dt.timedelta(days=MOST_DAYS)
        ):
            bad.append(value[:120])
        else:
            stand = (found["stand"] or "").strip()
            name, city = found["name"].strip(), found["city"].strip()
            good.append(
                ListedFair(name=name, office=office, city=city, opens_on=opens, closes_on=closes, stand=stand)
            )
    return Read(tuple(dict.fromkeys(good)), tuple(bad))


def shops(cell: object) -> Read:
    """Shops, each "platform, site, store id"."""
    good, bad = [], []
    for value in cells.values(cell):
        parts = _COMMA.split(value)
        if parts[0] and len(parts) <= 3:
            good.append(Shop(**dict(zip(("platform", "site", "store"), parts, strict=False))))
        else:
            bad.append(value[:120])
    return Read(tuple(dict.fromkeys(good)), tuple(bad))


def registrations(cell: object) -> Read:
    """Registrations, each "country, number, classes, agent"."""
    good, bad = [], []
    for value in cells.values(cell):
        office, number, classes, agent = (*_COMMA.split(value, maxsplit=3), "", "", "", "")[:4]
        code = _office(office).value
        numbers, wrong = cells.nice_classes(classes)
        if isinstance(code, str) and re.search(r"\d", number) and not wrong:
            good.append(BrandRight(office=code, number=number, classes=numbers, agent=agent))
        else:
            bad.append(value[:120])
    return Read(tuple(dict.fromkeys(good)), tuple(bad))


READERS: dict[str, tuple[Callable[[object], Read], FaultKind]] = {
    "credit_code": (_code, FaultKind.BAD_CREDIT_CODE),
    "year": (_year, FaultKind.BAD_YEAR),
    "level": (_one_of(LEVEL_NAMES), FaultKind.BAD_CHOICE),
    "review_by": (_day, FaultKind.BAD_DAY),
    "last_contact": (_day, FaultKind.BAD_DAY),
    "fairs": (fairs, FaultKind.BAD_FAIR),
    "shops": (shops, FaultKind.BAD_SHOP),
    "rights": (registrations, FaultKind.BAD_REGISTRATION),
    "office": (_office, FaultKind.BAD_MARKET),
    "offices": (_offices, FaultKind.BAD_MARKET),
    "industries": (_texts, FaultKind.UNKNOWN_INDUSTRY),
    "languages": (_texts, FaultKind.BAD_CHOICE),
    "active": (_one_of(YES_NO), FaultKind.BAD_CHOICE),
}
"""How the cells of a field are read, and what is said of those that cannot be; the others are text."""

_RIGHTS_OF_ADVISER = (_some_of(RIGHT_NAMES), FaultKind.BAD_CHOICE)
_KINDS = {
    kind: (_one_of({one: ADVISER_KIND_NAMES[one] for one in kinds}), FaultKind.BAD_CHOICE)
    for kind, kinds in ADVISERS_OF.items()
}


def reader_of(field: str, kind: ListKind) -> tuple[Callable[[object], Read], FaultKind]:
    """How the cells of a field of a list are read."""
    if kind.of_advisers and field == "rights":
        return _RIGHTS_OF_ADVISER
    if kind.of_advisers and field == "kind":
        return _KINDS[kind]
    return READERS.get(field, (_text, FaultKind.CELL_TOO_LONG))
