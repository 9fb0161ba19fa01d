"""Feishu group bot (飞书自定义机器人).

POST https://open.feishu.cn/open-apis/bot/v2/hook/… (open.larksuite.com abroad) with an interactive card; HTTP 200
whatever it thinks, `code` in the body decides (open.feishu.cn, 自定义机器人使用指南; general knowledge, not checked
against the page). With a secret the body carries `timestamp` and `sign`: the HMAC-SHA256 of nothing under the key
`timestamp\\nsecret`. 20 KB a message, 100 messages a minute a bot.
"""

import base64
import hashlib
import hmac
import time
from typing import Any

from domain.alert import Contact
from notifier.bots import accepted, secrets_of, wait_for_turns
from notifier.channel import TakeTurns, check_form
from notifier.hosts import AllowedHosts, check_url
from notifier.message import Message
from notifier.parts import cut, split
from notifier.web import Web, read_code

A_MINUTE = 100
_MOST_BYTES = 15_000
_HOSTS = frozenset({"open.feishu.cn", "open.larksuite.com"})
_RATE_LIMITED = frozenset({9499, 11232})
_DEAD = frozenset({19001})


def check(contact: Contact, allowed: AllowedHosts) -> None:
    """Raises `WrongAddress` for what is no bot's address."""
    check_form(contact.form, ())
    check_url(contact.address, allowed, hosts=_HOSTS)


def send(message: Message, contact: Contact, web: Web, take_turns: TakeTurns, *, limited: bool = True) -> str:
    """Posts a message and returns the answer. Raises `Undelivered` by the body's code."""
    parts = split(message.markdown, _MOST_BYTES)
    if limited:
        wait_for_turns(contact, take_turns, A_MINUTE, len(parts))
    said = ""
    for part in parts:
        content = {**_signed(contact.secret, int(time.time())), **_card(message.subject, part)}
        answer = web.post(contact.address, content)
        code = read_code(answer, code="code", words="msg", secrets=secrets_of(contact))
        said = accepted(code, rate_limited=_RATE_LIMITED, dead=_DEAD)
    return said


def _card(subject: str, markdown: str) -> dict[str, Any]:
    header = {"title": {"tag": "plain_text", "content": cut(subject, 300)}}
    return {
        "msg_type": "interactive",
        "card": {"header": header, "elements": [{"tag": "markdown", "content": markdown}]},
    }


def _signed(secret: str, at: int) -> dict[str, str]:
    if not secret:
        return {}
    mac = hmac.new(f"{at}\n{secret}".encode(), b"", hashlib.sha256).digest()
    return {"timestamp": str(at), "sign": base64.b64encode(mac).decode()}
