"""The register of deletions: what was deleted is proved by it, after the enterprise is nowhere else. 删除登记."""

import hashlib
import hmac
from collections.abc import Callable, Iterable

from django.conf import settings
from django.db import connection, transaction

from domain.deletion import FIRST, Counted, NotACertificate, Statement, hash_of, read_statement
from storage.models import Deletion, Enterprise
from storage.owned import LAST, OWNED, Owner

_LOCK = 0x6861_6973_6465_6C31
"""Of the register, so that two deletions at once become two lines in a row."""


class RegisterDiffers(RuntimeError):
    """The register in the database and the one in the file contradict each other; the message says from which line on."""


def hmac_of(name: str) -> str:
    """The keyed hash of an enterprise's name, by a key of its own made of HAISHAO_SECRET_KEY."""
    key = hashlib.sha256(b"haishao deletions\0" + settings.SECRET_KEY.encode()).digest()
    return hmac.new(key, name.encode(), hashlib.sha256).hexdigest()


def counts_of(owner: Owner) -> tuple[Counted, ...]:
    """Every kind as it stands now, each table asked anew, with the hash of its ids."""
    found = []
    for one in (*OWNED, *LAST):
        ids, count = hashlib.sha256(), 0
        for key in one.rows(owner).order_by("pk").values_list("pk", flat=True).iterator(chunk_size=5_000):
            ids.update(f"{key}\n".encode())
            count += 1
        found.append(Counted(kind=one.kind, before=count, after=count, ids_sha256=ids.hexdigest()))
    return tuple(found)


def left_of(owner: Owner) -> dict[str, int]:
    """How many rows of each kind there are now."""
    return {one.kind: one.rows(owner).count() for one in (*OWNED, *LAST)}


def register_line(make: Callable[[int, str], Statement]) -> Statement:
    """Adds the next line, made from its number and the hash before it. Must run in the transaction of the deletion."""
    _lock()
    last = Deletion.objects.order_by("-number").first()
    statement = make(last.number + 1 if last else 1, last.hash if last else FIRST)
    _add(statement)
    return statement


def register_after(number: int) -> tuple[Statement, ...]:
    """The lines after one, in order."""
    rows = Deletion.objects.filter(number__gt=number).order_by("number")
    return tuple(read_statement(row.statement) for row in rows)


def registered(number: int) -> Statement | None:
    """One line; None when there is none."""
    row = Deletion.objects.filter(pk=number).first()
    return read_statement(row.statement) if row else None


def newest_of(enterprise_number: int) -> Statement | None:
    """The last line of an enterprise; None when there is none."""
    row = Deletion.objects.filter(enterprise_number=enterprise_number).order_by("number").last()
    return read_statement(row.statement) if row else None


def take_in(statements: Iterable[Statement]) -> int:
    """Adds lines the database does not have, as after a restored backup, and returns how many. Raises `RegisterDiffers`
    where one does not hold on to the line before it, or another stands in its place.
    """
    added = 0
    with transaction.atomic():
        _lock()
        known = dict(Deletion.objects.values_list("number", "hash"))
        for one in statements:
            if one.number in known:
                if known[one.number] != one.hash():
                    raise RegisterDiffers(f"第 {one.number} 条不一致 · line {one.number} differs")
                continue
            if one.previous != known.get(one.number - 1, FIRST if one.number == 1 else None):
                raise RegisterDiffers(
                    f"第 {one.number} 条与前一条不衔接 · line {one.number} does not follow the one before"
                )
            _add(one)
            known[one.number] = one.hash()
            added += 1
    return added


def broken_at() -> int | None:
    """The number of the first line that is not what its hash says or does not follow; None for a sound register."""
    previous, expected = FIRST, 1
    for row in Deletion.objects.order_by("number").iterator(chunk_size=500):
        try:
            said = read_statement(row.statement)
        except NotACertificate:
            return row.number
        sound = row.number == expected == said.number and said.previous == previous
        if not sound or hash_of(row.statement) != row.hash:
            return row.number
        previous, expected = row.hash, expected + 1
    return None


def come_back() -> tuple[Owner, ...]:
    """Enterprises that are there though the register says they were deleted: a backup older than that was restored."""
    gone = {(one.enterprise_number, one.enterprise_hmac) for one in register_after(0)}
    rows = Enterprise.objects.filter(pk__in=[number for number, _ in gone]).order_by("pk")
    return tuple(Owner(number=row.pk, name=row.name) for row in rows if (row.pk, hmac_of(row.name)) in gone)


def _add(statement: Statement) -> None:
    Deletion.objects.create(
        number=statement.number,
        enterprise_number=statement.enterprise_number,
        statement=statement.canonical(),
        hash=statement.hash(),
    )


def _lock() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
