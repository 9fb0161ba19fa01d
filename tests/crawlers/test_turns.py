"""A crawl's turns, asked for over the socket its worker handed down."""

import asyncio
import socket
import threading

import pytest

from crawlers.turns import DESCRIPTOR, LONGEST_REST, Turns, asked_for


def said_by_a_crawl(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """What a crawl says for two turns and a rest, to a worker that always answers "now"."""
    ours, theirs = socket.socketpair()
    monkeypatch.setenv(DESCRIPTOR, str(theirs.detach()))
    said: list[bytes] = []

    def work() -> None:
        with ours.makefile("rwb", buffering=0) as line:
            while heard := line.readline():
                said.append(heard)
                line.write(b"0.0\n")

    worker = threading.Thread(target=work)
    worker.start()

    async def crawl() -> None:
        turns = Turns()
        await turns.open()
        await turns.open()
        await asyncio.gather(turns.wait("a.example", 2.5), turns.wait("b.example", 1))
        await turns.rest("a.example", 10 * LONGEST_REST)
        assert turns._reading is not None and turns._writer is not None
        turns._reading.cancel()
        turns._writer.close()
        await turns._writer.wait_closed()

    with ours:
        asyncio.run(crawl())
        worker.join(10)
    return said


def test_a_crawl_asks_before_each_request_and_rests_no_longer_than_an_hour(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = [asked_for(line) for line in said_by_a_crawl(monkeypatch)]
    assert asked == [("a.example", 2.5), ("b.example", 1.0), ("a.example", LONGEST_REST)]


def test_behind_a_replay_server_no_turn_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HAISHAO_REPLAY", "http://127.0.0.1:1")
    assert said_by_a_crawl(monkeypatch) == []
