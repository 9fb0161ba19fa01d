"""An alert as a recipient reads it, frozen in both languages, and what no text of a gazette can do to it."""

import datetime as dt
import email
import email.policy
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from lxml import html as lxml_html

from domain.alert import Alert
from domain.deadline import Confidence
from domain.match import Match, Tier
from domain.observation import Goods, Kind, Party, Price, Provenance
from notifier.mail import compose
from notifier.message import Message
from notifier.parts import MOST_PARTS, split
from notifier.render import MOST_OTHERS, render
from notifier.wecom import MOST_BYTES
from notifier.words import Known

TODAY = dt.date(2026, 11, 23)
GOLDEN = Path(__file__).parent / "golden"
Make = Callable[..., Alert]


def rendered(alert: Alert, language: str = "zh", today: dt.date = TODAY) -> Message:
    return render(alert, 9, language, today=today, console_url="https://haishao.example")


def forms(message: Message) -> tuple[str, str, str, str]:
    return message.subject, message.text, message.html, message.markdown


def observed(match: Match, **changes: object) -> Match:
    return replace(match, observation=replace(match.observation, **changes))


def of(alert: Alert, *matches: Match) -> Alert:
    return replace(alert, matches=matches)


def frozen(written: str, name: str) -> str:
    """The golden of that name; a missing one is written, and fails the test once."""
    golden = GOLDEN / name
    if not golden.exists():
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(written, encoding="utf-8")
        pytest.fail(f"{golden.name} was missing and has been written: read it, then run again")
    return golden.read_text(encoding="utf-8")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_text_reads_as_agreed(make_alert: Make, language: str) -> None:
    message = rendered(make_alert(count=2), language)
    written = f"{message.subject}\n\n{message.text}\n----\n{message.markdown}\n"
    assert written == frozen(written, f"alert.{language}.txt")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_reads_as_agreed(make_alert: Make, language: str) -> None:
    written = rendered(make_alert(count=2, provenance=Provenance.MADE_UP), language).html + "\n"
    assert written == frozen(written, f"alert.{language}.html")


CLOSING = Known(
    titles={"shop": "某电商平台", "fair": "某展会名录"},
    closing={("fair", "SIAL Paris"): dt.date(2026, 11, 25)},
)


def listed(alert: Alert, **rest: object) -> Match:
    seen = observed(
        alert.leading, kind=Kind.LISTING, source="shop", ref="MLB-000001", sign="QINGLU HAI atum 170 g", office="BR", holders=(),
        seller=Party(name="Loja Sul", country="BR"), price=Price(amount=Decimal("19.90"), currency="BRL"), goods=(),
        url="https://shop.example/MLB-000001", published_on=None, **rest,
    )  # fmt: skip
    return replace(seen, last_day=None)


def exhibiting(alert: Alert, **rest: object) -> Match:
    fields = {"source": "fair", "ref": "p-1", "office": "FR", "event": "SIAL Paris", "stand": "6B 214"} | rest
    seen = observed(
        alert.leading, kind=Kind.EXHIBITOR, sign="Qinglu Hai SARL", goods=(), published_on=None, **fields
    )
    return replace(seen, last_day=None)


