"""The word matcher: what it finds, what it leaves alone, and that nothing breaks it."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.brand import Brand
from matchers.text.intake import too_generic
from matchers.text.matcher import WordMatch, WordMatcher

NAMES = ("青鹭海", "康睿宁", "Kolibrix", "Omniva Tools", "QX7", "NUZK")


@pytest.fixture(scope="module")
def matcher() -> WordMatcher:
    return WordMatcher([Brand(brand_id=name, name=name) for name in NAMES])


def met(matcher: WordMatcher, sign: str) -> list[str]:
    return [match.brand_id for match in matcher.match([sign])[0]]


@pytest.mark.parametrize(
    ("sign", "brand"),
    [
        ("QINGLUHAI FOODS CO., LTD", "青鹭海"),
        ("青鷺海", "青鹭海"),
        ("Цинлухай", "青鹭海"),
        ("칭루하이", "青鹭海"),
        ("TSINGLUHAI", "青鹭海"),
        ("KANGRUlNING", "康睿宁"),
        ("KΟLIBRIX", "Kolibrix"),
        ("COLIBRIX", "Kolibrix"),
        ("コリブリックス", "Kolibrix"),
        ("TOOLS OMNIVA", "Omniva Tools"),
        ("Genuine Omniva tools charger for men, free shipping", "Omniva Tools"),
        ("QX-7", "QX7"),
    ],
)
def test_a_copy_is_found(matcher: WordMatcher, sign: str, brand: str) -> None:
    assert met(matcher, sign)[:1] == [brand]


@pytest.mark.parametrize("sign", ["QX8", "QX", "TOOLS", "POWER TOOLS GROUP", "SHANGHAI", "LIBRA"])
def test_what_is_no_copy_is_left_alone(matcher: WordMatcher, sign: str) -> None:
    assert met(matcher, sign) == []


@pytest.mark.parametrize(
    "sign",
    [
        "", " ", "🦊🦊🦊", "!!!", "\ud800", "\ud800Kolibrix\udfff", "‮xirbiloK‬", "ا" * 50, "a\u0301\u0302\u0303" * 500,
        "Ω" * 10_000, "ab " * 5_000, "a" * 10_000, "1" * 10_000, "的" * 10_000, "\0\x01", "👨‍👩‍👧‍👦" * 300, "שלום Kolibrix مرحبا",
    ],
)  # fmt: skip
def test_an_odd_sign_breaks_nothing_and_matches_by_no_accident(matcher: WordMatcher, sign: str) -> None:
    assert set(met(matcher, sign)) <= ({"Kolibrix"} if "Kolibrix" in sign else set())


@settings(max_examples=300, deadline=None)
@given(st.lists(st.text(max_size=60), max_size=6))
def test_any_text_gives_scores_between_0_and_1_best_first(signs: list[str]) -> None:
    matcher = shared()
    for found in matcher.match(signs):
        scores = [match.score for match in found]
        assert scores == sorted(scores, reverse=True)
        assert all(0 < score <= 1 for score in scores)
        assert all(evidence.says and evidence.says_en for match in found for evidence in match.evidence)


_SHARED: list[WordMatcher] = []


def shared() -> WordMatcher:
    if not _SHARED:
        _SHARED.append(WordMatcher([Brand(brand_id=name, name=name) for name in NAMES]))
    return _SHARED[0]


def test_each_sign_is_judged_alone(matcher: WordMatcher) -> None:
    signs = ["QINGLUHAI", "ACME", "Kolibrics", "", "康睿寧食品"]
    together = matcher.match(signs)
    assert together == [matcher.match([sign])[0] for sign in signs]


def test_two_threads_find_what_one_finds(matcher: WordMatcher) -> None:
    signs = [f"{name} {number}" for number in range(1_500) for name in ("KOLIBRIX", "OMNIVA")]
    assert matcher.match(signs, threads=2) == matcher.match(signs)


def test_a_brand_added_later_is_met_and_a_removed_one_is_not() -> None:
    matcher = WordMatcher([Brand(brand_id="1", name="Kolibrix")])
    matcher.add(Brand(brand_id="2", name="Verdanta"))
    assert met(matcher, "VERDANTA") == ["2"]
    matcher.remove("1")
    assert met(matcher, "KOLIBRIX") == []
    matcher.add(Brand(brand_id="1", name="Kolibrix"))
    assert met(matcher, "KOLIBRIX") == ["1"]


def test_the_evidence_says_why_in_both_languages(matcher: WordMatcher) -> None:
    (match,) = matcher.match(["QINGLU HAI"])[0]
    assert isinstance(match, WordMatch)
    first = match.evidence[0]
    assert (first.says, first.says_en) == ("QINGLU HAI 是 青鹭海 的拼音", "QINGLU HAI is 青鹭海 in Pinyin")


def test_a_matcher_without_brands_meets_nothing() -> None:
    assert WordMatcher([]).match(["KOLIBRIX", ""]) == [[], []]


def test_a_brand_of_generic_words_is_told_apart() -> None:
    assert too_generic(Brand(brand_id="1", name="Global Foods Group Co., Ltd"))
    assert too_generic(Brand(brand_id="1", name="☂"))
    assert not too_generic(Brand(brand_id="1", name="Kolibrix Foods"))


def test_scores_do_not_depend_on_other_brands(matcher: WordMatcher) -> None:
    alone = WordMatcher([Brand(brand_id="Kolibrix", name="Kolibrix")])
    assert np.isclose(alone.match(["COLIBRIX"])[0][0].score, matcher.match(["COLIBRIX"])[0][0].score)


def test_a_brand_in_hanzi_with_its_pinyin_as_an_alias_is_still_met_in_hanzi() -> None:
    matcher = WordMatcher([Brand(brand_id="1", name="渔歌岛", aliases=("YUGEDAO", "Юйгэдао"))])
    for sign in ("渔歌岛", "漁歌島食品", "YUGEDAO", "Yu Ge Dao Co., Ltd", "ЮЙГЭДАО"):
        assert met(matcher, sign) == ["1"], sign


@pytest.mark.parametrize(
    ("sign", "says"),
    [("青鷺海", "汉字相同：青鹭海"), ("清路海", "与 青鹭海 读音相同，用字不同")],
)
def test_hanzi_that_are_copied_are_told_from_those_that_only_sound_alike(
    matcher: WordMatcher, sign: str, says: str
) -> None:
    (match,) = matcher.match([sign])[0]
    assert match.evidence[0].says == says
    assert not any("100%" in evidence.says for evidence in match.evidence)
