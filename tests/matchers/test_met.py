"""Words and picture of one observation, weighed together."""

from typing import NoReturn

import pytest

from domain.brand import Brand
from domain.match import Evidence
from domain.observation import Goods, Kind, Observation, Party
from matchers.image.matcher import LogoMatch
from matchers.met import Seen, meetings
from matchers.verdict import Judge
from matchers.verdict_rules import PICTURES_1

BRAND = Brand(brand_id="B1", name="青鹭海", enterprise="甲", aliases=("QINGLUHAI",), classes=(29,))
OTHER = Brand(brand_id="B2", name="拓泽力", enterprise="乙", classes=(29,))


def logo(score: float, brand_id: str = "B1", sha256: str = "a") -> LogoMatch:
    reason = Evidence(
        feature="logo", score=score, ours="logo", theirs="picture", says="图形相近", says_en="alike"
    )
    return LogoMatch(brand_id=brand_id, sha256=sha256, score=score, points=(), evidence=reason)


def filing(sign: str = "", kind: Kind = Kind.FILING, holder: str = "Nordvik Handel AS") -> Observation:
    return Observation(
        kind=kind, source="s", ref="1", sign=sign, office="US", holders=(Party(name=holder),),
        goods=(Goods(nice_class=29, text="fish"),), feature="Figurative",
    )  # fmt: skip


@pytest.fixture(scope="module")
def judge() -> Judge:
    return Judge([BRAND, OTHER])


def test_a_picture_alone_makes_a_match_of_its_brand(judge: Judge) -> None:
    (match,) = judge.judge([filing()], seen=[Seen(logos=(logo(0.9),))])
    assert (match.brand_id, match.mark, match.rules.endswith(PICTURES_1.name)) == ("B1", "青鹭海", True)
    assert "goods" in {one.feature for one in match.evidence}


def test_word_and_logo_of_one_filing_make_one_match_stronger_than_either(judge: Judge) -> None:
    near = filing("QINGLUHAY")
    (words,) = judge.judge([near])
    (both,) = judge.judge([near], seen=[Seen(logos=(logo(0.6),))])
    (alone,) = judge.judge([filing()], seen=[Seen(logos=(logo(0.6),))])
    assert both.score > max(words.score, alone.score)
    assert "logo" in {one.feature for one in both.evidence}
    assert len(both.evidence) > len(words.evidence)


def test_words_read_in_a_picture_say_so_and_weigh_less(judge: Judge) -> None:
    (printed,) = judge.judge([filing("QINGLUHAI")])
    (read,) = judge.judge([filing()], seen=[Seen(words="QINGLUHAI")])
    assert read.score < printed.score
    assert read.evidence[0].feature == "read-from-picture"
    assert "图片" in read.evidence[0].says


def test_a_copied_logo_is_a_sign_of_pre_emption(judge: Judge) -> None:
    (copy,) = judge.judge([filing()], seen=[Seen(logos=(logo(0.99),))])
    (alike,) = judge.judge([filing()], seen=[Seen(logos=(logo(0.8),))])
    said = {one.feature: one.says for one in copy.evidence}
    assert "照搬图形" in said["pre-emption"]
    assert "pre-emption" not in {one.feature for one in alike.evidence}


def test_the_best_of_several_logos_counts_and_the_owner_is_no_squatter(judge: Judge) -> None:
    seen = Seen(logos=(logo(0.7), logo(0.9, sha256="b"), logo(0.8, brand_id="B2")))
    found = judge.judge([filing()], seen=[seen])
    assert {match.brand_id for match in found} == {"B1", "B2"}
    assert [one.score for match in found for one in match.evidence if one.feature == "logo"] == [0.9, 0.8]
    assert {m.brand_id for m in judge.judge([filing(holder="甲")], seen=[seen])} == {"B2"}


def test_a_picture_beside_words_that_met_nothing_changes_nothing_for_others(judge: Judge) -> None:
    plain, pictured = filing("QINGLUHAI"), filing(holder="Other & Co")
    with_one = judge.judge([plain, pictured], seen=[None, Seen(logos=(logo(0.9, "B2"),))])
    assert with_one[0] == judge.judge([plain])[0]
    assert judge.judge([pictured], seen=[Seen(logos=(logo(0.9, "gone"),))]) == []


def test_a_picture_asks_for_the_brands_of_its_logos_and_not_for_all_that_are_watched() -> None:
    class AskedByName(dict[str, tuple[int, str]]):
        def items(self) -> NoReturn:
            raise AssertionError("ten thousand brands are gone through for one picture")

    brands = AskedByName({"B1": (0, "青鹭海"), "B2": (1, "拓泽力")})
    (met,) = meetings(filing(), [], [], Seen(logos=(logo(0.9, "B2"),)), brands, PICTURES_1)
    assert (met.brand_id, met.mark, met.brand_index) == ("B2", "拓泽力", 1)
