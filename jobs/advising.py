"""Warnings of the centre put on their way. 纠纷预警发布."""

from jobs.tasks import start_delivering
from storage import advisories
from storage.together import together
from storage.viewers import Viewer


def sign(viewer: Viewer, advisory_id: int, *, seen: int, by: str) -> int:
    """Signs a warning and puts its deliveries on the queue; raises what `storage.advisories.sign` does."""
    with together():
        opened = advisories.sign(viewer, advisory_id, seen=seen, by=by)
        start_delivering()
    return opened


def withdraw(viewer: Viewer, advisory_id: int, why: str, *, seen: int, by: str) -> int:
    """Withdraws a warning and tells those who had it; raises what `storage.advisories.withdraw` does."""
    with together():
        told = advisories.withdraw(viewer, advisory_id, why, seen=seen, by=by)
        start_delivering()
    return told
