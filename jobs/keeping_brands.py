"""What a person changes of a brand takes effect: written, and everything kept held against it, as after an import."""

from collections.abc import Iterable
from dataclasses import replace

from domain.brand import Brand
from jobs.logos import code_logos_left
from jobs.rescreening import rescreen_brands
from storage import brand_changes
from storage.brand_lists import brand_called
from storage.isolation import unbound
from storage.together import together
from storage.viewers import Viewer


def add_brand(viewer: Viewer, enterprise_id: int, brand: Brand) -> int:
    """Adds a brand and returns its row. Raises what `storage.brand_changes.add_brand` does."""
    with together():
        made = brand_changes.add_brand(viewer, enterprise_id, brand)
        rescreen_brands([made])
    return made


def change_brand(viewer: Viewer, row_id: int, brand: Brand, *, version: str) -> bool:
    """Changes a brand. Raises what `storage.brand_changes.change_brand` does."""
    with together():
        changed = brand_changes.change_brand(viewer, row_id, brand, version=version)
        if changed:
            rescreen_brands([row_id])
    return changed


def write_brand(viewer: Viewer, brand_id: str, brand: Brand) -> None:
    """Writes a brand in place of what it was, its logo aside, and watches it. Raises `NotVisible`, and `StaleBrand` when
    somebody changed it meanwhile.
    """
    with together():
        line = brand_called(viewer, brand_id)
        change_brand(viewer, line.row_id, replace(brand, logo=line.brand.logo), version=line.version)
        set_watched(viewer, line.row_id, watched=True)


def set_watched(viewer: Viewer, row_id: int, *, watched: bool) -> bool:
    """Watches a brand no longer, or again; then what came meanwhile is judged. Raises `NotVisible`."""
    with together():
        changed = brand_changes.set_watched(viewer, row_id, watched=watched)
        if changed and watched:
            rescreen_brands([row_id])
    return changed


def set_logos(viewer: Viewer, row_id: int, *, add: Iterable[bytes] = (), drop: Iterable[str] = ()) -> int:
    """Adds and takes away logos, and has those that are new coded and kept pictures judged by them. Raises `NotVisible`."""
    with together():
        count = brand_changes.set_logos(viewer, row_id, add=add, drop=drop)
        with unbound():  # what is coded is not shown
            code_logos_left()
    return count
