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
from notifier.channel import NotYet, TakeTurns, Undelivered
from notifier.hosts import AllowedHosts, check_url
from notifier.message import Message
from notifier.parts import cut, split
from notifier.web import TIMEOUT, Said, Web, read_code
from notifier.wecom import check_form, secrets_of

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
    bot = hashlib.sha256(contact.address.encode()).hexdigest()[:32]
    if limited and (wait := take_turns(f"dingtalk-bot {bot}", A_MINUTE, 60.0 + TIMEOUT, len(parts))):
        raise NotYet(wait)
    said = ""
    for part in parts:
        url = contact.address + _signed(contact.secret, int(time.time() * 1000))
        content = {"msgtype": "markdown", "markdown": {"title": cut(message.subject, 300), "text": part}}
        answer = web.post(url, content)
        said = _yes(read_code(answer, code="errcode", words="errmsg", secrets=secrets_of(contact)))
    return said


def _signed(secret: str, at: int) -> str:
    if not secret:
        return ""
    mac = hmac.new(secret.encode(), f"{at}\n{secret}".encode(), hashlib.sha256).digest()
    return "&" + urlencode({"timestamp": at, "sign": base64.b64encode(mac).decode()})


def _yes(said: Said) -> str:
    if said.code == 0:
        return said.words
    if said.code in _RATE_LIMITED:
        raise Undelivered(said.words, permanent=False, retry_after=_BANNED, of_receiver=True)
    raise Undelivered(said.words, permanent=said.code in _DEAD, dead_address=said.code in _DEAD)
