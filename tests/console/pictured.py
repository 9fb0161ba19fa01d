"""Observations whose pictures are kept, as a crawl leaves them: in a WARC in the run's folder, each with its look."""

import hashlib
import io
from collections.abc import Mapping
from pathlib import Path

from django.conf import settings
from django.utils import timezone
from PIL import Image, ImageDraw

from crawlers.warc import Part, WarcShelf
from domain.observation import Observation
from storage.looks import Place, open_looks
from storage.observations import take_in_sightings
from storage.runs import RunOutcome, close_judged, finish_run, run_folder, start_run


def drawn(number: int = 0, *, ground: str = "white", ink: str = "#143c78", form: str = "PNG") -> bytes:
    """One of several logos that are nothing like each other."""
    image = Image.new("RGB", (320, 260), ground)
    draw = ImageDraw.Draw(image)
    if number == 0:
        draw.polygon([(30, 200), (150, 20), (190, 120), (270, 60), (240, 210)], fill=ink)
        draw.ellipse((200, 20, 260, 80), outline=ink, width=8)
        draw.line((20, 232, 290, 232), fill=ink, width=12)
    elif number == 1:
        for step in range(6):
            draw.arc(
                (20 + 22 * step, 20 + 18 * step, 300 - 22 * step, 240 - 18 * step),
                30 * step,
                30 * step + 220,
                ink,
                9,
            )
    else:
        for row in range(3):
            for column in range(4):
                left, top = 30 + 70 * column, 30 + 75 * row
                draw.rectangle((left, top, left + 40 + 5 * number, top + 22 + 10 * (row == column)), fill=ink)
    return saved(image, form)


def saved(image: Image.Image, form: str = "PNG") -> bytes:
    file = io.BytesIO()
    image.save(file, form)
    return file.getvalue()


def keep_pictured(pictures: Mapping[Observation, bytes]) -> int:
    """Keeps observations with their pictures as a good run of their source, and returns the run."""
    run = start_run("gb-ukipo-tmj")
    folder = Path(settings.RUNS_DIR) / run_folder(run) / "a"
    folder.mkdir(parents=True)
    shelf = WarcShelf(folder, software="haishao", operator="", prefix="pictures")
    now = timezone.now()
    inline = {}
    for one, body in pictures.items():
        digest = hashlib.sha256(body).hexdigest()
        place = shelf.keep_part(
            Part(url=f"urn:x:{one.ref}", body=body, sha256=digest, fetched_at=now, robots="allowed")
        )
        inline[one.content_hash()] = Place(
            file=f"a/{place.file}", offset=place.offset, sha256=digest, fetched_at=now, robots="allowed"
        )
    shelf.close()
    take_in_sightings(run, [(None, one) for one in pictures])
    open_looks(run, inline, wants=lambda one: one.may_show_picture, most_fetched=0)
    finish_run(
        run,
        RunOutcome(state="ok", reason_zh="", reason_en="", kept=len(pictures), faults=0),
        added=len(pictures),
    )
    close_judged(run)
    return run
