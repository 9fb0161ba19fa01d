import dataclasses
import datetime as dt
import re
from decimal import Decimal
from pathlib import Path

import pytest

from domain.brand import Brand
from domain.history import Background, Exposure, ExposureKind, HolderHistory, UsualPrice, holder_key_of
from domain.match import Evidence, Match, Reason, Tier, reason_of
from domain.observation import Goods, Kind, Observation, Party, Price
from domain.of_others import told_enterprise
from haishao.bench.cases import crossed, read_cases
from haishao.bench.verdict import figures, judged, meetings
from matchers.met import Met
from matchers.verdict import Judge, opinion, weigh
from matchers.verdict_rules import VERDICT_2, ReviewBudget

CASES = Path(__file__).resolve().parent.parent / "judgements" / "conflicts.csv"
BRAND = Brand(
    brand_id="1",
    name="青鹭海",
    aliases=("QINGLUHAI",),
    owners=("深圳市青鹭海食品有限公司", "qingluhai.com"),
    authorised=("Garcia Distribuciones S.L.",),
    classes=(29,),
    goods="海鲜",
    markets=("US", "EM"),
)
STRANGER = Party(name="Nordvik Handel AS", country="NO")


def met(score: float = 0.9, mark: str = "QINGLUHAI") -> Met:
    reason = Evidence(
        feature="spelling", score=score, ours=mark, theirs=mark, says="字母相同", says_en="same letters"
    )
    return Met(brand_index=0, brand_id="1", mark=mark, sign=mark, score=score, evidence=(reason,))


def filing(**changed: object) -> Observation:
    plain = Observation(
        kind=Kind.FILING,
        source="s",
        ref="1",
        sign="QINGLUHAI",
        office="US",
        holders=(STRANGER,),
        goods=(Goods(nice_class=29, text="fish"),),
        filed_on=dt.date(2026, 9, 1),
    )
    return dataclasses.replace(plain, **changed)  # type: ignore[arg-type]


def verdict(observation: Observation, score: float = 0.9, **given: object) -> Match:
    match = weigh(BRAND, met(score), observation, **given)  # type: ignore[arg-type]
    assert match is not None
    return match


def beside(observation: Observation, history: HolderHistory | None = None, **given: object) -> Background:
    """What is known beside one observation of the brand."""
    found = {holder_key_of(observation): history} if history else {}
    return Background(histories=found, **given)  # type: ignore[arg-type]


def features(match: Match) -> list[str]:
    return [evidence.feature for evidence in match.evidence]


def test_every_reason_is_a_sentence_in_both_languages_and_the_sign_comes_before_the_goods() -> None:
    match = verdict(filing())
    assert match.tier is Tier.HIGH
    assert features(match)[:2] == ["spelling", "goods"]
    assert all(e.says and e.says_en for e in match.evidence)


def test_the_same_words_for_remote_goods_weigh_less_than_for_the_same_goods() -> None:
    remote = verdict(filing(goods=(Goods(nice_class=12, text="tyres"),)))
    assert remote.score < verdict(filing()).score
    assert remote.tier.rank < Tier.HIGH.rank


def test_outside_the_watch_markets_weighs_less_and_a_member_state_of_the_eu_is_inside() -> None:
    assert verdict(filing(office="JP")).score < verdict(filing(office="ES")).score
    assert "markets" in features(verdict(filing(office="JP")))
    assert "markets" not in features(verdict(filing(office="ES")))


def test_the_owner_is_no_match_and_its_distributor_s_filing_is_high_with_its_own_reason() -> None:
    owner = Party(name="Shenzhen Qingluhai Food Co., Ltd.", country="CN")
    assert weigh(BRAND, met(), filing(holders=(owner,))) is None
    own = verdict(filing(holders=(Party(name="Garcia Distribuciones SL", country="ES"),)), score=0.7)
    assert own.tier is Tier.HIGH
    assert features(own)[0] == "authorised-party"
    assert "pre-emption" not in features(own)
    assert reason_of(features(own)) is Reason.AUTHORISED_FILING
    assert reason_of(features(verdict(filing()))) is Reason.SIMILAR_FILING


def test_a_history_of_other_brands_lifts_a_filing_and_is_said_without_naming_them() -> None:
    many = HolderHistory(filings=9, brands=5, enterprises=4, classes=8, agent_brands=3)
    plain, lifted = (
        verdict(filing(), score=0.7),
        verdict(filing(), score=0.7, background=beside(filing(), many)),
    )
    assert lifted.score > plain.score
    said = next(e for e in lifted.evidence if e.feature == "pre-emption").says
    assert "5 个受监测品牌" in said
    assert "4 家企业" in said


