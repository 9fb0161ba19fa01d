"""Time stamps by RFC 3161: asked of an authority over HTTP, and checked without one. 可信时间戳.

The authority signs a SHA-256 and the time. What is checked: the token's signature and certificates at that time, its
purpose (id-kp-timeStamping), and that it is of the very hash. Not checked: whether a certificate was revoked since.
"""

import datetime as dt
import time
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import httpx
from cryptography import x509
from rfc3161_client import (
    HashAlgorithm,
    TimestampRequestBuilder,
    TimeStampResponse,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)

from evidence.authority import Authority
from evidence.der import in_order
from evidence.errors import NotStamped

MOST_BYTES: Final = 256 * 1024
"""Bytes of an authority's answer."""

_SECONDS: Final = 15.0
_STRANGER: Final = "certificate verify error"
"""What OpenSSL says of a signer that leads to no known root."""

_SHA256: Final = x509.ObjectIdentifier("2.16.840.1.101.3.4.2.1")


class Root(StrEnum):
    """Where the root certificate came from to which a token leads."""

    GIVEN = "given"
    IN_PACK = "in-pack"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """What a token says: when, by whom (subject of the certificate), and to which root that leads ("" for none known)."""

    at: dt.datetime
    by: str
    root: Root
    root_name: str


class StampBroken(Exception):
    """The token is none, is of another hash, or its signature does not hold."""


def certificates(pem: bytes) -> list[x509.Certificate]:
    """The certificates of a PEM file. Raises ValueError when there is none."""
    return x509.load_pem_x509_certificates(pem)


def ask_stamp(authority: Authority, data: bytes) -> bytes:
    """The authority's answer for the SHA-256 of `data`, checked. Raises NotStamped."""
    request = TimestampRequestBuilder(data=data, hash_algorithm=HashAlgorithm.SHA256).build()
    token = _posted(authority, request.as_bytes())
    try:
        answer = decode_timestamp_response(in_order(token))
        if answer.status != 0:
            raise NotStamped(f"{authority.url}: {answer.status} {'; '.join(answer.status_string)}")
        if answer.tst_info.nonce != request.nonce:
            raise NotStamped(f"{authority.url}: nonce")
        roots = certificates(authority.roots) if authority.roots else []
        stamp = check_stamp(token, request.message_imprint.message, given=roots, in_pack=())
    except (ValueError, StampBroken) as error:
        raise NotStamped(f"{authority.url}: {error}") from error
    if roots and stamp.root is not Root.GIVEN:
        raise NotStamped(
            f"{authority.url}: {stamp.by}: 不能追溯到 HAISHAO_TSA_CERTS · leads to no root of HAISHAO_TSA_CERTS"
        )
    return token


def _posted(authority: Authority, request: bytes) -> bytes:
    until = time.monotonic() + 2 * _SECONDS
    headers = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}
    auth = (authority.user, authority.password) if authority.user else None
    try:
        with (
            httpx.Client(timeout=_SECONDS) as client,
            client.stream("POST", authority.url, content=request, headers=headers, auth=auth) as answer,
        ):
            if answer.status_code != 200:
                raise NotStamped(f"{authority.url}: HTTP {answer.status_code}")
            token = bytearray()
            for piece in answer.iter_bytes():
                token += piece
                if time.monotonic() > until:
                    raise NotStamped(f"{authority.url}: {2 * _SECONDS:g} s")
                if len(token) > MOST_BYTES:
                    raise NotStamped(f"{authority.url}: 应答过大 · more than {MOST_BYTES:,} bytes")
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise NotStamped(f"{authority.url}: {type(error).__name__} {error}") from error
    return bytes(token)


def check_stamp(
    token: bytes,
    digest: bytes,
    *,
    given: Sequence[x509.Certificate],
    in_pack: Sequence[x509.Certificate],
) -> Stamp:
    """What a token for this SHA-256 says. `given` are the certificates somebody trusts, `in_pack` those that came along.

    Raises StampBroken.
    """
    try:
        answer = decode_timestamp_response(in_order(token))
        info = answer.tst_info
        imprint = info.message_imprint
        embedded = [x509.load_der_x509_certificate(one) for one in answer.signed_data.certificates]
        by = _signer(answer, embedded)
    except (ValueError, x509.InvalidVersion) as error:
        raise StampBroken(f"不是时间戳 · no time stamp: {error}") from error
    if imprint.hash_algorithm != _SHA256 or imprint.message != digest:
        raise StampBroken("时间戳所证的是另一哈希 · the stamp is of another hash")
    for root, known in ((Root.GIVEN, given), (Root.IN_PACK, [*in_pack, *embedded])):
        if found := _leads_to(answer, digest, known):
            return Stamp(at=info.gen_time, by=by, root=root, root_name=found)
    return Stamp(at=info.gen_time, by=by, root=Root.UNKNOWN, root_name="")


def _leads_to(answer: TimeStampResponse, digest: bytes, known: Sequence[x509.Certificate]) -> str:
    """The name of the root among the known certificates that the token leads to, "" for none. Raises StampBroken."""
    roots = [one for one in known if one.issuer == one.subject]
    between = [one for one in known if one.issuer != one.subject]
    for root in roots:
        try:
            VerifierBuilder(roots=[root], intermediates=list(between)).build().verify(answer, digest)
        except VerificationError as error:
            if _STRANGER not in str(error):
                raise StampBroken(f"签名不成立 · the signature does not hold: {error}") from error
        else:
            return root.subject.rfc4514_string()
    return ""


def _signer(answer: TimeStampResponse, embedded: Sequence[x509.Certificate]) -> str:
    """Who signed: the subject of the certificate, or where that did not come along its issuer and number."""
    signers = list(answer.signed_data.signer_infos)
    if len(signers) != 1:
        raise ValueError(f"{len(signers)} signers")
    (signer,) = signers
    for one in embedded:
        if (one.issuer, one.serial_number) == (signer.issuer, signer.serial_number):
            return one.subject.rfc4514_string()
    return f"{signer.issuer.rfc4514_string()} · {signer.serial_number:x}"
