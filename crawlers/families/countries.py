"""Countries as fairs and shops write them: a code of two or three letters, or an English name."""

from functools import lru_cache

import pycountry

_ALSO = {
    "uk": "GB", "england": "GB", "great britain": "GB", "scotland": "GB", "wales": "GB", "el": "GR",
    "turkey": "TR", "south korea": "KR", "korea": "KR", "republic of korea": "KR", "korea (south)": "KR",
    "korea, south": "KR", "korea (republic of)": "KR", "russia": "RU", "uae": "AE", "usa": "US", "u.s.a.": "US",
    "united states of america": "US", "p.r. china": "CN", "p. r. china": "CN", "pr china": "CN", "china, pr": "CN",
    "china (mainland)": "CN", "mainland china": "CN", "china mainland": "CN", "the people's republic of china": "CN",
    "hong kong sar": "HK", "hong kong, china": "HK", "hongkong": "HK", "macau": "MO", "macao, china": "MO",
    "taiwan, china": "TW", "taiwan (r.o.c.)": "TW", "taiwan region": "TW", "chinese taipei": "TW",
    "the netherlands": "NL", "holland": "NL", "czech republic": "CZ", "viet nam": "VN", "ivory coast": "CI",
    "中国": "CN", "中国香港": "HK", "香港": "HK", "台湾": "TW", "中国台湾": "TW", "日本": "JP", "韩国": "KR",
}  # fmt: skip


@lru_cache(maxsize=4096)
def country_of(text: str) -> str:
    """The WIPO ST.3 code of a country named by code or in English, "" when it is none known."""
    said = " ".join(text.split())
    if len(said) == 2 and said.isascii() and said.isalpha():
        return _ALSO.get(said.lower(), said.upper())
    if known := _ALSO.get(said.lower()):
        return known
    try:
        return str(pycountry.countries.lookup(said).alpha_2)
    except LookupError:
        return _by_common_name().get(said.lower(), "")


@lru_cache(maxsize=1)
def _by_common_name() -> dict[str, str]:
    named = ((getattr(country, "common_name", ""), country.alpha_2) for country in pycountry.countries)
    return {name.lower(): code for name, code in named if name}
