"""A digest as a recipient reads it, in both languages, and what no text of a gazette can do to it."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html as lxml_html

from domain.digest import Digest, DigestLine
from domain.match import Tier
from domain.observation import Kind, Provenance
from notifier.digest import digest_message
from notifier.mail import compose
from notifier.message import Message

TODAY = dt.date(2026, 11, 23)
GOLDEN = Path(__file__).parent / "golden"


def line(number: int = 1, **said: object) -> DigestLine:
    fields = {
        "alert_id": number,
        "brand": "青鹭海",
        "holder": "BLUE PEAK TRADING LLC",
        "sign": "QINGLU HAI FOODS",
        "offices": ("US",),
        "tier": Tier.HIGH,
        "last_day": dt.date(2026, 12, 17),
        "matches": 1,
        "provenance": Provenance.LIVE,
    }
    return DigestLine(**(fields | said))


def digest(*lines: DigestLine, total: int = 0, decided: int = 0) -> Digest:
    return Digest(
        digest_id=3,
        enterprise="甲食品有限公司",
        due_at=dt.datetime(2026, 11, 23, 1, tzinfo=dt.UTC),
        total=total or len(lines),
        high=sum(one.tier is Tier.HIGH for one in lines),
        nearest=min((one.last_day for one in lines if one.last_day and one.last_day >= TODAY), default=None),
        decided=decided,
        lines=lines,
    )


MANY = digest(
    line(1, last_day=dt.date(2026, 11, 26), offices=("US", "GB", "BR", "EM"), matches=27),
    line(2, brand="拓泽力", sign="TUOZELI", holder="", tier=Tier.MEDIUM, last_day=None),
    line(
        3, sign="", tier=Tier.LOW, offices=(), last_day=dt.date(2026, 11, 20), provenance=Provenance.MADE_UP
    ),
    total=12,
    decided=2,
)


def rendered(one: Digest, language: str = "zh") -> Message:
    return digest_message(one, 9, language, today=TODAY, console_url="https://haishao.example/")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_digest_reads_as_agreed(language: str) -> None:
    message = rendered(MANY, language)
    written = f"{message.subject}\n\n{message.text}\n----\n{message.markdown}\n"
    golden = GOLDEN / f"digest.{language}.txt"
    if not golden.exists():
        golden.write_text(written, encoding="utf-8")
        pytest.fail(f"{golden.name} was missing and has been written: read it, then run again")
    assert written == golden.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (Kind.LISTING, ("美国网店 “QINGLU HAI FOODS” 请尽快处理", "卖家未公布")),
        (Kind.EXHIBITOR, ("美国展会 “QINGLU HAI FOODS” 展期至 2026-11-25（剩 2 天）", "参展商未载")),
    ],
)
def test_a_listing_and_an_exhibitor_have_no_last_day_to_oppose(kind: Kind, said: tuple[str, ...]) -> None:
    closes_on = dt.date(2026, 11, 25) if kind is Kind.EXHIBITOR else None
    text = rendered(digest(line(kind=kind, holder="", last_day=None, closes_on=closes_on))).text
    assert all(words in text for words in said)
    assert "截止日未知" not in text


def test_the_subject_says_how_many_wait_and_until_when() -> None:
    assert rendered(digest(line(), line(2, tier=Tier.LOW))).subject == (
        "【摘要】2 条预警待处理，1 条高风险，最近截止 2026-12-17 周四（剩 24 天）"
    )
    assert rendered(digest(line()), "en").subject == (
        "[DIGEST] 1 alert waiting, 1 of high risk; Nearest last day: Thu 2026-12-17 (24 days left)"
    )


def test_brands_stand_in_the_order_of_their_most_urgent_alert_each_once() -> None:
    text = rendered(digest(line(1, brand="B"), line(2, brand="A"), line(3, brand="B"))).text
    assert [part[0] for part in text.split("■ ")[1:]] == ["B", "A"]


def test_a_last_day_that_passed_is_said_to_have_and_is_not_the_nearest() -> None:
    message = rendered(digest(line(last_day=dt.date(2026, 11, 20))), "en")
    assert "passed 3 days ago" in message.text
    assert "Nearest" not in message.subject


def test_a_digest_all_of_which_was_decided_says_so() -> None:
    message = rendered(digest(decided=4))
    assert "没有待处理的预警" in message.subject
    assert "另有 4 条已处理" in message.text


def test_what_is_not_the_world_as_it_is_is_marked_above_and_on_its_line() -> None:
    message = rendered(digest(line(1), line(2, provenance=Provenance.RECORDED)))
    for form in (message.subject, message.text, message.html, message.markdown, message.card.title):
        assert "含演示数据" in form
    assert message.text.count("[演示]") == 1
    assert message.markdown.count("`演示`") == 1


@pytest.mark.parametrize("language", ["zh", "en"])
@given(text=st.text(max_size=80))
def test_no_text_of_a_gazette_adds_a_tag_a_link_a_header_or_a_line(language: str, text: str) -> None:
    told = rendered(digest(line(1, sign=text, holder=text, brand=text), line(2)), language)
    plain = rendered(digest(line(1, sign="x", holder="x", brand="x"), line(2)), language)
    tags = [[tag.tag for tag in lxml_html.fromstring(one.html).iter()] for one in (told, plain)]
    assert tags[0] == tags[1]
    assert told.markdown.count("](") == plain.markdown.count("](")
    assert told.markdown.count("\n") == plain.markdown.count("\n")
    assert len(told.subject.splitlines()) == 1


@pytest.mark.parametrize(
    "sign", ["<script>alert(1)</script>", "**[x](http://e.example)**", "😀" * 60, "a\r\nBcc: x@y.z"]
)
def test_odd_signs_survive_into_mail_in_one_piece(sign: str) -> None:
    message = rendered(digest(line(1, sign=sign, brand=sign, holder=sign)))
    assert "<script" not in message.html
    mail = compose(message, "wang@example.org", "haishao@example.org")
    assert "Bcc" not in mail


def test_a_digest_of_the_most_alerts_fits_the_parts_a_chat_takes() -> None:
    from notifier.parts import split
    from storage.digests import MOST_LINES

    full = digest(*[line(n, sign="W" * 60, holder="H" * 80) for n in range(MOST_LINES)], total=500)
    parts = split(rendered(full).markdown, 4_096)
    assert all(len(part.encode()) <= 4_096 for part in parts)
    assert "还有 440 条" in rendered(full).text


def test_the_same_digest_has_the_same_message_id_each_time() -> None:
    assert rendered(MANY).message_id == rendered(replace(MANY, total=99)).message_id
