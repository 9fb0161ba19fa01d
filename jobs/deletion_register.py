"""The register of deletions outside the database, so that it outlives a restored backup: one line of JSON a deletion, each
the same as its certificate. 库外的删除登记.
"""

import json
import os
from pathlib import Path

from django.conf import settings

from domain.deletion import NotACertificate, Statement, changes, statement_from
from storage import deletions
from storage.deletions import RegisterDiffers


class NotVerified(ValueError):
    """A certificate that is not what the register says; the message says what was changed."""


def register_file() -> Path:
    """Where it stands."""
    path: Path = settings.HAISHAO_HOME / "deletions.jsonl"
    return path


def certificate_of(statement: Statement) -> str:
    """The certificate that is handed over: the statement and its hash."""
    return json.dumps(
        {"hash": statement.hash(), "statement": json.loads(statement.canonical())}, sort_keys=True
    )


def read_certificate(text: str) -> Statement:
    """The statement of a certificate, whatever its hash says. Raises `NotACertificate`."""
    try:
        said = json.loads(text)
    except ValueError as error:
        raise NotACertificate(f"不是 JSON · not JSON: {error}") from error
    if not isinstance(said, dict) or set(said) != {"hash", "statement"}:
        raise NotACertificate("应只有 hash 与 statement 两项 · must hold hash and statement alone")
    return statement_from(said["statement"])


def settle_register() -> int:
    """Brings file and database to the same lines: what either lacks it gets from the other. Returns how many lines the database
    got, which is how many deletions a restored backup had forgotten. Raises `RegisterDiffers`, OSError.
    """
    written = _read()
    taken = deletions.take_in(written)
    last = written[-1].number if written else 0
    if missing := deletions.register_after(last):
        _append(missing)
    return taken


def verified(text: str) -> Statement:
    """The statement of a certificate that stands in a sound register, of an enterprise of which nothing is there. Raises
    `NotACertificate`, and `NotVerified` saying what was changed or what is there again.
    """
    given = read_certificate(text)
    kept = deletions.registered(given.number)
    if kept is None:
        raise NotVerified(f"登记中没有第 {given.number} 号 · the register has no number {given.number}")
    if changed := changes(given, kept):
        raise NotVerified("已被改动 · changed: " + "; ".join(changed))
    if json.loads(text)["hash"] != kept.hash():
        raise NotVerified("hash：已被改动 · was changed")
    if (broken := deletions.broken_at()) is not None:
        raise NotVerified(f"登记自第 {broken} 号起不完整 · the register is broken from number {broken} on")
    back = {one.number for one in deletions.come_back()}
    if kept.enterprise_number in back:
        raise NotVerified(
            "该企业又在库中，须再次删除 · the enterprise is there again: haishao enterprise deletions"
        )
    return kept


def _read() -> tuple[Statement, ...]:
    path = register_file()
    if not path.exists():
        return ()
    lines = path.read_text(encoding="utf-8").split("\n")
    found = []
    for number, line in enumerate(
        lines[:-1], start=1
    ):  # a line without its end was cut off and is written anew
        try:
            one = read_certificate(line)
        except NotACertificate as error:
            raise RegisterDiffers(f"{path.name}:{number}: {error}") from error
        found.append(one)
    if lines[-1]:
        _cut(path, sum(len(line.encode()) + 1 for line in lines[:-1]))
    return tuple(found)


def _cut(path: Path, length: int) -> None:
    with path.open("r+b") as file:
        file.truncate(length)
        os.fsync(file.fileno())


def _append(statements: tuple[Statement, ...]) -> None:
    path = register_file()
    new = not path.exists()
    with path.open("a", encoding="utf-8") as file:
        file.writelines(f"{certificate_of(one)}\n" for one in statements)
        file.flush()
        os.fsync(file.fileno())
    if new:
        path.chmod(0o600)
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
