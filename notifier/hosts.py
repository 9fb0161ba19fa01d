"""Which hosts may be posted to: the public ones (`domain.public_network`), and those of the private network an operator
allowed.
"""

import ipaddress
import socket
from dataclasses import dataclass
from typing import Self
from urllib.parse import SplitResult, urlsplit

from domain.public_network import Address, NoHost, address_in, host_said, is_public, speaks_web
from notifier.channel import WrongAddress

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class PrivateHost(Exception):
    """A host whose address is inside the private network, and which no setting allows."""


@dataclass(frozen=True, slots=True)
class AllowedHosts:
    """The names, addresses and networks inside the private network that may be posted to, also without TLS."""

    names: frozenset[str] = frozenset()
    networks: tuple[Network, ...] = ()

    @classmethod
    def read(cls, text: str) -> Self:
        """From `127.0.0.1, 10.20.0.0/16, hooks.intra.example`: what is no address is a name."""
        names, networks = set(), []
        for part in (piece.strip().lower() for piece in text.split(",")):
            try:
                networks.append(ipaddress.ip_network(part, strict=False))
            except ValueError:
                names.add(part)
        return cls(frozenset(name.removesuffix(".") for name in names - {""}), tuple(networks))

    def allow(self, address: Address) -> bool:
        """True for an address in one of the networks."""
        return any(address in network for network in self.networks if network.version == address.version)

    def names_host(self, host: str) -> bool:
        """True for a host an operator named, by name or as an address."""
        try:
            said = host_said(host)
            address = address_in(said)
        except NoHost:
            return False
        return said in self.names or (address is not None and self.allow(address))

    def check(self, host: str, address: Address) -> None:
        """Raises `PrivateHost` for an address that is neither public nor allowed."""
        if not (host.lower().removesuffix(".") in self.names or self.allow(address) or is_public(address)):
            raise PrivateHost(host)


def addresses_of(host: str, port: int, allowed: AllowedHosts) -> list[str]:
    """The addresses of a host, each checked: what is connected to is one of them, whatever its name means later.

    Raises `PrivateHost` when one of them is not to be posted to, and OSError when there is none.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = list(dict.fromkeys(str(entry[4][0]).partition("%")[0] for entry in found))
    for address in addresses:
        allowed.check(host, ipaddress.ip_address(address))
    return addresses


def check_url(text: str, allowed: AllowedHosts, *, hosts: frozenset[str] = frozenset()) -> SplitResult:
    """The parts of a webhook's address; with `hosts`, one of those or one an operator allowed.

    Raises `WrongAddress` without repeating the address: it may hold a secret.
    """
    try:
        parts = urlsplit(text)
        host, port = host_said(parts.hostname or ""), parts.port
        literal = address_in(host)
    except ValueError:
        raise WrongAddress(_NO_ADDRESS) from None
    spaced = not text.isascii() or any(c.isspace() or ord(c) < 32 for c in text)
    if spaced or parts.scheme not in ("http", "https") or parts.username is not None:
        raise WrongAddress(_NO_ADDRESS)
    if allowed.names_host(host):
        return parts
    if parts.scheme != "https":
        raise WrongAddress(
            "地址须以 https:// 开头，http 仅限 HAISHAO_WEBHOOK_HOSTS 所列主机 · the address must begin with "
            "https://; http only for hosts named in HAISHAO_WEBHOOK_HOSTS"
        )
    if hosts and host not in hosts:
        names = ", ".join(sorted(hosts))
        raise WrongAddress(
            f"主机 {host} 不属于该渠道，应为 {names} · {host} is not a host of this channel: {names}"
        )
    if not speaks_web(port):
        raise WrongAddress(f"端口 {port} 不用于网页 · {port} is no port of the web")
    if literal is not None:
        _check_literal(host, literal, allowed)
    return parts


_NO_ADDRESS = "地址须为 https:// 开头的网址 · the address must be a web address with https://"


def _check_literal(host: str, address: Address, allowed: AllowedHosts) -> None:
    try:
        allowed.check(host, address)
    except PrivateHost:
        raise WrongAddress(
            f"主机 {host} 位于内网；如确需推送，请列入 HAISHAO_WEBHOOK_HOSTS · {host} is inside the private network; "
            "to allow it, name it in HAISHAO_WEBHOOK_HOSTS"
        ) from None


def is_loopback(host: str) -> bool:
    """True for this machine itself, by address or name."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
