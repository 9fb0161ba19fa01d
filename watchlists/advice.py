"""What an enterprise is told of its brands when it hands them in: what cannot work, and which names are missing.

The official name in a market's own script is the largest single gain in finding copies there (measured in
docs/benchmarks.md), and only the enterprise knows it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from domain import jurisdictions
from domain.brand import Brand, BrandForm

_OWN_SCRIPT: dict[str, tuple[str, str, str]] = {
    **dict.fromkeys(
        ("RU", "BY", "UA", "KZ", "KG", "BG", "RS", "MN", "MK", "TJ"), ("cyrillic", "西里尔字母", "Cyrillic")
    ),
    **dict.fromkeys(
        (
            "AE",
            "SA",
            "EG",
            "QA",
            "KW",
            "OM",
            "BH",
            "JO",
            "IQ",
            "MA",
            "DZ",
            "TN",
            "LB",
            "LY",
            "SD",
            "IR",
            "PK",
        ),
        ("arabic", "阿拉伯字母", "Arabic"),
    ),
    "JP": ("kana", "假名", "kana"),
    "KR": ("hangul", "韩文", "hangul"),
    "GR": ("greek", "希腊字母", "Greek"),
    "IL": ("hebrew", "希伯来字母", "Hebrew"),
    **dict.fromkeys(
        ("TH", "LA", "KH", "MM", "GE", "AM", "IN", "BD", "LK", "NP", "ET"),
        ("other", "当地文字", "the local script"),
    ),
}
"""The script of each market that is not Latin or hanzi, and its name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """One sentence to the enterprise about one brand, in Chinese and English."""

    brand_id: str
    says: str
    says_en: str


def advice_on(brand: Brand, forms: Sequence[BrandForm], *, too_generic: bool) -> tuple[Advice, ...]:
    """What to tell of a brand looked for in `forms`; `too_generic` when its name alone cannot be watched."""
    found = []
    if not forms:
        found.append(
            (
                "品牌名称无法识读，请补充中文或拉丁字母名称",
                "its name cannot be read; add one in hanzi or Latin letters",
            )
        )
    elif too_generic:
        found.append(
            (
                "名称过于通用，无法仅凭名称监测，请补充更具特征的名称或图形",
                "too generic to watch by name alone; add a name that tells it apart, or its logo",
            )
        )
    written = {
        script for form in forms if not form.road_en for script in form.scripts if len(form.scripts) <= 2
    }
    asked: dict[tuple[str, str, str], list[str]] = {}
    for market in brand.markets:
        script = _OWN_SCRIPT.get(market)
        if script and script[0] not in written:
            asked.setdefault(script, []).append(market)
    for (_, chinese, english), markets in asked.items():
        where = "、".join(jurisdictions.name(market, "zh") for market in markets)
        where_en = ", ".join(jurisdictions.name(market, "en") for market in markets)
        found.append(
            (
                f"请在“别名”中补充{where}的官方{chinese}名称：仅凭推测的写法会漏掉仿冒",
                f"add its official name in {english} for {where_en} to the aliases: guessed spellings miss copies",
            )
        )
    return tuple(Advice(brand_id=brand.brand_id, says=zh, says_en=en) for zh, en in found)
