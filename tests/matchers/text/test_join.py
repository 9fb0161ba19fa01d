"""The lossless join, with `rapidfuzz.process.cdist` as the oracle: the same pairs, none more and none less."""

import random
import string
import time
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from rapidfuzz import fuzz, process

from matchers.text.compiled.join_keys import sign
from matchers.text.compiled.join_scan import _near
from matchers.text.compiled.join_tree import plant
from matchers.text.join import Join, Pairs
from matchers.text.join_letters import Alphabet

LETTERS = string.ascii_lowercase + string.digits
ALPHABETS = ("a", "ab", "abc", "aeiou", string.ascii_lowercase, LETTERS, "aé中文 ß😀Яя-", "\ud800a\x00b")


def by_cdist(probes: Sequence[str], keys: Sequence[str], threshold: float) -> Pairs:
    ratios = process.cdist(
        probes, keys, scorer=fuzz.ratio, score_cutoff=100 * threshold - 1e-6, dtype=np.float32
    )
    probe, key = np.nonzero(ratios) if ratios.size else (np.empty(0, int), np.empty(0, int))
    return Pairs(probe, key, ratios[probe, key] / 100 if ratios.size else np.empty(0))


def assert_same(found: Pairs, wanted: Pairs) -> None:
    assert list(zip(found.probe.tolist(), found.key.tolist(), strict=True)) == list(
        zip(wanted.probe.tolist(), wanted.key.tolist(), strict=True)
    )
    assert np.allclose(found.ratio, wanted.ratio, atol=1e-6)


def numbered(pairs: Pairs, numbers: Sequence[int]) -> Pairs:
    """The same pairs with keys called by other numbers."""
    return pairs._replace(key=np.array(numbers, int)[pairs.key])


def rows(pairs: Pairs) -> list[tuple[int, int, float]]:
    return list(zip(pairs.probe.tolist(), pairs.key.tolist(), pairs.ratio.round(3).tolist(), strict=True))


def joined(keys: Sequence[str], threshold: float) -> Join:
    join = Join(threshold)
    join.add(keys, range(len(keys)))
    return join


def drawn(chance: random.Random, letters: str, count: int, shortest: int, longest: int) -> list[str]:
    lengths = [chance.randint(shortest, longest) for _ in range(count)]
    return ["".join(chance.choice(letters) for _ in range(length)) for length in lengths]


