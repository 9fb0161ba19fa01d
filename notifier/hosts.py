"""Which hosts may be posted to: the public ones, and those of the private network an operator allowed."""

import ipaddress
import socket
from dataclasses import dataclass
from typing import Self
from urllib.parse import SplitResult, urlsplit

from notifier.channel import WrongAddress

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


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
        return cls(frozenset(names - {""}), tuple(networks))

    def allow(self, address: Address) -> bool:
        """True for an address in one of the networks."""
        return any(address in network for network in self.networks if network.version == address.version)

    def names_host(self, host: str) -> bool:
        """True for a host an operator named, by name or as an address."""
        try:
            return self.allow(ipaddress.ip_address(host))
        except ValueError:
            return host.lower() in self.names

    def check(self, host: str, address: Address) -> None:
        """Raises `PrivateHost` for an address that is neither public nor allowed."""
        if host.lower() in self.names or self.allow(address):
            return
        for one in (address, *_within(address)):
            if not one.is_global or one.is_multicast:
                raise PrivateHost(host)


def _within(address: Address) -> list[Address]:
    """The IPv4 address an IPv6 one leads to, where it does."""
    if isinstance(address, ipaddress.IPv4Address):
        return []
    inner = [address.ipv4_mapped, address.sixtofour]
    if address in _NAT64:
        inner.append(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    return [one for one in inner if one is not None]


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
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        host = ""
    bad = not text.isascii() or any(c.isspace() or ord(c) < 32 for c in text)
    if bad or not host or parts.scheme not in ("http", "https") or parts.username is not None:
        raise WrongAddress("地址须为 https:// 开头的网址 · the address must be a web address with https://")
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
    _check_literal(host, allowed)
    return parts


def _check_literal(host: str, allowed: AllowedHosts) -> None:
    try:
        allowed.check(host, ipaddress.ip_address("127.0.0.1" if host == "localhost" else host))
    except PrivateHost:
        raise WrongAddress(
            f"主机 {host} 位于内网；如确需推送，请列入 HAISHAO_WEBHOOK_HOSTS · {host} is inside the private network; "
            "to allow it, name it in HAISHAO_WEBHOOK_HOSTS"
        ) from None
    except ValueError:
        return  # a name: looked up, and its addresses checked, each time it is posted to


def is_loopback(host: str) -> bool:
    """True for this machine itself, by address or name."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
