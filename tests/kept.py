"""An answer of a source that is really there, in the evidence of its run."""

import hashlib
from dataclasses import replace
from pathlib import Path

from crawlers.warc import Answer, WarcShelf
from storage.evidence import ReceivedResponse
from tests.made_up import received


def answer_kept(folder: Path, url: str, body: bytes, *, provenance: str = "made-up") -> ReceivedResponse:
    """Keeps the first answer of a run in the run's folder, and gives what the database is told of it."""
    (folder / "a").mkdir(parents=True)
    said = replace(received(1, url, provenance), sha256=hashlib.sha256(body).hexdigest(), size=len(body))
    shelf = WarcShelf(folder / "a", software="haishao", operator="")
    place = shelf.keep(
        Answer(
            url=url,
            method="GET",
            status=said.status,
            request_headers=(("User-Agent", "haishao"),),
            request_body=b"",
            response_headers=(("Content-Type", "text/html"),),
            body=body,
            path=None,
            sha256=said.sha256,
            fetched_at=said.fetched_at,
            ip_address="203.0.113.9",
            robots=said.robots,
        )
    )
    shelf.close()
    return replace(said, file=f"a/{place.file}", offset=place.offset)
