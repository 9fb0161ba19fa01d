"""Which addresses may be asked: public ones, over HTTP (or FTP where a source begins so), whatever a spec, a feed, a
redirect or a DNS answer says.

A source's page may link to `http://169.254.169.254/` or to a name that resolves to the machine's own network; who
follows such a link reads, and keeps as evidence, what was never published (server-side request forgery, CWE-918).
The address is checked where it is connected to, so a name that resolves anew between check and use gains nothing. What is
public, `domain.public_network` says, for messages too.
"""

import ipaddress
import os
import socket
from typing import Any, Final
from urllib.parse import urlsplit

import anyio
import httpcore
from scrapy.resolver import CachingThreadedResolver
from twisted.internet.defer import Deferred

from crawlers.errors import UnsafeAddress
from crawlers.replay import replay_address
from domain import public_network
from domain.public_network import NoHost, address_in, host_said, speaks_web

_FTP: Final = 21


def is_public(address: str) -> bool:
    """True for a unicast address of the public internet, as a resolver writes it."""
    try:
        return public_network.is_public(ipaddress.ip_address(address.partition("%")[0]))
    except ValueError:
        return False


def check_url(url: str, *, ftp: bool = False) -> None:
    """Raises UnsafeAddress for an address that is not HTTP, names no host, carries a password, or names a private one.

    With `ftp` the source itself begins at an FTP address, with the user and password its office publishes.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise UnsafeAddress(f"{url}: 不是网址 · no address: {error}") from error
    by_ftp = ftp and parts.scheme == "ftp"
    if parts.scheme not in ("http", "https") and not by_ftp:
        raise UnsafeAddress(f"{url}: 只允许 http 与 https · only http and https are fetched")
    if not host:
        raise UnsafeAddress(f"{url}: 没有主机名 · no host")
    if (parts.username or parts.password) and not by_ftp:
        raise UnsafeAddress(f"{parts.scheme}://…@{host}: 网址含密码 · the address carries a password")
    if not speaks_web(port) and not (by_ftp and port == _FTP):
        raise UnsafeAddress(f"{url}: 该端口不用于网页 · no port of the web: {port}")
    try:
        literal = address_in(host_said(host))
    except NoHost as error:
        raise UnsafeAddress(f"{url}: 不是主机名 · no host: {host[:100]}") from error
    if literal is not None:
        check_address(host, str(literal))


def check_address(host: str, address: str) -> None:
    """Raises UnsafeAddress when `address`, which `host` resolved to, is not public."""
    if not is_public(address):
        raise UnsafeAddress(
            f"{host} ({address}): 指向内部网络，已拒绝 · leads to a private network, loopback or link-local address"
        )


class PublicResolver(CachingThreadedResolver):
    """Scrapy's DNS_RESOLVER: names resolve to public addresses, or not at all.

    Twisted connects to the address given here. It swallows the error, so `why_refused` keeps the reason by host.
    """

    def getHostByName(self, name: str, timeout: Any = ()) -> "Deferred[str]":
        """The address of a name. Fails with UnsafeAddress."""
        return super().getHostByName(name, timeout).addCallback(self._checked, name)

    def _checked(self, address: str, name: str) -> str:
        if name not in connectable_hosts():
            try:
                check_address(name, address)
            except UnsafeAddress as refusal:
                why_refused[name] = refusal
                raise
        return address


why_refused: dict[str, UnsafeAddress] = {}
"""Why a host was not connected to, for the download handler to say."""


def connectable_hosts() -> frozenset[str]:
    """Hosts that the operator's own settings name, and that may be private: the replay server, a proxy."""
    named = [replay_address(), *(os.environ.get(name, "") for name in _PROXY_SETTINGS)]
    return frozenset(host for host in (urlsplit(address).hostname for address in named if address) if host)


_PROXY_SETTINGS = ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "all_proxy", "ALL_PROXY")


class PublicNetwork(httpcore.AsyncNetworkBackend):
    """Where a bulk file is fetched from: public addresses only."""

    def __init__(self) -> None:
        self._real = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Any = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connects to the first address of `host`. Raises UnsafeAddress when that is not public."""
        if host not in connectable_hosts():
            host = await public_address(host)
        return await self._real.connect_tcp(host, port, timeout, local_address, socket_options)

    async def sleep(self, seconds: float) -> None:
        """Waits between two tries to connect."""
        await anyio.sleep(seconds)


async def public_address(host: str) -> str:
    """One address of a host. Raises UnsafeAddress when any of its addresses is not public, httpcore.ConnectError when
    it has none.
    """
    try:
        found = await anyio.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except OSError as error:
        raise httpcore.ConnectError(f"{host}: {error}") from error
    addresses = [str(entry[4][0]) for entry in found]
    for address in addresses:
        check_address(host, address)
    return addresses[0]
