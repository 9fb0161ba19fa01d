"""Frozen pages: what a source once answered, kept beside what is read from it.

FOLDER/NAME/CASE.json|html|xml|…   the answer's body
FOLDER/NAME/CASE.meta.yaml         where it comes from: provenance, url, note, fetched_on
FOLDER/NAME/CASE.expected.jsonl    what is read from it, a line an item
"""

import dataclasses
import datetime as dt
import hashlib
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from crawlers.declared.source import SpecReader
from crawlers.errors import CrawlError
from crawlers.page import Page
from crawlers.source import Follow, Item, Parse, Source
from domain import wire
from domain.fault import Fault
from domain.observation import Observation, Provenance
from domain.picture import Pictured

MOST_BYTES: Final = 200_000
"""Bytes of one frozen page."""

META, EXPECTED = ".meta.yaml", ".expected.jsonl"


class BadFixture(ValueError):
    """A frozen page that cannot be used; the message names the file and the cure."""


class Meta(BaseModel):
    """Where a frozen page comes from.

    `parser` names the function of a Python source that reads it (its `parse` when empty); with `to_file` the
    parser gets the body as a file, as it does for bulk files. `values` are the `each` and `query` of a spec's
    request that the page answers.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    provenance: Provenance
    url: str
    note: str
    fetched_on: dt.date
    status: int = 200
    content_type: str = ""
    parser: str = ""
    to_file: bool = False
    values: dict[str, str] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class FrozenPage:
    """One frozen page of a source."""

    source: str
    case: str
    body: Path
    meta: Meta

    @property
    def expected(self) -> Path:
        """The file of what is read from it."""
        return self.body.with_name(self.case + EXPECTED)

    def page(self) -> Page:
        """The page as a parser gets it."""
        content = self.body.read_bytes()
        return Page(
            url=self.meta.url,
            status=self.meta.status,
            body=b"" if self.meta.to_file else content,
            path=self.body if self.meta.to_file else None,
            content_type=self.meta.content_type,
            fetched_at=dt.datetime.combine(self.meta.fetched_on, dt.time(), dt.UTC),
            provenance=self.meta.provenance,
            sha256=hashlib.sha256(content).hexdigest(),
        )


def frozen_pages(folder: Path) -> list[FrozenPage]:
    """Every frozen page under a folder of sources. Raises BadFixture."""
    return [page for place in sorted(folder.iterdir()) if place.is_dir() for page in frozen_pages_of(place)]


def frozen_pages_of(folder: Path) -> list[FrozenPage]:
    """The frozen pages in one source's folder. Raises BadFixture."""
    pages = []
    for body in sorted(folder.iterdir()):
        if body.name.endswith((META, EXPECTED)):
            continue
        case = body.name.partition(".")[0]
        pages.append(
            FrozenPage(source=folder.name, case=case, body=body, meta=_meta(folder / f"{case}{META}"))
        )
        if body.stat().st_size > MOST_BYTES:
            raise BadFixture(
                f"{body}: {body.stat().st_size:,} bytes; cut it to fewer records, {MOST_BYTES:,} at most"
            )
    return pages


def _meta(path: Path) -> Meta:
    try:
        return Meta.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except FileNotFoundError as error:
        raise BadFixture(f"{path}: missing; say provenance, url, note and fetched_on") from error
    except (ValidationError, yaml.YAMLError) as error:
        raise BadFixture(f"{path}: {error}") from error


def write_meta(path: Path, meta: Meta) -> None:
    """Writes a page's meta.yaml."""
    data = meta.model_dump(mode="json", exclude_defaults=True)
    path.write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), encoding="utf-8")


def read_lines(source: Source, frozen: FrozenPage) -> list[str]:
    """What the source reads from the page, a line of JSON an item; an error ends it with a line of its own."""
    return list(_lines(source, frozen))


def _lines(source: Source, frozen: FrozenPage) -> Iterator[str]:
    try:
        for item in _parser(source, frozen.meta)(frozen.page()):
            yield _line(item, frozen.meta.provenance)
    except CrawlError as error:
        yield json.dumps({"error": type(error).__name__, "says": str(error)}, ensure_ascii=False)


def _parser(source: Source, meta: Meta) -> Parse:
    reader = getattr(source.parse, "__self__", None)
    if meta.values and isinstance(reader, SpecReader):
        return partial(reader.parse, values=meta.values)
    if not meta.parser:
        return source.parse
    found: Parse | None = getattr(sys.modules[source.parse.__module__], meta.parser, None)
    if found is None:
        raise BadFixture(f"{source.name}: no function {meta.parser!r} in {source.parse.__module__}")
    return found


def _line(item: Item, provenance: Provenance) -> str:
    match item:
        case Observation():
            return wire.to_json(dataclasses.replace(item, provenance=provenance))
        case Pictured():
            told = json.loads(_line(item.observation, provenance))
            return json.dumps(told | {"picture_bytes": len(item.image)}, ensure_ascii=False)
        case Fault():
            said = {"fault": item.kind.value, "record": item.record, "detail": item.detail}
            return json.dumps(said, ensure_ascii=False)
        case Follow():
            followed = {"follow": item.url}
            if item.method != "GET":
                followed |= {"method": item.method, "body": item.body.decode("utf-8", "replace")}
            return json.dumps(followed, ensure_ascii=False)
