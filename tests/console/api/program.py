"""A program of an enterprise, as it asks the API."""

import json
from collections.abc import Iterable

from django.http import HttpResponse
from django.test import Client

from domain.scope import Scope
from storage.api_tokens import make_token
from storage.viewers import Viewer

STAFF = Viewer(user_id=None, staff=True)
ROOT = "/api/v1/"


def token_for(
    enterprise: str, scopes: Iterable[Scope] = tuple(Scope), *, name: str = "ERP", days: int = 30
) -> str:
    """A new token of an enterprise."""
    return make_token(STAFF, enterprise, name=name, scopes=scopes, days=days, by="staff")


class Program:
    """Asks with a token, from one address."""

    def __init__(self, token: str, *, address: str = "203.0.113.7") -> None:
        self._client = Client(raise_request_exception=False, REMOTE_ADDR=address)
        self._token = token

    def ask(
        self, method: str, path: str, body: object = None, *, language: str = "zh", **headers: str
    ) -> HttpResponse:
        """The answer; `path` is under the root, or a whole path."""
        content = b"" if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
        sent = {"Authorization": f"Bearer {self._token}", "Accept-Language": language}
        return self._client.generic(
            method,
            path if path.startswith("/") else ROOT + path,
            content,
            content_type="application/json",
            headers={**sent, **{name.replace("_", "-"): said for name, said in headers.items()}},
        )

    def get(self, path: str, **rest: str) -> HttpResponse:
        """A reading."""
        return self.ask("GET", path, **rest)

    def post(self, path: str, body: object, **rest: str) -> HttpResponse:
        """A writing."""
        return self.ask("POST", path, body, **rest)
