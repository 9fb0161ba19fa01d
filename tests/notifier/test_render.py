"""An alert as a recipient reads it."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from lxml import html as lxml_html

from domain.alert import Alert
from domain.observation import Provenance
from notifier.email import compose
from notifier.render import render
from notifier.wecom import MOST_BYTES

TODAY = dt.date(2026, 11, 23)
GOLDEN = Path(__file__).parent / "golden"
Make = Callable[..., Alert]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_text_reads_as_agreed(make_alert: Make, language: str) -> None:
    message = render(make_alert(count=2), 9, language, today=TODAY, console_url="https://haishao.example")
    written = f"{message.subject}\n\n{message.text}\n----\n{message.markdown}\n"
    golden = GOLDEN / f"alert.{language}.txt"
    if not golden.exists():
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(written, encoding="utf-8")
        pytest.fail(f"{golden.name} was missing and has been written: read it, then run again")
    assert written == golden.read_text(encoding="utf-8")


def test_the_subject_leads_with_risk_place_sign_and_last_day(make_alert: Make) -> None:
    message = render(make_alert(), 9, "zh", today=TODAY, console_url="https://x")
    assert message.subject == "【高风险】美国：有人申请“QINGLU HAI FOODS”，异议截止 2026-12-17 周四（剩 24 天）"


@pytest.mark.parametrize(
    ("day", "says"),
    [(TODAY, "今天截止"), (TODAY + dt.timedelta(1), "剩 1 天"), (TODAY - dt.timedelta(2), "已过期 2 天"), (None, "未知")],
)
def test_the_days_left_are_said_plainly(make_alert: Make, day: dt.date | None, says: str) -> None:
    assert says in render(make_alert(last_day=day), 9, "zh", today=TODAY, console_url="https://x").subject


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_is_made_up_says_so_everywhere(make_alert: Make, language: str) -> None:
    demo = "演示数据" if language == "zh" else "DEMO DATA"
    made_up = render(make_alert(provenance=Provenance.MADE_UP), 9, language, today=TODAY, console_url="https://x")
    live = render(make_alert(), 9, language, today=TODAY, console_url="https://x")
    for said, unsaid in zip(
        (made_up.subject, made_up.text, made_up.html, made_up.markdown),
        (live.subject, live.text, live.html, live.markdown),
        strict=True,
    ):
        assert demo in said
        assert demo not in unsaid


def test_a_deadline_never_comes_without_rule_source_date_and_confidence(make_alert: Make) -> None:
    message = render(make_alert(), 9, "en", today=TODAY, console_url="https://x")
    for form in (message.text, message.html, message.markdown):
        for part in ("30 days from publication", "15 U.S.C. §1063", "2026-11-22", "checked against its source"):
            assert part in form


def test_many_matches_are_listed_and_the_rest_counted(make_alert: Make) -> None:
    message = render(make_alert(count=30), 9, "zh", today=TODAY, console_url="https://x")
    assert "还有 21 件，见控制台" in message.text
    assert len(message.markdown.encode()) <= MOST_BYTES


@given(sign=st.text(max_size=300), brand=st.text(min_size=1, max_size=80), holder=st.text(max_size=300))
@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_no_name_breaks_a_header_the_page_or_the_limit(make_alert: Make, sign: str, brand: str, holder: str) -> None:
    alert = make_alert(sign=sign, brand=brand, holder=holder, count=12)
    message = render(alert, 9, "zh", today=TODAY, console_url="https://x")
    mail = compose(message, "wang@example.cn", "haishao@example.org")
    assert len(message.subject) <= 120
    assert "\n" not in message.subject
    assert b"\nBcc:" not in mail.as_bytes()
    assert len(message.markdown.encode()) <= MOST_BYTES
    tags = {element.tag for element in lxml_html.fromstring(message.html).iter() if isinstance(element.tag, str)}
    assert tags <= {"html", "head", "meta", "body", "table", "tr", "td", "p", "span", "br", "bdi", "a", "ul", "li", "tbody"}


def test_a_script_in_a_sign_is_shown_not_run(make_alert: Make) -> None:
    message = render(make_alert(sign="<script>alert(1)</script>"), 9, "zh", today=TODAY, console_url="https://x")
    assert "<script" not in message.html
    assert "&lt;script&gt;" in message.html
    assert "<script" not in message.markdown
