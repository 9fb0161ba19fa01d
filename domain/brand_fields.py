"""The fields of a brand as they are written in a watchlist's cells: what forms, exports and differences show."""

from domain.brand import Brand
from domain.history import ExposureKind

FIELDS = (
    "name",
    "aliases",
    "owners",
    "authorised",
    "classes",
    "markets",
    "goods",
    "addresses",
    "shown",
    "prices",
    "logo",
)
"""What a person states of a brand besides its id and enterprise."""

_SHOWN_AS = {ExposureKind.FAIR: "", ExposureKind.LISTING: "上架: ", ExposureKind.HOME_PUBLICATION: "公告: "}


def values_of(brand: Brand, field: str) -> tuple[str, ...]:
    """The values of a field, each as it is written in a cell that a watchlist is read from; () for an empty one."""
    if field == "classes":
        return tuple(map(str, brand.classes))
    if field == "shown":
        return tuple(f"{_SHOWN_AS[one.kind]}{one.day.isoformat()} {one.where}".strip() for one in brand.shown)
    if field == "prices":
        return tuple(f"{one.currency} {one.amount}" for one in brand.prices)
    value = getattr(brand, field)
    return value if isinstance(value, tuple) else (value,) if value else ()


def changed_fields(before: Brand, after: Brand) -> tuple[str, ...]:
    """The fields in which two states of a brand differ."""
    return tuple(field for field in FIELDS if values_of(before, field) != values_of(after, field))
