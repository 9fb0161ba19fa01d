"""The files a run leaves behind while it goes on, and the answers of an earlier try taken from them.

A line is written and flushed after what it points to, so a killed run leaves whole answers and at most one torn
line. A next try is given the folder and asks the source only for what is missing: the answers it finds there
go through the parser again, so nothing is left out and nothing counts twice.
"""

import dataclasses
import datetime as dt
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crawlers.outcome import FAULTS, OBSERVATIONS, PICTURES, RESPONSES
from crawlers.source import Follow
from crawlers.warc import Answer, EvidenceLost, KeptAnswer, Part, WarcShelf, kept_answer
from domain import wire
from domain.fault import Fault
from domain.observation import Observation, Provenance


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """One answer of a run: the `number`-th, its body `size` bytes with hash `sha256`, kept in `file` at `offset`.

    `asked` tells the request apart from others (`request_key`), `robots` how robots.txt was met.
    """

    number: int
    asked: str
    url: str
    status: int
    sha256: str
    size: int
    fetched_at: dt.datetime
    provenance: Provenance
    robots: str
    file: str
    offset: int


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptPicture:
    """A picture that stood inside a record, kept in `file` at `offset`; `content` is its observation's content hash."""

    content: str
    sha256: str
    fetched_at: dt.datetime
    robots: str
    file: str
    offset: int


_RECEIVED = tuple(field.name for field in dataclasses.fields(Received))


def request_key(follow: Follow) -> str:
    """What one request is told apart from another by, within a run."""
    named = "\n".join(f"{name}: {value}" for name, value in follow.headers)
    parts = (follow.method.encode(), follow.url.encode("utf-8", "replace"), named.encode(), follow.body)
    return hashlib.sha256(b"\0".join(parts)).hexdigest()[:32]


class RunFiles:
    """Writes a run's lines and evidence into `folder`, and counts them."""

    def __init__(self, folder: Path, shelf: WarcShelf, pictures: WarcShelf) -> None:
        self._folder = folder
        self._shelf = shelf
        self._pictures = pictures
        self._lines = {
            name: (folder / name).open("w", encoding="utf-8")
            for name in (OBSERVATIONS, RESPONSES, PICTURES, FAULTS)
        }
        self.kept = self.faults = self.requests = self.pictures = self.picture_bytes = 0

    def keep_answer(self, answer: Answer, *, asked: str, size: int, provenance: Provenance) -> Received:
        """Keeps one answer as evidence."""
        place = self._shelf.keep(answer)
        self.requests += 1
        received = Received(
            number=self.requests,
            asked=asked,
            url=answer.url,
            status=answer.status,
            sha256=answer.sha256,
            size=size,
            fetched_at=answer.fetched_at,
            provenance=provenance,
            robots=answer.robots,
            file=place.file,
            offset=place.offset,
        )
        line = {name: getattr(received, name) for name in _RECEIVED}
        line["fetched_at"] = answer.fetched_at.isoformat()
        self._write(RESPONSES, line)
        self._lines[RESPONSES].flush()
        return received

    def keep_observation(self, observation: Observation, number: int) -> None:
        """Keeps one observation, which stood in the answer of that number."""
        said = wire.to_json(observation)
        self._lines[OBSERVATIONS].write(f'{{"answer": {number}, "observation": {said}}}\n')
        self.kept += 1

    def keep_picture(self, observation: Observation, part: Part) -> None:
        """Keeps the picture that stood in the record of an observation."""
        place = self._pictures.keep_part(part)
        self.pictures += 1
        self.picture_bytes += len(part.body)
        line = {
            "content": observation.content_hash().hex(),
            "sha256": part.sha256,
            "fetched_at": part.fetched_at.isoformat(),
            "robots": part.robots,
            "file": place.file,
            "offset": place.offset,
        }
        self._write(PICTURES, line)

    def keep_fault(self, fault: Fault) -> None:
        """Keeps what could not be read."""
        self.faults += 1
        said = {"says_zh": fault.says("zh"), "says_en": fault.says("en")}
        self._write(FAULTS, dataclasses.asdict(fault) | said)

    def _write(self, name: str, data: dict[str, Any]) -> None:
        self._lines[name].write(json.dumps(data, ensure_ascii=False) + "\n")

    def close(self) -> None:
        """Closes every file."""
        self._shelf.close()
        self._pictures.close()
        for file in self._lines.values():
            file.close()


def received(folder: Path) -> Iterator[Received]:
    """Every answer of the run in `folder`, in order; a torn last line is left out."""
    for line in whole_lines(folder / RESPONSES):
        data = json.loads(line)
        when = dt.datetime.fromisoformat(data["fetched_at"])
        yield Received(**data | {"fetched_at": when, "provenance": Provenance(data["provenance"])})


def pictures(folder: Path) -> Iterator[KeptPicture]:
    """Every picture that stood inside a record of the run in `folder`."""
    for line in whole_lines(folder / PICTURES):
        data = json.loads(line)
        yield KeptPicture(**data | {"fetched_at": dt.datetime.fromisoformat(data["fetched_at"])})


def observed(folder: Path) -> Iterator[tuple[int, Observation]]:
    """Every observation of the run in `folder`, with the number of the answer it stood in."""
    for line in whole_lines(folder / OBSERVATIONS):
        data = json.loads(line)
        yield data["answer"], wire.from_data(data["observation"])


def whole_lines(path: Path) -> Iterator[str]:
    """The lines of a file that end as lines do; none when there is no file."""
    if not path.exists():
        return
    with path.open(encoding="utf-8", errors="replace") as stream:
        for line in stream:
            if line.endswith("\n"):
                yield line


class EarlierTry:
    """The answers of the earlier tries of the same run, which were cut short: one folder each under `folder`."""

    def __init__(self, folder: Path, *, but: Path) -> None:
        tries = [one for one in sorted(folder.iterdir()) if one.is_dir() and one != but]
        self._answers = {a.asked: (one, a) for one in tries for a in received(one) if a.status < 400}

    def has(self, asked: str) -> bool:
        """True when an earlier try had a good answer to that request."""
        return asked in self._answers

    def answer(self, asked: str, into: Path) -> tuple[Received, KeptAnswer]:
        """The answer to a request, its body written to `into`. Raises EvidenceLost when it is not whole."""
        folder, one = self._answers[asked]
        digest = hashlib.sha256()
        with kept_answer(folder / one.file, one.offset) as kept, into.open("wb") as out:
            for piece in kept.body:
                digest.update(piece)
                out.write(piece)
        if digest.hexdigest() != one.sha256:
            raise EvidenceLost(f"{one.file}, byte {one.offset}")
        return one, kept