@pytest.mark.parametrize("kind", ["listing", "exhibitor"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_is_no_filing_reads_as_agreed(make_alert: Make, kind: str, language: str) -> None:
    alert = make_alert()
    one = listed(alert) if kind == "listing" else exhibiting(alert)
    message = render(
        of(alert, one, one), 9, language, today=TODAY, console_url="https://haishao.example", known=CLOSING
    )
    card = "\n".join(
        [
            message.card.title,
            message.card.description,
            str(message.card.emphasis),
            *map(str, message.card.rows),
        ]
    )
    written = f"{message.subject}\n\n{message.text}\n----\n{message.markdown}\n----\n{card}\n"
    assert written == frozen(written, f"{kind}.{language}.txt")
    for said in ("异议", "Oppose", "oppose", "公报", "gazette", "申请", "filed", "filing"):
        assert said not in "\n".join([*forms(message), card]), said


@pytest.mark.parametrize(
    ("closes_on", "told", "to_do"),
    [
        (None, "展期未知，请尽快核实", "到现场核实、取证"),
        (TODAY, "展期至 2026-11-23（今天闭展）", "到现场核实、取证"),
        (TODAY - dt.timedelta(1), "展期至 2026-11-22（已闭展）", "展会已结束"),
    ],
)
def test_of_an_exhibitor_one_is_told_whether_the_fair_is_still_on(
    make_alert: Make, closes_on: dt.date | None, told: str, to_do: str
) -> None:
    alert = make_alert()
    known = Known(closing={("fair", ""): closes_on} if closes_on else {})
    message = render(
        of(alert, exhibiting(alert)), 9, "zh", today=TODAY, console_url="https://haishao.example", known=known
    )
    assert message.subject.endswith(f"——{told}")
    assert to_do in message.text


def test_the_source_is_called_by_its_title(make_alert: Make) -> None:
    known = Known(titles={"us-uspto-trtdxfap": "美国商标局每日文件"})
    message = render(make_alert(), 9, "zh", today=TODAY, console_url="https://haishao.example", known=known)
    for form in (message.text, message.html, message.markdown):
        assert "美国商标局每日文件" in form
        assert "us-uspto" not in form


def test_the_subject_leads_with_risk_place_sign_and_last_day(make_alert: Make) -> None:
    subject = rendered(make_alert()).subject
    assert subject == "【高风险】美国有人申请“QINGLU HAI FOODS”——异议截止 2026-12-17（剩 24 天）"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_longest_sign_leaves_the_last_day_in_the_subject(make_alert: Make, language: str) -> None:
    alert = make_alert(sign="W" * 300, provenance=Provenance.MADE_UP)
    subject = rendered(of(alert, observed(alert.leading, office="AP")), language).subject
    assert subject.endswith(("2026-12-17（剩 24 天）", "2026-12-17 (24 days left)"))
    assert len(subject) <= 120


@pytest.mark.parametrize("provenance", [p for p in Provenance if p is not Provenance.LIVE])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_is_not_live_says_so_everywhere(make_alert: Make, provenance: Provenance, language: str) -> None:
    demo = "演示数据" if language == "zh" else "DEMO DATA"
    not_live = rendered(make_alert(provenance=provenance), language)
    live = rendered(make_alert(), language)
    for said, unsaid in zip(forms(not_live), forms(live), strict=True):
        assert demo in said
        assert demo not in unsaid


def test_a_made_up_filing_behind_a_live_one_is_marked_in_its_line(make_alert: Make) -> None:
    alert = make_alert()
    message = rendered(of(alert, alert.leading, observed(alert.leading, provenance=Provenance.MADE_UP)))
    (line,) = [line for line in message.text.splitlines() if line.startswith("- ")]
    assert line.startswith("- [演示数据] ")
    assert "演示" not in message.subject


@pytest.mark.parametrize(
    ("published_on", "why"), [(None, "尚未进入异议公告"), (dt.date(2026, 11, 20), "没有该局的异议期规则")]
)
def test_an_unknown_last_day_is_said_with_its_reason(
    make_alert: Make, published_on: dt.date | None, why: str
) -> None:
    alert = make_alert(last_day=None)
    message = rendered(of(alert, observed(alert.leading, published_on=published_on)))
    assert message.subject.endswith("异议截止日未知，请尽快核实")
    for form in (message.text, message.html, message.markdown):
        assert "异议截止日未知" in form
        assert why in form


@pytest.mark.parametrize(
    ("day", "zh", "en"),
    [
        (TODAY + dt.timedelta(2), "剩 2 天", "2 days left"),
        (TODAY + dt.timedelta(1), "剩 1 天", "1 day left"),
        (TODAY, "今天截止", "today"),
        (TODAY - dt.timedelta(1), "已过期 1 天", "passed 1 day ago"),
    ],
)
def test_the_days_left_are_said_plainly(make_alert: Make, day: dt.date, zh: str, en: str) -> None:
    assert f"（{zh}）" in rendered(make_alert(last_day=day)).subject
    assert f"({en})" in rendered(make_alert(last_day=day), "en").subject


def test_a_deadline_never_comes_without_rule_source_date_confidence_and_caveat(make_alert: Make) -> None:
    alert = make_alert()
    last = alert.leading.last_day
    assert last is not None
    doubtful = replace(last, confidence=Confidence.CONFLICTING, caveat_en="may be extended on request")
    message = rendered(of(alert, replace(alert.leading, last_day=doubtful)), "en")
    for form in (message.text, lxml_html.fromstring(message.html).text_content(), message.markdown):
        for part in (
            "30 days from publication",
            "15 U.S.C. §1063",
            "checked 2026-11-22",
            "sources conflict; the earliest date is shown",
            "may be extended on request",
            "confirm with local counsel",
        ):
            assert part in form


def test_many_matches_are_counted_and_listed_up_to_a_bound(make_alert: Make) -> None:
    message = rendered(make_alert(count=MOST_OTHERS + 13))
    assert f"同一申请人另有 {MOST_OTHERS + 12} 件：" in message.text
    assert f"美国 {99123456 + MOST_OTHERS} " in message.text
    assert f"美国 {99123457 + MOST_OTHERS} " not in message.text
    assert "还有 12 件，见控制台" in message.text
    assert len(message.markdown.encode()) <= MOST_BYTES["markdown_v2"]


def test_a_mark_without_words_is_called_a_picture(make_alert: Make) -> None:
    message = rendered(make_alert(sign=""))
    assert "有人申请图形商标——" in message.subject
    assert "对方标识：（图形商标）" in message.text


def test_an_unknown_jurisdiction_is_shown_by_its_code(make_alert: Make) -> None:
    alert = make_alert()
    assert "QZ有人申请" in rendered(of(alert, observed(alert.leading, office="QZ"))).subject


def test_direction_and_invisible_characters_are_dropped(make_alert: Make) -> None:
    assert "“HAINAIXIEW”" in rendered(make_alert(sign="HAI\u202eNAIX\u200bIEW\u2066")).subject


def test_a_message_has_one_id_however_often_it_is_rendered(make_alert: Make) -> None:
    first, again = rendered(make_alert()), rendered(make_alert(), today=dt.date(2026, 12, 1))
    assert first.message_id == again.message_id == "<alert-7-9@haishao.example>"


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("http://127.0.0.1:8000", "127.0.0.1"),
        ("http://[::1]:8000", "1"),
        ("https://x.example/base/", "x.example"),
        ("", "haishao"),
    ],
)
def test_the_console_may_be_anywhere(make_alert: Make, address: str, host: str) -> None:
    message = render(make_alert(), 9, "zh", today=TODAY, console_url=address)
    assert message.message_id == f"<alert-7-9@{host}>"
    assert f"{address.rstrip('/')}/alerts/7" in message.text


