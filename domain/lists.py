"""The lists a centre keeps: who or what stands on each, how it stands there, and what is known of it. 名录与清单.

[国知发保字〔2021〕33号 六, 十三: 重点参展企业及跨境电商名录, 重点外向型企业商标品牌清单, 重点关注市场名录, 观察企业, 专家库,
服务机构名录]
"""

import datetime as dt
import re
from dataclasses import dataclass
from enum import StrEnum

INDUSTRIES = ("食品", "医疗器械", "液压管")
"""The industries every list knows; a centre adds its own."""

REVIEW_SOON = dt.timedelta(days=30)
"""How long before its day a review is shown as due soon."""

REVIEWED_FOR = dt.timedelta(days=365)
"""How far off the next review is set by the button."""

_PARTS = re.compile(r"[|;；｜,，\r\n]")


class ListKind(StrEnum):
    """Which list."""

    EXHIBITORS = "exhibitors"
    """重点参展企业及跨境电商名录, kept by the year"""
    BRANDS = "brands"
    """重点外向型企业商标品牌清单"""
    MARKETS = "markets"
    """重点关注市场名录"""
    OBSERVERS = "observers"
    """观察企业"""
    EXPERTS = "experts"
    """专家库"""
    AGENCIES = "agencies"
    """服务机构名录"""
    THINK_TANKS = "think-tanks"
    """智库与特派员"""

    @property
    def of_advisers(self) -> bool:
        """True where advisers stand on it."""
        return self in (ListKind.EXPERTS, ListKind.AGENCIES, ListKind.THINK_TANKS)

    @property
    def of_enterprises(self) -> bool:
        """True where enterprises stand on it, or their brands."""
        return self in (ListKind.EXHIBITORS, ListKind.BRANDS, ListKind.OBSERVERS)


class Level(StrEnum):
    """How much attention what stands on a list gets. 级别."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Review(StrEnum):
    """Where the review of an entry stands on a day."""

    NONE = "none"
    """No day is set"""
    LATER = "later"
    SOON = "soon"
    OVERDUE = "overdue"


def review_on(review_by: dt.date | None, today: dt.date) -> Review:
    """Where a review due by a day stands on another."""
    if review_by is None:
        return Review.NONE
    if review_by < today:
        return Review.OVERDUE
    return Review.SOON if review_by - today <= REVIEW_SOON else Review.LATER


def one_value(words: str) -> str:
    """Words as they stand among others in one cell: without what parts the values of a cell, or the parts of one."""
    return " ".join(_PARTS.sub(" ", words).split())


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedFair:
    """A fair an enterprise shows at, as the list says it; `office` is the host country's ST.3 code."""

    name: str
    office: str
    city: str
    opens_on: dt.date
    closes_on: dt.date
    stand: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Shop:
    """A shop of an enterprise on a platform: `site` is the platform's site as the platform names it, `store` the id there."""

    platform: str
    site: str = ""
    store: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BrandRight:
    """A registration or application of a brand's own that the centre was told of; `office` is an ST.3 code."""

    office: str
    number: str
    classes: tuple[int, ...] = ()
    agent: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListItem:
    """What a list says of one enterprise, brand or market; what a list's kind does not use stays empty.

    `industry`, `district` and `credit_code` are the enterprise's own, `contact` and `last_contact` an observer's, `office` with
    `platform` and `site` a market's. `reason` is shown to the enterprise.
    """

    kind: ListKind
    enterprise: str = ""
    credit_code: str = ""
    industry: str = ""
    district: str = ""
    brand: str = ""
    brand_id: str = ""
    office: str = ""
    platform: str = ""
    site: str = ""
    year: int = 0
    level: Level = Level.MEDIUM
    reason: str = ""
    review_by: dt.date | None = None
    contact: str = ""
    last_contact: dt.date | None = None
    fairs: tuple[ListedFair, ...] = ()
    shops: tuple[Shop, ...] = ()
    rights: tuple[BrandRight, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ListEntry:
    """An entry of a list as it stood from `since` to `until`, None while it stands. Each change ends one and begins the
    next, so that a list can be told as of any day; `first_at` is when it came onto the list.

    `removed` says that nothing follows.
    """

    entry_id: int
    item: ListItem
    since: dt.datetime
    since_by: str
    first_at: dt.datetime
    until: dt.datetime | None = None
    until_by: str = ""
    removed: bool = False
    removed_why: str = ""
    reviewed_on: dt.date | None = None
    reviewed_by: str = ""
    enterprise_id: int | None = None
    brand_row: int | None = None
    adviser_id: int | None = None
