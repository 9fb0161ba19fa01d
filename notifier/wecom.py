"""WeCom group bot (企业微信群机器人 / 消息推送).

POST https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=… with a JSON body; the `key` makes the whole
address a secret. A refusal comes as HTTP 200 with `errcode` other than 0 in the body, so the body decides.
Limits, from developer.work.weixin.qq.com/document/path/99110 (updated 2025-08-07): markdown content
4,096 bytes of UTF-8, 20 messages a minute a bot (over: errcode 45009), wrong key: errcode 93000.
"""

import json
from urllib.parse import urlsplit

import httpx

from notifier.channel import Message, Undelivered

MOST_BYTES = 4_096
MOST_PARTS = 5
"""Parts a long message is sent in; what is beyond them is in the console, and the last part says so."""

TIMEOUT = httpx.Timeout(10.0)
RATE_WAIT = 60.0
_RATE_LIMITED = {45009, 45033}
_PERMANENT = {93000, 40058, 40008, 40035, 44004}
_LOOPBACK = {"127.0.0.1", "localhost", "::1"}


def send(message: Message, address: str) -> str:
    """Posts a message to a group bot and returns the body's answer.

    Raises `Undelivered`: permanent for an address that is none and for errcodes that no second try mends;
    to be tried again for rate limits (after a minute), other errcodes, 5xx, 429, time-outs and answers
    that are not JSON.
    """
    _check(address)
    answer = ""
    with httpx.Client(timeout=TIMEOUT, follow_redirects=False, trust_env=False) as client:
        for part in split(message.markdown):
            answer = _post(client, address, part)
    return answer


def _check(address: str) -> None:
    parts = urlsplit(address)
    safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)
    if not safe or not parts.hostname:
        raise Undelivered("the bot's address must be https", permanent=True)


def _post(client: httpx.Client, address: str, content: str) -> str:
    try:
        response = client.post(address, json={"msgtype": "markdown", "markdown": {"content": content}})
    except (httpx.HTTPError, httpx.InvalidURL) as trouble:
        # The text of httpx's errors may hold the address, which is a secret.
        raise Undelivered(f"connection to WeCom: {type(trouble).__name__}", permanent=False) from None
    if response.status_code == 429:
        raise Undelivered(
            "HTTP 429", permanent=False, retry_after=_seconds(response.headers.get("Retry-After"))
        )
    if response.status_code != 200:
        raise Undelivered(f"HTTP {response.status_code}", permanent=False)
    return _read_answer(response.content)


def _read_answer(body: bytes) -> str:
    try:
        data = json.loads(body)
        code, text = int(data["errcode"]), str(data.get("errmsg", ""))[:200]
    except (ValueError, TypeError, KeyError):
        raise Undelivered("the answer is not WeCom's JSON", permanent=False) from None
    if code == 0:
        return f"errcode 0 {text}".strip()
    if code in _RATE_LIMITED:
        raise Undelivered(f"errcode {code} {text}", permanent=False, retry_after=RATE_WAIT)
    raise Undelivered(f"errcode {code} {text}", permanent=code in _PERMANENT)


def _seconds(text: str | None) -> float:
    return float(text) if text and text.isdigit() else RATE_WAIT


def split(markdown: str) -> list[str]:
    """The content in parts of at most `MOST_BYTES` of UTF-8, cut at line ends where it can be and between
    characters always, each headed `1/3` when there are several.
    """
    if len(markdown.encode("utf-8", "replace")) <= MOST_BYTES:
        return [markdown]
    room = MOST_BYTES - len("10/10\n")
    parts: list[str] = []
    rest = markdown
    while rest and len(parts) < MOST_PARTS:
        head = rest.encode("utf-8", "replace")[:room].decode("utf-8", "ignore")
        if len(head) < len(rest) and (line_end := head.rfind("\n")) > len(head) // 2:
            head = head[: line_end + 1]
        parts.append(head)
        rest = rest[len(head) :]
    if rest:
        more = "\n（余下内容见控制台 · the rest is in the console）"
        tail = parts[-1].encode("utf-8", "replace")[: room - len(more.encode())].decode("utf-8", "ignore")
        parts[-1] = tail + more
    return [f"{number}/{len(parts)}\n{part}" for number, part in enumerate(parts, 1)]
