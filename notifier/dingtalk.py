"""DingTalk group bot (钉钉自定义机器人).

POST https://oapi.dingtalk.com/robot/send?access_token=… with markdown; HTTP 200 whatever it thinks, `errcode` in the
body decides (open.dingtalk.com, 自定义机器人接入; general knowledge, not checked against the page). With a secret the
query carries `timestamp` in milliseconds and `sign`: the HMAC-SHA256 of `timestamp\\nsecret` under the secret.
20 messages a minute a bot; over it the bot is silent for ten minutes (errcode 130101).
"""

import base64
import hashlib
import hmac
import time
from urllib.parse import urlencode

from domain.alert import Contact
from notifier.bots import accepted, secrets_of, wait_for_turns
from notifier.channel import TakeTurns, check_form
from notifier.hosts import AllowedHosts, check_url
from notifier.message import Message
from notifier.parts import cut, split
from notifier.web import Web, read_code

A_MINUTE = 20
_BANNED = 600.0
_MOST_BYTES = 15_000
_HOSTS = frozenset({"oapi.dingtalk.com"})
_RATE_LIMITED = frozenset({130101, 130102})
_DEAD = frozenset({300001, 300005})


def check(contact: Contact, allowed: AllowedHosts) -> None:
    """Raises `WrongAddress` for what is no bot's address."""
    check_form(contact.form, ())
    check_url(contact.address, allowed, hosts=_HOSTS)


def send(message: Message, contact: Contact, web: Web, take_turns: TakeTurns, *, limited: bool = True) -> str:
    """Posts a message and returns the answer. Raises `Undelivered` by the body's errcode."""
    parts = split(message.markdown, _MOST_BYTES)
    if limited:
        wait_for_turns(contact, take_turns, A_MINUTE, len(parts))
    said = ""
    for part in parts:
        url = contact.address + _signed(contact.secret, int(time.time() * 1000))
        content = {"msgtype": "markdown", "markdown": {"title": cut(message.subject, 300), "text": part}}
        answer = web.post(url, content)
        code = read_code(answer, code="errcode", words="errmsg", secrets=secrets_of(contact))
        said = accepted(code, rate_limited=_RATE_LIMITED, dead=_DEAD, rate_wait=_BANNED)
    return said


def _signed(secret: str, at: int) -> str:
    if not secret:
        return ""
    mac = hmac.new(secret.encode(), f"{at}\n{secret}".encode(), hashlib.sha256).digest()
    return "&" + urlencode({"timestamp": at, "sign": base64.b64encode(mac).decode()})
