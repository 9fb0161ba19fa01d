"""The logos of a watchlist that was handed in and confirmed: read, fetched, and kept with their brands."""

from procrastinate.contrib.django import app

from jobs.logo_files import read_logos
from jobs.logos import code_logos_left
from jobs.queue import defer_once
from storage import brand_lists, brand_uploads, logos
from storage.together import together
from watchlists.logos import logos_of_upload
from watchlists.plan import plan_import
from watchlists.read import read_content

MOST_BRANDS = 5_000
"""Brands of one file that is handed in by a browser; `haishao brands import` takes more."""


def read_logos_soon(upload_id: int) -> None:
    """Puts the reading of an import's logos on the queue."""
    defer_once("keep_import_logos", key=f"keep_import_logos {upload_id}", upload_id=upload_id)


def read_logos_left() -> None:
    """The same for those no job is left for."""
    for upload_id in brand_uploads.logos_left():
        read_logos_soon(upload_id)


@app.task(name="keep_import_logos", queue="match")
def keep_import_logos(upload_id: int) -> None:
    """Reads the logos of a confirmed import. A brand whose logo could not be had, or that names none, keeps what it has."""
    waiting = brand_uploads.logos_wanted(upload_id)
    if waiting is None:
        return
    enterprise_id, file, content = waiting
    read = read_content(content, file, most=MOST_BRANDS)
    enterprise, known = brand_lists.brands_in(enterprise_id)
    plan = plan_import(read, file=file, enterprise=enterprise, known=known)
    new = {one.after.brand_id for one in plan.added}
    named = logos_of_upload(
        content, file, [brand for brand in plan.brands if brand.brand_id not in new], plan.rows
    )
    found = read_logos(named.places)
    faults = [(one.says("zh"), one.says("en")) for one in (*named.faults, *found.faults)]
    with together():
        for brand_id, contents in found.contents.items():
            logos.save_logos(brand_id, contents)
        brand_uploads.close_logos(upload_id, kept=len(found.contents), faults=faults)
        code_logos_left()
