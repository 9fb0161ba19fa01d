"""Judge: brands and observations judged together, words, goods, holders and markets weighed. 判断."""

from collections.abc import Sequence

from domain.brand import Brand
from domain.match import Evidence, Match, Tier
from domain.observation import Observation
from matchers.classes import CLASS_WEIGHT, Relation, class_evidence
from matchers.standing import Standing, standing_of
from matchers.text.matcher import WordMatch, WordMatcher
from matchers.text.rules import WORDS_2, Rules

_TIERS = (Tier.NONE, Tier.LOW, Tier.MEDIUM, Tier.HIGH)


class Judge:
    """A watchlist ready to judge observations by. Brands of one id are judged as given, one by one."""

    def __init__(self, brands: Sequence[Brand], rules: Rules = WORDS_2) -> None:
        self._brands: list[Brand] = list(brands)
        self._rules = rules
        self._words = WordMatcher(brands, rules)

    def add(self, brand: Brand) -> None:
        """Watches one more brand from now on."""
        self._brands.append(brand)
        self._words.add(brand)

    def remove(self, brand_id: str) -> None:
        """Stops watching a brand; an unknown id is no error."""
        self._words.remove(brand_id)

    def judge(self, observations: Sequence[Observation]) -> list[Match]:
        """The matches of a batch, in its order, for each observation the most serious first.

        Tier "none" is not returned, nor is what the brand's owner or an authorised party did.
        `last_day` is None: it is not the matchers' to know.
        """
        met = self._words.match([observation.sign for observation in observations])
        found: list[Match] = []
        for observation, words in zip(observations, met, strict=True):
            judged = [self._weighed(self._brands[word.brand_index], word, observation) for word in words]
            kept = [match for match in judged if match is not None]
            found += sorted(kept, key=lambda match: (-match.tier.rank, -match.score))
        return found

    def _weighed(self, brand: Brand, word: WordMatch, observation: Observation) -> Match | None:
        if standing_of(brand, observation).standing in (Standing.OWNER, Standing.AUTHORISED):
            return None
        relation, classes = class_evidence(brand.classes, observation.classes)
        tier = self._rules.tier(word.score)
        if relation is Relation.UNRELATED:
            tier = _one_lower(tier)
        evidence = [*word.evidence, classes]
        if brand.markets and observation.office and not _in_markets(observation.office, brand.markets):
            tier = _one_lower(tier)
            evidence.append(_outside(brand, observation))
        if tier is Tier.NONE:
            return None
        return Match(
            brand_id=brand.brand_id,
            brand=brand.name,
            mark=word.mark,
            observation=observation,
            score=round(word.score * CLASS_WEIGHT[relation], 4),
            tier=tier,
            evidence=tuple(evidence),
            rules=self._rules.name,
        )


def _one_lower(tier: Tier) -> Tier:
    return _TIERS[max(0, tier.rank - 1)]


_MEMBERS_OF_EM = frozenset(
    "AT BE BG BX CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split()
)
"""A mark of the EU reaches its member states (and Benelux), and theirs conflict with it."""


def _in_markets(office: str, markets: Sequence[str]) -> bool:
    if office in markets or office == "WO":
        return True
    if office == "EM":
        return any(market in _MEMBERS_OF_EM for market in markets)
    return office in _MEMBERS_OF_EM and "EM" in markets


def _outside(brand: Brand, observation: Observation) -> Evidence:
    markets = ", ".join(brand.markets)
    return Evidence(
        feature="markets",
        score=0.0,
        ours=markets,
        theirs=observation.office,
        says=f"{observation.office} 不在重点关注市场（{markets}）之内，等级降一级",
        says_en=f"{observation.office} is outside the watch markets ({markets}); one tier lower",
    )
