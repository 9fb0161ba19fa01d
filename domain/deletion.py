"""What proves that an enterprise was deleted: a statement that names nobody, and the chain of such statements. 删除证明.

    hash = SHA-256(canonical statement), and each statement holds the hash of the one before it

The enterprise stands in it by its row number and by a keyed hash of its name (HMAC-SHA-256), so that the register can be kept
for good without keeping a name, and whoever has the service's key can still say whether a name is meant.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

FORM: Final = "haishao-deletion-1"
FIRST: Final = "0" * 64
"""What the first statement holds on to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """One kind of record: how many there were and are, and the SHA-256 of their ids before, ascending, one a line."""

    kind: str
    before: int
    after: int
    ids_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What is said for good of one deletion. Instants are ISO 8601 in UTC; `by_user` is the row number of whoever asked for
    it, None for the command line; `kept` are the kinds of record that stay, with reasons the documentation gives.
    """

    number: int
    previous: str
    enterprise_number: int
    enterprise_hmac: str
    asked_at: str
    begun_at: str
    ended_at: str
    by_user: int | None
    counts: tuple[Counted, ...]
    kept: tuple[str, ...]
    software: str

    def canonical(self) -> str:
        """The one way a statement is written: JSON in ASCII, keys sorted, no spaces."""
        said: dict[str, object] = {name: getattr(self, name) for name in self.__slots__}
        said["form"] = FORM
        said["kept"] = list(self.kept)
        said["counts"] = [{name: getattr(one, name) for name in Counted.__slots__} for one in self.counts]
        return json.dumps(said, sort_keys=True, separators=(",", ":"))

    def hash(self) -> str:
        """SHA-256 of the canonical form, in hex."""
        return hash_of(self.canonical())


class NotACertificate(ValueError):
    """A file that is no certificate of a deletion; the message says what is wrong with it."""


def hash_of(canonical: str) -> str:
    """The hash of a statement as written."""
    return hashlib.sha256(canonical.encode()).hexdigest()


def read_statement(text: str) -> Statement:
    """A statement from its JSON. Raises `NotACertificate`."""
    try:
        said = json.loads(text)
    except ValueError as error:
        raise NotACertificate(f"不是 JSON · not JSON: {error}") from error
    return statement_from(said)


def statement_from(said: object) -> Statement:
    """A statement from what its JSON holds. Raises `NotACertificate` for fields that are missing, added or of another kind."""
    if not isinstance(said, Mapping) or said.get("form") != FORM:
        raise NotACertificate(f"不是删除证明 · no statement of the form {FORM}")
    wanted = {*Statement.__slots__, "form"}
    if odd := sorted(wanted ^ set(said)):
        raise NotACertificate(f"字段缺失或多余 · fields missing or added: {', '.join(map(str, odd))}")
    for name in wanted - {"form", "counts", "kept", "by_user"}:
        if type(said[name]) is not (int if name in ("number", "enterprise_number") else str):
            raise NotACertificate(f"{name}：类型不符 · of another kind")
    if not isinstance(said["kept"], list) or not isinstance(said["counts"], list):
        raise NotACertificate("counts、kept：应为列表 · must be lists")
    rest = {name: said[name] for name in Statement.__slots__ if name not in ("counts", "kept")}
    return Statement(**rest, counts=tuple(map(_counted, said["counts"])), kept=tuple(map(str, said["kept"])))


def _counted(said: object) -> Counted:
    if not isinstance(said, Mapping) or set(said) != set(Counted.__slots__):
        raise NotACertificate("counts：字段不符 · not the fields of a count")
    return Counted(**said)


def changes(given: Statement, kept: Statement) -> tuple[str, ...]:
    """What of a statement is not as in the register, field by field: `counts.alerts.before: 3, not 2`."""
    found = [
        f"{name}: {getattr(given, name)!r}，登记为 · the register says {getattr(kept, name)!r}"
        for name in Statement.__slots__
        if name not in ("counts", "kept") and getattr(given, name) != getattr(kept, name)
    ]
    ours, theirs = ({one.kind: one for one in side.counts} for side in (given, kept))
    for kind in sorted(ours.keys() | theirs.keys()):
        if ours.get(kind) != theirs.get(kind):
            found += _count_changes(kind, ours.get(kind), theirs.get(kind))
    if given.kept != kept.kept:
        found.append(f"kept: {', '.join(given.kept)}，登记为 · the register says {', '.join(kept.kept)}")
    return tuple(found)


def _count_changes(kind: str, given: Counted | None, kept: Counted | None) -> list[str]:
    if given is None or kept is None:
        said = "多出 · added" if kept is None else "缺失 · missing"
        return [f"counts.{kind}: {said}"]
    return [
        f"counts.{kind}.{name}: {getattr(given, name)!r}，登记为 · the register says {getattr(kept, name)!r}"
        for name in Counted.__slots__
        if getattr(given, name) != getattr(kept, name)
    ]
