"""POST to receivers: to checked addresses only, over connections kept for the length of a batch."""

import json
import ssl
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

import httpcore

from notifier.channel import Undelivered
from notifier.hosts import AllowedHosts, PrivateHost, addresses_of

TIMEOUT = 10.0
"""Seconds for each step of an exchange, and again for the whole of an answer's body."""

RATE_WAIT = 60.0
"""Seconds a receiver is left alone that says "too many" without saying for how long."""

_MOST_ANSWER = 64 * 1024
_MOST_CONNECTIONS = 20
_TROUBLE = (
    httpcore.NetworkError,
    httpcore.TimeoutException,
    httpcore.ProtocolError,
    httpcore.UnsupportedProtocol,
    OSError,
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a receiver answered: its status, the seconds of its Retry-After (None without), and its body."""

    status: int
    retry_after: float | None
    body: bytes


class Web:
    """Posts while its block runs, and closes what it opened at the end.

    Spoken through httpcore, not httpx: a client that logs every address it posts to would tell secrets.
    """

    def __init__(self, allowed: AllowedHosts, *, timeout: float = TIMEOUT) -> None:
        self.allowed = allowed
        self._timeout = timeout
        self._pool = httpcore.ConnectionPool(
            max_connections=_MOST_CONNECTIONS,
            keepalive_expiry=30.0,
            ssl_context=ssl.create_default_context(),
            network_backend=_CheckedNetwork(allowed),
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pool.close()

    def post(
        self, url: str, content: Mapping[str, Any] | bytes, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """Posts JSON, or JSON already written. Raises `Undelivered` when there is no answer to read."""
        body = (
            content
            if isinstance(content, bytes)
            else json.dumps(content, ensure_ascii=False).encode("utf-8", "replace")
        )
        sent = {"Content-Type": "application/json; charset=utf-8", "User-Agent": "haishao", **(headers or {})}
        return self._ask("POST", url, body, sent)

    def get(self, url: str) -> Answer:
        """Asks. Raises `Undelivered` when there is no answer to read."""
        return self._ask("GET", url, b"", {"User-Agent": "haishao"})

    def _ask(self, method: str, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        timeout = dict.fromkeys(("connect", "read", "write", "pool"), self._timeout)
        given = [(name.encode(), value.encode()) for name, value in headers.items()]
        try:
            with self._pool.stream(
                method, url, headers=given, content=body, extensions={"timeout": timeout}
            ) as response:
                return Answer(response.status, _retry_after(response.headers), self._body(response))
        except PrivateHost as refused:
            raise Undelivered(
                f"host {refused} is inside the private network; name it in HAISHAO_WEBHOOK_HOSTS to allow it",
                permanent=True,
                dead_address=True,
            ) from None
        except _TROUBLE as trouble:
            # The text of these errors may hold the address, which is a secret.
            said = f"no answer: {type(trouble).__name__}"
            raise Undelivered(said, permanent=False, of_receiver=True) from None

    def _body(self, response: httpcore.Response) -> bytes:
        body, until = b"", time.monotonic() + self._timeout
        for piece in response.iter_stream():
            body += piece
            if len(body) > _MOST_ANSWER or time.monotonic() > until:
                raise Undelivered("the answer is too long or too slow", permanent=False, of_receiver=True)
        return body


class _CheckedNetwork(httpcore.NetworkBackend):
    """Resolves a name once, checks what it means, and connects to that."""

    def __init__(self, allowed: AllowedHosts) -> None:
        self._allowed = allowed
        self._plain = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """A connection to the first checked address that answers."""
        trouble: Exception | None = None
        for address in addresses_of(host, port, self._allowed)[:4]:
            try:
                return self._plain.connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as failed:
                trouble = failed
        raise trouble or httpcore.ConnectError("no address")


def _retry_after(headers: Iterable[tuple[bytes, bytes]]) -> float | None:
    """Seconds of Retry-After in its form of a number; None for none, or a date (RFC 9110 allows both)."""
    for name, value in headers:
        if name.lower() == b"retry-after":
            return float(value) if value.isdigit() and len(value) < 10 else RATE_WAIT
    return None


def refuse_status(answer: Answer) -> None:
    """Raises `Undelivered`, to be tried again, for every HTTP status but 200: what chats answer whatever they think."""
    if answer.status == 429:
        wait = answer.retry_after if answer.retry_after is not None else RATE_WAIT
        raise Undelivered("HTTP 429", permanent=False, retry_after=wait, of_receiver=True)
    if answer.status != 200:
        raise Undelivered(f"HTTP {answer.status}", permanent=False, retry_after=answer.retry_after)


@dataclass(frozen=True, slots=True)
class Said:
    """A chat's answer as read: its code, its words made safe to keep, and the rest of its JSON."""

    code: int
    words: str
    rest: Mapping[str, Any]


def read_code(answer: Answer, *, code: str, words: str, secrets: Iterable[str]) -> Said:
    """Reads the JSON whose `code` decides, whatever the HTTP status. Raises `Undelivered` for anything else.

    `secrets` are struck from the words, which stand on one line, cut short.
    """
    refuse_status(answer)
    try:
        data = json.loads(answer.body)
        number, text = data[code], str(data.get(words, ""))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        number, text, data = None, "", {}
    if type(number) is not int:
        raise Undelivered("the answer is not the chat's JSON", permanent=False)
    for secret in secrets:
        text = text.replace(secret, "…") if secret else text
    return Said(number, f"{code} {number} {' '.join(text.split())[:200]}".strip(), data)
