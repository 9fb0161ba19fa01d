"""What people said of earlier conflicts is remembered: such matches are not kept, and so not told. 记忆规则."""

from collections.abc import Iterable

from domain.match import Match
from matchers.conflicts import conflict_key
from storage import decisions


def still_to_tell(matches: Iterable[Match]) -> list[Match]:
    """The matches no standing decision covers. Asked anew for each batch, so a decision is in force with the next one."""
    found = list(matches)
    rules = decisions.allowed({match.brand_id for match in found})
    return [match for match in found if (match.brand_id, conflict_key(match.observation)) not in rules]
