"""The order of certificates in a time-stamp token.

CMS does not ask for its sets to be in order (RFC 5652, 5.1: only signed attributes are DER), and OpenSSL's authority writes the
signer's certificate first; rfc3161-client reads sets in DER's order alone. The certificates are not signed, so putting
them in order changes nothing of what is.
"""

from typing import Final

_SEQUENCE, _SET, _OID, _CONTEXT_0 = 0x30, 0x31, 0x06, 0xA0
_MOST_LENGTH_BYTES: Final = 4


def in_order(response: bytes) -> bytes:
    """A TimeStampResp (RFC 3161, 2.4.2) with the certificates of its token in DER's order, else byte for byte the same.

    Raises ValueError for what is no DER.
    """
    outer = _inside(response, 0, len(response), _SEQUENCE)
    parts = _elements(response, *outer)
    if len(parts) < 2:
        return response
    content = _elements(response, *_inside(response, *parts[1], _SEQUENCE))
    if len(content) != 2 or response[content[0][0]] != _OID:
        raise ValueError("no ContentInfo")
    explicit = _inside(response, *content[1], _CONTEXT_0)
    signed = _elements(response, *_inside(response, *explicit, _SEQUENCE))
    for start, end in signed[3:4]:
        if response[start] == _CONTEXT_0:
            first, last = _inside(response, start, end, _CONTEXT_0)
            held = sorted(response[a:b] for a, b in _elements(response, first, last))
            return response[:first] + b"".join(held) + response[last:]
    return response


def _inside(data: bytes, start: int, end: int, tag: int) -> tuple[int, int]:
    """Where the contents of the one element between two places begin and end."""
    first, last = _contents(data, start, end)
    if data[start] != tag or last != end:
        raise ValueError(f"byte {start}: tag {data[start]:#x}, expected {tag:#x}")
    return first, last


def _elements(data: bytes, start: int, end: int) -> list[tuple[int, int]]:
    found = []
    while start < end:
        _, last = _contents(data, start, end)
        found.append((start, last))
        start = last
    return found


def _contents(data: bytes, start: int, end: int) -> tuple[int, int]:
    if start + 2 > end:
        raise ValueError(f"byte {start}: cut off")
    length, first = data[start + 1], start + 2
    if length & 0x80:
        count = length & 0x7F
        if not 0 < count <= _MOST_LENGTH_BYTES or first + count > end:
            raise ValueError(f"byte {start}: length")
        length = int.from_bytes(data[first : first + count])
        first += count
    if first + length > end:
        raise ValueError(f"byte {start}: cut off")
    return first, first + length
