"""What an enterprise is told of its brands at intake."""

from domain.brand import Brand
from matchers.text.intake import forms_of, too_generic
from watchlists.advice import advice_on


def advised(**brand: object) -> list[str]:
    asked = Brand(brand_id="b", **brand)  # type: ignore[arg-type]
    return [advice.says_en for advice in advice_on(asked, forms_of(asked), too_generic=too_generic(asked))]


def test_a_brand_of_generic_words_alone_is_told_so() -> None:
    assert advised(name="Global Foods Group") == [
        "too generic to watch by name alone; add a name that tells it apart, or its logo"
    ]


def test_one_telling_word_is_enough() -> None:
    assert advised(name="Qinglu Foods Group") == []


def test_a_name_nothing_of_which_can_be_read_is_told_so() -> None:
    assert advised(name="☂☂☂") == ["its name cannot be read; add one in hanzi or Latin letters"]


def test_official_names_are_asked_for_in_the_scripts_of_the_markets() -> None:
    said = advised(name="青鹭海", markets=("RU", "KZ", "KR", "US"))
    assert len(said) == 2
    assert said[0].startswith("add its official name in Cyrillic for Russian Federation, Kazakhstan")
    assert said[1].startswith("add its official name in hangul for Republic of Korea")


def test_an_official_name_that_is_there_is_not_asked_for() -> None:
    assert advised(name="青鹭海", aliases=("Цинлухай",), markets=("RU",)) == []
