"""WeCom group bot (企业微信群机器人 / 消息推送).

POST https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=… with a JSON body; the `key` makes the whole
address a secret. A refusal comes as HTTP 200 with `errcode` other than 0 in the body, so the body decides.
Limits, from developer.work.weixin.qq.com/document/path/99110 (updated 2025-08-07): markdown and markdown_v2
4,096 bytes of UTF-8, text 2,048, 20 messages a minute a bot (over: errcode 45009), wrong key: errcode 93000.
"""

import hashlib
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from domain.alert import Contact
from notifier.channel import NotYet, TakeTurns, Undelivered, WrongAddress
from notifier.hosts import AllowedHosts, check_url
from notifier.message import Message
from notifier.parts import split
from notifier.web import RATE_WAIT, TIMEOUT, Said, Web, read_code
from notifier.wecom_card import text_notice

FORMS = ("markdown_v2", "markdown", "text", "card")
MOST_BYTES = {"markdown_v2": 4_096, "markdown": 4_096, "text": 2_048}
A_MINUTE = 20
RATE_SECONDS = 60.0 + TIMEOUT
"""Seconds `20 a minute` is kept over: a message may arrive a time-out later than its turn."""

_HOSTS = frozenset({"qyapi.weixin.qq.com"})
_RATE_LIMITED = frozenset({45009, 45033})
_PERMANENT = frozenset({93000, 40058, 40008, 40035, 44004})
_DEAD = frozenset({93000})


def check(contact: Contact, allowed: AllowedHosts) -> None:
    """Raises `WrongAddress` for what is no bot's address, and for a form no bot takes."""
    check_form(contact.form, FORMS)
    check_url(contact.address, allowed, hosts=_HOSTS)


def check_form(form: str, forms: tuple[str, ...]) -> None:
    """Raises `WrongAddress` for a form that is neither "" nor one of those."""
    if form and form not in forms:
        names = ", ".join(forms)
        raise WrongAddress(f"消息形式 {form} 不适用，应为 {names} · form is one of {names}, not {form}")


def send(message: Message, contact: Contact, web: Web, take_turns: TakeTurns, *, limited: bool = True) -> str:
    """Posts a message to a group bot and returns the body's answer; without `limited` at any rate.

    Raises `Undelivered`: permanent for an address that is none and for errcodes that no second try mends.
    To be tried again: rate limits (after a minute), any other errcode (an unknown one may pass, and the
    number of tries is bounded anyway), every HTTP status but 200, time-outs, answers that are not JSON.
    A message in several parts takes its turns at once, and is sent again from its first part.
    """
    contents = bodies(message, contact.form)
    bot = hashlib.sha256(contact.address.encode()).hexdigest()[:32]
    if limited and (wait := take_turns(f"wecom-bot {bot}", A_MINUTE, RATE_SECONDS, len(contents))):
        raise NotYet(wait)
    said = ""
    for content in contents:
        said = _yes(
            read_code(
                web.post(contact.address, content),
                code="errcode",
                words="errmsg",
                secrets=secrets_of(contact),
            )
        )
    return said


def bodies(message: Message, form: str) -> list[dict[str, Any]]:
    """The JSON of each part. A card holds all in one; without a card of its own a message goes as markdown_v2."""
    kind = form or "markdown_v2"
    if kind == "card":
        if message.card:
            return [{"msgtype": "template_card", "template_card": text_notice(message.card, message.buttons)}]
        kind = "markdown_v2"
    content = message.text if kind == "text" else message.markdown
    return [{"msgtype": kind, kind: {"content": part}} for part in split(content, MOST_BYTES[kind])]


def secrets_of(contact: Contact) -> list[str]:
    """What of a webhook's address must never be told: its path's end, its query and each value in it."""
    parts = urlsplit(contact.address)
    values = [value for _, value in parse_qsl(parts.query)]
    last = parts.path.rpartition("/")[2]
    return [contact.address, parts.query, *values, contact.secret, last if len(last) > 15 else ""]


def _yes(said: Said) -> str:
    if said.code == 0:
        return said.words
    if said.code in _RATE_LIMITED:
        raise Undelivered(said.words, permanent=False, retry_after=RATE_WAIT, of_receiver=True)
    raise Undelivered(said.words, permanent=said.code in _PERMANENT, dead_address=said.code in _DEAD)
