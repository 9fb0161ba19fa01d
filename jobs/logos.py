"""Watched logos: their files kept with their brands, and coded for the picture matcher. 图形标识入库."""

import logging
from collections.abc import Sequence

from procrastinate.contrib.django import app

from jobs.logo_files import LogosRead
from jobs.looking import look_again
from jobs.queue import defer_once
from matchers.image import CODES
from pictures.decode import decode
from pictures.refused import Refused
from storage import logos
from storage.together import together

log = logging.getLogger(__name__)

CODE_BATCH = 50


def keep_logos(brand_ids: Sequence[str], read: LogosRead, *, named: frozenset[str]) -> int:
    """Keeps the logos of imported brands and returns how many brands have one.

    A brand in `named` whose logo could not be had or read keeps what it had before; one that names none loses it.
    """
    for brand_id in brand_ids:
        found = read.contents.get(brand_id, ())
        if found or brand_id not in named:
            logos.save_logos(brand_id, found)
    code_logos()
    return len(read.contents)


@app.task(name="code_logos", queue="match")
def code_logos() -> None:
    """Codes the logos this version of the picture matcher has not, then has kept pictures judged by them."""
    batch = logos.uncoded_logos(CODES, limit=CODE_BATCH)
    if not batch:
        return
    codes = [(sha256, _codes(sha256, content)) for sha256, content in batch]
    with together():
        logos.save_codes(CODES, codes)
        if len(batch) == CODE_BATCH:
            defer_once("code_logos", key="code_logos")
        else:
            look_again()


def _codes(sha256: str, content: bytes) -> bytes:
    from matchers.image.codes import codes_of

    try:
        return codes_of(decode(content)).to_bytes()
    except Refused as refused:
        log.warning("logo %s: %s", sha256, refused)
        return b""


def code_logos_left() -> None:
    """Puts the coding of logos on the queue when any is left, as after a new version of the matcher."""
    if logos.uncoded_logos(CODES, limit=1):
        defer_once("code_logos", key="code_logos")
