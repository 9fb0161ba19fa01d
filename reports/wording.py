"""The words of reports, Chinese first: tiers, provenance, confidence, days left. 报表用语."""

import datetime as dt
import re

from domain.deadline import Confidence, LastDay
from domain.match import Match, Tier
from domain.observation import Provenance

TIER_ZH = {Tier.HIGH: "高", Tier.MEDIUM: "中", Tier.LOW: "低", Tier.NONE: "无"}

PROVENANCE = {
    Provenance.LIVE: ("", ""),
    Provenance.RECORDED: ("录存数据", "recorded"),
    Provenance.OFFICIAL_EXAMPLE: ("官方样例", "official example"),
    Provenance.DERIVED_FROM_SCHEMA: ("按格式推导", "derived from schema"),
    Provenance.MADE_UP: ("演示数据", "made up"),
}
"""The label of a record that is not the world as it is, in Chinese and English."""

CONFIDENCE = {
    Confidence.VERIFIED: ("已核实", "verified"),
    Confidence.GENERAL: ("一般认识，待核实", "to be checked"),
    Confidence.CONFLICTING: ("资料冲突，取最早日", "conflicting"),
}

HOW_CHECKED = {
    Confidence.VERIFIED: ("已核对出处", "checked against its source"),
    Confidence.GENERAL: ("一般知识，未核对出处", "general knowledge, not checked"),
    Confidence.CONFLICTING: ("出处相互矛盾，按最早日期", "sources conflict; earliest date"),
}
"""Confidence, where there is room to say what it means, in Chinese and English."""

NO_MATCH_ZH = "没有命中。没有命中不等于没有风险：只说明本次输入中没有发现。"
NO_MATCH_EN = "No match. That is not safety: nothing was found in this input, no more."

_UNSHOWABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def shown(text: str) -> str:
    """Text safe to show: no control, direction-changing or lone-surrogate characters, on one line.

    Signs come from outside; an escape sequence in one must not drive a terminal, nor an override turn a
    line around.
    """
    return _UNSHOWABLE.sub("\ufffd", text.replace("\r", " ").replace("\n", " ").replace("\t", " "))


def encodable(text: str) -> str:
    """Text any UTF-8 stream takes: lone surrogates become U+FFFD, all else stays."""
    return _LONE_SURROGATE.sub("\ufffd", text)


def days_left(last_day: LastDay, today: dt.date) -> tuple[str, str]:
    """How long there is to act, in Chinese and English."""
    days = last_day.days_left(today)
    if days < 0:
        return f"已过 {-days} 天", f"{-days} d ago"
    if days == 0:
        return "今天截止", "today"
    return f"剩 {days} 天", f"{days} d left"


def urgency(match: Match, today: dt.date) -> tuple[int, int, int, float, str, str]:
    """A key to sort by: tier, then the nearest last day still open, then no known day, then days gone by."""
    days = match.last_day.days_left(today) if match.last_day else None
    if days is None:
        window, distance = 1, 0
    elif days >= 0:
        window, distance = 0, days
    else:
        window, distance = 2, -days
    return -match.tier.rank, window, distance, -match.score, match.brand_id, match.observation.ref
