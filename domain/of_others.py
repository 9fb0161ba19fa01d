"""What evidence says of other enterprises' brands: counted to staff, uncounted to an enterprise. 涉及其他企业的判断依据."""

import re
from dataclasses import replace

from domain.match import Evidence, Match

_UNCOUNTED = tuple(
    (re.compile(counted), said)
    for counted, said in (
        (r"同一申请人已命中 \d+ 个受监测品牌（1 家企业）", "同一申请人还申请了其他受监测的品牌"),
        (r"同一申请人已命中 \d+ 个受监测品牌（\d+ 家企业）", "同一申请人还申请了其他企业受监测的品牌"),
        (
            r"同一代理人另为他人代理过 \d+ 个受监测品牌的命中申请",
            "同一代理人还为他人代理过命中受监测品牌的申请",
        ),
        (r"同一地址的其他申请人另命中 \d+ 个受监测品牌", "同一地址的其他申请人还命中受监测的品牌"),
        (r"同一卖家的商品已命中 \d+ 个受监测品牌（\d+ 家企业）", "同一卖家的商品还命中其他企业受监测的品牌"),
        (
            r"the same holder has met \d+ watched brands of 1 enterprises",
            "the same holder has filed other watched brands too",
        ),
        (
            r"the same holder has met \d+ watched brands of \d+ enterprises",
            "the same holder has filed brands watched for other enterprises too",
        ),
        (
            r"the same representative filed for others what met \d+ watched brands",
            "the same representative filed for others what met watched brands",
        ),
        (
            r"other holders at the same address have met \d+ watched brands",
            "other holders at the same address have met watched brands",
        ),
        (
            r"listings of the same seller have met \d+ watched brands of \d+ enterprises",
            "listings of the same seller have met brands watched for other enterprises too",
        ),
    )
)
"""The sentences of `matchers` that count others' brands, as they are kept, and what an enterprise is told instead."""


def uncounted(said: str) -> str:
    """A sentence of evidence as an enterprise is told it: without how many brands or enterprises of others there are."""
    for counted, instead in _UNCOUNTED:
        said = counted.sub(instead, said)
    return said


def told_enterprise(match: Match) -> Match:
    """A match as its enterprise is told it."""
    return replace(match, evidence=tuple(map(_told, match.evidence)))


def _told(evidence: Evidence) -> Evidence:
    return replace(evidence, says=uncounted(evidence.says), says_en=uncounted(evidence.says_en))