def worn(chance: random.Random, text: str, letters: str) -> str:
    """The text after a few letters were lost, changed or put in."""
    found = list(text)
    for _ in range(chance.randint(0, 2 + len(text) // 6)):
        at = chance.randint(0, len(found))
        found[at : at + chance.randint(0, 1)] = [chance.choice(letters)] * chance.randint(0, 1)
    return "".join(found)


@pytest.mark.parametrize("letters", ALPHABETS)
@pytest.mark.parametrize(("shortest", "longest"), [(0, 8), (4, 16), (10, 40), (40, 70), (60, 200)])
def test_pairs_are_those_of_cdist(letters: str, shortest: int, longest: int) -> None:
    chance = random.Random(longest)
    keys = drawn(chance, letters, 300 if longest < 70 else 80, shortest, longest)
    probes = [worn(chance, key, letters) for key in keys[:60]] + drawn(chance, letters, 30, shortest, longest)
    for threshold in (0.5, 0.7, 0.75, 0.8, 0.85, 1.0, chance.uniform(0.4, 1)):
        assert_same(joined(keys, threshold).pairs(probes), by_cdist(probes, keys, threshold))


@pytest.mark.parametrize("threshold", [0.7, 0.8, 0.85])
def test_pairs_of_thousands_of_keys_are_those_of_cdist(threshold: float) -> None:
    chance = random.Random(threshold)
    syllables = ["".join(pair) for pair in zip("zhshxjqlmbdgkt" * 5, "aeiou" * 14, strict=True)]
    keys = ["".join(chance.choices(syllables, k=chance.randint(2, 7))) for _ in range(12_000)]
    probes = [worn(chance, key, LETTERS) for key in keys[:150]]
    found = joined(keys, threshold).pairs(probes)
    assert len(found.probe) > 100
    assert_same(found, by_cdist(probes, keys, threshold))


@given(
    keys=st.lists(st.text("abn1é", max_size=14), max_size=40),
    probes=st.lists(st.text("abn1éx", max_size=14), max_size=12),
    threshold=st.sampled_from([0.3, 0.5, 2 / 3, 0.7, 0.75, 0.8, 0.85, 0.9, 1.0]),
)
@example(keys=["", ""], probes=["", "a"], threshold=0.8)
@example(keys=["a" * 63, "a" * 64, "a" * 65], probes=["a" * 64, "a" * 65, "a" * 129], threshold=0.7)
@settings(deadline=None, max_examples=150)
def test_any_strings_meet_as_cdist_says(keys: list[str], probes: list[str], threshold: float) -> None:
    assert_same(joined(keys, threshold).pairs(probes), by_cdist(probes, keys, threshold))


@given(st.lists(st.tuples(st.text("ab", max_size=5), st.integers(0, 9), st.booleans()), max_size=30))
@settings(deadline=None, max_examples=60)
def test_keys_come_and_go_and_come_back(steps: list[tuple[str, int, bool]]) -> None:
    join, held = Join(0.6), list[tuple[str, int]]()
    for key, number, stays in steps:
        if stays:
            join.add([key], [number])
            held.append((key, number))
        else:
            join.remove([number, 77])
            held = [(k, n) for k, n in held if n != number]
    probes = ["", "a", "ab", "abba", "bb"]
    wanted = numbered(by_cdist(probes, [key for key, _ in held], 0.6), [number for _, number in held])
    assert sorted(rows(join.pairs(probes))) == sorted(rows(wanted))
    assert len(join) == len(held)


def test_one_key_under_several_numbers_is_met_under_each() -> None:
    join = Join(0.8)
    join.add(["shuanghui", "weilong", "shuanghui"], [9, -4, 2**31 - 1])
    join.add(["shuanghui"], [-(2**31)])
    found = join.pairs(["weilon", "shuanghui"])
    assert found.probe.tolist() == [0, 1, 1, 1]
    assert found.key.tolist() == [-4, -(2**31), 9, 2**31 - 1]
    join.remove([9])
    assert join.pairs(["shuanghui"]).key.tolist() == [-(2**31), 2**31 - 1]


def test_many_segments_and_many_removals_give_the_same_as_one_segment() -> None:
    chance = random.Random(5)
    keys = drawn(chance, "abcdei", 15_000, 3, 9)
    join = Join(0.8)
    join.add(keys[:10_000], range(10_000))
    for start in range(10_000, 15_000, 250):
        join.add(keys[start : start + 250], range(start, start + 250))
    join.remove(range(0, 14_000, 2))
    kept = [number for number in range(15_000) if number >= 14_000 or number % 2]
    join.add([keys[0]], [0])
    kept = [0, *kept]
    probes = drawn(chance, "abcdei", 30, 3, 9)
    wanted = by_cdist(probes, [keys[number] for number in kept], 0.8)
    assert_same(join.pairs(probes), numbered(wanted, kept))
    assert len(join) == len(kept)


def test_two_threads_find_what_one_finds() -> None:
    chance = random.Random(6)
    keys, probes = drawn(chance, "abcdefgh", 3_000, 0, 90), drawn(chance, "abcdefgh", 301, 0, 90)
    join = joined(keys, 0.7)
    once = join.pairs(probes)
    assert len(once.probe)
    for threads in (2, 3, 400):
        again = join.pairs(probes, threads=threads)
        assert all(np.array_equal(column, other) for column, other in zip(once, again, strict=True))


def test_packed_letters_are_the_strings_they_stand_for() -> None:
    chance = random.Random(7)
    keys, probes = drawn(chance, LETTERS[20:], 800, 0, 12), drawn(chance, LETTERS[20:], 200, 0, 12)
    (letters, offsets), join = Alphabet().pack(keys), Join(0.7)
    join.add_packed(letters.astype(np.uint8), offsets, range(len(keys)))
    found = join.pairs_of_packed(*Alphabet().pack(probes), threads=2)
    assert len(found.probe)
    assert_same(found, by_cdist(probes, keys, 0.7))
    assert_same(found, joined(keys, 0.7).pairs(probes))


def test_packed_strings_that_do_not_hold_together_are_refused() -> None:
    join = Join(0.8)
    letters = np.array([0, 1, 2], np.uint8)
    with pytest.raises(ValueError, match="0 to 35, not 0 to 36"):
        join.pairs_of_packed(np.array([0, 36], np.uint8), np.array([0, 2]))
    for offsets in ([0, 4], [0, 3, 2], [-1, 3], []):
        with pytest.raises(ValueError, match="offsets must rise from 0 to the 3 letters"):
            join.pairs_of_packed(letters, np.array(offsets, np.int64))
    with pytest.raises(ValueError, match="1 keys with 2 numbers"):
        join.add_packed(letters, np.array([0, 3]), [1, 2])


def test_nothing_meets_nothing() -> None:
    join = Join(0.8)
    assert len(join.pairs(["a"], threads=2).probe) == len(join.pairs([]).probe) == 0
    join.add([], [])
    join.add(["a"], [1])
    join.remove([1])
    assert len(join.pairs(["a", ""]).probe) == 0
    assert len(join) == 0


@pytest.mark.parametrize("threshold", [0, -1, 1.01, 80])
def test_a_threshold_is_a_share(threshold: float) -> None:
    with pytest.raises(ValueError, match="above 0 and not above 1"):
        Join(threshold)


def test_keys_and_numbers_go_in_pairs() -> None:
    with pytest.raises(ValueError, match="2 keys with 1 numbers"):
        Join(0.8).add(["a", "b"], [1])


def test_a_probe_of_thousands_of_letters_is_compared_whole() -> None:
    text = drawn(random.Random(8), string.ascii_lowercase, 1, 5_000, 5_000)[0]
    keys, probes = [text, text[:4_000], text[::-1]], [text[500:]]
    assert_same(joined(keys, 0.85).pairs(probes), by_cdist(probes, keys, 0.85))


def test_a_brand_is_added_and_removed_at_once_beside_many_keys() -> None:
    chance = random.Random(9)
    join = joined(drawn(chance, string.ascii_lowercase, 100_000, 4, 14), 0.8)
    before = join.nbytes
    fastest = min(_seconds_to_change(join, 100_000 + 40 * brand) for brand in range(3))
    assert fastest < 0.1
    assert before / 100_000 < 120
    assert len(join) == 100_000


def _seconds_to_change(join: Join, first: int) -> float:
    numbers = range(first, first + 40)
    started = time.perf_counter()
    join.add([f"shuanghui{number}" for number in numbers], numbers)
    assert join.pairs([f"shuanghui{first}"]).key.tolist() != []
    join.remove(numbers)
    return time.perf_counter() - started


def test_places_that_stand_for_no_key_are_never_near() -> None:
    alphabet = Alphabet()
    tree, key_at = plant(sign(*alphabet.pack(["aaaa", "aaab"])))
    probe = sign(*alphabet.pack(["a" * 14]))
    spare, near = np.empty(256, np.int32), np.empty(256, np.int32)
    count = _near(probe, 0, 11, 1, tree, 0, spare, near)
    assert len(key_at) == 64
    assert sorted(near[:count].tolist()) == [0, 1]
