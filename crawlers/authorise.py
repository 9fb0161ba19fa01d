"""Puts the operator's secrets into a request just before it is sent, fetching an OAuth2 token where one is wanted."""

import asyncio
import datetime as dt
from dataclasses import dataclass
from typing import Final

import httpx
from scrapy import Request

from crawlers.auth import Auth, Call, Token, basic_header, with_secrets
from crawlers.errors import KeyRefused
from crawlers.replay import replay_address, replayed

_TIMEOUT = httpx.Timeout(30.0)
_EARLY: Final = dt.timedelta(minutes=1)
"""How long before its end a token is renewed."""
_SHORTEST: Final = 300
"""Seconds a token is taken to live when its answer does not say."""


@dataclass(frozen=True, slots=True)
class _Held:
    value: str
    until: dt.datetime


class Credentials:
    """The secrets of one source, at work in one crawl."""

    def __init__(self, auth: Auth) -> None:
        self._auth = auth
        self._held: _Held | None = None
        self._lock = asyncio.Lock()

    async def on(self, request: Request) -> Request:
        """A copy of the request with the secrets in it; the request itself where they may not go.

        Raises KeyRefused when no token is given for them.
        """
        if not self._auth.concerns(request.url):
            return request
        secrets = self._auth.secrets()
        if self._auth.token:
            secrets["token"] = await self._token(self._auth.token)
        names = [(n.decode("latin-1"), v.decode("latin-1")) for n, vs in request.headers.items() for v in vs]
        call = Call(method=request.method, url=request.url, headers=tuple(names), body=request.body)
        sent = self._auth.authorised(call, secrets, dt.datetime.now(dt.UTC))
        return request.replace(
            url=sent.url, method=sent.method, headers=list(sent.headers), body=sent.body, dont_filter=True
        )

    async def _token(self, token: Token) -> str:
        async with self._lock:
            if self._held is None or dt.datetime.now(dt.UTC) >= self._held.until:
                self._held = await self._fetched(token)
            return self._held.value

    async def _fetched(self, token: Token) -> _Held:
        secrets = self._auth.secrets()
        form = {name: with_secrets(value, secrets) for name, value in token.form}
        headers = {"Accept": "application/json"}
        if token.basic:
            headers["Authorization"] = basic_header(token.basic, secrets)
        named = ", ".join(self._auth.settings.values())
        asked_at = dt.datetime.now(dt.UTC)
        try:
            async with httpx.AsyncClient(timeout=_TIMEOUT, trust_env=not replay_address()) as client:
                answer = await client.post(replayed(token.url), data=form, headers=headers)
        except httpx.HTTPError as error:
            raise KeyRefused(f"{token.url}: {type(error).__name__} ({named})") from error
        try:
            data = answer.json() if answer.status_code == 200 else {}
            value = data[token.answer]
            seconds = int(data.get("expires_in", _SHORTEST))
        except (ValueError, KeyError, TypeError) as error:
            raise KeyRefused(
                f"{token.url}: HTTP {answer.status_code}, no {token.answer} ({named})"
            ) from error
        return _Held(str(value), asked_at + dt.timedelta(seconds=seconds) - _EARLY)
