"""Freezes a source's first real answer in the place of a derived one, trimmed to what a fixture may be."""

import dataclasses
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from lxml import etree

from crawlers.frozen import (
    EXPECTED,
    META,
    MOST_BYTES,
    FrozenPage,
    Meta,
    frozen_pages_of,
    read_lines,
    write_meta,
)
from crawlers.run import read_run, run_source
from crawlers.run_files import Received
from crawlers.source import Source
from crawlers.warc import kept_answer
from domain.observation import Provenance

CASE: Final = "first"
"""The case a recorded answer is kept as."""

LONGEST: Final = 300.0
_LARGEST = 32 * 1024 * 1024
_KEPT_RECORDS = (10, 5, 2, 1)


class CannotRecord(ValueError):
    """No answer could be frozen; the message says why."""


def record_answer(source: Source, folder: Path, run_folder: Path, *, words: Sequence[str] = ()) -> FrozenPage:
    """Crawls a little and freezes the first answer that gives an observation, with what is read from it.

    What was `first` before is replaced. Raises CannotRecord.
    """
    if source.searched and not words:
        raise CannotRecord(f"{source.name}: 须给检索词 · is searched; say --word")
    ended = run_source(source.name, run_folder, timeout=LONGEST, words=words, most_requests=3)
    run = read_run(run_folder)
    folder.mkdir(parents=True, exist_ok=True)
    for received in run.responses():
        if frozen := _frozen(source, received, run_folder, folder):
            return frozen
    raise CannotRecord(f"{source.name}: {ended.reason_zh} · {ended.reason_en}")


def _frozen(source: Source, received: Received, run_folder: Path, folder: Path) -> FrozenPage | None:
    if received.size > _LARGEST:
        raise CannotRecord(f"{received.url}: {received.size:,} bytes; cut a small file out of it by hand")
    with kept_answer(run_folder / received.file, received.offset) as answer:
        content = b"".join(answer.body)
    for kept in (None, *_KEPT_RECORDS):
        body = content if kept is None else trimmed(content, kept)
        if (
            body is not None
            and len(body) <= MOST_BYTES
            and (frozen := _kept(source, received, body, kept, folder, run_folder))
        ):
            return frozen
    return None


def _kept(
    source: Source, received: Received, body: bytes, kept: int | None, folder: Path, run_folder: Path
) -> FrozenPage | None:
    """The page, written, when the source reads an observation from it."""
    cut = "" if kept is None else f", each list cut to {kept}"
    meta = Meta(
        provenance=Provenance.RECORDED,
        url=received.url,
        note=f"Recorded by `haishao source record` on {received.fetched_at:%Y-%m-%d}{cut}.",
        fetched_on=received.fetched_at.date(),
        status=received.status,
    )
    part = run_folder / CASE
    part.write_bytes(body)
    trial = FrozenPage(source=source.name, case=CASE, body=part, meta=meta)
    lines = read_lines(source, trial)
    if not any(line.startswith('{"kind":') for line in lines):
        return None
    for old in frozen_pages_of(folder):
        if old.case == CASE:
            old.body.unlink()
    body_path = folder / f"{CASE}{_suffix(body)}"
    body_path.write_bytes(body)
    write_meta(folder / f"{CASE}{META}", meta)
    (folder / f"{CASE}{EXPECTED}").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return dataclasses.replace(trial, body=body_path)


def _suffix(body: bytes) -> str:
    start = body[:200].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if start.startswith((b"{", b"[")):
        return ".json"
    if start.startswith(b"<?xml"):
        return ".xml"
    return ".html" if start.startswith(b"<") else ".txt"


def trimmed(content: bytes, most: int) -> bytes | None:
    """The answer with every list, or run of like elements, cut to `most`; None when it is of no known form."""
    try:
        return json.dumps(_cut(json.loads(content), most), ensure_ascii=False, indent=1).encode()
    except ValueError:
        pass
    try:
        parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError:
        return None
    for parent in list(root.iter(etree.Element)):
        seen: dict[Any, int] = {}
        for child in list(parent):
            seen[child.tag] = seen.get(child.tag, 0) + 1
            if seen[child.tag] > most:
                parent.remove(child)
    return etree.tostring(root, encoding="utf-8", xml_declaration=True)


def _cut(value: Any, most: int) -> Any:
    if isinstance(value, list):
        return [_cut(one, most) for one in value[:most]]
    if isinstance(value, dict):
        return {name: _cut(one, most) for name, one in value.items()}
    return value
