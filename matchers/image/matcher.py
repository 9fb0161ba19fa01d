"""Pictures against watched logos. 图形比对.

A picture is looked at as ink (ink.py) in views (views.py); the nearest logos by code and by vector are its candidates
(index.py); each is measured (look.py, geometry.py) and judged by a fitted combiner (rules.py).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.match import Evidence
from domain.picture import Picture
from matchers.image.codes import LogoCodes
from matchers.image.features import FEATURES
from matchers.image.geometry import Agreement
from matchers.image.index import stacked
from matchers.image.look import Gallery, Glimpse, Looked, glimpse_of
from matchers.image.rules import LOGOS_1, LogoRules

MOST_SHOWN = 40
"""Point pairs that are given with a match."""
WATCHED = ("监测标识", "the watched logo")
_COSINE, _BITS = FEATURES.index("cosine"), FEATURES.index("pdq_bits")


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchedLogo:
    """A logo of a brand: the hash of its file, and its codes."""

    brand_id: str
    sha256: str
    codes: LogoCodes


@dataclass(frozen=True, slots=True, kw_only=True)
class LogoMatch:
    """A watched logo found in a picture.

    `score` lies between 0 and 1. `points` are pairs x, y in the logo's picture and x, y in the other, in pixels of the pictures
    given; empty where the logo was recognised by its shape as a whole.
    """

    brand_id: str
    sha256: str
    score: float
    points: tuple[tuple[float, float, float, float], ...]
    evidence: Evidence


class LogoMatcher:
    """Meets pictures with watched logos. The same pictures give the same matches, whatever is beside them."""

    def __init__(
        self, logos: Sequence[WatchedLogo], rules: LogoRules = LOGOS_1, *, called: tuple[str, str] = WATCHED
    ) -> None:
        """Logos that show nothing can meet nothing and are left aside. `called` is what evidence calls a logo, in Chinese and
        English.
        """
        self._called = called
        self._logos = [logo for logo in logos if not logo.codes.blank]
        self._rules = rules
        codes = [logo.codes for logo in self._logos]
        self._gallery = Gallery(codes, *stacked(codes)) if codes else None

    def match(self, pictures: Sequence[Picture]) -> list[list[LogoMatch]]:
        """The logos found in each picture, the surest first; none for a picture that shows nothing."""
        if self._gallery is None:
            return [[] for _ in pictures]
        return [[] if seen is None else self.found_in(seen) for seen in map(glimpse_of, pictures)]

    def look(self, picture: Picture) -> tuple[Looked, list[float]] | None:
        """The candidates of a picture with their scores, low ones too; None for one that shows nothing, or nothing to watch."""
        glimpse = glimpse_of(picture) if self._gallery else None
        return None if glimpse is None else self._measured(glimpse)

    def found_in(self, glimpse: Glimpse, *, least: float | None = None) -> list[LogoMatch]:
        """The logos found in a picture that was glimpsed, the surest first; with `least` those that score so much, in place of
        what the rules take for found.
        """
        measured = self._measured(glimpse)
        if measured is None:
            return []
        looked, scores = measured
        least = self._rules.low if least is None else least
        order = sorted(range(len(scores)), key=lambda n: (-scores[n], looked.logos[n]))
        return [self._match(looked, n, scores[n]) for n in order if scores[n] >= least]

    def _measured(self, glimpse: Glimpse) -> tuple[Looked, list[float]] | None:
        looked = self._gallery.measure(glimpse, self._rules.promising) if self._gallery else None
        if looked is None or not looked.logos:
            return None
        return looked, [self._rules.score(float(total)) for total in self._rules.sums(looked.features)]

    def _match(self, looked: Looked, n: int, score: float) -> LogoMatch:
        logo, agreed = self._logos[looked.logos[n]], looked.agreements[n]
        points: tuple[tuple[float, float, float, float], ...] = ()
        if agreed.pairs is not None:
            ours, theirs = logo.codes.scale, looked.scale
            points = tuple(
                (float(x / ours), float(y / ours), float(u / theirs), float(v / theirs))
                for x, y, u, v in agreed.pairs[:MOST_SHOWN]
            )
        row = looked.features[n]
        evidence = _evidence(
            score, agreed, float(row[_COSINE]), int(row[_BITS]), logo.sha256, called=self._called
        )
        return LogoMatch(
            brand_id=logo.brand_id, sha256=logo.sha256, score=score, points=points, evidence=evidence
        )


def _evidence(
    score: float, agreed: Agreement, cosine: float, bits: int, sha256: str, *, called: tuple[str, str]
) -> Evidence:
    """What made the logo be recognised, in words: points that agree, else the shape as a whole."""
    zh, en = called
    if agreed.inliers:
        laid = max(0.0, agreed.overlap)
        mirrored, mirrored_en = ("（左右翻转后）", " once mirrored") if agreed.mirrored else ("", "")
        says = f"图片中有与{zh}对应的图形：{agreed.inliers} 个特征点位置一致{mirrored}，叠合相似度 {laid:.0%}"
        says_en = (
            f"the picture shows the device of {en}: {agreed.inliers} points lie in the same places{mirrored_en}, "
            f"laid over each other the two are {laid:.0%} alike"
        )
    elif cosine > 0.0:
        says = f"图形整体与{zh}相似：向量相似度 {cosine:.2f}，感知哈希相差 {bits}/256 位"
        says_en = f"the shape as a whole is like {en}: vectors {cosine:.2f} alike, codes differ in {bits} of 256 bits"
    else:
        says = f"图形整体与{zh}相似：感知哈希相差 {bits}/256 位"
        says_en = f"the shape as a whole is like {en}: codes differ in {bits} of 256 bits"
    return Evidence(
        feature="logo",
        score=score,
        ours=f"标识 logo {sha256[:12]}",
        theirs="图片 picture",
        says=says,
        says_en=says_en,
    )
