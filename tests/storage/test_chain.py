"""Every kept answer is a link of one chain that only grows, and names the first link that does not hold."""

import datetime as dt
import threading

import pytest
from django.db import ProgrammingError, connection, transaction
from django.utils import timezone

from domain.chain import START, AnswerFacts, link_hash
from storage import chain
from storage.evidence import save_responses
from storage.models import EvidenceLink, EvidenceStamp, Response
from storage.runs import start_run
from tests.made_up import received


def kept(count: int, *, first: int = 1) -> int:
    """A run with so many answers."""
    run = start_run("us-uspto-trtdxfap")
    save_responses(run, [received(n, f"https://office.example/{n}") for n in range(first, first + count)])
    return run


def seen() -> list[int]:
    return [link.number for link in chain.walk_chain()]


def changed(statement: str, *values: object) -> None:
    """Changes what PostgreSQL would not let anybody change, as one who dropped the triggers could."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(statement, values)
        cursor.execute("SET LOCAL session_replication_role = origin")


def test_a_link_holds_on_to_the_one_before_and_to_the_facts_of_its_answer(db: None) -> None:
    run = kept(1)
    answer, link = Response.objects.get(), EvidenceLink.objects.get()
    facts = AnswerFacts(
        source="us-uspto-trtdxfap",
        run=run,
        number=1,
        url="https://office.example/1",
        status=200,
        sha256=f"{1:064}",
        size=9,
        fetched_at=answer.fetched_at,
        provenance="made-up",
        robots="allowed",
    )
    assert (link.number, bytes(link.facts)) == (1, facts.digest())
    assert bytes(link.hash) == link_hash(START, facts.digest())


def test_the_same_instant_is_written_the_same_in_every_zone() -> None:
    def facts(zone: dt.tzinfo) -> bytes:
        at = dt.datetime(2026, 11, 30, 15, tzinfo=dt.UTC).astimezone(zone)
        return AnswerFacts(
            source="s",
            run=1,
            number=1,
            url="https://例.example/",
            status=200,
            sha256="0",
            size=0,
            fetched_at=at,
            provenance="live",
            robots="",
        ).canonical()

    assert facts(dt.UTC) == facts(dt.timezone(dt.timedelta(hours=8)))
    assert b'"fetched_at":"2026-11-30T15:00:00.000000Z"' in facts(dt.UTC)


def test_taking_answers_in_twice_links_each_once(db: None) -> None:
    run = kept(3)
    save_responses(run, [received(n, "https://office.example/else") for n in range(1, 5)])
    kept(2)
    assert seen() == [1, 2, 3, 4, 5, 6]
    assert chain.unlinked_answers() == 0


def test_take_ins_at_once_make_one_chain(live_db: None) -> None:
    def take_in() -> None:
        from django.db import connections

        for _ in range(3):
            kept(40)
        connections.close_all()

    threads = [threading.Thread(target=take_in) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert seen() == list(range(1, 481))


@pytest.mark.parametrize("table", ["storage_evidencelink", "storage_evidencestamp"])
@pytest.mark.parametrize("act", ["UPDATE {} SET {} = {}", "DELETE FROM {}", "TRUNCATE {}"])
def test_postgresql_refuses_to_change_the_chain(db: None, table: str, act: str) -> None:
    kept(1)
    chain.save_stamp(chain.head(), b"token")
    column = "response_number" if table.endswith("link") else "link_number"
    with (
        pytest.raises(ProgrammingError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(act.format(table, column, column))


def test_an_answer_changed_after_it_was_linked_is_named(db: None) -> None:
    kept(5)
    changed("UPDATE storage_response SET url = 'https://other.example/' WHERE number = 4")
    with pytest.raises(chain.ChainBroken, match="4: 应答记录"):
        seen()


def test_a_link_changed_is_named_and_so_is_one_taken_out(db: None) -> None:
    kept(5)
    changed("UPDATE storage_evidencelink SET facts = %s WHERE number = 3", b"x" * 32)
    with pytest.raises(chain.ChainBroken, match="3: 哈希"):
        seen()
    changed("DELETE FROM storage_evidencelink WHERE number = 2")
    with pytest.raises(chain.ChainBroken, match="2: 缺失"):
        seen()


def test_the_hash_outlives_its_answer(db: None) -> None:
    kept(3)
    Response.objects.filter(number=2).delete()
    assert [link.answer_gone for link in chain.walk_chain()] == [False, True, False]


def test_answers_from_before_there_was_a_chain_are_linked_in_order(db: None) -> None:
    kept(4)
    changed("DELETE FROM storage_evidencelink")
    assert chain.unlinked_answers() == 4
    assert chain.link_answers_left() == 4
    assert seen() == [1, 2, 3, 4]


def test_an_excerpt_leads_from_an_answer_to_the_stamp_after_it(db: None) -> None:
    kept(4)
    stamped = chain.head()
    chain.save_stamp(stamped, b"token")
    kept(2)
    (first, second) = chain.excerpts([2, 3, 6])
    assert (first.after, len(first.digests), first.stamp.token) == (1, 3, b"token")
    at = first.previous
    for digest in first.digests:
        at = link_hash(at, digest)
    assert at == stamped.hash == first.stamp.hash
    assert (second.after, len(second.digests), second.stamp) == (5, 1, None)


def test_a_stamp_too_far_off_is_left_out(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chain, "MOST_LINKS", 3)
    kept(6)
    chain.save_stamp(chain.head(), b"token")
    (alone, near) = chain.excerpts([1, 5])
    assert (alone.after, len(alone.digests), alone.stamp) == (0, 1, None)
    assert (near.after, len(near.digests), near.stamp.number) == (4, 2, 6)


def test_the_head_is_stamped_once_a_day_and_only_when_it_grew(db: None) -> None:
    day = dt.timedelta(days=1)
    assert not chain.stamp_due(day)
    kept(1)
    assert chain.stamp_due(day)
    chain.save_stamp(chain.head(), b"token")
    chain.save_stamp(chain.head(), b"another")
    kept(1)
    assert not chain.stamp_due(day)
    changed("UPDATE storage_evidencestamp SET stamped_at = %s", timezone.now() - 2 * day)
    assert chain.stamp_due(day)
    assert [bytes(stamp.token) for stamp in EvidenceStamp.objects.all()] == [b"token"]