def test_a_script_in_a_sign_is_shown_not_run(make_alert: Make) -> None:
    message = rendered(make_alert(sign="<script>alert(1)</script>"))
    assert "<script" not in message.html
    assert "&lt;script&gt;" in message.html
    assert "<script" not in message.markdown


def test_markdown_cannot_be_opened_by_a_name(make_alert: Make) -> None:
    name = "<@all>[win](http://evil.example)`**#"
    markdown = rendered(make_alert(sign=name, brand=name, holder=name, count=2)).markdown
    assert "<@" not in markdown
    assert "](http://evil" not in markdown
    assert markdown.count("](") == 1


anything = st.text(st.characters(), max_size=300)
TAGS = {"html", "head", "meta", "body", "table", "tr", "td", "p", "span", "br", "bdi", "a", "ul", "li"}
HEADERS = {
    *("Subject", "From", "To", "Date", "Message-ID"),
    *("Auto-Submitted", "List-Id", "MIME-Version", "Content-Type"),
}


@given(
    sign=anything,
    holder=anything,
    brand=anything,
    why=anything,
    ref=anything,
    tier=st.sampled_from(Tier),
    language=st.sampled_from(["zh", "en"]),
    count=st.integers(1, 12),
)
@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_no_text_breaks_a_header_the_page_or_the_limit(
    make_alert: Make,
    sign: str,
    holder: str,
    brand: str,
    why: str,
    ref: str,
    tier: Tier,
    language: str,
    count: int,
) -> None:
    alert = make_alert(brand=brand)
    evidence = (replace(alert.leading.evidence[0], says=why, says_en=why),)
    hostile = replace(
        observed(alert.leading, sign=sign, holders=(Party(name=holder),), ref=ref),
        tier=tier,
        evidence=evidence,
    )
    message = rendered(of(alert, *[hostile] * count), language)

    assert len(message.subject) <= 120
    assert not set(message.subject) & set("\r\n\0\u2028\u2029\u0085\u202e")
    raw = compose(message, "wang@example.cn", "haishao@example.org").as_bytes()
    assert raw.isascii()
    assert max(map(len, raw.splitlines())) <= 998
    mail = email.message_from_bytes(raw, policy=email.policy.default)
    assert not mail.defects
    assert set(mail.keys()) == HEADERS
    assert mail["Subject"] == message.subject

    page = lxml_html.fromstring(message.html)
    assert {element.tag for element in page.iter()} <= TAGS
    assert page.xpath("//a/@href") == ["https://haishao.example/alerts/7"]
    parts = split(message.markdown, MOST_BYTES["markdown_v2"])
    assert len(parts) <= MOST_PARTS
    assert all(len(part.encode()) <= MOST_BYTES["markdown_v2"] for part in parts)


