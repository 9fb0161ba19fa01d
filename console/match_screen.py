"""What a reviewer sees of one alert: both sides, why, whose goods, who is behind it, what was said before. 命中对照."""

from dataclasses import dataclass
from difflib import SequenceMatcher

from domain.alert import Alert
from domain.brand import Brand
from domain.decision import PastDecision, Proposal
from domain.history import HolderRecord
from domain.match import Match
from domain.observation import Goods
from storage.alerts import alert_for
from storage.brands import whole_brand
from storage.evidence import Proof, proofs_of
from storage.history import holder_record
from storage.past_decisions import similar_decisions
from storage.proposals import proposals_on
from storage.reviews import revision_of
from storage.viewers import Viewer

MOST_PROOFS = 3

Piece = tuple[str, bool]
"""A piece of a sign, and whether both signs have it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GoodsSide:
    """The goods of both sides: our classes, and theirs with whether the class is ours too. `ours_all` where we named none."""

    brand: Brand
    classes: tuple[tuple[int, bool], ...]
    theirs: tuple[tuple[Goods, bool], ...]
    ours_all: bool

    @property
    def common(self) -> int:
        """How many of our classes are theirs too."""
        return sum(same for _, same in self.classes)


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchScreen:
    """Everything the match screen shows, at the `revision` that is decided on."""

    alert: Alert
    revision: int
    sides: tuple[list[Piece], list[Piece]]
    goods: GoodsSide
    holder: HolderRecord
    past: tuple[PastDecision, ...]
    proposals: tuple[Proposal, ...]
    proofs: tuple[Proof, ...]

    @property
    def more(self) -> int:
        """How many matches the alert has beside the leading one."""
        return len(self.alert.matches) - 1


def match_screen(seen_by: Viewer, alert_id: int) -> MatchScreen:
    """The match screen of an alert, for staff. Raises `NotVisible`."""
    revision = revision_of(seen_by, alert_id)  # before the alert, so that what grows meanwhile is noticed
    alert = alert_for(seen_by, alert_id)
    seen = alert.leading.observation
    return MatchScreen(
        alert=alert,
        revision=revision,
        sides=sides(alert.leading),
        goods=goods_side(whole_brand(seen_by, alert.brand_id), alert.leading),
        holder=holder_record(seen_by, alert_id, seen),
        past=similar_decisions(seen_by, alert_id),
        proposals=proposals_on(seen_by, alert_id),
        proofs=proofs_of(seen.source, seen.ref)[-MOST_PROOFS:],
    )


def goods_side(brand: Brand, match: Match) -> GoodsSide:
    """Our goods beside those of a match."""
    ours, theirs = set(brand.classes), set(match.observation.classes)
    return GoodsSide(
        brand=brand,
        classes=tuple((nice, nice in theirs) for nice in sorted(ours)),
        theirs=tuple((goods, goods.nice_class in ours) for goods in match.observation.goods),
        ours_all=not ours,
    )


def sides(lead: Match) -> tuple[list[Piece], list[Piece]]:
    """Our form and their sign in pieces, each with whether its letters stand on both sides in that order."""
    ours = next((e.ours for e in lead.evidence if e.theirs == lead.observation.sign), lead.mark)
    return marked(ours[:200], lead.observation.sign[:200])


def marked(ours: str, theirs: str) -> tuple[list[Piece], list[Piece]]:
    """Two texts in pieces; True marks what both have, whatever its case. Joined, the pieces are the text again."""
    blocks = SequenceMatcher(
        None, [c.casefold() for c in ours], [c.casefold() for c in theirs], autojunk=False
    ).get_matching_blocks()
    left: list[Piece] = []
    right: list[Piece] = []
    a = b = 0
    for block in blocks:
        left += [(ours[a : block.a], False), (ours[block.a : block.a + block.size], True)]
        right += [(theirs[b : block.b], False), (theirs[block.b : block.b + block.size], True)]
        a, b = block.a + block.size, block.b + block.size
    return [piece for piece in left if piece[0]], [piece for piece in right if piece[0]]
