"""WeCom group bot (企业微信群机器人 / 消息推送).

POST https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=… with a JSON body; the `key` makes the whole
address a secret. A refusal comes as HTTP 200 with `errcode` other than 0 in the body, so the body decides.
Limits, from developer.work.weixin.qq.com/document/path/99110 (updated 2025-08-07): markdown and markdown_v2
4,096 bytes of UTF-8, text 2,048, 20 messages a minute a bot (over: errcode 45009), wrong key: errcode 93000.
"""

from typing import Any

from domain.alert import Contact
from notifier.bots import accepted, secrets_of, wait_for_turns
from notifier.channel import TakeTurns, check_form
from notifier.hosts import AllowedHosts, check_url
from notifier.message import Message
from notifier.parts import split
from notifier.web import Web, read_code
from notifier.wecom_card import text_notice

FORMS = ("markdown_v2", "markdown", "text", "card")
MOST_BYTES = {"markdown_v2": 4_096, "markdown": 4_096, "text": 2_048}
A_MINUTE = 20

_HOSTS = frozenset({"qyapi.weixin.qq.com"})
_RATE_LIMITED = frozenset({45009, 45033})
_PERMANENT = frozenset({93000, 40058, 40008, 40035, 44004})
_DEAD = frozenset({93000})


def check(contact: Contact, allowed: AllowedHosts) -> None:
    """Raises `WrongAddress` for what is no bot's address, and for a form no bot takes."""
    check_form(contact.form, FORMS)
    check_url(contact.address, allowed, hosts=_HOSTS)


def send(message: Message, contact: Contact, web: Web, take_turns: TakeTurns, *, limited: bool = True) -> str:
    """Posts a message to a group bot and returns the body's answer; without `limited` at any rate.

    Raises `Undelivered`: permanent for an address that is none and for errcodes that no second try mends.
    To be tried again: rate limits (after a minute), any other errcode (an unknown one may pass, and the
    number of tries is bounded anyway), every HTTP status but 200, time-outs, answers that are not JSON.
    A message in several parts takes its turns at once, and is sent again from its first part.
    """
    contents = bodies(message, contact.form)
    if limited:
        wait_for_turns(contact, take_turns, A_MINUTE, len(contents))
    said = ""
    for content in contents:
        answer = web.post(contact.address, content)
        code = read_code(answer, code="errcode", words="errmsg", secrets=secrets_of(contact))
        said = accepted(code, rate_limited=_RATE_LIMITED, dead=_DEAD, permanent=_PERMANENT)
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
