"""Observations written as JSON lines and read back."""

import dataclasses
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.observation import Goods, Kind, Observation, Party, Price, Provenance
from domain.wire import from_json, to_json

texts = st.text(max_size=30)
days = st.none() | st.dates(dt.date(1850, 1, 1), dt.date(2100, 1, 1))
observations = st.builds(
    Observation,
    kind=st.sampled_from(Kind),
    source=texts,
    ref=texts,
    sign=texts,
    office=texts,
    holders=st.lists(st.builds(Party, name=texts, country=texts, identifier=texts), max_size=3).map(tuple),
    representative=texts,
    goods=st.lists(st.builds(Goods, nice_class=st.none() | st.integers(1, 45), text=texts), max_size=3).map(
        tuple
    ),
    filed_on=days,
    published_on=days,
    registered_on=days,
    madrid=st.booleans(),
    url=texts,
    provenance=st.sampled_from(Provenance),
    brand=texts,
    seller=st.none() | st.builds(Party, name=texts, country=texts),
    event=texts,
    stand=texts,
    docket=texts,
    text=texts,
)
prices = st.none() | st.builds(
    Price, amount=st.decimals(allow_nan=False, allow_infinity=False), currency=texts
)


@given(observations, prices)
def test_an_observation_comes_back_as_it_went(observation: Observation, price: Price | None) -> None:
    priced = dataclasses.replace(observation, price=price)
    assert from_json(to_json(priced)) == priced


@given(observations, prices)
def test_a_price_makes_no_other_observation(observation: Observation, price: Price | None) -> None:
    assert dataclasses.replace(observation, price=price).content_hash() == observation.content_hash()


@given(observations)
def test_one_observation_is_one_line(observation: Observation) -> None:
    assert "\n" not in to_json(observation)


@given(observations, observations)
def test_the_content_hash_tells_observations_apart(one: Observation, other: Observation) -> None:
    assert (one.content_hash() == other.content_hash()) == (one == other)


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("[]", "not a JSON object"),
        ('{"kind": "filing", "source": "x", "ref": "1"}', "missing field: sign"),
        (
            '{"kind": "filing", "source": "x", "ref": "1", "sign": "A", "colour": "red"}',
            "unknown field: colour",
        ),
        ('{"kind": "poem", "source": "x", "ref": "1", "sign": "A"}', "'poem' is not a valid Kind"),
        ('{"kind": "filing", "source": "x", "ref": "1", "sign": "A", "filed_on": "soon"}', "soon"),
        ('{"kind": "filing", "source": "x", "ref": "1", "sign": "A", "holders": [{"nom": "X"}]}', "nom"),
    ],
)
def test_a_line_that_is_no_observation_says_why(line: str, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        from_json(line)
