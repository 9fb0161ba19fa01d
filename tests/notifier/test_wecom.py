"""The WeCom group bot: the body decides, whatever the HTTP status."""

import dataclasses
import json
import logging
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from http.server import BaseHTTPRequestHandler

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.alert import Channel, Contact
from notifier import parts, wecom
from notifier.channel import NotYet, TakeTurns, Undelivered, WrongAddress, no_limit
from notifier.hosts import AllowedHosts
from notifier.message import Button, Card, Message
from notifier.web import Web

Answer = Callable[[BaseHTTPRequestHandler, bytes], None]
Serve = Callable[[Answer], AbstractContextManager]

LOOPBACK = AllowedHosts.read("127.0.0.1")
MESSAGE = Message(subject="s", text="t", html="<p>h</p>", markdown="**高风险** 有人申请", message_id="<1@x>")


def send(
    message: Message, address: str, *, form: str = "", timeout: float = 5.0, take_turns: TakeTurns = no_limit
) -> str:
    contact = Contact(name="群", channel=Channel.WECOM_BOT, address=address, form=form)
    try:
        wecom.check(contact, LOOPBACK)
    except WrongAddress as wrong:
        raise Undelivered(str(wrong), permanent=True) from None
    with Web(LOOPBACK, timeout=timeout) as web:
        return wecom.send(message, contact, web, take_turns)


def says(status: int, body: bytes, **headers: str) -> Answer:
    def answer(request: BaseHTTPRequestHandler, _: bytes) -> None:
        request.send_response(status)
        for name, value in headers.items():
            request.send_header(name.replace("_", "-"), value)
        request.end_headers()
        request.wfile.write(body)

    return answer


def test_errcode_zero_is_a_yes(bot: Serve) -> None:
    with bot(says(200, b'{"errcode": 0, "errmsg": "ok"}')) as seen:
        assert send(MESSAGE, seen.url) == "errcode 0 ok"
    assert json.loads(seen.bodies[0]) == {
        "msgtype": "markdown_v2",
        "markdown_v2": {"content": "**高风险** 有人申请"},
    }


@pytest.mark.parametrize(
    ("answer", "permanent", "retry_after"),
    [
        (says(200, b'{"errcode": 93000, "errmsg": "invalid webhook url"}'), True, None),
        (says(200, b'{"errcode": 45009, "errmsg": "api freq out of limit"}'), False, 60.0),
        (says(200, b'{"errcode": -1, "errmsg": "system busy"}'), False, None),
        (says(500, b"oops"), False, None),
        (says(302, b"", Location="https://example.org/"), False, None),
        (says(429, b"", Retry_After="17"), False, 17.0),
        (says(200, b"<html>maintenance</html>"), False, None),
        (says(200, b'{"errmsg": "no code"}'), False, None),
        (says(200, b'{"errcode": 0', Content_Length="500"), False, None),
        (says(200, b'{"errcode": false}'), False, None),
        (says(200, b'{"errcode": 0.5}'), False, None),
        (says(200, b'{"errcode": "0"}'), False, None),
        (says(200, b"[0]"), False, None),
        (says(200, b"[" * 60_000), False, None),
        (says(200, b" " * 70_000 + b'{"errcode": 0}'), False, None),
        (says(429, b"", Retry_After="\u00b2"), False, 60.0),
        (says(429, b"", Retry_After="Wed, 21 Oct 2026 07:28:00 GMT"), False, 60.0),
        (says(200, b'{"errcode": 40058, "errmsg": "content exceed max length"}'), True, None),
    ],
)
def test_anything_else_is_a_no_that_says_whether_to_try_again(
    bot: Serve, answer: Answer, permanent: bool, retry_after: float | None
) -> None:
    with bot(answer) as seen, pytest.raises(Undelivered) as refusal:
        send(MESSAGE, seen.url)
    assert (refusal.value.permanent, refusal.value.retry_after) == (permanent, retry_after)


