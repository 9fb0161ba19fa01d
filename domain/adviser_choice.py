"""Which advisers fit a case, in order, each with the reason said. 专家与服务机构推荐."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from domain.adviser import Adviser, AdviserKind
from domain.case import Right


class Fits(StrEnum):
    """In what an adviser fits."""

    OFFICE = "office"
    RIGHT = "right"
    INDUSTRY = "industry"
    LANGUAGE = "language"


WEIGHTS = {Fits.OFFICE: 8, Fits.RIGHT: 4, Fits.INDUSTRY: 2, Fits.LANGUAGE: 1}
"""One who knows the place comes before everyone who does not, then who knows the right, the trade, the language: each
outweighs all that follow it together."""

LANGUAGES: dict[str, str] = {
    "US": "en", "GB": "en", "EM": "en", "AU": "en", "CA": "en", "NZ": "en", "IN": "en", "SG": "en", "HK": "en", "ZA": "en",
    "NG": "en", "KE": "en", "PH": "en", "AP": "en", "DE": "de", "AT": "de", "CH": "de", "FR": "fr", "OA": "fr", "BX": "fr",
    "MA": "fr", "ES": "es", "MX": "es", "AR": "es", "CL": "es", "CO": "es", "PE": "es", "BR": "pt", "PT": "pt", "MO": "pt",
    "IT": "it", "JP": "ja", "KR": "ko", "RU": "ru", "KZ": "ru", "UZ": "ru", "UA": "uk", "VN": "vi", "TH": "th", "ID": "id",
    "MY": "en", "SA": "ar", "AE": "ar", "EG": "ar", "TR": "tr", "IL": "he",
}  # fmt: skip
"""A language proceedings of an office are held in, by ST.3 code; general knowledge."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggested:
    """An adviser that fits, and in what."""

    adviser: Adviser
    fits: tuple[Fits, ...]


def suggested(
    advisers: Iterable[Adviser], *, office: str, right: Right, industry: str, limit: int = 8
) -> tuple[Suggested, ...]:
    """The active advisers that fit, best first. An expert or an agency at home need not name the office; an agency abroad that
    works elsewhere alone does not fit, and nobody fits by language alone.
    """
    found = []
    for one in advisers:
        fits = _fits(one, office, right, industry)
        elsewhere = one.kind is AdviserKind.AGENCY_ABROAD and bool(office) and Fits.OFFICE not in fits
        if one.active and not elsewhere and set(fits) - {Fits.LANGUAGE}:
            found.append(Suggested(adviser=one, fits=fits))
    found.sort(key=lambda one: (-sum(WEIGHTS[fit] for fit in one.fits), one.adviser.name))
    return tuple(found[:limit])


def _fits(one: Adviser, office: str, right: Right, industry: str) -> tuple[Fits, ...]:
    spoken = {language.split("-")[0].lower() for language in one.languages}
    said = {
        Fits.OFFICE: bool(office) and office in one.offices,
        Fits.RIGHT: right in one.rights,
        Fits.INDUSTRY: bool(industry) and industry in one.industries,
        Fits.LANGUAGE: LANGUAGES.get(office, "-") in spoken,
    }
    return tuple(fit for fit, true in said.items() if true)
