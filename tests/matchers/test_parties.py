"""Parties of proceedings against watched enterprises: who is found, who is not, and what is said of it."""

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.brand import Brand
from domain.match import Match, Tier
from domain.observation import Kind, Observation, Party, Side
from domain.proceeding import docket_of, side_of
from matchers.parties import PartyMatcher

KNOWN = {
    "深圳市海峰科技有限公司": ("Shenzhen Haifeng Technology Co., Ltd.", "SHENZHEN HAIFENG TECHNOLOGY CO LTD"),
    "漯河蓝海食品有限公司": ("Luohe Lanhai Food Co., Ltd.", "Luohe Lanhai Foods Co Limited"),
    "义乌市欧亿进出口有限公司": (
        "Yiwu Ouyi Import & Export Co., Ltd.",
        "Yiwu Ouyi Import and Export Co.,Ltd",
    ),
    "宁波启明电器有限公司": (
        "Ningbo Qiming Electric Appliance Co., Ltd.",
        "Ningbo Qiming Electrical Appliances Co., Ltd.",
    ),
    "广州市白云山机械设备有限公司": ("Guangzhou Baiyunshan Machinery Equipment Co., Ltd.",),
    "东莞市立讯电子有限公司": ("Dongguan Lixun Electronics Co., Ltd.", "Dongguan Lixun Electronic Co. Ltd."),
    "绍兴绿源纺织有限公司": ("Shaoxing Lvyuan Textile Co., Ltd.",),
    "青岛海之蓝贸易有限公司": ("Qingdao Haizhilan Trading Co., Ltd.", "Qingdao Haizhilan Trade Co Ltd"),
    "泉州市飞跃鞋业有限公司": ("Quanzhou Feiyue Shoes Co., Ltd.", "Quanzhou Feiyue Footwear Co., Ltd."),
    "哈尔滨冰城玩具有限公司": ("Harbin Bingcheng Toys Co., Ltd.",),
}
STRANGERS = (
    "Shenzhen Haifei Lighting Co., Ltd.", "Guangzhou Haifeng Garment Co., Ltd.", "Luohe Shuanghui Food Co., Ltd.",
    "Ningbo Lanhai Plastic Co., Ltd.", "Yiwu Import & Export Co., Ltd.", "Shenzhen Technology Co., Ltd.",
    "Dongguan Lida Electronics Co., Ltd.", "Qingdao Trading Co., Ltd.", "Harbin Toys Co., Ltd.", "Quanzhou Shoes Co., Ltd.",
    "The Partnerships and Unincorporated Associations Identified on Schedule A", "Doe 1", "Apple Inc.", "Wang Wei",
    "Guangzhou Machinery Equipment Co., Ltd.", "Shaoxing Hongyuan Textile Co., Ltd.", "Ningbo Electric Co., Ltd.",
)  # fmt: skip
MATCHER = PartyMatcher([Brand(brand_id=name, name=name[2:4], enterprise=name) for name in KNOWN])


def proceeding(*parties: Party, **rest: object) -> Observation:
    fields: dict[str, object] = {
        "kind": Kind.PROCEEDING, "source": "us-usitc-ids", "ref": "1", "sign": "Certain Things", "office": "US",
        "docket": "337-TA-1234", "holders": parties,
    }  # fmt: skip
    return Observation(**(fields | rest))  # type: ignore[arg-type]


def respondent(name: str, country: str = "CN") -> Party:
    return Party(name=name, country=country, side=Side.RESPONDENT)


def found(*parties: Party, **rest: object) -> list[Match]:
    return MATCHER.matches(proceeding(*parties, **rest))


def test_recall_and_precision_on_a_made_up_list_of_usual_names() -> None:
    told = {(own, name): found(respondent(name)) for own, names in KNOWN.items() for name in (own, *names)}
    hit = [own in {match.brand_id for match in matches} for (own, _), matches in told.items()]
    assert sum(hit) / len(hit) >= 0.95
    high = [own == m.brand_id for (own, _), matches in told.items() for m in matches if m.tier is Tier.HIGH]
    wrong = [m for name in STRANGERS for m in found(respondent(name)) if m.tier is Tier.HIGH]
    assert wrong == []
    assert sum(high) / len(high) == 1.0


