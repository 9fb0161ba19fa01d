"""Kept pictures coded for searches that were looked at before there were codes, or by another version. 图片补编码.

What is looked at from now on is coded then (jobs/looking.py).
"""

from procrastinate.contrib.django import app

from crawlers.warc import EvidenceLost
from jobs.kept_pictures import kept_picture
from jobs.queue import defer_once
from matchers.image import CODES
from pictures.decode import decode
from pictures.refused import Refused
from storage.look_codes import save_look_codes, uncoded_looks
from storage.looks import KeptPicture
from storage.together import together

CODE_BATCH = 50
"""Pictures coded by one job: a few seconds, so that judging gets its turn between."""


@app.task(name="code_looks", queue="match")
def code_looks() -> None:
    """Codes a batch of kept pictures, the newest first, then passes on to the next."""
    batch = uncoded_looks(CODES, limit=CODE_BATCH)
    codes = {look_id: _codes(kept) for look_id, kept in batch}
    with together():
        save_look_codes(CODES, codes)
        if len(batch) == CODE_BATCH:
            defer_once("code_looks", key="code_looks")


def _codes(kept: KeptPicture) -> bytes:
    from matchers.image.look import glimpse_of
    from matchers.image.shelf import picture_codes_of

    try:
        glimpse = glimpse_of(decode(kept_picture(kept)))
    except (EvidenceLost, Refused):  # the look of one that cannot be read says why
        return b""
    return b"" if glimpse is None else picture_codes_of(glimpse).to_bytes()


def code_looks_left() -> None:
    """Puts the coding of kept pictures on the queue when any is left."""
    if uncoded_looks(CODES, limit=1):
        defer_once("code_looks", key="code_looks")