def test_the_bot_s_address_is_never_told_or_logged(bot: Serve, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with bot(says(500, b"")) as seen, pytest.raises(Undelivered) as refusal:
        send(MESSAGE, seen.url)
    with pytest.raises(Undelivered) as unreachable:
        send(MESSAGE, "http://127.0.0.1:1/send?key=very-secret-key")
    echo = says(200, b'{"errcode": 93000, "errmsg": "no bot at key=very-secret-key"}')
    with bot(echo) as seen, pytest.raises(Undelivered) as echoed:
        send(MESSAGE, seen.url)
    with bot(says(200, b'{"errcode": 0, "errmsg": "very-secret-key ok"}')) as seen:
        told_yes = send(MESSAGE, seen.url)
    for told in (refusal.value, unreachable.value, echoed.value):
        assert "very-secret-key" not in f"{told} {told.reason} {told.__cause__}"
    assert "very-secret-key" not in told_yes + caplog.text


def test_a_bot_that_hangs_is_given_up(bot: Serve) -> None:
    let_go = threading.Event()
    with bot(lambda *_: (let_go.wait(10), None)[1]) as seen:
        with pytest.raises(Undelivered) as refusal:
            send(MESSAGE, seen.url, timeout=0.2)
        let_go.set()
    assert not refusal.value.permanent


@pytest.mark.parametrize(
    "address",
    [
        "http://example.org/send?key=1",
        "http://127.0.0.1@example.org/",
        "ftp://x",
        "https://",
        "https://[::1",
        "https://example.org:port/",
        "https://exa\nmple.org/",
        "nonsense",
        "",
    ],
)
def test_only_https_or_loopback_is_an_address(address: str) -> None:
    with pytest.raises(Undelivered) as refusal:
        send(MESSAGE, address)
    assert refusal.value.permanent


@given(st.text(max_size=30_000).map(lambda s: s * 3))
def test_every_part_keeps_the_byte_limit(markdown: str) -> None:
    pieces = parts.split(markdown, 4_096)
    assert 1 <= len(pieces) <= parts.MOST_PARTS
    assert all(len(part.encode("utf-8", "replace")) <= 4_096 for part in pieces)


def test_a_second_part_refused_means_the_message_is_not_delivered(bot: Serve) -> None:
    answers = iter([b'{"errcode": 0}', b'{"errcode": 45009}'])
    long = dataclasses.replace(MESSAGE, markdown="字" * 2_000)
    with (
        bot(lambda request, body: says(200, next(answers))(request, body)) as seen,
        pytest.raises(Undelivered) as no,
    ):
        send(long, seen.url)
    assert len(seen.bodies) == 2
    assert no.value.retry_after == 60.0


def test_a_lone_surrogate_is_sent_as_a_question_mark(bot: Serve) -> None:
    with bot(says(200, b'{"errcode": 0}')) as seen:
        send(dataclasses.replace(MESSAGE, markdown="a\ud800b"), seen.url)
    assert json.loads(seen.bodies[0])["markdown_v2"]["content"] == "a?b"


def test_a_long_content_is_split_at_line_ends_and_numbered() -> None:
    lines = [f"第 {n} 行：" + "字" * 60 for n in range(40)]
    pieces = parts.split("\n".join(lines), 4_096)
    assert len(pieces) == 2
    assert [part.partition("\n")[0] for part in pieces] == ["1/2", "2/2"]
    assert "".join(part.partition("\n")[2] for part in pieces) == "\n".join(lines)


def test_what_is_beyond_the_last_part_is_pointed_to() -> None:
    pieces = parts.split("字" * 20_000, 4_096)
    assert len(pieces) == parts.MOST_PARTS
    assert "控制台" in pieces[-1]


CARD = Card(
    title="【高风险】美国有人申请“青鹭海”，与贵方品牌相近，请尽快处理",
    description="BLUE PEAK TRADING LLC",
    url="https://haishao.example.org/alerts/7",
    emphasis=("27", "天后截止"),
    quote="QINGLU HAI 是青鹭海的拼音",
    rows=tuple((f"项{n}", "值" * 40) for n in range(9)),
)


def test_a_card_keeps_the_lengths_and_counts_of_the_bot(bot: Serve) -> None:
    message = dataclasses.replace(
        MESSAGE, card=CARD, buttons=tuple(Button(label=f"按钮{n}", url="https://x.example") for n in range(4))
    )
    with bot(says(200, b'{"errcode": 0}')) as seen:
        send(message, seen.url, form="card")
    sent = json.loads(seen.bodies[0])
    card = sent["template_card"]
    assert (sent["msgtype"], card["card_type"]) == ("template_card", "text_notice")
    assert len(card["main_title"]["title"]) == 26
    assert card["emphasis_content"] == {"title": "27", "desc": "天后截止"}
    assert [len(row["value"]) for row in card["horizontal_content_list"]] == [26] * 6
    assert len(card["jump_list"]) == 3
    assert card["card_action"] == {"type": 1, "url": "https://haishao.example.org/alerts/7"}


@pytest.mark.parametrize(
    ("form", "kind", "limit"), [("text", "text", 2_048), ("markdown", "markdown", 4_096)]
)
def test_every_form_keeps_its_own_byte_limit(bot: Serve, form: str, kind: str, limit: int) -> None:
    message = dataclasses.replace(MESSAGE, text="😀字" * 900, markdown="😀字" * 900)
    with bot(says(200, b'{"errcode": 0}')) as seen:
        send(message, seen.url, form=form)
    contents = [json.loads(body)[kind]["content"] for body in seen.bodies]
    assert all(len(content.encode()) <= limit for content in contents)
    assert contents[0].startswith(f"1/{len(contents)}\n")


def test_a_bot_whose_rate_is_used_up_is_sent_nothing(bot: Serve) -> None:
    asked: list[tuple[str, int, float, int]] = []

    def full(receiver: str, most: int, seconds: float, count: int) -> float:
        asked.append((receiver, most, seconds, count))
        return 12.0

    long = dataclasses.replace(MESSAGE, markdown="字" * 2_000)
    with bot(says(200, b'{"errcode": 0}')) as seen, pytest.raises(NotYet) as not_yet:
        send(long, seen.url, take_turns=full)
    ((receiver, most, seconds, count),) = asked
    assert (not_yet.value.wait, most, count, seen.bodies) == (12.0, 20, 2, [])
    assert seconds > 60
    assert "very-secret-key" not in receiver


@pytest.mark.parametrize(
    "address", ["https://example.org/cgi-bin/webhook/send?key=1", "https://qyapi.weixin.qq.com.evil.example/"]
)
def test_another_host_is_no_bot_of_wecom(address: str) -> None:
    contact = Contact(name="群", channel=Channel.WECOM_BOT, address=address)
    with pytest.raises(WrongAddress, match="qyapi"):
        wecom.check(contact, LOOPBACK)
