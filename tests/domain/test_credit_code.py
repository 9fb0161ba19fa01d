"""The number of an organisation, and what somebody is told who mistypes it."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as made

from domain.credit_code import CHARACTERS, WrongCreditCode, check_character, credit_code

KNOWN = ("914403001922038216", "9144030071526726XG", "91110000802100433B")
"""Published by the enterprises themselves: Huawei, Tencent, Baidu."""

_any = made.sampled_from(CHARACTERS)
bodies = made.builds(
    lambda start, division, rest: f"{start}{division:06}{rest}",
    made.text(_any, min_size=2, max_size=2),
    made.integers(0, 999_999),
    made.text(_any, min_size=9, max_size=9),
)


@pytest.mark.parametrize("code", KNOWN)
def test_codes_of_known_enterprises_are_right(code: str) -> None:
    assert credit_code(code) == code


@given(bodies)
def test_a_code_with_its_check_character_is_right_however_it_is_typed(body: str) -> None:
    code = body + check_character(body)
    wide = code.lower().translate({ord(one): ord(one) + 0xFEE0 for one in "0123456789"})
    assert credit_code(f" {wide[:6]} {wide[6:12]}-{wide[12:]} ") == code


@given(bodies, made.integers(0, 17), _any)
def test_one_wrong_character_is_always_found(body: str, place: int, other: str) -> None:
    code = body + check_character(body)
    assume(code[place] != other)
    with pytest.raises(WrongCreditCode):
        credit_code(code[:place] + other + code[place + 1 :])


@given(bodies, made.integers(8, 15))
def test_two_neighbours_that_changed_places_are_found(body: str, place: int) -> None:
    code = body + check_character(body)
    assume(code[place] != code[place + 1])
    with pytest.raises(WrongCreditCode):
        credit_code(code[:place] + code[place + 1] + code[place] + code[place + 2 :])


@pytest.mark.parametrize(
    ("typed", "cure"),
    [
        ("9144", "18 位"),
        ("91440300192203821O", "不含“O”"),
        ("91ABCDEF1922038216", "行政区划码"),
        ("914403001922038217", "校验码"),
        ("", "18 位"),
    ],
)
def test_the_cure_is_named_in_both_languages(typed: str, cure: str) -> None:
    with pytest.raises(WrongCreditCode) as told:
        credit_code(typed)
    assert cure in told.value.says
    assert told.value.says_en != told.value.says
