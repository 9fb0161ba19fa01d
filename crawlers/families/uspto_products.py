"""The description of a product of the USPTO's Open Data Portal: a JSON that lists the product's files.

`bulkDataProductBag[0].productFileBag.fileDataBag[]` holds `fileName`, `fileReleaseDate` and `fileDownloadURI`, daily
files and yearly backfiles side by side. The same file may be fetched 20 times a year by one key.
"""

import re

from crawlers.errors import PageChanged
from crawlers.page import Page

PRODUCTS = "https://api.uspto.gov/api/v1/datasets/products"


def newest_files(page: Page, name: re.Pattern[str], most: int) -> list[str]:
    """The addresses of the newest files whose name matches, newest first. Raises PageChanged when there is none."""
    try:
        files = page.json()["bulkDataProductBag"][0]["productFileBag"]["fileDataBag"]
        known = [
            (str(f["fileReleaseDate"]), str(f["fileDownloadURI"]))
            for f in files
            if name.fullmatch(f["fileName"])
        ]
    except (KeyError, IndexError, TypeError) as error:
        raise PageChanged(
            f"{page.url}: no bulkDataProductBag[0].productFileBag.fileDataBag: {error!r}"
        ) from error
    if not known:
        raise PageChanged(f"{page.url}: no file {name.pattern} among {len(files)}")
    return [address for _, address in sorted(known, reverse=True)[:most]]
