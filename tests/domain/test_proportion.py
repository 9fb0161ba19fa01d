"""Intervals against what defines them, and against published figures."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.proportion import Z95, Estimate, weighted_sum, wilson


def root(hits: int, of: int, *, inside: float, outside: float) -> float:
    """The share at which (p - x)² = z² x (1 - x) / n, by bisection between one that is inside the interval and one that is
    not: Wilson's definition, without his formula.
    """

    def excess(x: float) -> float:
        return (hits / of - x) ** 2 - Z95**2 * x * (1 - x) / of

    for _ in range(200):
        middle = (inside + outside) / 2
        inside, outside = (middle, outside) if excess(middle) <= 0 else (inside, middle)
    return (inside + outside) / 2


@given(st.integers(1, 5_000).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))))
def test_the_limits_are_the_roots_of_the_equation_that_defines_them(sample: tuple[int, int]) -> None:
    hits, of = sample
    found = wilson(hits, of)
    assert found.value == hits / of
    assert math.isclose(found.low, root(hits, of, inside=found.value, outside=0.0), abs_tol=1e-9)
    assert math.isclose(found.high, root(hits, of, inside=found.value, outside=1.0), abs_tol=1e-9)


@pytest.mark.parametrize(
    ("hits", "of", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611)],
)
def test_the_limits_are_those_newcombe_published(hits: int, of: int, low: float, high: float) -> None:
    """Newcombe, R. G. (1998), Statistics in Medicine 17, 857-872, table I, method 3."""
    found = wilson(hits, of)
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


def test_of_nothing_a_share_may_be_anything_and_no_share_is_more_than_whole() -> None:
    assert wilson(0, 0) == Estimate(0.5, 0.0, 1.0)
    for hits, of in ((-1, 3), (4, 3)):
        with pytest.raises(ValueError, match="is no share"):
            wilson(hits, of)


def test_a_sum_of_one_part_has_that_part_s_limits_and_two_are_less_wide_than_both_worst_cases() -> None:
    one, other = wilson(3, 40), wilson(10, 25)
    alone = weighted_sum([(7.0, one)])
    assert (alone.value, alone.low, alone.high) == pytest.approx((7 * one.value, 7 * one.low, 7 * one.high))
    both = weighted_sum([(7.0, one), (2.0, other)])
    assert 7 * one.low + 2 * other.low < both.low < both.value < both.high < 7 * one.high + 2 * other.high
