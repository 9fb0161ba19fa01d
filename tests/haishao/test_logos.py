"""Logos as a person at a terminal uses them: `haishao logos check`, `haishao screen` with pictures."""

import base64
import json
from pathlib import Path

import pytest

from haishao.demo.pictures import LOGOS, recoloured_logo, unrelated_drawing
from tests.cli import haishao


def mark(number: str, picture: bytes) -> str:
    return (
        f"<TradeMark><RegistrationOfficeCode>GB</RegistrationOfficeCode><ApplicationNumber>{number}</ApplicationNumber>"
        "<MarkFeature>Figurative</MarkFeature><MarkImageDetails><MarkImage><MarkImageBinary>"
        f"{base64.b64encode(picture).decode()}</MarkImageBinary></MarkImage></MarkImageDetails></TradeMark>"
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "brands.csv").write_text("name,brand_id,logo,classes\n脉舒达,B1,l.svg,10\n", encoding="utf-8")
    (tmp_path / "l.svg").write_bytes((LOGOS / "YL-02.svg").read_bytes())
    (tmp_path / "copy.jpg").write_bytes(recoloured_logo("YL-02"))
    (tmp_path / "other.png").write_bytes(unrelated_drawing("x"))
    marks = (
        mark("UK1", recoloured_logo("YL-02"))
        + mark("UK2", unrelated_drawing("x"))
        + mark("UK3", b"no picture")
    )
    (tmp_path / "jnl.xml").write_text(
        f"<Transaction><TradeMarkDetails>{marks}</TradeMarkDetails></Transaction>"
    )
    return tmp_path


def test_a_figurative_filing_is_screened_by_its_picture_and_an_unreadable_one_is_named(folder: Path) -> None:
    done = haishao("screen", "--watchlist", "brands.csv", "--format", "jsonl", "jnl.xml", cwd=folder)
    assert done.returncode == 3, done.stderr
    (match,) = [json.loads(line) for line in done.stdout.splitlines()]
    assert (match["brand_id"], match["ref"]) == ("B1", "UK1")
    assert "UK3" in done.stderr


def test_check_says_what_a_picture_meets_and_draws_it(folder: Path) -> None:
    done = haishao(
        "logos", "check", "copy.jpg", "other.png", "--watchlist", "brands.csv", "--save-to", "out", cwd=folder
    )
    assert done.returncode == 0, done.stderr
    assert "脉舒达" in done.stdout
    assert "没有命中" in done.stdout
    assert [one.name for one in (folder / "out").iterdir()] == ["copy-B1.png"]


def test_check_names_a_file_that_is_no_picture(folder: Path) -> None:
    done = haishao("logos", "check", "brands.csv", "missing.png", cwd=folder)
    assert done.returncode == 3
    assert "brands.csv" in done.stderr
    assert "missing.png" in done.stderr