@pytest.mark.parametrize("name", STRANGERS)
def test_a_stranger_is_told_to_nobody_but_as_a_likeness(name: str) -> None:
    assert all(match.tier is Tier.LOW for match in found(respondent(name)))


@given(st.permutations([*(names[0] for names in KNOWN.values()), *STRANGERS, "Somebody GmbH"]))
def test_each_of_thirty_respondents_is_matched_whatever_their_order(names: list[str]) -> None:
    matches = found(*map(respondent, names))
    assert {m.brand_id for m in matches if m.tier is Tier.HIGH} == set(KNOWN)
    assert len(matches) == len({m.brand_id for m in matches})


@given(st.sampled_from(sorted(KNOWN)), st.sampled_from([str.upper, str.lower, str.title]))
def test_case_makes_no_difference(own: str, change: object) -> None:
    (match, *_) = found(respondent(change(KNOWN[own][0])))  # type: ignore[operator]
    assert (match.brand_id, match.tier) == (own, Tier.HIGH)


def test_who_brings_a_case_is_told_low_and_a_namesake_abroad_medium() -> None:
    name = "Shenzhen Haifeng Technology Co., Ltd."
    (own,) = found(Party(name=name, country="CN", side=Side.CLAIMANT))
    (abroad,) = found(respondent(name, "US"))
    assert (own.tier, abroad.tier) == (Tier.LOW, Tier.MEDIUM)
    assert "所在地为 US" in abroad.evidence[0].says


def test_a_title_says_the_sides_where_the_source_does_not() -> None:
    seen = proceeding(
        Party(name="Acme Inc."), Party(name="Haifeng Store"), sign="Acme Inc. v. Haifeng Store", docket="x"
    )
    assert [side_of(party, seen) for party in seen.holders] == ["claimant", "respondent"]
    (match,) = found(sign="Acme Inc. v. 深圳市海峰科技有限公司")
    assert match.evidence[0].feature == "party:respondent:same"


@pytest.mark.parametrize(
    ("source", "docket", "sign", "text", "expected"),
    [
        ("us-usitc-ids", "337-TA-1234", "x", "", "337-TA-1234"),
        ("us-federal-register", "Investigation No. 337-TA-1234", "x", "", "337-TA-1234"),
        (
            "us-federal-register",
            "",
            "Notice of Receipt of Complaint",
            "entitled Certain Hats, DN 3799;",
            "DN 3799",
        ),
        ("us-usitc-ids", "337-3799", "x", "", "DN 3799"),
        (
            "us-courtlistener",
            "1:26-cv-1",
            "x",
            "District Court, N.D. Illinois; y",
            "1:26-cv-1 · N.D. Illinois",
        ),
        ("xx-wipo-udrp", "", "x", "", "xx-wipo-udrp 1"),
    ],
)
def test_one_docket_however_a_source_writes_it(
    source: str, docket: str, sign: str, text: str, expected: str
) -> None:
    assert docket_of(proceeding(source=source, docket=docket, sign=sign, text=text)) == expected


def test_a_disputed_domain_name_is_held_against_brands_and_sellers_names_too() -> None:
    matcher = PartyMatcher([Brand(brand_id="1", name="LANHAI", enterprise="甲乙有限公司")])
    udrp = {
        "source": "xx-wipo-udrp",
        "docket": "D2026-0001",
        "sign": "Acme v. Lee: lanhai.com, lanhai-shop.net",
    }
    (same,) = matcher.matches(proceeding(respondent("Lee"), **udrp))
    assert (same.tier, same.evidence[0].theirs) == (Tier.HIGH, "lanhai.com")
    (seller,) = matcher.matches(proceeding(respondent("LANHAI Official Store 88")))
    assert (seller.tier, seller.evidence[0].feature) == (Tier.MEDIUM, "party:respondent:names-the-brand")
    assert matcher.matches(dataclasses.replace(proceeding(respondent("Lanhaiwei Ltd")))) == []


def test_a_brand_that_is_watched_later_or_no_more_is_looked_for_so() -> None:
    matcher, seen = PartyMatcher([]), proceeding(respondent("Shenzhen Haifeng Technology Co., Ltd."))
    matcher.add(Brand(brand_id="1", name="HAIFENG", enterprise="深圳市海峰科技有限公司"))
    assert [match.brand_id for match in matcher.matches(seen)] == ["1"]
    matcher.remove("1")
    matcher.remove("1")
    assert matcher.matches(seen) == []
