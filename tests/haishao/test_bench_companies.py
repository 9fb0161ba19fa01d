"""Company names on real name variants, beside rapidfuzz."""

import gzip
import json
from pathlib import Path

import pytest

from haishao.bench.companies import SCORERS, measured
from haishao.bench.company_pairs import read_pairs

NAMES = "exhibitors/same-website-name-variants.jsonl.gz"


def test_ours_is_above_rapidfuzz_s_best_on_the_half_it_was_not_fitted_on(
    shared_data: Path, tmp_path: Path
) -> None:
    with gzip.open(shared_data / NAMES, "rt", encoding="utf-8") as file:
        some = [line for number, line in enumerate(file) if number % 6 == 0]
    path = tmp_path / "names.jsonl.gz"
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.writelines(some)
    pairs = read_pairs(path)
    ours, *theirs = (measured(pairs, SCORERS[n])["f1"] for n in ("haishao", "WRatio", "token_set_ratio"))
    assert ours > max(theirs) + 0.05


def test_the_junk_site_is_dropped_and_a_pair_stays_in_its_half(tmp_path: Path) -> None:
    path = tmp_path / "names.jsonl.gz"
    rows = [
        {"site": ".", "names": ["Airbus", "WSE LLP"]},
        {"site": "a.example", "names": ["Acme", "Acme Ltd"]},
        {"site": "b.example", "names": ["Bolt", "Bolt GmbH"]},
        {"site": "c.example", "names": ["Core", "Core SA"]},
    ]
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(row) + "\n" for row in rows)
    pairs = read_pairs(path)
    assert not any("Airbus" in (pair.a, pair.b) for pair in pairs)
    assert sum(pair.same for pair in pairs) == 3


def test_a_file_that_is_none_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "names.jsonl.gz"
    path.write_bytes(b"no gzip")
    with pytest.raises(OSError, match="gzip"):
        read_pairs(path)
