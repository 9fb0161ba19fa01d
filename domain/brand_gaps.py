"""What is missing of a brand on 重点外向型企业商标品牌清单, as far as anybody said it: nothing here is guessed. 品牌缺口."""

import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from domain.brand import Brand
from domain.jurisdictions import REGIONS

HOME = "CN"


class BrandGap(StrEnum):
    """One thing that nobody has said of a brand."""

    NO_HANZI = "no-hanzi"
    NO_FOREIGN = "no-foreign"
    """No form in another script: no pinyin, translation or transliteration"""
    NO_LOGO = "no-logo"
    NO_OWNER = "no-owner"
    NO_CLASSES = "no-classes"
    NO_MARKETS = "no-markets"
    NO_HOME_RIGHT = "no-home-right"


@dataclass(frozen=True, slots=True, kw_only=True)
class BrandGaps:
    """What is missing of a brand. `uncovered` are those of its markets of which no registration or application of its own is
    known here, by the country's office or a regional one; that one is not known does not mean there is none.
    """

    gaps: tuple[BrandGap, ...]
    uncovered: tuple[str, ...]


def gaps_of(brand: Brand, offices: Collection[str], *, logos: int) -> BrandGaps:
    """The gaps of a brand with filings of its own known at these offices (ST.3), and so many logos."""
    found = {
        BrandGap.NO_HANZI: not any(_han(mark) for mark in brand.marks),
        BrandGap.NO_FOREIGN: not any(_foreign(mark) for mark in brand.marks),
        BrandGap.NO_LOGO: not (logos or brand.logo),
        BrandGap.NO_OWNER: not brand.owners,
        BrandGap.NO_CLASSES: not brand.classes,
        BrandGap.NO_MARKETS: not brand.markets,
        BrandGap.NO_HOME_RIGHT: HOME not in offices,
    }
    covered = {*offices, *(country for office in offices for country in REGIONS.get(office, ()))}
    return BrandGaps(
        gaps=tuple(gap for gap, missing in found.items() if missing),
        uncovered=tuple(one for one in brand.markets if one not in covered),
    )


def _han(mark: str) -> bool:
    return any(unicodedata.name(one, "").startswith("CJK") for one in mark)


def _foreign(mark: str) -> bool:
    return any(one.isalpha() and not _han(one) for one in mark)
