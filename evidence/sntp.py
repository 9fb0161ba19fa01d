"""How far this machine's clock stands from a time server's, by SNTP (RFC 4330, 4 and 5)."""

import secrets
import socket
import struct
import time
from dataclasses import dataclass
from typing import Final

_PACKET: Final = 48
_SECONDS: Final = 3.0
_SINCE_1900: Final = 2_208_988_800
_CLIENT: Final = 0x23  # version 4, mode 3
_SERVER_MODE: Final = 4
_MOST_STRATUM: Final = 15


class NotMeasured(Exception):
    """The server gave no answer that can be used; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offset:
    """Seconds to add to this machine's clock to have the server's; `delay` is the round trip."""

    server: str
    address: str
    seconds: float
    delay: float
    stratum: int


def clock_offset(server: str) -> Offset:
    """Asks `HOST` or `HOST:PORT` once. Raises NotMeasured."""
    host, _, port = server.partition(":")
    if port and not port.isdecimal():
        raise NotMeasured(f"{server}: 应为 主机 或 主机:端口 · HOST or HOST:PORT")
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, int(port or 123), type=socket.SOCK_DGRAM)[0]
        with socket.socket(family, kind) as link:
            link.settimeout(_SECONDS)
            link.connect(address)
            # The origin is a number nobody else can know, so that no stray packet passes for the answer.
            mark = secrets.token_bytes(8)
            sent = time.time()
            link.send(struct.pack(">B39x8s", _CLIENT, mark))
            answer = link.recv(512)
            came = time.time()
    except (OSError, OverflowError) as error:
        raise NotMeasured(f"{server}: {type(error).__name__} {error}") from error
    return _read(server, str(address[0]), mark, answer, sent, came)


def _read(server: str, address: str, mark: bytes, answer: bytes, sent: float, came: float) -> Offset:
    if len(answer) < _PACKET:
        raise NotMeasured(f"{server}: {len(answer)} bytes")
    flags, stratum = answer[0], answer[1]
    if flags & 7 != _SERVER_MODE or flags >> 6 == 3 or not 0 < stratum <= _MOST_STRATUM:
        raise NotMeasured(f"{server}: 服务器自身未对时 · the server itself is not synchronised")
    if answer[24:32] != mark:
        raise NotMeasured(f"{server}: 不是对本次请求的应答 · no answer to this request")
    received, answered = _instant(answer[32:40]), _instant(answer[40:48])
    return Offset(
        server=server,
        address=address,
        seconds=((received - sent) + (answered - came)) / 2,
        delay=(came - sent) - (answered - received),
        stratum=stratum,
    )


def _instant(field: bytes) -> float:
    seconds, fraction = struct.unpack(">II", field)
    if seconds < 2**31:  # era 1, from 2036 (RFC 4330, 3)
        seconds += 2**32
    return float(seconds - _SINCE_1900 + fraction / 2**32)
