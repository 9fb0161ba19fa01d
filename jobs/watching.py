"""What an enterprise has watched changes: written down, and all that is kept judged anew."""

from domain.brand import Brand
from jobs.tasks import judge_everything
from storage import own_brands
from storage.together import together
from storage.viewers import Viewer


def watch(viewer: Viewer, brand: Brand) -> None:
    """Watches a new brand. Raises what `storage.own_brands.add_brand` does."""
    with together():
        own_brands.add_brand(viewer, brand)
        judge_everything()


def watch_as(viewer: Viewer, brand: Brand) -> Brand:
    """Watches a brand as it is written now, and returns it. Raises what `storage.own_brands.change_brand` does."""
    with together():
        written = own_brands.change_brand(viewer, brand)
        judge_everything()
    return written
