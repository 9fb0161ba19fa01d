"""What is of the public internet and what only looks so, the same for crawls, logos and messages."""

import ipaddress
from collections.abc import Callable

import pytest

from crawlers.addresses import check_url as crawled
from crawlers.errors import UnsafeAddress
from crawlers.fetch import NotFetched, fetch_small
from crawlers.screenshot import NoScreenshot, take_screenshot
from domain.alert import Channel, Contact
from domain.public_network import NoHost, address_in, host_said, is_public
from notifier.channel import WrongAddress
from notifier.hosts import AllowedHosts
from notifier.send import check
from notifier.webhook import new_secret

PRIVATE = [
    "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
    "192.88.99.1", "198.18.0.1", "240.0.0.1", "255.255.255.255",
    "::", "::1", "fe80::1", "fc00::1", "fec0::1", "ff0e::1", "2001:db8::1", "3fff::1", "100::1",
    "::ffff:10.0.0.1",  # mapped
    "::8.8.8.8",  # compatible, given up
    "2002:7f00:1::",  # 6to4
    "2001:0:0808:0808:0:0:f5ff:fffe",  # Teredo
    "64:ff9b::a00:1", "64:ff9b:1::808:808",  # NAT64; of a network of one's own
    "2606:4700::5efe:10.0.0.1", "2606:4700::200:5efe:10.0.0.1",  # ISATAP
]  # fmt: skip
DRESSES = [
    "127.1",
    "0177.0.0.1",
    "0x7f.1",
    "0x7f000001",
    "2130706433",
    "017700000001",
    "127.0.0.1.",
    "localhost",
    "LocalHost.",
    "a.localhost",
    "[::ffff:127.0.0.1]",
    "[fe80::1%25eth0]",
    "169.254.43518",
]
DRESSES_NOT_ASCII = ["１２７．０．０．１", "127。0。0。1", "①②⑦.0.0.1", "ⓛocalhost"]
NO_HOSTS = ["999.1.1.1", "1.2.3.4.5", "a..b", "a" * 64 + ".example", "a%2e.example", "x" * 300]


def webhook(url: str) -> None:
    check(
        Contact(name="x", channel=Channel.WEBHOOK, address=url, secret=new_secret()),
        AllowedHosts.read("10.20.0.0/16"),
    )


ASKED_BY: list[tuple[Callable[[str], object], type[Exception]]] = [
    (crawled, UnsafeAddress),
    (lambda url: fetch_small(url, most=1), NotFetched),  # a logo of a watchlist
    (take_screenshot, NoScreenshot),  # evidence
    (webhook, WrongAddress),
]


@pytest.mark.parametrize("address", PRIVATE)
def test_an_address_that_is_not_of_the_public_internet_is_known(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "address", ["93.184.216.34", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::1"]
)
def test_an_address_of_the_public_internet_is_known(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(("asks", "refusal"), ASKED_BY)
def test_none_is_led_inside_by_an_address_in_another_dress(
    asks: Callable[[str], object], refusal: type[Exception]
) -> None:
    literals = [f"[{address}]" if ":" in address else address for address in PRIVATE]
    hosts = [*literals, *DRESSES, *NO_HOSTS, *DRESSES_NOT_ASCII]
    for host in hosts:
        for url in (f"https://{host}/x", f"https://{host}:8443/x"):
            with pytest.raises(refusal):
                asks(url)
                pytest.fail(url)


@pytest.mark.parametrize(("asks", "refusal"), ASKED_BY)
@pytest.mark.parametrize(
    "url",
    [
        "https://good.example@127.0.0.1/",
        "https://good.example:x@hook.example/",
        "https://good.example\\@127.0.0.1/",
        "https://127.0.0.1\\.good.example/",
        "https://hook.example:25/",
        "https://hook.example:6667/",
        "https://hook.example:99999/",
        "https://hook .example/",
        "gopher://hook.example/",
        "file:///etc/passwd",
        "//hook.example/",
        "https:///x",
    ],
)
def test_none_takes_a_password_another_protocol_s_port_or_what_two_parsers_read_differently(
    asks: Callable[[str], object], refusal: type[Exception], url: str
) -> None:
    with pytest.raises(refusal):
        asks(url)


@pytest.mark.parametrize("host", [*DRESSES, *DRESSES_NOT_ASCII])
def test_every_dress_is_taken_off(host: str) -> None:
    found = address_in(host_said(host))
    assert found is not None
    assert not is_public(found)


def test_a_name_is_a_name_however_it_is_written() -> None:
    assert host_said("BÜCHER.example.") == "xn--bcher-kva.example"
    assert address_in("xn--bcher-kva.example") is None
    assert address_in("4.example") is None
    crawled("https://bücher.example/")


@pytest.mark.parametrize("host", [*NO_HOSTS[2:], "", ".", "a b", "a@b"])
def test_what_is_no_host_is_said_to_be_none(host: str) -> None:
    with pytest.raises(NoHost):
        host_said(host)


def test_what_an_operator_named_is_allowed_in_every_dress_and_nothing_beside_it() -> None:
    allowed = AllowedHosts.read("10.20.0.0/16, hook.intra.example")
    for host in ("10.20.3.4", "169083652.", "0xa.20.3.4", "HOOK.intra.example."):
        assert allowed.names_host(host), host
    for host in ("10.21.0.1", "x.hook.intra.example", "hook.intra.example.evil.example"):
        assert not allowed.names_host(host), host
