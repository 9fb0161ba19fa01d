"""What precision and recall are, and when there are none."""

from dataclasses import replace

import pytest

from domain.proportion import wilson
from domain.quality import LEAST, SHARE, Counts, Sampled, Stratum, drawn, precision, recall

EMPTY = Sampled(population=0, drawn=0, judged=0, conflicts=0)
MANY = Counts(
    accepted=60,
    own=20,
    dismissed=Sampled(population=400, drawn=20, judged=20, conflicts=1),
    filtered=Sampled(population=8_000, drawn=400, judged=400, conflicts=2),
)


def test_a_wrong_dismissal_in_the_sample_stands_for_all_of_its_stratum() -> None:
    assert precision(MANY).value == pytest.approx((60 + 400 / 20) / 480)
    assert recall(MANY).value == pytest.approx(60 / (60 + 400 / 20 + 8_000 * 2 / 400))


def test_the_limits_hold_the_value_and_a_larger_sample_narrows_them() -> None:
    for figure in (precision, recall):
        some = figure(MANY)
        more = figure(replace(MANY, dismissed=replace(MANY.dismissed, drawn=400, judged=400, conflicts=20)))
        assert 0 <= some.low < some.value < some.high <= 1
        assert more.value == pytest.approx(some.value)
        assert more.high - more.low < some.high - some.low


def test_without_a_conflict_in_the_samples_recall_is_whole_and_its_lower_limit_says_how_little_is_known() -> (
    None
):
    clean = Counts(
        accepted=60,
        own=0,
        dismissed=EMPTY,
        filtered=Sampled(population=8_000, drawn=40, judged=40, conflicts=0),
    )
    assert recall(clean).value == 1.0
    assert recall(clean).low == pytest.approx(60 / (60 + 8_000 * wilson(0, 40).high))


def test_too_few_items_give_no_figure_rather_than_a_hundred_per_cent() -> None:
    assert precision(Counts(accepted=3, own=0, dismissed=EMPTY, filtered=EMPTY)) is None
    assert recall(Counts(accepted=3, own=0, dismissed=EMPTY, filtered=EMPTY)) is None
    unjudged = replace(MANY, filtered=replace(MANY.filtered, judged=LEAST - 1))
    assert precision(unjudged) is not None, "what was not told says nothing of what was"
    assert recall(unjudged) is None
    assert unjudged.filtered.missing == 1


def test_the_same_are_drawn_again_about_one_in_twenty_and_others_of_each_stratum() -> None:
    ids = range(1, 20_001)
    once = {stratum: [one for one in ids if drawn(stratum, one)] for stratum in Stratum}
    assert once == {stratum: [one for one in ids if drawn(stratum, one)] for stratum in Stratum}
    for chosen in once.values():
        assert abs(len(chosen) / len(ids) - SHARE) < 0.005
    assert once[Stratum.DISMISSED] != once[Stratum.FILTERED]