def test_an_alert_over_several_offices_names_them_and_the_classes_above_the_list(make_alert: Make) -> None:
    alert = make_alert(count=3)
    offices = ("US", "GB", "BR")
    spread = of(
        alert,
        *[
            observed(match, office=office, goods=(Goods(nice_class=29 + n),))
            for n, (match, office) in enumerate(zip(alert.matches, offices, strict=True))
        ],
    )
    zh, en = rendered(spread).text, rendered(spread, "en").text
    assert "同一申请人另有 2 件，共涉及美国、英国、巴西，第 29、30、31 类：" in zh
    assert (
        "2 further filings of the same holder, in United States, United Kingdom, Brazil, classes 29, 30, 31:"
        in en
    )


def test_only_so_many_offices_are_named_and_the_rest_counted(make_alert: Make) -> None:
    offices = ("US", "GB", "BR", "DE", "FR", "JP", "KR", "IN")
    alert = make_alert(count=len(offices))
    spread = of(
        alert, *[observed(m, office=office) for m, office in zip(alert.matches, offices, strict=True)]
    )
    assert "等 8 处" in rendered(spread).text
    assert "and 2 more" in rendered(spread, "en").text


def test_a_conflict_of_pictures_shows_both_in_the_mail_itself(make_alert: Make) -> None:
    png = b"\x89PNG\r\n"
    message = render(
        make_alert(), 9, "zh", today=TODAY, console_url="https://haishao.example", both_signs=png
    )
    (picture,) = message.pictures
    assert picture.content == png
    assert f'src="cid:{picture.picture_id}"' in message.html
    assert "<img" not in rendered(make_alert()).html


@pytest.mark.parametrize(("language", "said"), [("zh", "截止提醒"), ("en", "REMINDER")])
def test_a_reminder_says_so_in_every_form_and_a_first_telling_in_none(
    make_alert: Make, language: str, said: str
) -> None:
    reminder = render(
        make_alert(), 9, language, today=TODAY, console_url="https://haishao.example", reminder=7
    )
    assert all(said in form for form in (*forms(reminder), reminder.card.title))
    assert not any(said in form for form in forms(rendered(make_alert(), language)))
