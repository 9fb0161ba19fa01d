import csv
import time
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.observation import Goods
from matchers.goods import SCORE, Relation, class_relations, meaning, relation


def of(classes: tuple[int, ...], text: str, *theirs: Goods) -> Relation:
    return relation(classes, text, theirs).relation


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Headphones; loudspeakers", "en"),
        ("auriculares y altavoces", "es"),
        ("Fones de ouvido", "pt"),
        ("écouteurs", "fr"),
        ("Kopfhörer", "de"),
        ("蓝牙耳机", "zh"),
        ("無線揚聲器；麥克風", "zh"),
    ],
)
def test_headphones_are_headphones_in_every_language_of_the_dictionary(text: str, language: str) -> None:
    assert of((9,), "耳机；麦克风", Goods(nice_class=9, text=text, language=language)) is Relation.IDENTICAL


def test_one_class_and_other_goods_is_less_than_the_same_goods() -> None:
    found = relation((9,), "耳机", (Goods(nice_class=9, text="sunglasses"),))
    assert found.relation is Relation.SAME_CLASS
    assert found.evidence.score < SCORE[Relation.IDENTICAL]
    assert "商品不同" in found.evidence.says


def test_retail_of_the_goods_is_related_to_the_goods_and_other_retail_too() -> None:
    named = relation((25,), "服装", (Goods(nice_class=35, text="retail store services featuring clothing"),))
    assert named.relation is Relation.RELATED
    assert "零售" in named.evidence.says
    assert of((25,), "服装", Goods(nice_class=35, text="")) is Relation.RELATED
    assert of((35,), "", Goods(nice_class=25)) is Relation.RELATED


def test_related_classes_say_where_that_comes_from() -> None:
    found = relation((18,), "", (Goods(nice_class=25),))
    assert found.relation is Relation.RELATED
    assert "project estimate" in found.evidence.says_en
    assert "依据" in found.evidence.says


def test_remote_goods_are_remote_and_no_clearance() -> None:
    found = relation((12,), "轮胎", (Goods(nice_class=30, text="tea"),))
    assert found.relation is Relation.REMOTE
    assert "并非不冲突" in found.evidence.says


@pytest.mark.parametrize(
    ("classes", "theirs"),
    [
        ((), Goods(nice_class=25)),
        (tuple(range(1, 46)), Goods(nice_class=25)),
        ((25,), Goods(nice_class=None)),
    ],
)
def test_a_side_that_says_nothing_leaves_it_unknown(classes: tuple[int, ...], theirs: Goods) -> None:
    assert of(classes, "", theirs) is Relation.UNKNOWN


def test_words_no_dictionary_knows_count_when_both_sides_use_them() -> None:
    assert (
        of((12,), "Trennscheiben", Goods(nice_class=12, text="TRENNSCHEIBEN für Beton")) is Relation.IDENTICAL
    )


def test_class_46_is_left_out_and_said() -> None:
    found = relation((25,), "", (Goods(nice_class=46), Goods(nice_class=25)))
    assert found.relation is Relation.SAME_CLASS
    assert "46" in found.evidence.says
    assert "46" in found.evidence.says_en
    assert relation((25,), "", (Goods(nice_class=46),)).relation is Relation.UNKNOWN


def test_a_hundred_thousand_letters_are_read_in_time_and_the_cut_is_said() -> None:
    text = "non-metallic containers for the transport of goods, " * 2_000
    begun = time.perf_counter()
    found = relation((25,), "clothing", (Goods(nice_class=20, text=text + "clothing"),))
    assert time.perf_counter() - begun < 2.0
    assert "只读前" in found.evidence.says
    assert len(found.evidence.theirs) < 200


def test_every_relation_row_has_an_origin_and_names_two_real_classes() -> None:
    for (a, b), row in class_relations().items():
        assert 1 <= a < b <= 45
        assert row.origin
        assert row.reason_zh
        assert row.reason_en


def test_every_dictionary_row_has_an_origin_and_a_class() -> None:
    rows = csv.DictReader(
        resources.files("matchers").joinpath("goods_terms.csv").read_text("utf-8").splitlines()
    )
    for row in rows:
        assert row["origin"]
        assert 1 <= int(row["nice_class"]) <= 45


@given(text=st.text(max_size=300))
def test_any_text_has_a_meaning(text: str) -> None:
    assert meaning(text).cut is False
