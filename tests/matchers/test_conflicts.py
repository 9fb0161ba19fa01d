"""One company's filings have one key, and no two companies' have."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.observation import Kind, Observation, Party
from matchers.conflicts import conflict_key
from matchers.holders import same_company

_PARTS = (
    "Shenzhen",
    "Haifeng",
    "Hai Feng",
    "Technology",
    "Trading",
    "深圳市海峰科技有限公司",
    "海峰",
    "有限公司",
)
_FORMS = ("Co., Ltd.", "LTD", "GmbH", "LLC", "Inc.", "S.A.", "", "集团")
NAMES = st.builds(
    lambda parts, form: " ".join((*parts, form)).strip(),
    st.lists(st.sampled_from(_PARTS), max_size=3),
    st.sampled_from(_FORMS),
) | st.text(max_size=60)


def filing(*names: str, ref: str = "1", number: str = "") -> Observation:
    holders = tuple(Party(name=name, identifier=number) for name in names)
    return Observation(kind=Kind.FILING, source="s", ref=ref, sign="HAIFENG", office="US", holders=holders)


@pytest.mark.parametrize(
    "variant",
    [
        "SHENZHEN HAIFENG TECHNOLOGY CO LTD",
        "Shenzhen Hai Feng Technologies Company Limited",
        "深圳市海峰科技有限公司",
        "深圳市海峯科技股份有限公司",
    ],
)
def test_the_ways_a_company_s_name_is_written_have_one_key(variant: str) -> None:
    assert conflict_key(filing("Shenzhen Haifeng Technology Co., Ltd.", ref="2")) == conflict_key(
        filing(variant)
    )


@given(NAMES, NAMES)
def test_equal_keys_mean_one_company(first: str, second: str) -> None:
    if conflict_key(filing(first, ref="1")) == conflict_key(filing(second, ref="2")):
        folded = ["".join(filter(str.isalnum, name.casefold())) for name in (first, second)]
        assert same_company(first, second) or folded[0] == folded[1]


def test_a_name_without_a_form_brings_no_two_companies_together() -> None:
    bare, limited, german = (conflict_key(filing(n)) for n in ("Haifeng", "Haifeng Ltd", "Haifeng GmbH"))
    assert bare == limited != german


def test_joint_holders_are_the_same_in_any_order_and_others_than_either_alone() -> None:
    both = conflict_key(filing("Acme LLC", "Bravo Ltd"))
    assert both == conflict_key(filing("BRAVO LIMITED", "ACME, LLC"))
    assert both != conflict_key(filing("Acme LLC"))


@pytest.mark.parametrize("name", ["", "Co., Ltd.", "有限公司"])
def test_what_names_nobody_stands_alone_unless_the_office_gives_a_number(name: str) -> None:
    assert conflict_key(filing(name, ref="1")) != conflict_key(filing(name, ref="2"))
    assert conflict_key(filing(name, ref="1", number="77")) == conflict_key(
        filing(name, ref="2", number="77")
    )


def test_a_number_is_no_name() -> None:
    assert conflict_key(filing("", number="360")) != conflict_key(filing("360"))


def test_a_hundred_joint_holders_still_fit_an_index() -> None:
    many = [f"Company Number {n} of the Long Names" for n in range(100)]
    assert len(conflict_key(filing(*many))) <= 400
    assert conflict_key(filing(*many)) != conflict_key(filing(*many[1:]))
