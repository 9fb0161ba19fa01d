import csv
import datetime as dt
import io
import json
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from domain.deadline import Confidence, LastDay
from domain.match import Evidence, Match, Tier
from domain.observation import Goods, Kind, Observation, Party, Provenance
from reports.screening import Format, write_matches
from reports.screening_html import HTML_BOUND
from reports.screening_table import TABLE_BOUND, write_table

TODAY = dt.date(2026, 11, 23)


def rule(day: str, *, confidence: Confidence = Confidence.VERIFIED, caveat: str = "") -> LastDay:
    return LastDay(
        day=dt.date.fromisoformat(day),
        rule_zh="欧盟：自公告之日起 3 个月内可提出异议",
        rule_en="European Union: opposition within 3 months of publication",
        rule_source="https://example.org/rule",
        checked_on=dt.date(2026, 11, 22),
        confidence=confidence,
        caveat_zh=caveat and "资料不一",
        caveat_en=caveat,
    )


def match(
    *,
    sign: str = "HAICHAO DENGTA",
    brand: str = "海潮灯塔",
    tier: Tier = Tier.HIGH,
    ref: str = "018999001",
    last_day: LastDay | None = None,
    provenance: Provenance = Provenance.MADE_UP,
    url: str = "",
    score: float = 0.97123,
) -> Match:
    return Match(
        brand_id="B1",
        brand=brand,
        mark="HAICHAO DENGTA",
        observation=Observation(
            kind=Kind.FILING,
            source="em-gazette",
            ref=ref,
            sign=sign,
            office="EM",
            holders=(Party(name="Nordlicht GmbH"),),
            goods=(Goods(nice_class=11), Goods(nice_class=9)),
            published_on=dt.date(2026, 9, 2),
            url=url,
            provenance=provenance,
        ),
        score=score,
        tier=tier,
        evidence=(
            Evidence(
                feature="pinyin",
                score=1.0,
                ours="海潮灯塔",
                theirs=sign,
                says="HAICHAO DENGTA 是 海潮灯塔 的拼音",
                says_en="HAICHAO DENGTA is the pinyin of 海潮灯塔",
            ),
        ),
        rules="words-1",
        last_day=last_day,
    )


def written(matches: list[Match], format: Format) -> str:
    out = io.StringIO(newline="")
    assert write_matches(iter(matches), format, out, today=TODAY) == len(matches)
    return out.getvalue()


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("﻿"), newline="")))


