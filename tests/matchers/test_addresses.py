"""Addresses in two orders and two scripts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchers.addresses import same_address

SAME = [
    ("深圳市南山区科技路88号", "No. 88 Keji Rd., Nanshan Dist., Shenzhen"),
    (
        "广东省深圳市南山区科技路88号5楼501室",
        "Room 501, 5/F, No. 88 Ke Ji Road, Nanshan District, Shenzhen 518057, China",
    ),
    ("浙江省义乌市稠州北路1118号", "No.1118 Chouzhou North Road, Yiwu, Zhejiang"),
    ("12 High Street, London", "12 High St, London W1A 1AA"),
    ("1209 Orange Street, Wilmington, DE 19801", "1209 ORANGE ST WILMINGTON DELAWARE 19801 US"),
]
APART = [
    ("深圳市南山区科技路88号", "深圳市南山区科技路89号"),
    ("深圳市南山区科技路88号", "深圳市福田区深南大道88号"),
    ("12 High Street, London", "12 High Street, Leeds"),
    ("1209 Orange Street, Wilmington 19801", "1209 Orange Street, Wilmington 28401"),
    ("Shenzhen", "Shenzhen"),
    ("", ""),
    ("88", "88"),
]


@pytest.mark.parametrize(("a", "b"), SAME)
def test_one_place_written_two_ways_is_one(a: str, b: str) -> None:
    assert same_address(a, b)


@pytest.mark.parametrize(("a", "b"), APART)
def test_another_number_or_town_or_too_little_is_not(a: str, b: str) -> None:
    assert not same_address(a, b)


@given(st.text(max_size=500), st.text(max_size=500))
def test_the_order_of_the_two_does_not_count(a: str, b: str) -> None:
    assert same_address(a, b) == same_address(b, a)
