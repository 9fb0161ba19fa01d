"""Keeps secrets out of whatever a crawl writes: logs, evidence, outcomes.

A secret is known by its value, which is searched for in every text, and by the header it travels in.
"""

import logging
from collections.abc import Iterable
from typing import Final
from urllib.parse import quote, quote_plus

MASK: Final = "[secret]"
SHORTEST: Final = 4
"""Characters of a secret below which its value is not searched for: it would mask ordinary words."""

_HEADERS: Final = frozenset(
    {
        "authorization", "proxy-authorization", "cookie", "set-cookie", "x-api-key", "apikey", "api-key", "x-ibm-client-id",
        "x-amz-access-token", "x-auth-token", "x-app-key",
    }
)  # fmt: skip


class Masks:
    """The secrets of one source. `headers` are the names it sends them under, beside those known to carry some."""

    def __init__(self, values: Iterable[str], headers: Iterable[str] = ()) -> None:
        self._values: list[str] = []
        self._headers = _HEADERS | {name.lower() for name in headers if name}
        for value in values:
            self.add(value)

    def add(self, value: str) -> None:
        """One more secret, such as a token that was given out during the run."""
        forms = {value, quote(value), quote(value, safe=""), quote_plus(value)}
        new = {form for form in forms if len(form) >= SHORTEST} - set(self._values)
        self._values = sorted([*self._values, *new], key=len, reverse=True)

    def text(self, text: str) -> str:
        """The text with every secret in it masked."""
        for value in self._values:
            if value in text:
                text = text.replace(value, MASK)
        return text

    def body(self, body: bytes) -> bytes:
        """A request's body with every secret in it masked."""
        for value in self._values:
            body = body.replace(value.encode(), MASK.encode())
        return body

    def named(self, headers: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
        """Headers without those that carry a secret, and with every secret in the rest masked."""
        return tuple((n, self.text(v)) for n, v in headers if n.lower() not in self._headers)

    def cover_logs(self) -> None:
        """Masks whatever is logged from here on, tracebacks too."""
        for handler in logging.getLogger().handlers:
            if not isinstance(handler.formatter, _MaskingFormatter):
                handler.setFormatter(_MaskingFormatter(self, handler.formatter or logging.Formatter()))


class _MaskingFormatter(logging.Formatter):
    def __init__(self, masks: Masks, inner: logging.Formatter) -> None:
        super().__init__()
        self._masks = masks
        self._inner = inner

    def format(self, record: logging.LogRecord) -> str:
        return self._masks.text(self._inner.format(record))
