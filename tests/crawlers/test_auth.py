"""Secrets in requests: where they are put, and where they never go."""

import datetime as dt
import hashlib
import hmac
from collections.abc import Mapping
from urllib.parse import parse_qsl, urlencode

import pytest

from crawlers.auth import Auth, Call
from crawlers.signers import sign_sorted

NOW = dt.datetime(2026, 11, 23, 8, 0, tzinfo=dt.UTC)
CALL = Call(method="GET", url="https://api.x.example/search?q=a", headers=(("Accept", "text/json"),))


def test_headers_and_parameters_are_filled_from_the_secrets() -> None:
    auth = Auth(
        settings={"key": "HAISHAO_X_KEY"},
        hosts=("api.x.example",),
        headers={"Authorization": "Token {key}", "accept": "application/json"},
        params={"appid": "{key}"},
    )
    sent = auth.authorised(CALL, {"key": "a&b"}, NOW)
    assert sent.url == "https://api.x.example/search?q=a&appid=a%26b"
    assert sent.headers == (("Authorization", "Token a&b"), ("accept", "application/json"))


def test_basic_authentication_is_a_header() -> None:
    auth = Auth(settings={"u": "HAISHAO_U", "p": "HAISHAO_P"}, hosts=("api.x.example",), basic=("{u}", "{p}"))
    assert ("Authorization", "Basic dXM6cHc=") in auth.authorised(CALL, {"u": "us", "p": "pw"}, NOW).headers


@pytest.mark.parametrize(
    ("url", "concerned"),
    [
        ("https://api.x.example/search", True),
        ("https://api.x.example/robots.txt", False),
        ("http://api.x.example/search", False),
        ("https://x.example/search", False),
        ("https://api.x.example.evil.example/", False),
        ("https://evil.example/?https://api.x.example/", False),
    ],
)
def test_secrets_go_to_their_own_host_alone(url: str, concerned: bool) -> None:
    assert Auth(settings={"key": "HAISHAO_X_KEY"}, hosts=("api.x.example",)).concerns(url) is concerned


def test_a_call_is_signed_last_by_a_pure_function() -> None:
    def sign(call: Call, secrets: Mapping[str, str], now: dt.datetime) -> Call:
        signed = call.with_params({"timestamp": f"{now.timestamp():.0f}"})
        digest = hmac.new(secrets["secret"].encode(), signed.url.encode(), hashlib.sha256).hexdigest()
        return signed.with_params({"sign": digest.upper()})

    auth = Auth(
        settings={"key": "HAISHAO_K", "secret": "HAISHAO_S"},
        hosts=("api.x.example",),
        params={"app_key": "{key}"},
        sign=sign,
    )
    once, again = (auth.authorised(CALL, {"key": "k", "secret": "s"}, NOW) for _ in range(2))
    assert once == again
    before, _, digest = once.url.partition("&sign=")
    assert before.endswith("q=a&app_key=k&timestamp=1795420800")
    assert digest == hmac.new(b"s", before.encode(), hashlib.sha256).hexdigest().upper()


def test_a_form_is_signed_over_its_sorted_names_and_values() -> None:
    """The digest is from the shell: printf %s 'app_key12345keywords海底捞 hot potmethod…' | openssl dgst -sha256 -hmac …"""
    call = Call(
        method="POST",
        url="https://api.x.example/sync",
        body=urlencode({"method": "x.product.query", "keywords": "海底捞 hot pot", "page_no": "1"}).encode(),
    )
    form = dict(parse_qsl(sign_sorted(call, {"key": "12345", "secret": "s3cr3t&"}, NOW).body.decode()))
    assert form == {
        "method": "x.product.query",
        "keywords": "海底捞 hot pot",
        "page_no": "1",
        "app_key": "12345",
        "timestamp": "1795420800000",
        "sign_method": "sha256",
        "sign": "E9A3344226D128BA8725E0C82006BD04DE4F54F00F5C0A958F0F9DB3E319B9C3",
    }


def test_a_signed_form_holds_the_key_and_never_the_secret() -> None:
    body = sign_sorted(
        Call(method="POST", url="https://x.example/"), {"key": "k", "secret": "s3cr3t"}, NOW
    ).body
    assert b"app_key=k" in body
    assert b"s3cr3t" not in body


def test_what_is_not_set_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    auth = Auth(settings={"id": "HAISHAO_A", "secret": "HAISHAO_B"}, hosts=())
    monkeypatch.setenv("HAISHAO_A", "set")
    assert auth.missing() == ("HAISHAO_B",)
