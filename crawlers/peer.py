"""Whom a page comes from: the addresses its host's name leads to, and the certificates it shows. 域名解析与证书。

A connection is made to a public address alone (`crawlers.addresses`), and nothing is asked over it.
"""

import datetime as dt
import select
import socket
import time
from contextlib import closing
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

import service_identity
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from OpenSSL import SSL
from service_identity.pyopenssl import verify_hostname

from crawlers.addresses import check_address, check_url, connectable_hosts
from crawlers.errors import Refused

_SECONDS: Final = 10.0
_MOST_CERTIFICATES: Final = 10
_MOST_TRIED: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """One certificate of a chain; `sha256` is the fingerprint, the serial number in hex."""

    sha256: str
    subject: str
    issuer: str
    serial: str
    not_before: dt.datetime
    not_after: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """What was seen of a host at an instant. `chain` begins with the host's own certificate and is empty without TLS.

    `doubts` are what speaks against the chain, in OpenSSL's words; `fault` is why no more is known.
    """

    host: str
    port: int
    seen_at: dt.datetime
    addresses: tuple[str, ...] = ()
    connected_to: str = ""
    tls: str = ""
    cipher: str = ""
    chain: tuple[Certificate, ...] = ()
    doubts: tuple[str, ...] = ()
    fault: str = ""


@dataclass(slots=True)
class _Doubts:
    found: list[str] = field(default_factory=list)

    def __call__(self, _link: SSL.Connection, _of: object, error: int, depth: int, good: int) -> bool:
        if not good:
            self.found.append(f"depth {depth}: OpenSSL verify error {error}")
        return True


def peer_of(url: str) -> Peer:
    """The peer behind the address of a page. Never raises for what the network does: see `fault`."""
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    now = dt.datetime.now(dt.UTC)
    try:
        if host not in connectable_hosts():
            check_url(url)
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        addresses = tuple(dict.fromkeys(str(entry[4][0]) for entry in found))
        if host not in connectable_hosts():
            for address in addresses:
                check_address(host, address)
    except (OSError, Refused) as error:
        return Peer(host=host, port=port, seen_at=now, fault=f"{error}")
    if parts.scheme != "https":
        return Peer(host=host, port=port, seen_at=now, addresses=addresses)
    fault = ""
    for address in addresses[:_MOST_TRIED]:
        try:
            with socket.create_connection((address, port), timeout=_SECONDS) as link:
                return _shaken(link, host, port, now, addresses)
        except (OSError, SSL.Error) as error:
            fault = f"{address}: {type(error).__name__} {error}"
    return Peer(host=host, port=port, seen_at=now, addresses=addresses, fault=fault)


def _shaken(link: socket.socket, host: str, port: int, now: dt.datetime, addresses: tuple[str, ...]) -> Peer:
    doubts = _Doubts()
    context = SSL.Context(SSL.TLS_CLIENT_METHOD)
    context.set_default_verify_paths()
    context.set_verify(SSL.VERIFY_PEER, doubts)
    with closing(SSL.Connection(context, link)) as tls:
        tls.set_tlsext_host_name(host.encode("idna"))
        tls.set_connect_state()
        _shake_hands(tls, link)
        try:
            verify_hostname(tls, host)
        except (service_identity.VerificationError, service_identity.CertificateError) as error:
            doubts.found.append(f"{type(error).__name__} {host}")
        shown = tls.get_peer_cert_chain(as_cryptography=True) or []
        return Peer(
            host=host,
            port=port,
            seen_at=now,
            addresses=addresses,
            connected_to=str(link.getpeername()[0]),
            tls=tls.get_protocol_version_name(),
            cipher=tls.get_cipher_name() or "",
            chain=tuple(_certificate(one) for one in shown[:_MOST_CERTIFICATES]),
            doubts=tuple(doubts.found),
        )


def _shake_hands(tls: SSL.Connection, link: socket.socket) -> None:
    """pyOpenSSL does not wait for a socket that has a timeout."""
    until = time.monotonic() + _SECONDS
    while True:
        try:
            tls.do_handshake()
            return
        except SSL.WantReadError:
            ready, _, _ = select.select([link], [], [], max(0.0, until - time.monotonic()))
        except SSL.WantWriteError:
            _, ready, _ = select.select([], [link], [], max(0.0, until - time.monotonic()))
        if not ready:
            raise TimeoutError(f"TLS: {_SECONDS:g} s")


def _certificate(one: x509.Certificate) -> Certificate:
    return Certificate(
        sha256=one.fingerprint(hashes.SHA256()).hex(),
        subject=one.subject.rfc4514_string(),
        issuer=one.issuer.rfc4514_string(),
        serial=f"{one.serial_number:x}",
        not_before=one.not_valid_before_utc,
        not_after=one.not_valid_after_utc,
    )