def test_a_filing_soon_after_a_fair_says_so_and_one_before_it_does_not() -> None:
    after = Exposure(kind=ExposureKind.FAIR, day=dt.date(2026, 8, 20), where="IFA Berlin")
    before = dataclasses.replace(after, day=dt.date(2026, 10, 1))
    assert "第 12 天" in str(
        verdict(filing(), background=beside(filing(), exposures={"1": (after,)})).evidence
    )
    assert "IFA" not in str(
        verdict(filing(), background=beside(filing(), exposures={"1": (before,)})).evidence
    )


def test_hanzi_copied_abroad_are_a_sign_of_pre_emption() -> None:
    match = weigh(BRAND, met(1.0, "青鹭海"), filing(sign="青鹭海"))
    assert match is not None
    assert "照搬汉字" in str(match.evidence)


def test_weak_words_are_not_lifted_by_who_files() -> None:
    many = HolderHistory(brands=9, enterprises=9)
    assert (
        verdict(filing(), score=0.5, background=beside(filing(), many)).score
        == verdict(filing(), score=0.5).score
    )


def test_a_listing_that_names_what_it_fits_weighs_half() -> None:
    sold = filing(kind=Kind.LISTING, sign="QINGLUHAI dried fish")
    fits = filing(kind=Kind.LISTING, sign="Box compatible with QINGLUHAI")
    assert verdict(sold).score > verdict(fits).score
    assert "descriptive-use" in features(verdict(fits))
    assert "descriptive-use" not in features(verdict(filing(sign="Box compatible with QINGLUHAI")))


@pytest.mark.parametrize("url", ["https://qingluhai.com/p/1", "https://shop.qingluhai.com/"])
def test_the_brand_s_own_shop_is_no_match_and_a_lookalike_domain_is(url: str) -> None:
    assert weigh(BRAND, met(), filing(kind=Kind.LISTING, url=url)) is None
    assert weigh(BRAND, met(), filing(kind=Kind.LISTING, url="https://notqingluhai.com/")) is not None


def test_an_exhibitor_is_never_more_than_medium_by_itself() -> None:
    assert verdict(filing(kind=Kind.EXHIBITOR, goods=())).tier is Tier.MEDIUM


def test_a_legal_form_for_a_holder_is_said() -> None:
    assert "企业形式" in str(verdict(filing(holders=(Party(name="Co., Ltd."),))).evidence)


def test_the_judge_takes_histories_by_holder_and_names_both_rule_sets() -> None:
    judge = Judge([BRAND])
    seen = filing()
    plain = judge.judge([seen])
    known = judge.judge([seen], lambda met, ids: beside(seen, HolderHistory(brands=4, enterprises=3)))
    assert plain[0].score <= known[0].score
    assert "pre-emption" in features(known[0])
    assert plain[0].rules.startswith(VERDICT_2.name)
    judge.remove("1")
    assert judge.judge([seen]) == []


def test_one_holder_s_many_brands_in_one_batch_are_seen_at_once() -> None:
    names = ("QINGLUHAI", "TUOZELI", "MUMIANTANG")
    judge = Judge([Brand(brand_id=n, name=n, enterprise=n, owners=(f"{n} Ltd",)) for n in names])
    squatter = [filing(sign=name, ref=name) for name in names]
    alone, together = judge.judge(squatter[:1]), judge.judge(squatter)
    assert "3 个受监测品牌" in str(together[0].evidence)
    assert "受监测品牌" not in str(alone[0].evidence)
    assert together[0].score > alone[0].score
    owners = [filing(sign=n, ref=n, holders=(Party(name=f"{n} Ltd"),)) for n in names]
    assert judge.judge(owners) == []


def listing(amount: str = "9.90", currency: str = "USD", **changed: object) -> Observation:
    return filing(
        kind=Kind.LISTING,
        holders=(),
        seller=Party(name="Nordvik Handel AS"),
        price=Price(amount=Decimal(amount), currency=currency),
        url="https://shop.example/p/1",
        **changed,
    )


def test_a_price_far_below_the_usual_one_is_said_and_lifts_a_listing() -> None:
    usual = {"1": (UsualPrice(amount=Decimal("40"), currency="USD", seen=12),)}
    plain = verdict(listing(), score=0.7)
    cheap = verdict(listing(), score=0.7, background=beside(listing(), prices=usual))
    assert cheap.score > plain.score
    said = next(e for e in cheap.evidence if e.feature == "price-far-below")
    assert "25%" in said.says
    assert "12 件商品" in said.says


@pytest.mark.parametrize(
    ("amount", "currency", "seen"),
    [("39.00", "USD", 12), ("9.90", "EUR", 12), ("9.90", "", 12), ("0", "USD", 12), ("9.90", "USD", 2)],
)
def test_a_price_that_cannot_be_held_against_a_usual_one_says_nothing(
    amount: str, currency: str, seen: int
) -> None:
    usual = {"1": (UsualPrice(amount=Decimal("40"), currency="USD", seen=seen),)}
    offer = listing(amount, currency)
    assert "price-far-below" not in features(verdict(offer, background=beside(offer, prices=usual)))


