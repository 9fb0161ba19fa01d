"""Records and sign-ins several tests make up the same way."""

import base64
import datetime as dt
import hmac
import struct
import time

from django.test import Client
from django.utils import timezone

from domain.observation import Goods, Kind, Observation, Party
from storage.evidence import ReceivedResponse
from storage.people import save_user

PASSWORD = "a long enough password"


def filing(ref: str, sign: str, **rest: object) -> Observation:
    """A filing in the United States, with whatever is said instead."""
    fields: dict[str, object] = {
        "kind": Kind.FILING,
        "source": "us-uspto-trtdxfap",
        "ref": ref,
        "sign": sign,
        "office": "US",
        "holders": (Party(name="Acme Trading LLC", country="US", address="1 Fish Street"),),
        "goods": (Goods(nice_class=29, text="Canned fish"),),
        "published_on": dt.date(2026, 11, 3),
    }
    return Observation(**(fields | rest))  # type: ignore[arg-type]


def received(number: int, url: str, provenance: str = "made-up") -> ReceivedResponse:
    """An answer of a source, the `number`-th of its run."""
    return ReceivedResponse(
        number=number,
        url=url,
        status=200,
        sha256=f"{number:064}",
        size=9,
        fetched_at=timezone.now(),
        provenance=provenance,
        robots="allowed",
        file="a/evidence-00001.warc.gz",
        offset=0,
    )


def signed_in(name: str, enterprise: str | None) -> Client:
    """A browser in which a user is signed in, of an enterprise or of the staff."""
    save_user(name, PASSWORD, enterprise=enterprise)
    client = Client()
    assert client.login(username=name, password=PASSWORD)
    return client


def app_code(secret: str, *, steps: int = 0) -> str:
    """What an authenticator app shows now (RFC 6238), or so many half minutes later."""
    counter = struct.pack(">Q", int(time.time()) // 30 + steps)
    mac = hmac.digest(base64.b32decode(secret.replace(" ", "")), counter, "sha1")
    at = mac[-1] & 15
    return f"{(struct.unpack('>I', mac[at : at + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"
