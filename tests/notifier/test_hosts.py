"""Where nothing may be posted to, whatever its name says."""

import ipaddress
import socket

import pytest

from notifier.channel import Undelivered, WrongAddress
from notifier.hosts import AllowedHosts, PrivateHost, check_url
from notifier.web import Web

NOTHING = AllowedHosts()


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.0.0.8",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "::1",
        "fe80::1",
        "fd00::1",
        "::ffff:10.0.0.8",
        "2002:a00:8::1",
        "64:ff9b::10.0.0.8",
    ],
)
def test_an_address_inside_is_refused_in_whatever_dress(address: str) -> None:
    with pytest.raises(PrivateHost):
        NOTHING.check("hook.example", ipaddress.ip_address(address))
    shown = f"[{address}]" if ":" in address else address
    with pytest.raises(WrongAddress, match="HAISHAO_WEBHOOK_HOSTS"):
        check_url(f"https://{shown}/hook", NOTHING)


def test_public_addresses_and_those_an_operator_named_are_allowed() -> None:
    NOTHING.check("hook.example", ipaddress.ip_address("8.8.8.8"))
    NOTHING.check("hook.example", ipaddress.ip_address("2001:4860:4860::8888"))
    named = AllowedHosts.read("10.20.0.0/16, hook.intra.example, ")
    named.check("x", ipaddress.ip_address("10.20.3.4"))
    named.check("HOOK.intra.example", ipaddress.ip_address("10.9.9.9"))
    with pytest.raises(PrivateHost):
        named.check("x", ipaddress.ip_address("10.21.0.1"))


def test_a_name_that_turns_to_the_private_network_is_not_connected_to(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """DNS rebinding: the address is checked at the moment it is connected to, and no other is."""
    with socket.create_server(("127.0.0.1", 0)) as inside:
        port = inside.getsockname()[1]
        inside.settimeout(0.2)
        answers = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: answers)
        assert check_url(f"https://hook.example:{port}/x", NOTHING)
        with Web(NOTHING, timeout=1.0) as web, pytest.raises(Undelivered, match="private network") as refusal:
            web.post(f"https://hook.example:{port}/x", {"a": 1})
        with pytest.raises(TimeoutError):
            inside.accept()
    assert refusal.value.permanent


@pytest.mark.parametrize(
    "text",
    [
        "http://hook.example/",
        "https://user:pass@hook.example/",
        "https://hook.example:port/",
        "https://hook .example/",
        "https://hook.example/\nHost: x",
        "file:///etc/passwd",
        "https://",
        "",
    ],
)
def test_what_is_no_https_address_is_refused_without_being_repeated(text: str) -> None:
    with pytest.raises(WrongAddress) as wrong:
        check_url(text, NOTHING)
    assert "pass" not in str(wrong.value)
