"""The second lock: within a block, PostgreSQL shows only the rows of the enterprises it is bound to, whatever a query
forgets. Which rows those are, the migrations say (`storage.row_security`).
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from django.db import connection, transaction

from storage.audit import Actor, acting, acting_as
from storage.models import Alert, Contact
from storage.row_security import MEMBER


@dataclass(frozen=True, slots=True, kw_only=True)
class _Bound:
    """What the database was told, and the role it had before."""

    enterprises: str
    administers: str
    contact: str
    role_before: str


_bound: ContextVar[_Bound | None] = ContextVar("bound", default=None)

_SAY = """
SELECT current_setting('role'), set_config('role', %s, true), set_config('haishao.enterprises', %s, true),
       set_config('haishao.administers', %s, true), set_config('haishao.contact', %s, true)
"""


@contextmanager
def bound_to(
    enterprise_ids: Iterable[int], *, administers: Iterable[int] = (), contact_id: int | None = None
) -> Iterator[None]:
    """A transaction that sees the rows of these enterprises, of what all share, and of one contact; with none of them
    nothing of any enterprise. Brands are changed of those alone that are among `administers` too.

    Said for the transaction alone (`SET LOCAL`), so that no connection, kept or pooled, carries it on. What must be
    read outside it is read in `unbound`. An error undoes the block's writes.
    """
    outer = _bound.get()
    enterprises, changed = _listed(enterprise_ids), _listed(administers)
    contact = "" if contact_id is None else str(int(contact_id))
    with transaction.atomic():
        before = _say(MEMBER, enterprises, changed, contact)
        role_before = outer.role_before if outer else before
        token = _bound.set(
            _Bound(enterprises=enterprises, administers=changed, contact=contact, role_before=role_before)
        )
        try:
            yield
        finally:
            _bound.reset(token)
        _say_again(outer, role_before)


@contextmanager
def unbound() -> Iterator[None]:
    """A step within a bound block that needs more than its viewer may see: the queue, sessions, notices to staff. Outside
    a bound block it is nothing. Keep it narrow: nothing read in it goes to a screen.
    """
    outer = _bound.get()
    if outer is None:
        yield
        return
    with transaction.atomic():
        _say(outer.role_before, "", "", "")
        token = _bound.set(None)
        try:
            yield
        finally:
            _bound.reset(token)
        _say_again(outer, outer.role_before)


@contextmanager
def bound_by_link(alert_id: int, contact_id: int) -> Iterator[None]:
    """What a link in a message opens: the contact it was sent to, and that contact's enterprise; for one of the staff, who
    has none, the enterprise the alert is about. What is done in the block, that contact does.
    """
    with unbound():
        contact = Contact.objects.filter(pk=contact_id).first()
        found = [contact.enterprise_id] if contact else []
        if contact and contact.enterprise_id is None:
            found = list(Alert.objects.filter(pk=alert_id).values_list("brand__enterprise_id", flat=True))
    actor = Actor(name=contact.name if contact else "", address=acting().address)
    with acting_as(actor), bound_to((one for one in found if one is not None), contact_id=contact_id):
        yield


def _listed(ids: Iterable[int]) -> str:
    return ",".join(str(int(one)) for one in sorted(ids))


def _say(role: str, enterprises: str, administers: str, contact: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(_SAY, [role, enterprises, administers, contact])
        return str(cursor.fetchone()[0])


def _say_again(outer: _Bound | None, role_before: str) -> None:
    """Back to what stood before, for a block within a longer transaction; a block that is undone goes back by itself."""
    if connection.needs_rollback:
        return
    if outer is None:
        _say(role_before, "", "", "")
    else:
        _say(MEMBER, outer.enterprises, outer.administers, outer.contact)