class Page(HTMLParser):
    """The tags, addresses and text of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if name in ("href", "src")]

    def handle_data(self, data: str) -> None:
        self.text += data


def test_a_json_line_has_its_keys_in_the_promised_order() -> None:
    (line,) = written([match(last_day=rule("2026-12-02"))], Format.JSONL).splitlines()
    found = json.loads(line)
    promised = "brand_id brand mark source office ref sign holder classes published_on score tier evidence last_day url"
    assert list(found) == [*promised.split(), "provenance", "rules", "last_day_rule"]
    assert found["score"] == 0.9712
    assert found["classes"] == [9, 11]
    assert found["published_on"] == "2026-09-02"
    assert found["last_day"] == "2026-12-02"
    assert list(found["evidence"][0]) == ["feature", "score", "ours", "theirs", "says", "says_en"]
    assert found["last_day_rule"] == {
        "rule_zh": "欧盟：自公告之日起 3 个月内可提出异议",
        "rule_en": "European Union: opposition within 3 months of publication",
        "source": "https://example.org/rule",
        "checked_on": "2026-11-22",
        "confidence": "verified",
        "caveat_zh": "",
        "caveat_en": "",
    }


def test_without_a_last_day_there_is_no_rule_either() -> None:
    found = json.loads(written([match()], Format.JSONL))
    assert found["last_day"] is None
    assert found["last_day_rule"] is None


@given(sign=st.text(st.characters(), max_size=30))
def test_any_sign_stays_on_one_json_line_that_utf8_can_carry(sign: str) -> None:
    text = written([match(sign=sign), match(sign="x")], Format.JSONL)
    lines = text.encode("utf-8").decode("utf-8").splitlines()
    assert len(lines) == 2
    assert json.loads(lines[1])["sign"] == "x"
    if sign.encode("utf-8", "ignore").decode() == sign:
        assert json.loads(lines[0])["sign"] == sign


@pytest.mark.parametrize("format", [Format.JSONL, Format.CSV])
def test_lines_are_written_as_matches_come(format: Format) -> None:
    out = io.StringIO()
    seen: list[int] = []

    def matches() -> Iterator[Match]:
        for number in range(3):
            seen.append(out.getvalue().count(f"ref-{number - 1}"))
            yield match(ref=f"ref-{number}")

    assert write_matches(matches(), format, out, today=TODAY) == 3
    assert seen == [0, 1, 1]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "＝", "＠"])
def test_a_cell_excel_would_take_for_a_formula_is_made_text(start: str) -> None:
    sign = f"{start}HYPERLINK(1)"
    (row,) = rows(written([match(sign=sign)], Format.CSV))
    assert row["sign"] == f"'{sign}"
    assert row["brand"] == "海潮灯塔"


def test_csv_opens_in_excel_and_holds_the_evidence_as_sentences() -> None:
    text = written([match(last_day=rule("2026-12-02"))], Format.CSV)
    assert text.startswith("﻿brand_id,brand,mark,")
    assert text.count("\r\n") == 2
    (row,) = rows(text)
    assert row["evidence"] == "HAICHAO DENGTA 是 海潮灯塔 的拼音"
    assert row["classes"] == "9;11"
    assert row["rule_source"] == "https://example.org/rule"
    assert row["rule_checked_on"] == "2026-11-22"


def test_csv_without_matches_is_its_header() -> None:
    assert written([], Format.CSV).count("\r\n") == 1


def test_a_page_fetches_nothing_and_runs_nothing() -> None:
    hostile = '"><script>alert(1)</script><img src=x onerror=alert(1)>'
    page = Page(written([match(sign=hostile, brand=hostile, url="javascript:alert(1)")], Format.HTML))
    assert not {"script", "img", "link", "iframe", "object"} & set(page.tags)
    assert not [link for link in page.links if not link.startswith("#")]
    assert hostile in page.text


def test_a_page_links_to_the_record_and_to_the_rule() -> None:
    found = match(url="https://example.org/a?b=1&c=2", last_day=rule("2026-12-02"))
    page = Page(written([found], Format.HTML))
    assert page.links == ["https://example.org/a?b=1&c=2", "#rule-1", "https://example.org/rule"]


def test_a_page_sorts_by_tier_then_by_the_nearest_day_still_open() -> None:
    matches = [
        match(ref="low", tier=Tier.LOW, last_day=rule("2026-11-24")),
        match(ref="high-passed", last_day=rule("2026-11-01")),
        match(ref="high-unknown"),
        match(ref="high-late", last_day=rule("2027-01-01")),
        match(ref="high-soon", last_day=rule("2026-11-23")),
        match(ref="medium", tier=Tier.MEDIUM, last_day=rule("2026-12-01")),
    ]
    text = Page(written(matches, Format.HTML)).text
    order = ["high-soon", "high-late", "high-unknown", "high-passed", "medium", "low"]
    places = [text.index(f"EM {ref}") for ref in order]
    assert places == sorted(places)


@pytest.mark.parametrize("format", [Format.HTML, Format.TABLE])
def test_a_record_that_is_not_live_says_so(format: Format) -> None:
    assert "演示数据" in written([match()], format)
    assert "官方样例" in written([match(provenance=Provenance.OFFICIAL_EXAMPLE)], format)
    assert "演示数据" not in written([match(provenance=Provenance.LIVE)], format)


@pytest.mark.parametrize("format", [Format.HTML, Format.TABLE])
def test_a_last_day_comes_with_its_source_date_and_confidence(format: Format) -> None:
    last_day = rule("2026-12-02", confidence=Confidence.CONFLICTING, caveat="sources differ")
    text = written([match(last_day=last_day)], format)
    for words in (
        "https://example.org/rule",
        "2026-11-22",
        "资料冲突",
        "资料不一",
        "sources differ",
        "剩 9 天",
    ):
        assert words in text


@pytest.mark.parametrize(
    ("day", "words"), [("2026-11-23", "今天截止"), ("2026-11-22", "已过 1 天"), ("2026-11-24", "剩 1 天")]
)
def test_days_left_are_counted_from_today(day: str, words: str) -> None:
    assert words in written([match(last_day=rule(day))], Format.HTML)


@pytest.mark.parametrize("format", [Format.HTML, Format.TABLE])
def test_no_match_is_not_called_safe(format: Format) -> None:
    assert "没有命中不等于没有风险" in written([], format).replace("\n", "")


@pytest.mark.parametrize(("format", "bound"), [(Format.TABLE, TABLE_BOUND), (Format.HTML, HTML_BOUND)])
def test_beyond_the_bound_the_most_serious_are_kept_and_the_total_is_said(format: Format, bound: int) -> None:
    matches = [match(tier=Tier.LOW, ref="low")] * (bound + 1) + [match(tier=Tier.HIGH, ref="the-serious-one")]
    text = written(matches, format)
    assert "the-serious" in text
    assert str(bound + 2) in text
    assert str(bound) in text


@pytest.mark.parametrize("width", [80, 110, 160])
def test_a_table_is_never_wider_than_the_terminal(width: int) -> None:
    out = io.StringIO()
    wide_text = match(sign="海潮灯塔" * 40, brand="샨쿠이 " * 9, last_day=rule("2026-12-02"))
    write_table([wide_text, match()], 2, out, today=TODAY, width=width)
    table = out.getvalue().split("https://")[0]
    assert max(map(cell_len, table.splitlines())) <= width


def test_a_sign_cannot_drive_the_terminal_or_turn_the_line_around() -> None:
    text = written([match(sign="A\x1b[31mB\u202eC\x07[bold]D[/bold]")], Format.TABLE)
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "\x07" not in text
    assert "[bold]" in text


@given(sign=st.text(st.characters(), max_size=200))
def test_any_sign_can_be_shown(sign: str) -> None:
    for format in (Format.HTML, Format.TABLE, Format.CSV):
        written([match(sign=sign)], format).encode("utf-8")
