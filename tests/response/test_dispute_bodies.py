"""The directory of bodies says of each what it takes and whence that is, and copies nobody's clauses."""

from domain.deadline import Confidence
from domain.jurisdictions import known
from response.dispute_bodies import BodyKind, bodies_for, dispute_bodies


def test_every_body_has_a_source_or_says_that_it_was_not_checked() -> None:
    for one in dispute_bodies():
        assert one.url.startswith(("https://", "http://")), one.code
        assert one.origin.source or one.origin.confidence is Confidence.GENERAL, one.code
        assert one.caveat_zh, one.code
        assert one.caveat_en, one.code
        assert all(known(office) for office in one.offices), one.code
    assert len({one.code for one in dispute_bodies()}) == len(dispute_bodies())


def test_a_country_s_own_bodies_come_before_those_for_any_and_no_other_s() -> None:
    codes = [one.code for one in bodies_for("EM")]
    assert codes[0] == "euipo"
    assert "ukipo" not in codes
    assert "wipo" in codes
    assert not any(one.offices for one in bodies_for(""))
    assert {kind for one in dispute_bodies() for kind in one.kinds} == set(BodyKind)


def test_recommended_clauses_are_linked_where_their_body_publishes_them() -> None:
    (wipo,) = [one for one in dispute_bodies() if one.code == "wipo"]
    assert wipo.clauses_url.startswith("https://www.wipo.int/")
