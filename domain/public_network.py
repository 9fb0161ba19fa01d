"""Which hosts are of the public internet, and which only look so: the one judgement by which crawls, logos, evidence and
webhooks decide whom they ask.

Somebody who may name an address, by a page, a list or the API, would otherwise have this machine ask its own network for
them (server-side request forgery, CWE-918). A name is judged by the addresses it resolves to at the moment it is connected to,
which is for `crawlers.addresses` and `notifier.hosts` to do; here nothing is looked up.
"""

import ipaddress
import re
import socket
import unicodedata
from collections.abc import Iterator
from typing import Final

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_UNICAST: Final = ipaddress.IPv6Network("2000::/3")
"""Global unicast, all that IANA has given out of IPv6 (RFC 4291, 2.4)."""

_NAT64: Final = ipaddress.IPv6Network("64:ff9b::/96")
_ISATAP: Final = frozenset({0x00005EFE, 0x02005EFE})
"""The upper half of an interface's id that holds an IPv4 address (RFC 5214, 6.1)."""

_NEITHER: Final = (ipaddress.ip_network("3fff::/20"), ipaddress.ip_network("192.88.99.0/24"))
"""For documents (RFC 9637) and for relays of 6to4 (RFC 7526), which `ipaddress` takes for global."""

_NUMBER: Final = re.compile(r"[0-9]+|0x[0-9a-f]*")
_NEVER_IN_A_HOST: Final = re.compile(r"""[\x00-\x20\x7f"#%/:<>?@\[\\\]^`{|}]""")
"""URL Standard, forbidden domain code points: one parser ends the host at such a character, another does not."""

_LONGEST: Final = 255
"""Characters of a host (RFC 1035, 2.3.4)."""

_OTHER_PORTS: Final = frozenset(
    (
        *(0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104, 109, 110),
        *(111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515, 526, 530, 531, 532),
        *(540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061),
        *(6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080),
    )
)  # fmt: skip
"""Fetch Standard, "bad port": what listens there takes a request for something else, mail for one."""


class NoHost(ValueError):
    """What stands for a host in an address is none."""


def is_public(address: Address) -> bool:
    """True for a unicast address of the public internet; false for one that only leads there through a tunnel to a private
    one (IPv4-mapped, 6to4, Teredo, NAT64, ISATAP).
    """
    if any(address in network for network in _NEITHER):
        return False
    if isinstance(address, ipaddress.IPv4Address):
        return address.is_global and not address.is_multicast
    if not all(is_public(inner) for inner in _within(address)):
        return False
    if address.ipv4_mapped is not None or address in _NAT64:
        return True
    return address in _UNICAST and address.is_global


def _within(address: ipaddress.IPv6Address) -> Iterator[ipaddress.IPv4Address]:
    """The IPv4 addresses an IPv6 one leads to."""
    for one in (address.ipv4_mapped, address.sixtofour, *(address.teredo or ())):
        if one is not None:
            yield one
    last = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    if address in _NAT64 or (int(address) >> 32) & 0xFFFFFFFF in _ISATAP:
        yield last


def host_said(text: str) -> str:
    """A host as it is asked for: in lower case and ASCII (IDNA), without a trailing dot, an IPv6 address without brackets and
    zone. Raises `NoHost`.
    """
    if len(text) > _LONGEST:
        raise NoHost(text[:_LONGEST])
    folded = unicodedata.normalize("NFKC", text).replace("。", ".").lower()
    bare = folded.strip("[]").partition("%")[0]
    if ":" in bare:
        try:
            return str(ipaddress.IPv6Address(bare))
        except ValueError as error:
            raise NoHost(text) from error
    try:
        name = folded.removesuffix(".").encode("idna").decode("ascii")
    except UnicodeError as error:
        raise NoHost(text) from error
    if not name or _NEVER_IN_A_HOST.search(name):
        raise NoHost(text)
    return name


def address_in(host: str) -> Address | None:
    """The address a host of `host_said` is, in whatever dress a resolver takes for one: `127.1`, `0177.0.0.1`, `0x7f000001`,
    `2130706433`; `localhost` (RFC 6761, 6.3) is one too. None for a name. Raises `NoHost` for a number that is no address.
    """
    if host == "localhost" or host.endswith(".localhost"):
        return ipaddress.IPv4Address("127.0.0.1")
    if ":" in host:
        return ipaddress.IPv6Address(host)
    if not _NUMBER.fullmatch(host.rpartition(".")[2]):
        return None
    try:
        return ipaddress.IPv4Address(socket.inet_aton(host))
    except OSError as error:
        raise NoHost(host) from error


def speaks_web(port: int | None) -> bool:
    """False for a port on which something else than the web is spoken."""
    return port not in _OTHER_PORTS
