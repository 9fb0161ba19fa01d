"""The demo's receivers: what the notifier hands over, they keep, and what the real ones refuse, they refuse."""

import email
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from email.policy import default
from pathlib import Path

import httpx
import pytest

from domain.alert import Channel, Contact
from haishao.demo.smtp_catcher import SmtpCatcher
from haishao.demo.wecom_stub import WecomStub
from notifier.channel import Tokens, Undelivered, no_limit
from notifier.email import EmailSettings
from notifier.hosts import AllowedHosts
from notifier.message import Message
from notifier.send import Courier, Settings

MESSAGE = Message(
    subject="【高风险】美国有人申请“HAIWEIXIAN”",
    text="文\n",
    html="<p>文</p>",
    markdown="**高风险** 海",
    message_id="<alert-1-1@haishao>",
)


def send(message: Message, contact: Contact, mail: EmailSettings) -> str:
    settings = Settings(email=mail, allowed=AllowedHosts.read("127.0.0.1"))
    with Courier(settings, no_limit, NoTokens()) as courier:
        return courier.send(message, contact)


class NoTokens(Tokens):
    """Nothing here needs one."""


def by_mail(port: int) -> EmailSettings:
    return EmailSettings(
        host="127.0.0.1", port=port, sender="haishao@demo.example", security="none", timeout=5
    )


def reader(number: int = 1) -> Contact:
    return Contact(name="王", channel=Channel.EMAIL, address=f"brand{number}@demo.example")


def group(address: str) -> Contact:
    return Contact(name="群", channel=Channel.WECOM_BOT, address=address)


def test_every_mail_is_kept_whole_under_a_name_of_its_own(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "mail"
    with SmtpCatcher(folder) as catcher, ThreadPoolExecutor(8) as pool:
        settings = by_mail(catcher.port)
        answers = list(pool.map(lambda n: send(MESSAGE, reader(n), settings), range(24)))
    kept = [email.message_from_bytes(path.read_bytes(), policy=default) for path in folder.iterdir()]
    assert sorted(mail["To"] for mail in kept) == sorted(reader(n).address for n in range(24))
    assert {mail["Subject"] for mail in kept} == {MESSAGE.subject}
    assert {answer.rpartition(" ")[2] for answer in answers} == {path.stem for path in folder.iterdir()}


def test_a_closed_catcher_takes_nothing(tmp_path: Path) -> None:
    with SmtpCatcher(tmp_path) as catcher:
        port = catcher.port
    with pytest.raises(Undelivered) as refusal:
        send(MESSAGE, reader(), by_mail(port))
    assert not refusal.value.permanent


@pytest.fixture
def bot(tmp_path: Path) -> Iterator[WecomStub]:
    with WecomStub(tmp_path / "wecom", most_a_minute=3) as stub:
        yield stub


def kept(tmp_path: Path) -> list[dict[str, str]]:
    return [json.loads(path.read_text()) for path in (tmp_path / "wecom").glob("*.json")]


def test_a_bot_s_message_is_kept_with_its_key(bot: WecomStub, tmp_path: Path) -> None:
    assert send(MESSAGE, group(f"{bot.webhook_url}7"), by_mail(1)) == "errcode 0 ok"
    (one,) = kept(tmp_path)
    assert one["key"] == "demo-7"
    assert json.loads(one["body"])["markdown_v2"]["content"] == MESSAGE.markdown


def test_a_wrong_key_is_refused_for_good(bot: WecomStub, tmp_path: Path) -> None:
    for address in (f"{bot.url}/cgi-bin/webhook/send?key=other", f"{bot.url}/elsewhere?key=demo-1"):
        with pytest.raises(Undelivered, match="93000") as refusal:
            send(MESSAGE, group(address), by_mail(1))
        assert refusal.value.permanent
    assert kept(tmp_path) == []


def test_a_bot_takes_so_many_a_minute_and_another_bot_its_own(bot: WecomStub, tmp_path: Path) -> None:
    for _ in range(3):
        send(MESSAGE, group(f"{bot.webhook_url}1"), by_mail(1))
    with pytest.raises(Undelivered, match="45009") as refusal:
        send(MESSAGE, group(f"{bot.webhook_url}1"), by_mail(1))
    assert (refusal.value.permanent, refusal.value.retry_after) == (False, 60.0)
    send(MESSAGE, group(f"{bot.webhook_url}2"), by_mail(1))
    assert len(kept(tmp_path)) == 4


def test_the_longest_message_is_taken_in_parts(bot: WecomStub, tmp_path: Path) -> None:
    send(replace(MESSAGE, markdown="海" * 3_000), group(bot.webhook_url), by_mail(1))
    assert len(kept(tmp_path)) == 3


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", 40035),
        (b"not json", 40035),
        (b"[]", 40035),
        (b"[" * 100_000, 40035),
        (b'{"msgtype": "markdown"}', 40035),
        (b'{"msgtype": ["markdown"]}', 40035),
        (b'{"msgtype": "carrier-pigeon", "carrier-pigeon": {}}', 40008),
        (b'{"msgtype": "text", "text": {"content": ""}}', 44004),
        (b'{"msgtype": "text", "text": {"content": 5}}', 44004),
        (json.dumps({"msgtype": "markdown", "markdown": {"content": "海" * 1_366}}).encode(), 40058),
        (json.dumps({"msgtype": "text", "text": {"content": "海" * 683}}).encode(), 40058),
        (json.dumps({"msgtype": "markdown", "markdown": {"content": "海" * 1_365}}).encode(), 0),
    ],
)
def test_the_bot_checks_what_the_real_one_checks_and_answers_200(
    bot: WecomStub, tmp_path: Path, body: bytes, code: int
) -> None:
    answer = httpx.post(bot.webhook_url, content=body, trust_env=False)
    assert answer.status_code == 200
    assert answer.json()["errcode"] == code
    assert len(kept(tmp_path)) == (code == 0)
