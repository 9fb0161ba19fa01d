import random

from haishao.bench.join import measure_join


def test_the_join_is_measured_beside_cdist_and_found_equal() -> None:
    chance = random.Random(3)
    keys = list({"".join(chance.choices("aeiounshg", k=chance.randint(3, 9))) for _ in range(2_000)})
    measured = measure_join(keys, [key[1:] + "a" for key in keys[:300]], (0.8, 0.85), repeats=2, compared=40)
    assert (measured.keys, measured.probes) == (len(keys), 300)
    assert [speed.threshold for speed in measured.speeds] == [0.8, 0.85]
    assert all(speed.equal and speed.compared == 80 and speed.pairs for speed in measured.speeds)
    assert all(0 < speed.least_times <= speed.times_cdist <= speed.most_times for speed in measured.speeds)
