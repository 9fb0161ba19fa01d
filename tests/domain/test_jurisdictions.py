"""Names of the jurisdictions."""

import csv
from pathlib import Path

import pytest

from domain.jurisdictions import name

WINDOWS = Path(__file__).resolve().parent.parent.parent / "response" / "opposition_windows.csv"


def test_every_office_with_a_rule_has_a_name_in_both_languages() -> None:
    with WINDOWS.open(encoding="utf-8", newline="") as file:
        offices = {row["office"] for row in csv.DictReader(file)}
    assert len(offices) > 40
    assert [code for code in sorted(offices) if name(code, "zh") == code or name(code, "en") == code] == []


@pytest.mark.parametrize(
    ("code", "language", "says"),
    [
        ("US", "zh", "美国"),
        ("US", "zh-Hans", "美国"),
        ("US", "en", "United States"),
        ("QZ", "zh", "QZ"),
        ("", "en", ""),
    ],
)
def test_a_name_is_said_in_the_language_and_an_unknown_code_as_it_is(
    code: str, language: str, says: str
) -> None:
    assert name(code, language) == says
