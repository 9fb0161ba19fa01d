"""Tokens by which an enterprise's programs ask: made, withdrawn, known again by their hash. 接口令牌."""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import IntegrityError, connection, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from domain.scope import Scope
from storage.audit import Act, note
from storage.counted_windows import counted_on, window_from
from storage.isolation import unbound
from storage.models import ApiToken, Enterprise
from storage.shown_once import hash_of, new_secret
from storage.viewers import NotVisible, Viewer

PREFIX = "hs_"
"""How every token begins, so that scanners of code and logs can tell one."""

_SHAPE = re.compile(rf"{PREFIX}[A-Za-z0-9_-]{{43}}", re.ASCII)
_HINT = len(PREFIX) + 4


class NameTaken(ValueError):
    """The enterprise has a token of this name that was not withdrawn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A token as it is shown and asked by, without its secret."""

    token_id: int
    enterprise_id: int
    enterprise: str
    name: str
    hint: str
    scopes: frozenset[Scope]
    made_by: str
    made_at: dt.datetime
    expires_at: dt.datetime
    last_used_at: dt.datetime | None
    withdrawn_at: dt.datetime | None

    @property
    def viewer(self) -> Viewer:
        """Whose eyes a program with this token looks with: nobody's of the people, and its enterprise's alone."""
        own = frozenset({self.enterprise_id})
        changed = own if Scope.BRANDS_WRITE in self.scopes else frozenset[int]()
        return Viewer(user_id=None, staff=False, enterprise_ids=own, administers=changed)

    @property
    def called(self) -> str:
        """How the audit trail and decisions name it."""
        return f"API: {self.name}"

    @property
    def sorted_scopes(self) -> list[Scope]:
        """The scopes in the order they are listed everywhere."""
        return [scope for scope in Scope if scope in self.scopes]

    def good(self, now: dt.datetime) -> bool:
        """True until it expires or is withdrawn."""
        return self.withdrawn_at is None and now < self.expires_at


def make_token(
    viewer: Viewer, enterprise: str, *, name: str, scopes: Iterable[Scope], days: int, by: str
) -> str:
    """Makes a token good for `days` and returns it: it is kept nowhere. Raises `NotVisible` for an enterprise the viewer may
    not change, `NameTaken`.
    """
    owner = Enterprise.objects.filter(name=enterprise).first()
    if owner is None or not viewer.may_change(owner.pk):
        raise NotVisible(enterprise)
    secret = PREFIX + new_secret()
    try:
        with transaction.atomic():
            ApiToken.objects.create(
                enterprise=owner,
                name=name,
                sha256=hash_of(secret),
                hint=secret[:_HINT],
                scopes=sorted(scope.value for scope in scopes),
                made_by=by,
                expires_at=timezone.now() + dt.timedelta(days=days),
            )
            note(Act.TOKEN_MADE, of=owner, about=name)
    except IntegrityError as taken:
        raise NameTaken(name) from taken
    return secret


def withdraw_token(viewer: Viewer, token_id: int) -> None:
    """Makes a token useless from the next request on. Raises `NotVisible`. Withdrawing twice is no error."""
    with transaction.atomic():
        row = _changeable(viewer).filter(pk=token_id).first()
        if row is None:
            raise NotVisible(f"token {token_id}")
        if ApiToken.objects.filter(pk=token_id, withdrawn_at=None).update(withdrawn_at=timezone.now()):
            note(Act.TOKEN_WITHDRAWN, of=row.enterprise, about=row.name)


def tokens_of(viewer: Viewer, *, limit: int = 200) -> tuple[Token, ...]:
    """The tokens of the enterprises a viewer may change: those that are good first, the newest first."""
    now = timezone.now()
    rows = _changeable(viewer).order_by("-pk")
    live = rows.filter(withdrawn_at=None, expires_at__gt=now)
    past = rows.filter(Q(withdrawn_at__isnull=False) | Q(expires_at__lte=now))
    return tuple(map(_token, (*live[:limit], *past[:limit])))


def known_token(secret: str) -> Token | None:
    """The token somebody shows, while it is good."""
    if _SHAPE.fullmatch(secret) is None:
        return None
    with unbound():
        row = ApiToken.objects.select_related("enterprise").filter(sha256=hash_of(secret)).first()
    token = _token(row) if row else None
    return token if token and token.good(timezone.now()) else None


_COUNT = f"""
UPDATE storage_apitoken AS known SET last_used_at = %(now)s, {counted_on("known", "asked", "asked_since")}
 WHERE id = %(token)s RETURNING asked, asked_since
"""  # nosec B608 # our columns


def count_request(token_id: int, most: int, window: dt.timedelta) -> float:
    """Notes that a token is used, and returns 0, or the seconds until it may be again: `most` requests are heard in a window,
    which begins with the first one after the last window. Over all processes and machines.
    """
    at = window_from(window)
    with unbound(), connection.cursor() as cursor:
        cursor.execute(_COUNT, {"token": token_id, **at})
        asked, since = cursor.fetchone()
    return (since - at["over"]).total_seconds() if asked > most else 0.0


def _changeable(viewer: Viewer) -> QuerySet[ApiToken]:
    rows = ApiToken.objects.select_related("enterprise")
    return rows if viewer.staff else rows.filter(enterprise_id__in=viewer.administers)


def _token(row: ApiToken) -> Token:
    known = set(Scope)
    return Token(
        token_id=row.pk,
        enterprise_id=row.enterprise_id,
        enterprise=row.enterprise.name,
        name=row.name,
        hint=row.hint,
        scopes=frozenset(Scope(scope) for scope in row.scopes if scope in known),
        made_by=row.made_by,
        made_at=row.made_at,
        expires_at=row.expires_at,
        last_used_at=row.last_used_at,
        withdrawn_at=row.withdrawn_at,
    )
