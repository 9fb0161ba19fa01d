"""Pictures read back from the evidence they are kept in. 图片存档."""

from django.conf import settings

from crawlers.families.beside import MOST_PICTURE_BYTES
from crawlers.warc import kept_body
from storage.looks import KeptPicture


def kept_picture(kept: KeptPicture) -> bytes:
    """The file of a picture, as it was fetched. Raises EvidenceLost of `crawlers.warc`."""
    file = settings.RUNS_DIR / kept.folder / kept.place.file
    return kept_body(file, kept.place.offset, kept.place.sha256, most=4 * MOST_PICTURE_BYTES)
