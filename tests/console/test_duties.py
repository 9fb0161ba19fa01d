"""docs/duties.md: every duty of a centre stands there once, and whatever it names is there."""

import re
from pathlib import Path

import pytest
import typer
from django.urls import resolve

from haishao.__main__ import app

ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in (Path(__file__).resolve().parents[2] / "docs" / "duties.md").read_text("utf-8").splitlines()
    if re.match(r"\| [MRPK]\d+ \|", line)
]
NAMED = [(row[0], said) for row in ROWS for said in re.findall("`([^`]+)`", " ".join(row[4:]))]


def test_all_51_stand_there_once_with_a_state() -> None:
    wanted = [
        f"{letter}{n}"
        for letter, most in (("M", 15), ("R", 16), ("P", 8), ("K", 12))
        for n in range(1, most + 1)
    ]
    assert [row[0] for row in ROWS] == wanted
    assert {row[3] for row in ROWS} <= {"done", "in part", "not yet", "not software"}


def test_what_is_done_says_where_and_what_is_not_says_why() -> None:
    for number, _, _, state, where, why in ROWS:
        assert where or state in ("not yet", "not software"), number
        assert why or state == "done", number


@pytest.mark.parametrize("said", sorted({said for _, said in NAMED if said.startswith("/")}))
def test_every_page_named_is_one(said: str) -> None:
    resolve(re.sub(r"\bN\b", "1", said))


def test_every_command_named_is_one() -> None:
    commands = {said for _, said in NAMED if said.startswith("haishao ")}
    assert commands
    for said in commands:
        at = typer.main.get_command(app)
        for word in said.split()[1:]:
            at = getattr(at, "commands", {}).get(word)
            assert at is not None, said


def test_nothing_else_is_named_as_a_place() -> None:
    assert all(said.startswith(("/", "haishao ")) for _, said in NAMED)
