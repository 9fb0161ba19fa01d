"""Messages in a real browser at a phone's width: the first screen tells what, where and until when.

With SCREENS=docs/screens in the environment the screenshots are kept there.
"""

import base64
import datetime as dt
import html
import io
import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from crawlers.chromium import chromium, why_no_browser
from domain.alert import Alert, Reason
from domain.deadline import Confidence, LastDay
from domain.decision import Answer
from domain.digest import Digest, DigestLine
from domain.match import Evidence, Match, Tier
from domain.observation import Goods, Kind, Observation, Party, Provenance
from jobs.links import label_of
from notifier.digest import digest_message
from notifier.message import Button, Message
from notifier.render import render
from notifier.wecom_card import text_notice

pytestmark = pytest.mark.skipif(bool(why_no_browser()), reason=why_no_browser() or "-")

TODAY = dt.date(2026, 11, 23)
PHONE = {"width": 390, "height": 844}
CONSOLE = "https://haishao.example"
ODD = '<script>alert("x")</script> **😀** [x](http://e.example) شركة'


@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
    from playwright.sync_api import sync_playwright

    flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
    with sync_playwright() as playwright:
        one = playwright.chromium.launch(executable_path=chromium(), args=flags)
        yield one
        one.close()


Open = Callable[[str, str], object]


@pytest.fixture
def on_a_phone(browser: object, tmp_path: Path) -> Iterator[Open]:
    """Opens a page of the given HTML on a phone, and keeps its screenshot under the given name."""
    pages = []
    kept = Path(os.environ.get("SCREENS") or tmp_path)

    def show(name: str, page: str) -> object:
        opened = browser.new_page(viewport=PHONE, device_scale_factor=1.5, java_script_enabled=True)
        pages.append(opened)
        asked: list[str] = []
        opened.on("request", lambda request: asked.append(request.url))
        opened.on("dialog", lambda dialog: pytest.fail(f"a message ran a script: {dialog.message}"))
        opened.set_content(page)
        opened.screenshot(
            path=(kept if name.startswith(("email-", "wecom-")) else tmp_path) / f"{name}.png", full_page=True
        )
        assert [url for url in asked if not url.startswith(("data:", "about:"))] == []
        assert opened.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        return opened

    yield show
    for page in pages:
        page.close()


def match(number: int, office: str, nice: int, sign: str = "QINGLU HAI FOODS", **rest: object) -> Match:
    last_day = LastDay(
        day=dt.date(2026, 12, 17),
        rule_zh="公告之日起三十日内",
        rule_en="30 days from publication",
        rule_source="15 U.S.C. §1063",
        checked_on=dt.date(2026, 11, 22),
        confidence=Confidence.VERIFIED,
    )
    evidence = Evidence(
        feature="pinyin",
        score=1.0,
        ours="青鹭海",
        theirs=sign,
        says="QINGLU HAI 是“青鹭海”的拼音，FOODS 为商品通用词",
        says_en="QINGLU HAI is the pinyin of 青鹭海; FOODS only names the goods",
    )
    fields = {
        "kind": Kind.FILING,
        "source": "us-uspto-trtdxfap",
        "ref": str(99123456 + number),
        "sign": sign,
        "office": office,
        "holders": (Party(name="BLUE PEAK TRADING LLC", country="US"),),
        "goods": (Goods(nice_class=nice, text="Canned fish"),),
        "published_on": dt.date(2026, 11, 17),
        "provenance": Provenance.LIVE,
    }
    return Match(
        brand_id="B1",
        brand="青鹭海",
        mark="青鹭海",
        observation=Observation(**(fields | rest)),
        score=0.93,
        tier=Tier.HIGH,
        evidence=(evidence,),
        rules="words-1",
        last_day=last_day,
    )


def alert(*matches: Match) -> Alert:
    return Alert(
        alert_id=7,
        enterprise="甲食品有限公司",
        brand_id="B1",
        brand="青鹭海",
        holder="BLUE PEAK TRADING LLC",
        reason=Reason.SIMILAR_FILING,
        raised_at=dt.datetime(2026, 11, 23, 8, tzinfo=dt.UTC),
        matches=matches,
    )


GROWN = alert(match(0, "US", 29), match(1, "GB", 29), match(2, "BR", 30))


