"""Rows the storage tests start from."""

from collections.abc import Callable

import pytest

from domain.brand import Brand
from domain.deadline import Confidence, LastDay
from domain.match import Evidence, Match, Tier
from domain.observation import Goods, Kind, Observation, Party
from storage.brands import save_brands


@pytest.fixture
def filing() -> Callable[..., Observation]:
    """Makes a filing; what is not said is filled in."""

    def make(
        ref: str = "97000001", sign: str = "QINGLUHAI", holder: str = "Acme LLC", **rest: object
    ) -> Observation:
        fields = {
            "kind": Kind.FILING,
            "source": "us-uspto-trtdxfap",
            "ref": ref,
            "sign": sign,
            "office": "US",
            "holders": (Party(name=holder, country="US"),) if holder else (),
            "goods": (Goods(nice_class=29, text="Canned fish", language="en"),),
        }
        return Observation(**(fields | rest))

    return make


@pytest.fixture
def match() -> Callable[..., Match]:
    """Makes a match of a brand and an observation."""

    def make(
        observation: Observation, brand_id: str = "B1", tier: Tier = Tier.HIGH, day: object = None
    ) -> Match:
        evidence = Evidence(feature="ratio", score=0.9, ours="a", theirs="b", says="相近", says_en="close")
        last_day = LastDay(
            day=day,
            rule_zh="公布后三十天",
            rule_en="30 days from publication",
            rule_source="15 U.S.C. §1063",
            checked_on=day,
            confidence=Confidence.VERIFIED,
        )
        return Match(
            brand_id=brand_id,
            brand="青鹭海",
            mark="青鹭海",
            observation=observation,
            score=0.9,
            tier=tier,
            evidence=(evidence,),
            rules="words-1",
            last_day=last_day if day else None,
        )

    return make


@pytest.fixture
def brands(db: None) -> list[Brand]:
    """Two brands of two enterprises."""
    kept = [
        Brand(
            brand_id="B1", name="青鹭海", enterprise="甲食品有限公司", aliases=("QINGLUHAI",), classes=(29,)
        ),
        Brand(brand_id="B2", name="拓泽", enterprise="乙液压有限公司", classes=(17,)),
    ]
    save_brands(kept)
    return kept
