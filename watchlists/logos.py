"""The logos a watchlist names: files beside it or in a folder, pictures inside the workbook, https addresses. 图形标识.

A cell of the column `logo` may hold several, parted by |. A relative path counts from the watchlist's folder, then from
the folder of logos. In that folder a file named as the brand's id or name stands for a brand whose cell is empty.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from domain.brand import Brand
from domain.fault import Fault
from domain.fault_kind import FaultKind
from watchlists.cell_pictures import stands_for_picture
from watchlists.workbook_pictures import pictures_by_row

MOST_BYTES = 32 * 1024 * 1024
MOST_LOGOS = 20
"""Logos of one brand."""

SUFFIXES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".tif", ".tiff", ".bmp", ".avif", ".svg")
_ADDRESSES = ("https://", "http://")


@dataclass(frozen=True, slots=True, kw_only=True)
class LogoPlace:
    """One logo of one brand. `content` is its file, None for an address that is to be fetched; `said` is what the row
    says, `row` where it says so.
    """

    brand_id: str
    file: str
    row: str
    said: str
    content: bytes | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LogosNamed:
    """The logos of a watchlist in its order, those that are not there, and the ids of all brands that name one."""

    places: tuple[LogoPlace, ...]
    faults: tuple[Fault, ...]
    named: frozenset[str]


def named_logos(
    file: Path,
    brands: Sequence[Brand],
    rows: Mapping[str, str],
    *,
    folder: Path | None = None,
    inside: Mapping[str, bytes] | None = None,
) -> LogosNamed:
    """The logos the brands of a watchlist name.

    `rows` says in which row of `file` each brand stands, by its id, `inside` gives the pictures the workbook itself
    holds, by row. What is not there is a fault of its row; the others are found all the same.
    """
    by_stem = _by_stem(folder)
    places: list[LogoPlace] = []
    faults: list[Fault] = []
    for brand in brands:
        row = rows.get(brand.brand_id, "")
        held = bool(inside and row in inside)
        for said in _said(brand, by_stem):
            if held and stands_for_picture(said):
                continue
            found = _found(said, file, folder)
            if isinstance(found, Fault):
                faults.append(Fault(kind=found.kind, file=str(file), record=row, detail=found.detail))
            else:
                places.append(_place(brand, file, row, said, found))
        if inside and held:
            places.append(_place(brand, file, row, "", inside[row]))
    named = {brand.brand_id for brand in brands if brand.logo} | {place.brand_id for place in places}
    return LogosNamed(places=tuple(places), faults=tuple(faults), named=frozenset(named))


def logos_of_watchlist(
    file: Path, brands: Sequence[Brand], rows: Mapping[str, str], *, folder: Path | None = None
) -> LogosNamed:
    """As `named_logos`, with the pictures inside the workbook where the watchlist is one."""
    return named_logos(file, brands, rows, folder=folder, inside=pictures_by_row(file))


def logos_of_upload(
    content: bytes, file: str, brands: Sequence[Brand], rows: Mapping[str, str]
) -> LogosNamed:
    """The logos of a watchlist somebody sent: pictures inside the workbook and https addresses. A path would be one of this
    machine, whoever sent it, and is a fault.
    """
    inside = pictures_by_row(content)
    places: list[LogoPlace] = []
    faults: list[Fault] = []
    for brand in brands:
        row = rows.get(brand.brand_id, "")
        for said in _said(brand, {}):
            if row in inside and stands_for_picture(said):
                continue
            if said.lower().startswith(_ADDRESSES):
                places.append(LogoPlace(brand_id=brand.brand_id, file=file, row=row, said=said, content=None))
            else:
                faults.append(Fault(kind=FaultKind.PICTURE_MISSING, file=file, record=row, detail=said[:200]))
        if row in inside:
            places.append(
                LogoPlace(brand_id=brand.brand_id, file=file, row=row, said="", content=inside[row])
            )
    named = frozenset(place.brand_id for place in places)
    return LogosNamed(places=tuple(places), faults=tuple(faults), named=named)


def _place(brand: Brand, file: Path, row: str, said: str, content: bytes | None) -> LogoPlace:
    return LogoPlace(brand_id=brand.brand_id, file=str(file), row=row, said=said, content=content)


def _said(brand: Brand, by_stem: Mapping[str, Path]) -> Iterator[str]:
    named = [said for part in brand.logo.split("|") if (said := part.strip())]
    if not named:
        file = by_stem.get(brand.brand_id.casefold()) or by_stem.get(brand.name.casefold())
        named = [str(file)] if file else []
    yield from named[:MOST_LOGOS]


def _found(said: str, file: Path, folder: Path | None) -> bytes | Fault | None:
    if said.lower().startswith(_ADDRESSES):
        return None
    path = Path(said)
    roots = [file.parent, *([folder] if folder else [])]
    for candidate in [path] if path.is_absolute() else [root / path for root in roots]:
        try:
            if candidate.stat().st_size > MOST_BYTES:
                return Fault(kind=FaultKind.PICTURE_TOO_LARGE, file=said, detail=str(candidate))
            return candidate.read_bytes()
        except (OSError, ValueError):
            continue
    return Fault(kind=FaultKind.PICTURE_MISSING, file=said, detail=said)


def _by_stem(folder: Path | None) -> dict[str, Path]:
    if folder is None:
        return {}
    try:
        files = sorted(one for one in folder.iterdir() if one.suffix.lower() in SUFFIXES)
    except OSError:
        return {}
    return {one.stem.casefold(): one.absolute() for one in reversed(files)}
