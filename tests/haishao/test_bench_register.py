"""The searches that are measured are the same every time, and have something to find."""

from haishao.bench.register_rows import names_of, observations, searches


def test_rows_and_searches_depend_on_their_numbers_alone() -> None:
    names = names_of(None)
    assert list(observations(names, 5, 3))[1:] == list(observations(names, 6, 2))
    assert searches(names, 1_000, 20, seed=3) == searches(names, 1_000, 20, seed=3)


def test_a_sign_with_a_letter_wrong_is_not_the_sign() -> None:
    asked = [one for one in searches(names_of(None), 1_000, 200, seed=1) if one.kind == "a letter wrong"]
    assert asked
    assert all(dict(one.fields)["word"].casefold() != one.target[:60].casefold() for one in asked)
