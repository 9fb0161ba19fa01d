"""The chain of kept answers: links added with the answers, shown as excerpts, verified whole. 证据链."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.utils import timezone

from domain.chain import START, AnswerFacts, link_hash
from storage.models import EvidenceLink, EvidenceStamp

_LOCK = 7_201_925
"""The advisory lock under which links are added: whoever holds it, until the end of the transaction, has the last link."""

_BATCH = 10_000

_FACTS = """
SELECT answer.id, run.source, answer.run_id, answer.number, answer.url, answer.status, answer.sha256, answer.size,
       answer.fetched_at, answer.provenance, answer.robots
  FROM storage_response AS answer JOIN storage_crawlrun AS run ON run.id = answer.run_id
"""
_UNLINKED = "NOT EXISTS (SELECT FROM storage_evidencelink WHERE response_number = answer.id)"
_OF_RUN = f"{_FACTS} WHERE answer.run_id = %s AND {_UNLINKED} ORDER BY answer.number"
_LEFT = f"{_FACTS} WHERE answer.id > %s AND {_UNLINKED} ORDER BY answer.id LIMIT {_BATCH}"
_THESE = f"{_FACTS} WHERE answer.id = ANY(%s)"

_ADD = """
INSERT INTO storage_evidencelink (number, response_number, facts, hash)
SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::bytea[], %s::bytea[])
"""


MOST_LINKS = 300_000
"""Links in the excerpts of one pack: from its answers to the stamps after them."""


class ChainBroken(Exception):
    """The first link that does not hold, and why in Chinese and English."""

    def __init__(self, number: int, zh: str, en: str) -> None:
        super().__init__(f"{number}: {zh} · {en}")
        self.number = number
        self.zh = zh
        self.en = en


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link, by its number from 1; `facts` is the digest of its answer's facts, `before` the hash it holds on to."""

    number: int
    before: bytes
    facts: bytes
    hash: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class StampedLink:
    """The token (RFC 3161) for the hash of a link."""

    number: int
    hash: bytes
    token: bytes
    stamped_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Excerpt:
    """The links after number `after`, whose hash is `previous`, by their facts' digests; `stamp` is that of the last."""

    after: int
    previous: bytes
    digests: tuple[bytes, ...]
    stamp: StampedLink | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkSeen:
    """A link that holds; `answer_gone` where the row of its answer is no longer there."""

    number: int
    hash: bytes
    answer_gone: bool


def link_run(run_id: int) -> int:
    """Adds a link for each answer of a run that has none, and returns how many. In the transaction that kept them."""
    with transaction.atomic(), connection.cursor() as cursor:
        _lock(cursor)
        cursor.execute(_OF_RUN, [run_id])
        return _add(cursor, cursor.fetchall())


def link_answers_left() -> int:
    """Adds a link for every answer that has none, and returns how many."""
    added, after = 0, 0
    while True:
        with transaction.atomic(), connection.cursor() as cursor:
            _lock(cursor)
            cursor.execute(_LEFT, [after])
            rows = cursor.fetchall()
            added += _add(cursor, rows)
        if len(rows) < _BATCH:
            return added
        after = rows[-1][0]


def _lock(cursor: CursorWrapper) -> None:
    cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def _add(cursor: CursorWrapper, rows: Sequence[tuple[Any, ...]]) -> int:
    if not rows:
        return 0
    cursor.execute("SELECT number, hash FROM storage_evidencelink ORDER BY number DESC LIMIT 1")
    last = cursor.fetchone()
    first, before = (last[0] + 1, bytes(last[1])) if last else (1, START)
    digests = [_facts(row).digest() for row in rows]
    hashes = []
    for digest in digests:
        before = link_hash(before, digest)
        hashes.append(before)
    numbers = list(range(first, first + len(rows)))
    cursor.execute(_ADD, [numbers, [row[0] for row in rows], digests, hashes])
    return len(rows)


def _facts(row: tuple[Any, ...]) -> AnswerFacts:
    _, source, run, number, url, status, sha256, size, fetched_at, provenance, robots = row
    return AnswerFacts(
        source=source,
        run=run,
        number=number,
        url=url,
        status=status,
        sha256=sha256,
        size=size,
        fetched_at=fetched_at,
        provenance=provenance,
        robots=robots,
    )


def head() -> Link | None:
    """The last link, None while there is none."""
    last = EvidenceLink.objects.order_by("-number").first()
    if last is None:
        return None
    return Link(
        number=last.number, before=_hash_of(last.number - 1), facts=bytes(last.facts), hash=bytes(last.hash)
    )


