"""WeCom app message (企业微信应用消息) to one member.

`GET /cgi-bin/gettoken` gives a token for about two hours, one for each app whoever asks, so all workers share it;
`POST /cgi-bin/message/send` sends, and names in `invaliduser` whom it could not reach while `errcode` is 0
(developer.work.weixin.qq.com/document/path/90236 and 90313). A member is sent at most 30 messages a minute and 1,000
an hour, the excess silently dropped (path 90454): so the rate is kept here.
"""

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from domain.alert import Contact
from notifier.channel import NotYet, TakeTurns, Tokens, Undelivered, WrongAddress, check_form
from notifier.hosts import AllowedHosts
from notifier.message import Message
from notifier.parts import cut, split
from notifier.web import RATE_WAIT, TIMEOUT, Said, Web, read_code
from notifier.wecom_card import text_notice

FORMS = ("textcard", "markdown", "text", "card")
A_MINUTE = 30
_MOST_BYTES = {"markdown": 2_048, "text": 2_048}
_USERID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.@-]{0,63}")
_TOKEN_GONE = frozenset({40001, 40014, 42001})
_RATE_LIMITED = frozenset({45009, 45033})
_NOBODY = frozenset({81013, 40003, 60111})
_PERMANENT = frozenset({40058, 40008, 40035, 44004, 45002})
_SPARE = 300.0


@dataclass(frozen=True, slots=True, kw_only=True)
class WecomApp:
    """The app messages are sent by; `api` is another address where WeCom is run on one's own machines."""

    corp: str = ""
    secret: str = ""
    agent: int = 0
    api: str = "https://qyapi.weixin.qq.com"


def check(contact: Contact, allowed: AllowedHosts) -> None:
    """Raises `WrongAddress` for what is no userid, and for a form the app does not take."""
    check_form(contact.form, FORMS)
    if not _USERID.fullmatch(contact.address):
        raise WrongAddress(
            "地址须为成员 userid（字母、数字和 _ - @ .），不可为 @all · the address is a member's userid, not @all"
        )


def send(
    message: Message,
    contact: Contact,
    web: Web,
    app: WecomApp,
    tokens: Tokens,
    take_turns: TakeTurns,
    *,
    limited: bool = True,
) -> str:
    """Sends a message to a member and returns the answer; without `limited` at any rate.

    Raises `Undelivered`: permanent when there is no such member, or the content is refused. To be tried again:
    rate limits, what an operator can mend (secret, agent, the address list of errcode 60020), and anything
    unknown. A token that is not good any more is renewed once.
    """
    if not (app.corp and app.secret and app.agent):
        raise Undelivered(
            "no WeCom app is set; set HAISHAO_WECOM_CORP, HAISHAO_WECOM_SECRET and HAISHAO_WECOM_AGENT",
            permanent=False,
            of_receiver=True,
        )
    contents = bodies(message, contact.form)
    if limited and (
        wait := take_turns(f"wecom-app {contact.address}", A_MINUTE, 60.0 + TIMEOUT, len(contents))
    ):
        raise NotYet(wait)
    frame = {"touser": contact.address, "agentid": app.agent, "enable_duplicate_check": 1}
    said = ""
    for content in contents:
        said = _yes(_post(web, app, tokens, {**frame, **content}))
    return said


def check_app(web: Web, app: WecomApp) -> None:
    """Asks for a token as `send` does, keeps none and sends nothing. Raises `Undelivered`."""
    _fetch(web, app)


def bodies(message: Message, form: str) -> list[dict[str, Any]]:
    """The JSON of each part; what has no card goes as markdown."""
    kind = form or "textcard"
    if message.card and kind == "card":
        return [{"msgtype": "template_card", "template_card": text_notice(message.card, message.buttons)}]
    if message.card and kind == "textcard":
        rows = [f"{label}：{value}" for label, value in message.card.rows]
        says = "\n".join([message.card.description, message.card.quote, *rows]).strip() or message.subject
        card = {
            "title": cut(message.subject, 128),
            "description": cut(_plain(says), 512),
            "url": message.card.url,
        }
        return [{"msgtype": "textcard", "textcard": card}]
    kind = "text" if kind == "text" else "markdown"
    content = message.text if kind == "text" else message.markdown
    return [{"msgtype": kind, kind: {"content": part}} for part in split(content, _MOST_BYTES[kind])]


def _plain(text: str) -> str:
    """A textcard reads some HTML: what would open a tag becomes its full-width twin."""
    return text.translate(str.maketrans("<>", "＜＞"))


def _post(web: Web, app: WecomApp, tokens: Tokens, content: dict[str, Any]) -> Said:
    name = f"wecom-app {app.corp} {app.agent}"
    token = tokens.kept(name) or tokens.renewed(name, "", lambda: _fetch(web, app))
    said = _say(web, app, token, content)
    if said.code in _TOKEN_GONE:
        said = _say(web, app, tokens.renewed(name, token, lambda: _fetch(web, app)), content)
    return said


def _say(web: Web, app: WecomApp, token: str, content: dict[str, Any]) -> Said:
    url = f"{app.api}/cgi-bin/message/send?{urlencode({'access_token': token})}"
    return read_code(web.post(url, content), code="errcode", words="errmsg", secrets=[token, app.secret])


def _fetch(web: Web, app: WecomApp) -> tuple[str, float]:
    """A new token and its life in seconds, some spare taken off."""
    url = f"{app.api}/cgi-bin/gettoken?{urlencode({'corpid': app.corp, 'corpsecret': app.secret})}"
    said = read_code(web.get(url), code="errcode", words="errmsg", secrets=[app.secret])
    token, life = said.rest.get("access_token"), said.rest.get("expires_in")
    if said.code != 0 or not isinstance(token, str) or not token or not isinstance(life, int):
        raise Undelivered(f"no token: {said.words}", permanent=False, of_receiver=True)
    return token, max(60.0, life - _SPARE)


def _yes(said: Said) -> str:
    if said.code == 0 and not said.rest.get("invaliduser"):
        return said.words
    if said.code == 0:
        raise Undelivered(f"{said.words}, invaliduser", permanent=True, dead_address=True)
    if said.code in _NOBODY:
        raise Undelivered(said.words, permanent=True, dead_address=True)
    if said.code in _RATE_LIMITED:
        raise Undelivered(said.words, permanent=False, retry_after=RATE_WAIT, of_receiver=True)
    raise Undelivered(said.words, permanent=said.code in _PERMANENT)
