"""The WeCom group bot: the body decides, whatever the HTTP status."""

import json
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from http.server import BaseHTTPRequestHandler

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifier import wecom
from notifier.channel import Message, Undelivered

Answer = Callable[[BaseHTTPRequestHandler, bytes], None]
Serve = Callable[[Answer], AbstractContextManager]

MESSAGE = Message(subject="s", text="t", html="<p>h</p>", markdown="**高风险** 有人申请", message_id="<1@x>")


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
        assert wecom.send(MESSAGE, seen.url) == "errcode 0 ok"
    assert json.loads(seen.bodies[0]) == {"msgtype": "markdown", "markdown": {"content": "**高风险** 有人申请"}}


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
    ],
)
def test_anything_else_is_a_no_that_says_whether_to_try_again(
    bot: Serve, answer: Answer, permanent: bool, retry_after: float | None
) -> None:
    with bot(answer) as seen, pytest.raises(Undelivered) as refusal:
        wecom.send(MESSAGE, seen.url)
    assert (refusal.value.permanent, refusal.value.retry_after) == (permanent, retry_after)


def test_the_bot_s_address_is_never_told(bot: Serve) -> None:
    with bot(says(500, b"")) as seen, pytest.raises(Undelivered) as refusal:
        wecom.send(MESSAGE, seen.url)
    with pytest.raises(Undelivered) as unreachable:
        wecom.send(MESSAGE, "http://127.0.0.1:1/send?key=very-secret-key")
    for told in (refusal.value, unreachable.value):
        assert "very-secret-key" not in f"{told} {told.reason} {told.__cause__} {told.__context__ and ''}"


def test_a_bot_that_hangs_is_given_up(bot: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wecom, "TIMEOUT", httpx.Timeout(0.2))
    let_go = threading.Event()
    with bot(lambda *_: (let_go.wait(10), None)[1]) as seen:
        with pytest.raises(Undelivered) as refusal:
            wecom.send(MESSAGE, seen.url)
        let_go.set()
    assert not refusal.value.permanent


@pytest.mark.parametrize("address", ["http://example.org/send?key=1", "ftp://x", "https://", "nonsense", ""])
def test_only_https_or_loopback_is_an_address(address: str) -> None:
    with pytest.raises(Undelivered) as refusal:
        wecom.send(MESSAGE, address)
    assert refusal.value.permanent


@given(st.text(max_size=30_000).map(lambda s: s * 3))
def test_every_part_keeps_the_byte_limit(markdown: str) -> None:
    parts = wecom.split(markdown)
    assert 1 <= len(parts) <= wecom.MOST_PARTS
    assert all(len(part.encode("utf-8", "replace")) <= wecom.MOST_BYTES for part in parts)


def test_a_long_content_is_split_at_line_ends_and_numbered() -> None:
    lines = [f"第 {n} 行：" + "字" * 60 for n in range(40)]
    parts = wecom.split("\n".join(lines))
    assert len(parts) == 2
    assert [part.partition("\n")[0] for part in parts] == ["1/2", "2/2"]
    assert "".join(part.partition("\n")[2] for part in parts) == "\n".join(lines)


def test_what_is_beyond_the_last_part_is_pointed_to() -> None:
    parts = wecom.split("字" * 20_000)
    assert len(parts) == wecom.MOST_PARTS
    assert "控制台" in parts[-1]
