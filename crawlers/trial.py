"""One page fetched as a source's would be: robots.txt, pace, user agent and every refusal included.

`python -m crawlers.trial URL FOLDER` is the crawl; `fetch_page` runs it in a process of its own.
"""

import dataclasses
import datetime as dt
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from scrapy.crawler import CrawlerProcess
from scrapy.utils.project import get_project_settings

from crawlers.errors import CrawlError
from crawlers.outcome import read_outcome
from crawlers.page import Page
from crawlers.source import Follow, Item, Policy, Render, Route, Source
from crawlers.spider_loader import spider_of
from domain.observation import Kind, Provenance

LONGEST: Final = 180.0
"""Seconds a page may take, its robots.txt and the pause before it included."""

_BODY, _ABOUT = "body", "page.json"


class NoPage(CrawlError):
    """The page could not be fetched; the message says why."""


def fetch_page(url: str, *, wait_for: str = "") -> Page:
    """The page at an address, opened in a browser until `wait_for` (CSS) is there when that is given. Raises NoPage."""
    with tempfile.TemporaryDirectory(prefix="haishao-trial-") as name:
        folder = Path(name)
        command = [sys.executable, "-m", "crawlers.trial", url, str(folder), wait_for]
        environment = os.environ | {"SCRAPY_SETTINGS_MODULE": "crawlers.settings"}
        root = Path(__file__).resolve().parents[1]
        try:
            subprocess.run(
                command, cwd=root, env=environment, capture_output=True, timeout=LONGEST, check=False
            )
        except subprocess.TimeoutExpired as error:
            raise NoPage(f"{url}: 超时 · timed out: {LONGEST:g} s") from error
        if not (folder / _ABOUT).exists():
            ended = read_outcome(folder)
            raise NoPage(f"{url}: {ended.reason_zh} · {ended.reason_en}" if ended else f"{url}: no answer")
        about = json.loads((folder / _ABOUT).read_text(encoding="utf-8"))
        return Page(
            **about
            | {
                "body": (folder / _BODY).read_bytes(),
                "fetched_at": dt.datetime.fromisoformat(about["fetched_at"]),
                "provenance": Provenance(about["provenance"]),
            }
        )


def _trial_source(url: str, folder: Path, wait_for: str) -> Source:
    def keep(page: Page) -> Iterator[Item]:
        about = {
            field.name: getattr(page, field.name)
            for field in dataclasses.fields(page)
            if field.name not in ("body", "path")
        }
        (folder / _BODY).write_bytes(page.body)
        (folder / _ABOUT).write_text(json.dumps(about, default=str), encoding="utf-8")
        yield from ()

    follow = Follow(url=url, render=Render(wait_for=wait_for) if wait_for else None)
    return Source(
        name="trial",
        kind=Kind.LISTING,
        country="XX",
        title_zh="试读",
        title_en="trial",
        route=Route.HTML,
        policy=Policy.NEEDS_REVIEW,
        terms="",
        note_zh="",
        note_en="",
        start=lambda scope: (follow,),
        parse=keep,
        least=1,
        interval=dt.timedelta(days=1),
        needs_browser=bool(wait_for),
    )


def main(url: str, folder: str, wait_for: str) -> None:
    """Crawls one page into a folder."""
    process = CrawlerProcess(get_project_settings())
    process.crawl(spider_of(_trial_source(url, Path(folder), wait_for)), out=folder)
    process.start()


if __name__ == "__main__":
    main(*sys.argv[1:4])
