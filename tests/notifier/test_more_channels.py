"""WeCom app, Feishu, DingTalk and the signed webhook: what is sent, and which answer is a yes."""

import base64
import dataclasses
import hashlib
import hmac
import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from http.server import BaseHTTPRequestHandler
from urllib.parse import parse_qs, urlsplit

import pytest

from domain.alert import Channel, Contact
from notifier import webhook
from notifier.channel import Undelivered, WrongAddress, no_limit
from notifier.email import EmailSettings
from notifier.hosts import AllowedHosts
from notifier.message import Card, Message
from notifier.send import Courier, Settings, check
from notifier.wecom_app import WecomApp

LOOPBACK = AllowedHosts.read("127.0.0.1")
MESSAGE = Message(
    subject="【高风险】美国有人申请“<b>青鹭海”",
    text="文",
    html="<p>文</p>",
    markdown="**高风险** 有人申请",
    message_id="<alert-7-1@haishao.example.org>",
    card=Card(title="t", description="<script>", url="https://haishao.example.org/alerts/7"),
    fields=(("office", "US"), ("last_day", "2026-12-17")),
)
Serve = Callable[..., AbstractContextManager]


class MemoryTokens:
    """Tokens of one process; `fetched` counts how often a new one was asked for."""

    def __init__(self) -> None:
        self.token, self.fetched = "", 0

    def kept(self, name: str) -> str:
        return self.token

    def renewed(self, name: str, stale: str, fetch: Callable[[], tuple[str, float]]) -> str:
        self.fetched += 1
        self.token, _ = fetch()
        return self.token


def send(contact: Contact, *, app: WecomApp | None = None, tokens: MemoryTokens | None = None) -> str:
    mail = EmailSettings(host="", port=1, sender="")
    settings = Settings(email=mail, wecom_app=app or WecomApp(), allowed=LOOPBACK, timeout=5.0)
    with Courier(settings, no_limit, tokens or MemoryTokens()) as courier:
        return courier.send(MESSAGE, contact)


def says(*answers: dict[str, object] | tuple[int, bytes]) -> Callable[[BaseHTTPRequestHandler, bytes], None]:
    """Answers one after the other, the last again and again."""
    left = list(answers)

    def answer(request: BaseHTTPRequestHandler, _: bytes) -> None:
        now = left.pop(0) if len(left) > 1 else left[0]
        status, body = now if isinstance(now, tuple) else (200, json.dumps(now).encode())
        request.send_response(status)
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        request.wfile.write(body)

    return answer


MEMBER = Contact(name="王", channel=Channel.WECOM_APP, address="wang")
TOKEN = {"errcode": 0, "access_token": "tok-1", "expires_in": 7_200}


def app_at(url: str) -> WecomApp:
    parts = urlsplit(url)
    return WecomApp(corp="ww1", secret="app-secret", agent=1_000_002, api=f"http://{parts.netloc}")


def test_a_member_is_sent_a_card_by_the_app_and_the_token_is_kept(bot: Serve) -> None:
    tokens = MemoryTokens()
    with bot(says(TOKEN, {"errcode": 0, "errmsg": "ok", "invaliduser": ""})) as seen:
        assert send(MEMBER, app=app_at(seen.url), tokens=tokens) == "errcode 0 ok"
        send(MEMBER, app=app_at(seen.url), tokens=tokens)
    sent = json.loads(seen.bodies[-1])
    assert (sent["touser"], sent["agentid"], sent["msgtype"]) == ("wang", 1_000_002, "textcard")
    assert "＜script＞" in sent["textcard"]["description"]
    assert tokens.fetched == 1


def test_a_token_that_is_not_good_any_more_is_renewed_once(bot: Serve) -> None:
    tokens = MemoryTokens()
    tokens.token = "old"
    with bot(says({"errcode": 42001}, TOKEN, {"errcode": 0})) as seen:
        assert send(MEMBER, app=app_at(seen.url), tokens=tokens) == "errcode 0"
    with bot(says({"errcode": 42001}, TOKEN, {"errcode": 42001})) as seen, pytest.raises(Undelivered) as no:
        send(MEMBER, app=app_at(seen.url), tokens=tokens)
    assert not no.value.permanent


@pytest.mark.parametrize(
    ("answer", "permanent", "dead"),
    [
        ({"errcode": 0, "invaliduser": "wang"}, True, True),
        ({"errcode": 81013, "errmsg": "user & party & tag all invalid"}, True, True),
        ({"errcode": 60020, "errmsg": "not allow to access from your ip"}, False, False),
        ({"errcode": 45009}, False, False),
        ((502, b""), False, False),
    ],
)
def test_a_member_nobody_knows_is_no_delivery(
    bot: Serve, answer: dict[str, object] | tuple[int, bytes], permanent: bool, dead: bool
) -> None:
    tokens = MemoryTokens()
    tokens.token = "tok"
    with bot(says(answer)) as seen, pytest.raises(Undelivered) as no:
        send(MEMBER, app=app_at(seen.url), tokens=tokens)
    assert (no.value.permanent, no.value.dead_address) == (permanent, dead)


def test_no_token_is_no_delivery_and_the_secret_is_not_told(bot: Serve) -> None:
    with bot(says({"errcode": 40001, "errmsg": "invalid credential app-secret"})) as seen:
        with pytest.raises(Undelivered, match="no token") as no:
            send(MEMBER, app=app_at(seen.url))
        assert seen.bodies == [b""]
    assert "app-secret" not in no.value.reason


