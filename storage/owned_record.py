"""One exported row as a line of JSON. 导出的一行."""

import datetime as dt
import json
import uuid
from collections.abc import Mapping
from decimal import Decimal

from domain.alert import Channel
from domain.of_others import uncounted

SHOWN_ADDRESSES = frozenset({Channel.EMAIL.value, Channel.WECOM_APP.value})
"""Channels whose address is no secret; that of a bot or a webhook lets whoever knows it write there."""

HIDDEN = "（密钥，未导出 · a secret, not exported）"


def record_of(kind: str, row: Mapping[str, object]) -> str:
    """The line. Instants are ISO 8601 in UTC, amounts of money words, bytes hexadecimal."""
    said = {name: _plain(value) for name, value in row.items()}
    if kind == "contacts" and row.get("channel") not in SHOWN_ADDRESSES:
        said["address"] = HIDDEN
    if kind == "matches":
        said["evidence"] = json.loads(uncounted(json.dumps(said["evidence"], ensure_ascii=False)))
    return json.dumps(said, ensure_ascii=False)


def _plain(value: object) -> object:
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat()
    if isinstance(value, dt.date | uuid.UUID | Decimal):
        return str(value)
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    return value
