"""What must not be written down: the secrets of the settings, and of addresses that hold one. 脱敏."""

import os
import re
from collections.abc import Callable, Iterable, Mapping
from urllib.parse import quote, unquote, urlsplit

HIDDEN = "***"
_LEAST = 6
"""Characters below which a value would be found in words that are no secret."""

_SECRET_NAME = re.compile(r"PASSWORD|SECRET|TOKEN|_KEY\b|_KEY$")
_NO_SECRET = frozenset({"HAISHAO_DKIM_KEY"})
"""Settings that only name a file."""

_ADDRESSES = ("DATABASE_URL", "HAISHAO_MIGRATE_URL")
"""Settings in whose address a password stands."""

_IN_ADDRESS = (
    re.compile(r"(://[^/\s:@]*:)[^@\s/]+(?=@)"),
    re.compile(
        r"((?:[?&]|\b)(?:key|access_token|token|secret|corpsecret|sign|signature|password|api_key|apikey)=)[^&\s\"'<>]+",
        re.I,
    ),
    re.compile(r"(/open-apis/bot/v2/hook/)[A-Za-z0-9-]+"),
    re.compile(r"(\bBearer\s+)[A-Za-z0-9._~+/=-]{8,}", re.I),
    re.compile(r"(\bwhsec_)[A-Za-z0-9+/=]+"),
)
"""A DSN's password; parameters of webhooks and APIs; Feishu's hook, whose path is the key; tokens by their form."""


def is_secret(name: str) -> bool:
    """True for a setting whose value is, or holds, a secret."""
    if name in _ADDRESSES:
        return True
    return name.startswith("HAISHAO_") and bool(_SECRET_NAME.search(name)) and name not in _NO_SECRET


def secret_values(environment: Mapping[str, str]) -> frozenset[str]:
    """The values of settings that are secret, as they may stand in a text: plain and escaped for an address."""
    values = {value for name, value in environment.items() if is_secret(name) and name not in _ADDRESSES}
    address = environment.get("HAISHAO_ADDRESS", "")
    values |= {address} if "://" in address else set()  # of a bot or webhook, whose key stands in it
    for url in (environment.get(name, "") for name in _ADDRESSES):
        if "://" in url:
            password = urlsplit(url).password or ""
            values |= {password, unquote(password)}
        elif found := re.search(r"\bpassword\s*=\s*('(?:[^'\\]|\\.)*'|\S+)", url):
            values.add(found[1].strip("'"))
    return frozenset(
        form for value in values if len(value) >= _LEAST for form in (value, quote(value, safe=""))
    )


def redactor(secrets: Iterable[str]) -> Callable[[str], str]:
    """Puts `***` in place of every secret, the longest first, and of what looks like one in an address."""
    ordered = sorted(set(secrets), key=len, reverse=True)
    known = re.compile("|".join(map(re.escape, ordered))) if ordered else None

    def redacted(text: str) -> str:
        if known is not None:
            text = known.sub(HIDDEN, text)
        for pattern in _IN_ADDRESS:
            text = pattern.sub(rf"\g<1>{HIDDEN}", text)
        return text

    return redacted


def redacted(text: str) -> str:
    """A text without the secrets of this process's environment."""
    return redactor(secret_values(os.environ))(text)