def test_a_stated_least_price_counts_though_no_own_listing_was_seen() -> None:
    brand = dataclasses.replace(BRAND, prices=(UsualPrice(amount=Decimal("40"), currency="USD"),))
    match = weigh(brand, met(), listing())
    assert match is not None
    assert "企业申报的最低价" in str(match.evidence)


def test_a_seller_of_many_watched_brands_is_said_without_calling_it_a_counterfeiter() -> None:
    many = HolderHistory(brands=4, enterprises=3)
    said = str(verdict(listing(), background=beside(listing(), many)).evidence)
    assert "4 个受监测品牌" in said
    assert "多品牌零售商" in said
    assert "seller-network" not in features(
        verdict(listing(), background=beside(listing(), HolderHistory(brands=4, enterprises=1)))
    )


def test_an_enterprise_is_told_of_others_brands_without_their_number() -> None:
    many = HolderHistory(brands=5, enterprises=4, agent_brands=6, address_brands=7)
    alone = HolderHistory(brands=5, enterprises=1)
    for match in (
        verdict(filing(), background=beside(filing(), many)),
        verdict(filing(), background=beside(filing(), alone)),
        verdict(listing(), background=beside(listing(), many)),
    ):
        counted = [e for e in match.evidence if e.feature in ("pre-emption", "seller-network")]
        told = [e for e in told_enterprise(match).evidence if e.feature in ("pre-emption", "seller-network")]
        assert counted
        for before, after in zip(counted, told, strict=True):
            assert re.search(r"\d", before.says)
            assert re.search(r"\d", before.says_en)
            assert not re.search(r"\d", after.says)
            assert not re.search(r"\d", after.says_en)
            assert after.score == before.score
    assert "其他企业" not in str(
        told_enterprise(verdict(filing(), background=beside(filing(), alone))).evidence
    )


def test_a_stranger_at_the_owner_s_address_is_said_and_not_excused() -> None:
    brand = dataclasses.replace(BRAND, addresses=("深圳市南山区科技路88号",))
    near = Party(name="Nordvik Handel AS", country="CN", address="No. 88 Keji Rd., Nanshan, Shenzhen 518057")
    match = weigh(brand, met(), filing(holders=(near,)))
    assert match is not None
    assert "holder-address" in features(match)


def test_other_holders_at_the_same_address_are_counted_as_a_sign() -> None:
    shared = HolderHistory(address_brands=3)
    said = str(verdict(filing(), background=beside(filing(), shared)).evidence)
    assert "同一地址的其他申请人另命中 3 个" in said


def test_the_brand_in_its_own_hands_is_a_sighting_and_no_match() -> None:
    judge = Judge([BRAND])
    owner = Party(name="深圳市青鹭海食品有限公司")
    stand = filing(kind=Kind.EXHIBITOR, holders=(owner,), event="SIAL", goods=())
    judged = judge.judged([stand, filing(ref="2")])
    assert [own.observation.event for own in judged.own] == ["SIAL"]
    assert [match.observation.ref for match in judged.matches] == ["2"]


def test_an_opinion_is_given_below_the_lowest_tier_too() -> None:
    assert weigh(BRAND, met(0.1), filing()) is None
    low = opinion(BRAND, met(0.1), filing())
    assert low is not None
    assert low.tier is Tier.NONE


def test_a_review_budget_finds_the_score_that_keeps_to_it() -> None:
    scores = [n / 100 for n in range(100)]
    assert ReviewBudget(a_week=5).least_score(scores, weeks=4) == 0.8
    assert ReviewBudget(a_week=500).least_score(scores, weeks=4) == 0.0
    assert ReviewBudget(a_week=0).least_score(scores, weeks=4) == 1.0


def test_on_the_labelled_cases_the_verdict_is_more_precise_than_words_and_misses_no_more() -> None:
    cases = read_cases(CASES)
    assert len(cases) >= 300
    assert all(case.origin for case in cases)
    found = figures([judged(c, w) for c, w in zip(cases, meetings(cases), strict=True)])["tiers"]["medium"]
    assert found["verdict"]["precision"] > found["words"]["precision"] + 0.1
    assert found["verdict"]["recall"] >= found["words"]["recall"]


def test_crossed_cases_add_only_pairings_that_are_no_conflict() -> None:
    cases = read_cases(CASES)[:30]
    more = crossed(cases)
    assert more[: len(cases)] == cases
    assert not any(case.conflict for case in more[len(cases) :])


def test_a_wrong_row_of_cases_is_named(tmp_path: Path) -> None:
    lines = CASES.read_text("utf-8").splitlines()
    path = tmp_path / "cases.csv"
    path.write_text("\n".join([lines[0], lines[1].replace(",yes,", ",perhaps,")]), encoding="utf-8")
    with pytest.raises(ValueError, match=r"cases\.csv row 2"):
        read_cases(path)
