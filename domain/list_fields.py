"""What the lists say, as it is written in cells: what exports, imports and differences show. 名录的列."""

import datetime as dt
from collections.abc import Callable

from domain.adviser import Adviser, AdviserKind
from domain.case import Right
from domain.lists import BrandRight, Level, ListedFair, ListItem, ListKind, Shop

Listed = ListItem | Adviser
"""What stands on a list."""

_OF_ENTERPRISE = ("enterprise", "credit_code", "industry", "district")
_STANDING = ("level", "reason", "review_by")
_OF_ADVISER = (
    "name", "organisation", "offices", "rights", "industries", "languages", "licence", "fees", "reach", "conflicts", "note",
)  # fmt: skip

FIELDS: dict[ListKind, tuple[str, ...]] = {
    ListKind.EXHIBITORS: (*_OF_ENTERPRISE, "year", *_STANDING, "fairs", "shops"),
    ListKind.BRANDS: ("enterprise", "brand", "brand_id", *_STANDING, "rights"),
    ListKind.MARKETS: ("office", "platform", "site", *_STANDING),
    ListKind.OBSERVERS: (*_OF_ENTERPRISE, *_STANDING, "contact", "last_contact"),
    ListKind.EXPERTS: (*_OF_ADVISER, "active", "review_by"),
    ListKind.AGENCIES: ("kind", *_OF_ADVISER, "pair", "active", "review_by"),
    ListKind.THINK_TANKS: ("kind", *_OF_ADVISER, "active", "review_by"),
}
"""The columns of each list, in their order."""

REQUIRED: dict[ListKind, tuple[str, ...]] = {
    ListKind.EXHIBITORS: ("enterprise",),
    ListKind.BRANDS: ("brand",),
    ListKind.MARKETS: ("office",),
    ListKind.OBSERVERS: ("enterprise",),
    ListKind.EXPERTS: ("name",),
    ListKind.AGENCIES: ("kind", "name"),
    ListKind.THINK_TANKS: ("kind", "name"),
}
"""The columns a list is not read without."""

LEVEL_NAMES: dict[Level, tuple[str, str]] = {
    Level.HIGH: ("高", "high"),
    Level.MEDIUM: ("中", "medium"),
    Level.LOW: ("低", "low"),
}
RIGHT_NAMES: dict[Right, tuple[str, str]] = {
    Right.TRADEMARK: ("商标", "trade marks"),
    Right.PATENT: ("专利", "patents"),
    Right.DESIGN: ("外观设计", "designs"),
    Right.COPYRIGHT: ("著作权", "copyright"),
    Right.GEOGRAPHICAL_INDICATION: ("地理标志", "geographical indications"),
    Right.PLANT_VARIETY: ("植物新品种", "plant varieties"),
    Right.TRADE_SECRET: ("商业秘密", "trade secrets"),
    Right.UNFAIR_COMPETITION: ("不正当竞争", "unfair competition"),
}
ADVISER_KIND_NAMES: dict[AdviserKind, tuple[str, str]] = {
    AdviserKind.EXPERT: ("专家", "expert"),
    AdviserKind.AGENCY_HOME: ("境内服务机构", "agency at home"),
    AdviserKind.AGENCY_ABROAD: ("境外服务机构", "agency abroad"),
    AdviserKind.THINK_TANK: ("智库", "think tank"),
    AdviserKind.COMMISSIONER: ("特派员", "commissioner"),
}
ADVISERS_OF: dict[ListKind, tuple[AdviserKind, ...]] = {
    ListKind.EXPERTS: (AdviserKind.EXPERT,),
    ListKind.AGENCIES: (AdviserKind.AGENCY_HOME, AdviserKind.AGENCY_ABROAD),
    ListKind.THINK_TANKS: (AdviserKind.THINK_TANK, AdviserKind.COMMISSIONER),
}
"""The kinds of advisers on each list of them."""

LIST_OF: dict[AdviserKind, ListKind] = {one: kind for kind, kinds in ADVISERS_OF.items() for one in kinds}
YES_NO = {True: ("是", "yes"), False: ("否", "no")}


def values_of(one: Listed, field: str, language: str = "zh") -> tuple[str, ...]:
    """The values of a field, each as it is written in a cell that a list is read from; () for an empty one."""
    value = getattr(one, field)
    if isinstance(value, tuple):
        return tuple(_written(part, language) for part in value)
    empty = value in ("", None) or (field == "year" and value == 0)
    return () if empty else (_written(value, language),)


def changed_fields(kind: ListKind, before: Listed, after: Listed) -> tuple[str, ...]:
    """The fields of a list in which two states differ."""
    return tuple(one for one in FIELDS[kind] if values_of(before, one) != values_of(after, one))


def key_of(one: Listed) -> tuple[str, ...]:
    """What tells an entry of a list from the others; two rows of one key are of the same."""
    if isinstance(one, Adviser):
        return (one.kind, one.name, one.organisation)
    if one.kind is ListKind.MARKETS:
        return (one.office, one.platform, one.site)
    if one.kind is ListKind.BRANDS:
        return (one.brand_id,)
    return (one.enterprise, str(one.year))


def name_of(one: Listed) -> str:
    """What a page calls it."""
    if isinstance(one, Adviser):
        return one.name
    if one.kind is ListKind.MARKETS:
        return " · ".join(filter(None, (one.office, one.platform, one.site)))
    return one.brand or one.enterprise


def _written(value: object, language: str) -> str:
    for kind, write in _WRITES.items():
        if isinstance(value, kind):
            return write(value, language)
    return str(value)


def _in(names: tuple[str, str], language: str) -> str:
    return names[0 if language.startswith("zh") else 1]


def _fair(one: ListedFair, _language: str) -> str:
    days = f"{one.opens_on.isoformat()}, {one.closes_on.isoformat()}"
    return ", ".join((one.name, one.office, one.city, days)) + (f", {one.stand}" if one.stand else "")


def _shop(one: Shop, _language: str) -> str:
    return ", ".join((one.platform, one.site, one.store))


def _right(one: BrandRight, _language: str) -> str:
    return ", ".join((one.office, one.number, " ".join(map(str, one.classes)), one.agent)).rstrip(", ")


_WRITES: dict[type, Callable[..., str]] = {
    bool: lambda value, language: _in(YES_NO[value], language),
    Level: lambda value, language: _in(LEVEL_NAMES[value], language),
    Right: lambda value, language: _in(RIGHT_NAMES[value], language),
    AdviserKind: lambda value, language: _in(ADVISER_KIND_NAMES[value], language),
    dt.date: lambda value, _language: value.isoformat(),
    ListedFair: _fair,
    Shop: _shop,
    BrandRight: _right,
}
