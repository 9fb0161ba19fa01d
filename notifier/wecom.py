"""WeCom group bot (企业微信群机器人 / 消息推送).

POST https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=… with a JSON body; the `key` makes the whole
address a secret. A refusal comes as HTTP 200 with `errcode` other than 0 in the body, so the body decides.
Limits, from developer.work.weixin.qq.com/document/path/99110 (updated 2025-08-07): markdown content
4,096 bytes of UTF-8, 20 messages a minute a bot (over: errcode 45009), wrong key: errcode 93000.
"""

import json
import time
from urllib.parse import parse_qsl, urlsplit

import httpx

from notifier.channel import Undelivered
from notifier.message import Message

MOST_BYTES = 4_096
MOST_PARTS = 5
"""Parts a long message is sent in; what is beyond them is in the console, and the last part says so."""

TIMEOUT = 10.0
"""Seconds for each step of an exchange, and again for the whole of an answer's body."""

RATE_WAIT = 60.0
_MOST_ANSWER = 64 * 1024
_RATE_LIMITED = frozenset({45009, 45033})
_PERMANENT = frozenset({93000, 40058, 40008, 40035, 44004})
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


def send(message: Message, address: str, *, timeout: float = TIMEOUT) -> str:
    """Posts a message to a group bot and returns the body's answer.

    Raises `Undelivered`: permanent for an address that is none and for errcodes that no second try mends.
    To be tried again: rate limits (after a minute), any other errcode (an unknown one may pass, and the
    number of tries is bounded anyway), every HTTP status but 200, time-outs, answers that are not JSON.
    A message in several parts is sent again from its first part.

    Spoken through the transport, not `httpx.Client`: the client logs every address it posts to.
    """
    if not is_address(address):
        raise Undelivered("the bot's address must be an https address", permanent=True)
    answer = ""
    with httpx.HTTPTransport(trust_env=False) as wire:
        for part in split(message.markdown):
            answer = _post(wire, address, part, timeout)
    return answer


def is_address(text: str) -> bool:
    """True for an https address; http is for this machine itself."""
    try:
        parts = urlsplit(text)
        safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)
        return bool(safe and parts.hostname and httpx.URL(text).host)
    except (ValueError, httpx.InvalidURL):
        return False


def _post(wire: httpx.HTTPTransport, address: str, content: str, timeout: float) -> str:
    request = httpx.Request(
        "POST",
        address,
        json={"msgtype": "markdown", "markdown": {"content": content}},
        extensions={"timeout": httpx.Timeout(timeout).as_dict()},
    )
    try:
        response = wire.handle_request(request)
        try:
            body = _body(response, timeout)
        finally:
            response.close()
    except httpx.HTTPError as trouble:
        # The text of httpx's errors may hold the address, which is a secret.
        raise Undelivered(f"connection to WeCom: {type(trouble).__name__}", permanent=False) from None
    if response.status_code == 429:
        wait = _seconds(response.headers.get("Retry-After", ""))
        raise Undelivered("HTTP 429", permanent=False, retry_after=wait)
    if response.status_code != 200:
        raise Undelivered(f"HTTP {response.status_code}", permanent=False)
    return _read_answer(body, address)


def _body(response: httpx.Response, timeout: float) -> bytes:
    body, until = b"", time.monotonic() + timeout
    for piece in response.iter_raw():
        body += piece
        if len(body) > _MOST_ANSWER or time.monotonic() > until:
            raise Undelivered("the answer is too long or too slow to be WeCom's", permanent=False)
    return body


def _read_answer(body: bytes, address: str) -> str:
    try:
        data = json.loads(body)
        code, text = data["errcode"], str(data.get("errmsg", ""))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        code, text = None, ""
    if type(code) is not int:
        raise Undelivered("the answer is not WeCom's JSON", permanent=False)
    said = f"errcode {code} {_without_secrets(text, address)}".strip()
    if code == 0:
        return said
    if code in _RATE_LIMITED:
        raise Undelivered(said, permanent=False, retry_after=RATE_WAIT)
    raise Undelivered(said, permanent=code in _PERMANENT)


def _without_secrets(text: str, address: str) -> str:
    """An answer's text on one line, cut short, with nothing of the address's query in it."""
    query = urlsplit(address).query
    for secret in (query, *(value for _, value in parse_qsl(query))):
        text = text.replace(secret, "…") if secret else text
    return " ".join(text.split())[:200]


def _seconds(text: str) -> float:
    return float(text) if text.isascii() and text.isdigit() and len(text) < 10 else RATE_WAIT


def split(markdown: str) -> list[str]:
    """The content in parts of at most `MOST_BYTES` of UTF-8, cut at line ends where it can be and between
    characters always, each headed `1/3` when there are several.
    """
    rest = markdown.encode("utf-8", "replace").decode()
    if len(rest.encode()) <= MOST_BYTES:
        return [rest]
    room = MOST_BYTES - len(f"{MOST_PARTS}/{MOST_PARTS}\n")
    parts: list[str] = []
    while rest and len(parts) < MOST_PARTS:
        head = rest.encode()[:room].decode("utf-8", "ignore")
        if len(head) < len(rest) and (line_end := head.rfind("\n")) > len(head) // 2:
            head = head[: line_end + 1]
        parts.append(head)
        rest = rest[len(head) :]
    if rest:
        more = "\n（余下内容见控制台 · the rest is in the console）"
        tail = parts[-1].encode()[: room - len(more.encode())].decode("utf-8", "ignore")
        parts[-1] = tail + more
    return [f"{number}/{len(parts)}\n{part}" for number, part in enumerate(parts, 1)]