def test_without_an_app_the_settings_are_named() -> None:
    with pytest.raises(Undelivered, match="HAISHAO_WECOM_CORP"):
        send(MEMBER)


def test_feishu_decides_by_code_and_is_signed(bot: Serve) -> None:
    with bot(says({"code": 0, "msg": "success"})) as seen:
        group = Contact(name="群", channel=Channel.FEISHU_BOT, address=seen.url, secret="s3")
        assert send(group) == "code 0 success"
    sent = json.loads(seen.bodies[0])
    mac = hmac.new(f"{sent['timestamp']}\ns3".encode(), b"", hashlib.sha256).digest()
    assert sent["sign"] == base64.b64encode(mac).decode()
    assert sent["card"]["elements"][0]["content"] == MESSAGE.markdown
    with bot(says({"code": 19021, "msg": "sign match fail"})) as seen, pytest.raises(Undelivered) as no:
        send(dataclasses.replace(group, address=seen.url))
    assert not no.value.permanent


def test_dingtalk_decides_by_errcode_and_is_signed(bot: Serve) -> None:
    paths: list[str] = []
    yes = says({"errcode": 0, "errmsg": "ok"})
    with bot(lambda request, body: (paths.append(request.path), yes(request, body))[1]) as seen:
        group = Contact(name="群", channel=Channel.DINGTALK_BOT, address=seen.url, secret="s3")
        assert send(group) == "errcode 0 ok"
    query = parse_qs(urlsplit(paths[0]).query)
    mac = hmac.new(b"s3", f"{query['timestamp'][0]}\ns3".encode(), hashlib.sha256).digest()
    assert query["sign"] == [base64.b64encode(mac).decode()]
    with (
        bot(says({"errcode": 310000, "errmsg": "keywords not in content"})) as seen,
        pytest.raises(Undelivered) as no,
    ):
        send(dataclasses.replace(group, address=seen.url))
    assert not no.value.dead_address


def test_a_webhook_is_signed_so_that_its_receiver_can_tell(bot: Serve) -> None:
    headers: dict[str, str] = {}
    yes = says((204, b""))
    secret = webhook.new_secret()
    with bot(lambda request, body: (headers.update(request.headers.items()), yes(request, body))[1]) as seen:
        hook = Contact(name="ERP", channel=Channel.WEBHOOK, address=seen.url, secret=secret)
        assert send(hook) == "HTTP 204"
    body = seen.bodies[0]
    sent = {name.lower(): value for name, value in headers.items()}
    at = int(sent["webhook-timestamp"])
    assert sent["webhook-id"] == "alert-7-1@haishao.example.org"
    assert json.loads(body)["fields"] == {"office": "US", "last_day": "2026-12-17"}
    assert webhook.verified(secret, sent, body, now=at + 299)
    assert not webhook.verified(secret, sent, body, now=at + 301), "too old"
    assert not webhook.verified(secret, sent, body + b" ", now=at), "changed on the way"
    assert not webhook.verified(webhook.new_secret(), sent, body, now=at), "another's secret"
    assert not webhook.verified(secret, sent | {"webhook-id": "other"}, body, now=at)
    assert not webhook.verified(secret, sent | {"webhook-timestamp": "²"}, body, now=at)


@pytest.mark.parametrize(
    ("status", "permanent", "dead"),
    [(410, True, True), (422, True, False), (404, False, False), (503, False, False), (302, False, False)],
)
def test_only_two_hundreds_are_a_yes_of_a_webhook(
    bot: Serve, status: int, permanent: bool, dead: bool
) -> None:
    with bot(says((status, b""))) as seen, pytest.raises(Undelivered, match=str(status)) as no:
        send(Contact(name="ERP", channel=Channel.WEBHOOK, address=seen.url, secret=webhook.new_secret()))
    assert (no.value.permanent, no.value.dead_address) == (permanent, dead)


@pytest.mark.parametrize(
    ("channel", "address", "more", "named"),
    [
        (Channel.EMAIL, " ", {}, "missing"),
        (Channel.EMAIL, "nobody", {}, "email"),
        (Channel.WECOM_APP, "@all", {}, "userid"),
        (Channel.WECOM_APP, "a|b", {}, "userid"),
        (Channel.WECOM_BOT, "https://qyapi.weixin.qq.com/x?key=1", {"form": "hologram"}, "form"),
        (Channel.FEISHU_BOT, "https://feishu.example/", {}, "open.feishu.cn"),
        (Channel.DINGTALK_BOT, "https://10.0.0.1/", {}, "oapi.dingtalk.com"),
        (Channel.WEBHOOK, "https://10.0.0.1/", {"secret": webhook.new_secret()}, "HAISHAO_WEBHOOK_HOSTS"),
        (Channel.WEBHOOK, "https://hook.example/", {}, "whsec_"),
        (Channel.WEBHOOK, "https://hook.example/", {"secret": "whsec_c2hvcnQ="}, "whsec_"),
    ],
)
def test_a_contact_nothing_could_be_sent_to_is_told_with_the_cure(
    channel: Channel, address: str, more: dict[str, str], named: str
) -> None:
    with pytest.raises(WrongAddress, match=named):
        check(Contact(name="x", channel=channel, address=address, **more), AllowedHosts())
