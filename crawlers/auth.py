"""Auth: what a source wants before it answers, and how the operator's secrets are put into a request.

A secret is only ever named, by an environment setting. It is put into a copy of the request just before
that is sent (`crawlers.authorise`), so that it stands in no log, no outcome and no kept address; and it is
sent to the source's own hosts only: redirects lead elsewhere.
"""

import base64
import datetime as dt
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from urllib.parse import urlencode, urlsplit

_PLACE = re.compile(r"\{([a-z_]+)\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A request about to be sent. `headers` in order, names as they are written."""

    method: str
    url: str
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""

    def with_params(self, params: Mapping[str, str]) -> "Call":
        """The call with parameters added to its query."""
        url, hash_sign, fragment = self.url.partition("#")
        joint = "&" if urlsplit(url).query else "?"
        return replace(
            self, url=f"{url}{joint}{urlencode(params)}{hash_sign}{fragment}" if params else self.url
        )

    def with_headers(self, headers: Mapping[str, str]) -> "Call":
        """The call with headers set, in place of those of the same name."""
        kept = tuple(h for h in self.headers if h[0].lower() not in {name.lower() for name in headers})
        return replace(self, headers=kept + tuple(headers.items()))


Sign = Callable[[Call, Mapping[str, str], dt.datetime], Call]
"""Signs a call with the secrets (by the names of `Auth.settings`) at an instant. Pure: the same in, the same out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """An OAuth2 token: `form` is posted to `url`; `answer` names the token in the JSON that comes back.

    Values of `form` and `basic` (user and password) may name secrets in braces.
    """

    url: str
    form: tuple[tuple[str, str], ...]
    basic: tuple[str, str] | None = None
    answer: str = "access_token"


def _nothing() -> Mapping[str, str]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Auth:
    """How requests to `hosts` are authorised.

    `settings` gives each secret a short name and the environment setting it stands in. Values of `headers`,
    `params` and `basic` name secrets in braces, `{token}` being the one fetched by `token`. `sign` is for
    what a template cannot say; it comes last.
    """

    settings: Mapping[str, str]
    hosts: tuple[str, ...]
    headers: Mapping[str, str] = field(default_factory=_nothing)
    params: Mapping[str, str] = field(default_factory=_nothing)
    basic: tuple[str, str] | None = None
    token: Token | None = None
    sign: Sign | None = None

    def missing(self) -> tuple[str, ...]:
        """The settings that are empty."""
        return tuple(setting for setting in self.settings.values() if not os.environ.get(setting))

    def secrets(self) -> dict[str, str]:
        """The secrets by their short names."""
        return {name: os.environ.get(setting, "") for name, setting in self.settings.items()}

    def concerns(self, url: str) -> bool:
        """True when the secrets may be sent to that address."""
        asked = urlsplit(url)
        known = asked.scheme == "https" and (asked.hostname or "") in self.hosts
        return known and asked.path != "/robots.txt"

    def authorised(self, call: Call, secrets: Mapping[str, str], now: dt.datetime) -> Call:
        """The call with the secrets in place; `secrets` holds `token` when one was fetched."""
        headers = {name: with_secrets(value, secrets) for name, value in self.headers.items()}
        if self.basic:
            headers["Authorization"] = basic_header(self.basic, secrets)
        params = {name: with_secrets(value, secrets) for name, value in self.params.items()}
        call = call.with_headers(headers).with_params(params)
        return self.sign(call, secrets, now) if self.sign else call


def with_secrets(template: str, secrets: Mapping[str, str]) -> str:
    """The template with `{name}` replaced by that secret."""
    return _PLACE.sub(lambda place: secrets.get(place[1], place[0]), template)


def basic_header(basic: tuple[str, str], secrets: Mapping[str, str]) -> str:
    """The value of an Authorization header for a user and a password."""
    user, password = (with_secrets(part, secrets) for part in basic)
    return f"Basic {base64.b64encode(f'{user}:{password}'.encode()).decode()}"


def names_in(template: str) -> set[str]:
    """The names in braces."""
    return set(_PLACE.findall(template))
