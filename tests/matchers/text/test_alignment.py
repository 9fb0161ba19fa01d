"""Likeness and alignment of spellings: rapidfuzz is the oracle of the one, its own edits that of the other."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from matchers.text.compiled.alignment import (
    COSTS,
    DOUBLED,
    HEARD_ALIKE,
    KINDS,
    LONGEST,
    NEXT_KEY,
    OTHER_LETTER,
    SWAPPED,
    VOWEL,
    align,
)
from matchers.text.compiled.features import likeness

LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"
words = st.text(LETTERS, max_size=90)
short_words = st.text("aehst", max_size=LONGEST)


def codes(word: str) -> np.ndarray:
    return np.array([LETTERS.index(c) for c in word], np.uint8)


def aligned(a: str, b: str) -> tuple[float, np.ndarray]:
    cost, made = np.zeros((3, LONGEST + 1), np.float32), np.zeros((3, LONGEST + 1), np.uint64)
    counts = np.zeros(KINDS, np.float32)
    return float(align(codes(a), len(a), codes(b), len(b), cost, made, counts)), counts


@settings(max_examples=300, deadline=None)
@given(words, words)
def test_likeness_is_rapidfuzz_ratio(a: str, b: str) -> None:
    masks = np.zeros(37, np.uint64)
    expected = fuzz.ratio(a, b) / 100 if a and b else 0.0
    assert likeness(codes(a), len(a), codes(b), len(b), masks) == pytest.approx(expected)
    assert not masks.any()


@settings(max_examples=300, deadline=None)
@given(short_words, short_words)
def test_the_cost_is_that_of_the_edits_counted(a: str, b: str) -> None:
    cost, counts = aligned(a, b)
    assert cost == pytest.approx(float((counts * COSTS).sum()), abs=1e-3)


@settings(max_examples=300, deadline=None)
@given(short_words, short_words)
def test_no_alignment_costs_more_than_the_dearest_edits_of_the_shortest(a: str, b: str) -> None:
    cost, counts = aligned(a, b)
    fewest = OSA.distance(a, b)
    assert float(COSTS.min()) * fewest <= cost + 1e-4
    assert cost <= float(COSTS.max()) * fewest + 1e-4
    assert counts.sum() >= fewest
    assert (cost == 0) == (a == b)


@settings(max_examples=200, deadline=None)
@given(short_words, short_words)
def test_which_of_two_spellings_comes_first_does_not_matter(a: str, b: str) -> None:
    assert aligned(a, b)[0] == pytest.approx(aligned(b, a)[0], abs=1e-3)


@pytest.mark.parametrize(
    ("a", "b", "kind"),
    [
        ("fluke", "fulke", SWAPPED),
        ("wipro", "wiproo", DOUBLED),
        ("kolibrix", "colibrix", HEARD_ALIKE),
        ("verdanta", "verdonta", VOWEL),
        ("halvern", "halvetn", NEXT_KEY),
        ("halvern", "halvexn", OTHER_LETTER),
    ],
)
def test_an_edit_is_told_by_its_kind(a: str, b: str, kind: int) -> None:
    _, counts = aligned(a, b)
    assert counts[kind] == 1
    assert counts.sum() == 1
