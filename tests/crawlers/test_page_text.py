"""What a law page says, and that a change of it is told from a page that only looks another."""

from pathlib import Path

import pytest

from crawlers.page_text import NoText, page_words
from domain.difference import LineKind, difference

PAGES = Path(__file__).parent / "law_pages"


def pair(name: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    before, after = (
        page_words((PAGES / f"{name}.{side}.html").read_bytes(), "text/html").lines
        for side in ("before", "after")
    )
    return before, after


def test_dates_counters_banners_and_navigation_are_no_change() -> None:
    before, after = pair("noise")
    assert before == after
    assert "Opposing a trade mark" in before
    assert not any("cookies" in line or "visits" in line or "Home" in line for line in before)
    assert page_words((PAGES / "noise.after.html").read_bytes(), "").noise == 2


def test_a_fee_that_rose_is_one_changed_line_with_the_amount_marked() -> None:
    found = difference(*pair("fee"))
    assert (found.added, found.removed, found.changed) == (0, 0, 1)
    (line,) = (one for one in found.lines if one.kind is LineKind.CHANGED)
    assert [one.text for one in line.before if one.marked] == ["320"]
    assert [one.text for one in line.after if one.marked] == ["350"]
    assert "Notice of opposition (form 7) | EUR" in line.before[0].text


def test_a_longer_window_is_found_beside_the_sentences_that_came_and_went() -> None:
    found = difference(*pair("window"))
    kinds = [one.kind for one in found.lines]
    assert kinds.count(LineKind.CHANGED) == 1
    assert (found.added, found.removed) == (1, 1)
    (line,) = (one for one in found.lines if one.kind is LineKind.CHANGED)
    assert [one.text for one in line.after if one.marked] == ["three"]


def test_a_page_in_gb18030_is_read_and_compared_by_its_chinese_sentences() -> None:
    before, after = pair("chinese")
    assert before == (
        "商标规费标准",
        "异议申请费每类4000元。",
        "自公告之日起三个月内，可以提出异议；",
        "逾期不予受理。",
    )
    assert difference(before, after).changed == 1


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"%PDF-1.7 ...", "PDF"),
        (b"", "no web page"),
        (b"<html><body><script>go()</script></body></html>", "no words"),
        (b"<title>Just a moment...</title><p>x</p>", "automatic readers"),
    ],
)
def test_what_cannot_be_read_says_why(body: bytes, said: str) -> None:
    with pytest.raises(NoText, match=said):
        page_words(body, "text/html")


def test_lines_far_from_a_change_are_counted_not_shown() -> None:
    before = [f"line {n} says nothing new" for n in range(30)]
    found = difference(before, [*before[:15], "An entirely different sentence.", *before[15:]])
    assert [one.kind for one in found.lines] == [
        LineKind.SKIPPED, *[LineKind.SAME] * 2, LineKind.ADDED, *[LineKind.SAME] * 2, LineKind.SKIPPED,
    ]  # fmt: skip
    assert found.lines[0].skipped == found.lines[-1].skipped == 13