def message(one: Alert, language: str, **rest: object) -> Message:
    token = "WzcsM10:1tQx:" + "a" * 40
    buttons = tuple(
        Button(label=label_of(answer, language), url=f"{CONSOLE}/answer/{token}/{answer}")
        for answer in Answer
    )
    return render(one, 9, language, today=TODAY, console_url=CONSOLE, buttons=buttons, **rest)


def two_logos() -> bytes:
    sheet = Image.new("RGB", (768, 384), "white")
    draw = ImageDraw.Draw(sheet)
    draw.ellipse((60, 60, 320, 320), outline="#0b4a6f", width=26)
    draw.ellipse((450, 60, 710, 320), outline="#7a2e0e", width=30)
    file = io.BytesIO()
    sheet.save(file, "PNG")
    return file.getvalue()


def with_pictures(told: Message) -> str:
    """The HTML as a mail program shows it, its own pictures in their place."""
    page = told.html
    for picture in told.pictures:
        data = base64.b64encode(picture.content).decode()
        page = page.replace(f"cid:{picture.picture_id}", f"data:{picture.media_type};base64,{data}")
    return page


def bottom(page: object, text: str) -> float:
    """Where the first element that says the text ends, in pixels from the top."""
    box = page.get_by_text(text).first.bounding_box()
    assert box is not None, f"{text} is not shown"
    return box["y"] + box["height"]


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("zh", ("高风险", "青鹭海", "美国", "异议截止 2026-12-17", "剩 24 天", "的拼音", "这是我们的", "请求协助")),
        ("en", ("High risk", "青鹭海", "United States", "2026-12-17", "24 days left", "the pinyin", "This is ours", "Help me")),
    ],
)  # fmt: skip
def test_the_first_screen_of_an_alert_says_what_where_why_until_when_and_what_to_do(
    on_a_phone: Open, language: str, told: tuple[str, ...]
) -> None:
    page = on_a_phone(f"email-alert-{language}", with_pictures(message(GROWN, language)))
    for text in told:
        assert bottom(page, text) <= PHONE["height"], text


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_button_is_wide_and_tall_enough_for_a_thumb(on_a_phone: Open, language: str) -> None:
    page = on_a_phone(f"buttons-{language}", message(GROWN, language).html)
    boxes = [link.bounding_box() for link in page.get_by_role("link").all()]
    assert len(boxes) == len(Answer) + 1
    assert all(box["height"] >= 44 and box["width"] >= 120 for box in boxes)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_conflict_of_pictures_shows_them_side_by_side_on_the_first_screen(
    on_a_phone: Open, language: str
) -> None:
    pictured = message(alert(match(0, "US", 29, sign="")), language, both_signs=two_logos())
    page = on_a_phone(f"email-pictures-{language}", with_pictures(pictured))
    box = page.locator("img").bounding_box()
    assert box["y"] + box["height"] <= PHONE["height"]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_reminder_of_made_up_data_says_both_before_anything_else(on_a_phone: Open, language: str) -> None:
    demo = alert(match(0, "US", 29, provenance=Provenance.MADE_UP))
    page = on_a_phone(f"email-demo-{language}", message(demo, language, reminder=7).html)
    assert bottom(page, "演示数据" if language == "zh" else "DEMO DATA") < 80


def test_a_sign_that_would_run_is_shown_as_it_is_written(on_a_phone: Open) -> None:
    page = on_a_phone("odd", message(alert(match(0, "US", 29, sign=ODD)), "zh").html)
    assert page.get_by_text('<script>alert("x")</script>').count() >= 1


def test_an_address_without_a_break_among_the_rules_does_not_widen_the_page(on_a_phone: Open) -> None:
    one = match(0, "US", 29)
    long = replace(one.last_day, rule_source="https://www.example.org/" + "rules_of_practice" * 6)
    on_a_phone("rule", message(alert(replace(one, last_day=long)), "zh").html)


