"""A document's package written so that the same members give the same bytes."""

import datetime as dt
import io
import zipfile

ZIP_DAY = dt.datetime(1980, 1, 1)  # noqa: DTZ001 - a ZIP's day has no zone
"""The first day a ZIP can hold, for what has no day of its own."""

_FIRST = "[Content_Types].xml"


def fixed_zip(content: bytes, replaced: dict[str, bytes] | None = None) -> bytes:
    """The ZIP with its members in one order, of one day, and some of them replaced."""
    new = replaced or {}
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name in sorted(old.namelist(), key=lambda one: (one != _FIRST, one)):
            member = zipfile.ZipInfo(name, date_time=ZIP_DAY.timetuple()[:6])
            member.compress_type, member.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            member.create_system = 3
            made.writestr(member, new.get(name) or old.read(name))
    return out.getvalue()
