"""One name or two: a strict reading of organisations' names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchers.same_name import same_name

SAME = 0.8


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Halvern Limited", "HALVERN LTD."),
        ("Halvern Brick Works", "Halvern Brickworks"),
        ("ООО «Халверн»", "Халверн, limited liability company"),
        ("Kolibrix Manufacturing Co", "KOLIBRIX MFG COMPANY"),
        ("The Halvern Trust", "Halvern Turst"),
    ],
)
def test_one_name_in_two_spellings(first: str, second: str) -> None:
    assert same_name(first, second) >= SAME


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Halvern of Atlanta, Inc.", "Halvern of Boston, Inc."),
        ("Government of Estonia", "Government of Ethiopia"),
        ("Halvern Fund III", "Kolibrix Fund III"),
        ("Halvern 23", "Halvern 24"),
        ("Halvern AG", "Halvern GmbH"),
        ("", "Halvern"),
        ("☂", "☂"),
    ],
)
def test_two_names_however_alike(first: str, second: str) -> None:
    assert same_name(first, second) < SAME


@given(st.text(max_size=40), st.text(max_size=40))
def test_it_lies_between_0_and_1_and_does_not_depend_on_the_order(first: str, second: str) -> None:
    found = same_name(first, second)
    assert 0 <= found <= 1
    assert found == same_name(second, first)