def links_of(response_ids: Iterable[int]) -> dict[int, int]:
    """The numbers of the links of answers, by the row ids of these; those without a link are left out."""
    rows = EvidenceLink.objects.filter(response_number__in=list(response_ids))
    return dict(rows.values_list("response_number", "number"))


def excerpts(numbers: Iterable[int]) -> tuple[Excerpt, ...]:
    """What shows that these links are in the chain: for each the way to the first stamp after it, or to the last of these links
    where there is none; of one that would go beyond `MOST_LINKS` in all, the link alone.
    """
    wanted = sorted(set(numbers))
    found: list[Excerpt] = []
    covered, left = 0, MOST_LINKS
    for number in wanted:
        if number <= covered:
            continue
        stamp = EvidenceStamp.objects.filter(link_number__gte=number).order_by("link_number").first()
        end = stamp.link_number if stamp is not None else wanted[-1]
        near = end - number < left
        covered = end if near else number
        left -= covered - number + 1
        links = EvidenceLink.objects.filter(number__gte=number, number__lte=covered).order_by("number")
        digests = tuple(bytes(facts) for facts in links.values_list("facts", flat=True))
        found.append(
            Excerpt(
                after=number - 1,
                previous=_hash_of(number - 1),
                digests=digests,
                stamp=_stamped(stamp) if stamp is not None and near else None,
            )
        )
    return tuple(found)


def _hash_of(number: int) -> bytes:
    return bytes(EvidenceLink.objects.get(pk=number).hash) if number else START


def save_stamp(link: Link, token: bytes) -> None:
    """Keeps the token for the hash of a link. Safe to repeat."""
    EvidenceStamp.objects.bulk_create(
        [EvidenceStamp(link_number=link.number, token=token)], ignore_conflicts=True
    )


def stamp_due(every: dt.timedelta) -> bool:
    """True when there are links after the last stamp, and that is older than `every`."""
    stamp = EvidenceStamp.objects.order_by("-link_number").first()
    after = stamp.link_number if stamp else 0
    rests = stamp is not None and timezone.now() - stamp.stamped_at < every
    return not rests and EvidenceLink.objects.filter(number__gt=after).exists()


def stamps() -> Iterator[StampedLink]:
    """Every stamp, in the order of the links. Raises ChainBroken where one is of a link that is not there."""
    for stamp in EvidenceStamp.objects.order_by("link_number").iterator():
        yield _stamped(stamp)


def _stamped(stamp: EvidenceStamp) -> StampedLink:
    link = EvidenceLink.objects.filter(pk=stamp.link_number).first()
    if link is None:
        raise ChainBroken(stamp.link_number, "有时间戳而无此环", "there is a stamp for it, and no such link")
    return StampedLink(
        number=link.number, hash=bytes(link.hash), token=bytes(stamp.token), stamped_at=stamp.stamped_at
    )


def walk_chain() -> Iterator[LinkSeen]:
    """Every link from the first, verified against the one before it and the answer it is of. Raises ChainBroken."""
    number, before = 0, START
    while True:
        batch = list(EvidenceLink.objects.filter(number__gt=number).order_by("number")[:_BATCH])
        with connection.cursor() as cursor:
            cursor.execute(_THESE, [[link.response_number for link in batch]])
            answers = {row[0]: _facts(row).digest() for row in cursor.fetchall()}
        for link in batch:
            number += 1
            _check(link, number, before, answers.get(link.response_number))
            before = bytes(link.hash)
            yield LinkSeen(number=number, hash=before, answer_gone=link.response_number not in answers)
        if len(batch) < _BATCH:
            return


def _check(link: EvidenceLink, number: int, before: bytes, answer: bytes | None) -> None:
    if link.number != number:
        raise ChainBroken(number, "缺失此环", "the link is missing")
    if link_hash(before, bytes(link.facts)) != bytes(link.hash):
        raise ChainBroken(
            number, "哈希与前一环或本环事实不符", "its hash is not that of the link before and its facts"
        )
    if answer is not None and answer != bytes(link.facts):
        raise ChainBroken(
            number,
            f"应答记录（storage_response {link.response_number}）在入链后被改动",
            f"the row of its answer (storage_response {link.response_number}) was changed after it was linked",
        )


def unlinked_answers() -> int:
    """How many answers have no link."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM storage_response AS answer WHERE {_UNLINKED}")  # nosec B608 # a constant of this file
        (count,) = cursor.fetchone()
    return int(count)
