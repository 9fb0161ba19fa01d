"""A match, its evidence and its last day, as several resources show them."""

import datetime as dt
from dataclasses import asdict

from django.utils import timezone
from pydantic import BaseModel, Field

from domain.deadline import Confidence, LastDay
from domain.match import Match, Tier


class EvidenceShown(BaseModel):
    """One reason behind a match. 判断依据."""

    feature: str = Field(examples=["pinyin"])
    score: float = Field(ge=0, le=1)
    ours: str
    theirs: str
    says_zh: str = Field(description="说明 · the sentence in Chinese")
    says_en: str = Field(description="英文说明 · the sentence in English")


class DeadlineShown(BaseModel):
    """The last day to oppose, before any move off a closed day, with the rule it follows from."""

    day: dt.date
    days_left: int = Field(
        description="距截止日天数，已过为负；按北京时间 · days until then, negative once past, by Beijing's calendar"
    )
    rule_zh: str
    rule_en: str
    rule_source: str = Field(description="规则出处 · the page the rule was read from")
    checked_on: dt.date = Field(description="核对日期 · when it was read")
    confidence: Confidence
    caveat_zh: str
    caveat_en: str


class MatchShown(BaseModel):
    """A brand and an observation judged together. 命中."""

    mark: str = Field(description="对比的商标 · the written form of the brand that met the sign")
    score: float = Field(ge=0, le=1)
    tier: Tier
    rules: str = Field(description="规则集 · the rule set's name")
    evidence: list[EvidenceShown]
    deadline: DeadlineShown | None


def match_shown(match: Match) -> MatchShown:
    """A match as the API shows it."""
    return MatchShown(
        mark=match.mark,
        score=match.score,
        tier=match.tier,
        rules=match.rules,
        evidence=[
            EvidenceShown(
                feature=one.feature,
                score=one.score,
                ours=one.ours,
                theirs=one.theirs,
                says_zh=one.says,
                says_en=one.says_en,
            )
            for one in match.evidence
        ],
        deadline=deadline_shown(match.last_day),
    )


def deadline_shown(last_day: LastDay | None) -> DeadlineShown | None:
    """A last day as the API shows it."""
    if last_day is None:
        return None
    return DeadlineShown(days_left=last_day.days_left(timezone.localdate()), **asdict(last_day))
