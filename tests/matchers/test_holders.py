import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.brand import Brand
from domain.match import AUTHORISED_FEATURE
from domain.observation import Kind, Observation, Party
from matchers.company_likeness import RESEMBLES, likeness
from matchers.holders import names_somebody, same_company, short_names, trade_name
from matchers.standing import Standing, standing_of

BRAND = Brand(
    brand_id="1",
    name="海峰",
    owners=("深圳市海峰科技有限公司", "000123"),
    authorised=("Garcia Distribuciones S.L.",),
)


def filing(*holders: Party, kind: Kind = Kind.FILING) -> Observation:
    return Observation(kind=kind, source="s", ref="1", sign="HAIFENG", office="ES", holders=holders)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("深圳市海峰科技有限公司", "Shenzhen Haifeng Technology Co., Ltd."),
        ("深圳市海峰科技有限公司", "SHENZHEN HAI FENG TECHNOLOGY CO LTD"),
        ("深圳海峰科技股份有限公司", "深圳市海峯科技有限公司"),
        ("Siemens GmbH", "SIEMENS gmbh"),
    ],
)
def test_one_company_in_other_forms_and_scripts(a: str, b: str) -> None:
    assert same_company(a, b)
    assert likeness(a, b) >= RESEMBLES


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("深圳市海峰科技有限公司", "Guangzhou Haifeng Technology Co., Ltd."),
        ("深圳市海峰科技有限公司", "Shenzhen Haifeng Trading Co., Ltd."),
        ("Haifeng GmbH", "Haifeng LLC"),
        ("", ""),
        ("Co., Ltd.", "Co., Ltd."),
        ("有限公司", "有限公司"),
    ],
)
def test_a_place_a_line_a_form_or_an_empty_name_make_another_company(a: str, b: str) -> None:
    assert not same_company(a, b)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("TurbineOne", "Turbine One, Inc."),
        ("DroView", "SHENZHEN DROVIEW TECHNOLOGY CO., LTD"),
        ("L-3 Communications", "L3 Communications Security & Detection"),
        ("MARINEWORKS SPÓŁKA AKCYJNA", "Marineworks S.A."),
        ("海峰科技有限公司", "HAIFENG TECHNOLOGY"),
        ("Uralvagonzavod JSC", "OOO Уралвагонзавод"),
    ],
)
def test_spelling_order_branch_and_script_leave_a_likeness(a: str, b: str) -> None:
    assert likeness(a, b) >= RESEMBLES


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Vision Engineering", "OMP Engineering"),
        ("Goriziane Group", "CS Group"),
        ("General Precision Systems Ltd", "Moyola Precision Systems Ltd"),
        ("深圳市海峰科技有限公司", "深圳市大疆创新科技有限公司"),
    ],
)
def test_common_words_alone_are_no_likeness(a: str, b: str) -> None:
    assert likeness(a, b) < RESEMBLES


@given(a=st.text(max_size=60), b=st.text(max_size=60))
def test_likeness_is_between_zero_and_one_and_the_same_both_ways(a: str, b: str) -> None:
    assert 0.0 <= likeness(a, b) <= 1.0
    assert likeness(a, b) == likeness(b, a)


def test_a_name_of_any_length_is_read_in_time() -> None:
    assert likeness("海" * 100_000, "Shenzhen " * 20_000) <= 1.0


@pytest.mark.parametrize(
    "name", ["", "   ", "Co., Ltd.", "S.A.", "GmbH & Co. KG", "有限公司", "股份有限公司", "·"]
)
def test_nothing_but_a_legal_form_names_nobody(name: str) -> None:
    assert not names_somebody(name)
    held = standing_of(BRAND, filing(Party(name=name)))
    assert held.standing is Standing.UNNAMED
    assert held.evidence is not None


def test_the_owner_is_known_by_name_in_either_script_and_by_number() -> None:
    for party in (
        Party(name="Shenzhen Haifeng Technology Co., Ltd.", country="CN"),
        Party(identifier="000123", country="ES"),
    ):
        assert standing_of(BRAND, filing(party)).standing is Standing.OWNER


def test_the_owner_s_name_in_another_country_excuses_nothing_and_is_said() -> None:
    held = standing_of(BRAND, filing(Party(name="Shenzhen Haifeng Technology Co., Ltd.", country="BR")))
    assert held.standing is Standing.RESEMBLING
    assert held.evidence is not None
    assert "BR" in held.evidence.says


def test_a_distributor_s_own_filing_is_reported_and_its_listing_is_not() -> None:
    distributor = Party(name="GARCÍA DISTRIBUCIONES SL")
    own = standing_of(BRAND, filing(distributor))
    assert own.standing is Standing.AUTHORISED
    assert own.evidence is not None
    assert own.evidence.feature == AUTHORISED_FEATURE
    assert standing_of(BRAND, filing(distributor, kind=Kind.LISTING)).evidence is None


def test_a_borrowed_name_is_said_to_resemble() -> None:
    held = standing_of(BRAND, filing(Party(name="Haifeng Technology Iberia SL", country="ES")))
    assert held.standing is Standing.RESEMBLING
    assert held.evidence is not None
    assert "借名" in held.evidence.says


def test_a_stranger_is_a_stranger_even_when_no_owner_is_known() -> None:
    nobody_s = dataclasses.replace(BRAND, owners=(), authorised=())
    assert standing_of(nobody_s, filing(Party(name="Lopez SA"))).standing is Standing.STRANGER


@pytest.mark.parametrize(
    ("company", "short", "trade"),
    [
        ("鲁拓液压管业（演示）有限公司", ("鲁拓液压管业演示", "鲁拓液压管业"), "鲁拓液压管业"),
        ("华为（深圳）技术有限公司", ("华为深圳技术", "华为技术"), "华为"),
        ("浙江大华集团股份有限公司", ("浙江大华",), "大华"),
        ("青岛红星机械厂", ("青岛红星机械",), "红星"),
        ("Acme Widgets, Inc.", ("acme widgets",), ""),
        ("Foo Werke GmbH (Demo)", ("foo werke gmbh demo", "foo werke"), ""),
        ("有限公司", (), ""),
        ("Co., Ltd.", (), ""),
    ],
)
def test_a_company_for_short_has_no_legal_form_and_nothing_in_brackets(
    company: str, short: tuple[str, ...], trade: str
) -> None:
    assert short_names(company) == short
    assert trade_name(company) == trade


@given(st.text(max_size=60))
def test_any_text_can_be_shortened(text: str) -> None:
    assert all(short.strip() for short in short_names(text))