def card_page(card: dict, language: str) -> str:
    """WeCom's text_notice as its help pages picture it, near enough to see what a reader sees."""
    said = html.escape
    rows = "".join(
        '<div style="display:flex;font-size:14px;line-height:24px">'
        f'<span style="color:#888;width:72px">{said(row["keyname"])}</span>'
        f'<span style="overflow-wrap:anywhere">{said(row["value"])}</span></div>'
        for row in card.get("horizontal_content_list", ())
    )
    jumps = "".join(
        f'<div style="border-top:1px solid #eee;padding:12px 0;color:#576b95;font-size:15px">{said(jump["title"])}</div>'
        for jump in card.get("jump_list", ())
    )
    quote = card.get("quote_area", {}).get("quote_text", "")
    large = card.get("emphasis_content", {"title": "", "desc": ""})
    return (
        f'<!DOCTYPE html><html lang="{language}"><meta name="viewport" content="width=device-width"><body style="margin:0;'
        "background:#ededed;padding:16px;font-family:'Noto Sans CJK SC',sans-serif\"><div style=\"background:#fff;"
        'border-radius:6px;padding:14px 16px 0">'
        f'<div style="color:#888;font-size:13px">{said(card["source"]["desc"])}</div>'
        f'<div style="font-size:17px;margin-top:8px">{said(card["main_title"]["title"])}</div>'
        f'<div style="color:#888;font-size:14px">{said(card["main_title"]["desc"])}</div>'
        f'<div style="text-align:center;margin:14px 0"><div style="font-size:32px">{said(large["title"])}</div>'
        f'<div style="color:#888;font-size:13px">{said(large["desc"])}</div></div>'
        f'<div style="background:#f7f7f7;padding:8px 10px;font-size:14px;margin-bottom:10px">{said(quote)}</div>'
        f"{rows}<div style='height:10px'></div>{jumps}</div></body></html>"
    )


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("zh", ("高风险", "美国", "24", "2026-12-17", "QINGLU HAI FOODS ≈ 青鹭海")),
        ("en", ("High risk", "United States", "24", "2026-12-17", "QINGLU HAI FOODS ≈ 青鹭海")),
    ],
)  # fmt: skip
def test_a_card_says_what_where_and_until_when(
    on_a_phone: Open, language: str, told: tuple[str, ...]
) -> None:
    one = message(GROWN, language)
    page = on_a_phone(f"wecom-card-{language}", card_page(text_notice(one.card, one.buttons), language))
    for text in told:
        assert bottom(page, text) <= PHONE["height"], text


def digest() -> Digest:
    first = DigestLine(
        alert_id=1,
        brand="青鹭海",
        holder="BLUE PEAK TRADING LLC",
        sign="QINGLU HAI FOODS",
        offices=("US", "GB", "BR"),
        tier=Tier.HIGH,
        last_day=dt.date(2026, 11, 26),
        matches=27,
        provenance=Provenance.LIVE,
    )
    lines = (
        first,
        replace(
            first,
            alert_id=2,
            sign="QINGLUHAI",
            holder="Garcia Distribuciones S.L.",
            offices=("EM",),
            matches=1,
        ),
        replace(
            first,
            alert_id=3,
            brand="拓泽力",
            sign="TUOZELI",
            tier=Tier.MEDIUM,
            last_day=dt.date(2026, 12, 20),
        ),
        replace(
            first, alert_id=4, brand="拓泽力", sign=ODD, tier=Tier.LOW, last_day=None, holder="", matches=1
        ),
    )
    return Digest(
        digest_id=3,
        enterprise="甲食品有限公司",
        due_at=dt.datetime(2026, 11, 23, 1, tzinfo=dt.UTC),
        total=9,
        high=2,
        nearest=dt.date(2026, 11, 26),
        decided=2,
        lines=lines,
    )


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("zh", ("9 条预警待处理，2 条高风险", "最近截止 2026-11-26", "青鹭海", "QINGLU HAI FOODS")),
        ("en", ("9 alerts waiting, 2 of high risk", "Nearest last day: Thu 2026-11-26", "青鹭海", "QINGLU HAI FOODS")),
    ],
)  # fmt: skip
def test_the_first_screen_of_a_digest_says_how_many_wait_and_until_when(
    on_a_phone: Open, language: str, told: tuple[str, ...]
) -> None:
    one = digest_message(digest(), 9, language, today=TODAY, console_url=CONSOLE)
    page = on_a_phone(f"email-digest-{language}", one.html)
    for text in told:
        assert bottom(page, text) <= PHONE["height"], text
    on_a_phone(f"wecom-digest-{language}", card_page(text_notice(one.card, one.buttons), language))
