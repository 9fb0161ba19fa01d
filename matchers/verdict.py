"""Judge: brands and observations judged together: words, logos, goods, holder, pre-emption, market. 判断.

The window is not weighed here: how much time is left changes by the day, and a match must not. Alerts are ordered by
tier and then by the last day.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy.typing as npt

from domain.brand import Brand
from domain.history import (
    Background,
    BackgroundOf,
    HolderHistory,
    OwnSighting,
    holder_key_of,
    no_background,
)
from domain.match import Evidence, Match, Tier
from domain.observation import Kind, Observation
from matchers.goods import relation
from matchers.met import Met, Seen, by_words, meetings
from matchers.offers import suspect_offer, weight_of
from matchers.preemption import preemption
from matchers.standing import Held, Standing, standing_of
from matchers.text.arrays import Arrays
from matchers.text.matcher import WordMatcher
from matchers.text.rules import WORDS_2, Rules
from matchers.verdict_rules import PICTURES_1, VERDICT_2, PictureRules, VerdictRules

_NOTHING_KNOWN = HolderHistory()
_NO_BACKGROUND = Background()
_HOST = re.compile(r"[a-z][a-z0-9+.-]*://(?:[^/@?#]*@)?([^/:?#]+)", re.IGNORECASE)
_DESCRIPTIVE = re.compile(
    r"(?:compatible\s+with|replacement\s+for|fits?|suitable\s+for|for\s+use\s+with|compatible\s+(?:con|com|avec|mit)|"
    r"repuesto\s+para|passend\s+für|适用于?|兼容|通用于|适配)\s*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Judged:
    """What a batch came to: its matches, and the brands seen in their own hands."""

    matches: tuple[Match, ...]
    own: tuple[OwnSighting, ...]


class Judge:
    """A watchlist ready to judge observations by. Brands of one id are judged as given, one by one."""

    def __init__(
        self,
        brands: Sequence[Brand],
        words: Rules = WORDS_2,
        rules: VerdictRules = VERDICT_2,
        pictures: PictureRules = PICTURES_1,
        *,
        everything: bool = False,
        index: Arrays | None = None,
    ) -> None:
        """With `everything`, what reaches no tier is told too, for a list that is read from the top. `index` are the
        `arrays` of a judge of brands with the same marks in the same order: then nothing is built anew.
        """
        self._says = opinion if everything else weigh
        self._least = 0.0 if everything else None
        self._brands: list[Brand] = list(brands)
        self._by_id = {brand.brand_id: (index, brand.name) for index, brand in enumerate(self._brands)}
        self._rules = rules
        self._pictures = pictures
        self._words = WordMatcher(brands, words, index)
        self._name = f"{rules.name}+{words.name}"

    def arrays(self) -> dict[str, npt.NDArray[Any]]:
        """The index of its brands' words, to be shared."""
        return self._words.arrays()

    def add(self, brand: Brand) -> None:
        """Watches one more brand from now on."""
        self._by_id[brand.brand_id] = (len(self._brands), brand.name)
        self._brands.append(brand)
        self._words.add(brand)

    def remove(self, brand_id: str) -> None:
        """Stops watching a brand; an unknown id is no error."""
        self._by_id.pop(brand_id, None)
        self._words.remove(brand_id)

    def judge(
        self,
        observations: Sequence[Observation],
        background_of: BackgroundOf = no_background,
        seen: Sequence[Seen | None] = (),
    ) -> list[Match]:
        """The matches of a batch, in its order, for each observation the most serious first.

        `background_of` is asked once a batch, `seen` is what was found in the picture of each observation, in their
        order, or nothing at all. A brand met by words and by its logo is one match. Tier "none" is not returned, nor is
        what the brand's owner did, nor what an authorised party sells or exhibits. `last_day` is None: it is not the
        matchers' to know.
        """
        return list(self.judged(observations, background_of, seen).matches)

    def judged(
        self,
        observations: Sequence[Observation],
        background_of: BackgroundOf = no_background,
        seen: Sequence[Seen | None] = (),
    ) -> Judged:
        """As `judge`, and beside the matches where the brands were seen in their own hands."""
        met = self._met(observations, seen)
        asked = [observation for observation, meeting in zip(observations, met, strict=True) if meeting]
        background = background_of(asked, sorted({one.brand_id for meeting in met for one in meeting}))
        known = replace(background, histories=self._with_batch(observations, met, background.histories))
        found: list[Match] = []
        own: list[OwnSighting] = []
        for observation, meeting in zip(observations, met, strict=True):
            kept = []
            for one in meeting:
                brand = self._brands[one.brand_index]
                name = f"{self._name}+{self._pictures.name}" if one.seen else self._name
                match = self._says(
                    brand,
                    one,
                    observation,
                    rules=self._rules,
                    pictures=self._pictures,
                    name=name,
                    background=known,
                )
                if match is not None:
                    kept.append(match)
                elif one.score >= self._rules.lift_from and at_home(brand, observation):
                    own.append(OwnSighting(brand_id=brand.brand_id, observation=observation))
            found += sorted(kept, key=lambda match: (-match.tier.rank, -match.score))
        return Judged(matches=tuple(found), own=tuple(own))

    def meet(self, signs: Sequence[str]) -> list[bool]:
        """Which signs meet any brand by their words."""
        return self._words.meet(signs)

    def _met(self, observations: Sequence[Observation], seen: Sequence[Seen | None]) -> list[list[Met]]:
        signs = [observation.sign for observation in observations]
        words = self._words.match(signs, least=self._least)
        if not any(seen):
            return [[by_words(word, sign) for word in met] for sign, met in zip(signs, words, strict=True)]
        read = self._words.match([one.words if one else "" for one in seen])
        return [
            meetings(observation, met, met_read, one, self._by_id, self._pictures)
            for observation, met, met_read, one in zip(observations, words, read, seen, strict=True)
        ]

    def _with_batch(
        self,
        observations: Sequence[Observation],
        met: Sequence[Sequence[Met]],
        histories: Mapping[str, HolderHistory],
    ) -> dict[str, HolderHistory]:
        """The histories, and what each holder does in this very batch: a squatter files for many brands in one day.

        The greater count of the two stands, since both may have seen the same brands.
        """
        brands: dict[str, set[str]] = {}
        enterprises: dict[str, set[str]] = {}
        for observation, meeting in zip(observations, met, strict=True):
            key = holder_key_of(observation) if meeting else ""
            for one in meeting if key else ():
                brand = self._brands[one.brand_index]
                if one.score < self._rules.lift_from or _may_act(brand, observation):
                    continue
                brands.setdefault(key, set()).add(brand.brand_id)
                enterprises.setdefault(key, set()).add(brand.enterprise or brand.brand_id)
        known = dict(histories)
        for key, hit in brands.items():
            before = known.get(key, _NOTHING_KNOWN)
            known[key] = replace(
                before,
                brands=max(before.brands, len(hit)),
                enterprises=max(before.enterprises, len(enterprises[key])),
            )
        return known


def weigh(
    brand: Brand,
    met: Met,
    observation: Observation,
    *,
    rules: VerdictRules = VERDICT_2,
    pictures: PictureRules = PICTURES_1,
    name: str = VERDICT_2.name,
    background: Background = _NO_BACKGROUND,
) -> Match | None:
    """The verdict on one brand and one observation that have met; None when there is nothing to say."""
    match = opinion(brand, met, observation, rules=rules, pictures=pictures, name=name, background=background)
    return None if match is None or match.tier is Tier.NONE else match


def opinion(
    brand: Brand,
    met: Met,
    observation: Observation,
    *,
    rules: VerdictRules = VERDICT_2,
    pictures: PictureRules = PICTURES_1,
    name: str = VERDICT_2.name,
    background: Background = _NO_BACKGROUND,
) -> Match | None:
    """As `weigh`, tier "none" too; None only for what the owner did, or an authorised party may do."""
    if at_home(brand, observation):
        return None
    held = standing_of(brand, observation)
    score, reasons = _weighed(brand, met, observation, held, (rules, pictures), background)
    tier = rules.tier(score, observation.kind)
    if held.standing is Standing.AUTHORISED and tier is not Tier.NONE:
        tier = Tier.HIGH
    return Match(
        brand_id=brand.brand_id,
        brand=brand.name,
        mark=met.mark,
        observation=observation,
        score=round(score, 4),
        tier=tier,
        evidence=tuple(reasons),
        rules=name,
    )


def _weighed(
    brand: Brand,
    met: Met,
    observation: Observation,
    held: Held,
    ruled: tuple[VerdictRules, PictureRules],
    background: Background,
) -> tuple[float, list[Evidence]]:
    """The score and its reasons, in the order a person asks: who, what sign, which goods, how it looks, where."""
    rules, pictures = ruled
    reasons: list[Evidence] = (
        [held.evidence] if held.standing is Standing.AUTHORISED and held.evidence else []
    )
    reasons += met.evidence
    score = met.score
    if observation.kind is not Kind.PROCEEDING:
        goods = relation(brand.classes, brand.goods, observation.goods)
        score *= rules.goods[goods.relation]
        reasons.append(goods.evidence)
    if held.evidence is not None and held.standing is not Standing.AUTHORISED:
        reasons.append(held.evidence)
    if observation.kind is Kind.LISTING and not met.seen and _descriptive(met.mark, observation.sign):
        score *= rules.descriptive
        reasons.append(_descriptive_evidence(met.mark, observation.sign))
    if brand.markets and observation.office and not _in_markets(observation.office, brand.markets):
        score *= rules.outside_market
        reasons.append(_outside(brand, observation))
    if met.score >= rules.lift_from:
        copied = met.logo >= pictures.copy
        for weight, looks in _suspicions(brand, met, observation, held, background, logo_copied=copied):
            score += (1.0 - score) * rules.lift * weight
            reasons += looks
    return score, reasons


def _suspicions(
    brand: Brand,
    met: Met,
    observation: Observation,
    held: Held,
    background: Background,
    *,
    logo_copied: bool,
) -> Iterator[tuple[float, Sequence[Evidence]]]:
    """What makes a filing look pre-emptive, or a listing look like an offer of copies, with its weight."""
    history = background.histories.get(holder_key_of(observation))
    shown = (*brand.shown, *background.exposures.get(brand.brand_id, ()))
    looks = preemption(
        brand, met.mark, observation, held.standing, history, shown, sign=met.sign, logo_copied=logo_copied
    )
    if looks is not None:
        yield looks.score, (looks,)
    signs = suspect_offer(brand, observation, history, background.prices.get(brand.brand_id, ()))
    if signs:
        yield weight_of(signs), signs


def at_home(brand: Brand, observation: Observation) -> bool:
    """The brand in its own hands: the owner, an authorised party's listing or stand, a shop the brand names."""
    standing = standing_of(brand, observation).standing
    if standing is Standing.OWNER:
        return True
    if standing is Standing.AUTHORISED and observation.kind is not Kind.FILING:
        return True
    return observation.kind is Kind.LISTING and _own_shop(brand, observation.url)


def _may_act(brand: Brand, observation: Observation) -> bool:
    """The brand in its own hands, or a filing by an authorised party: neither makes anybody a squatter."""
    return standing_of(brand, observation).standing is Standing.AUTHORISED or at_home(brand, observation)


def _own_shop(brand: Brand, url: str) -> bool:
    """A listing on a shop the brand names by its domain among owners or authorised parties (shop.example.com)."""
    found = _HOST.match(url)
    host = found.group(1).casefold() if found else ""
    for party in (*brand.owners, *brand.authorised):
        domain = party.strip().casefold()
        if "." in domain and " " not in domain and (host == domain or host.endswith(f".{domain}")):
            return True
    return False


def _descriptive(mark: str, title: str) -> bool:
    """The brand is named to say what a thing fits: “case compatible with ACME”."""
    place = title.casefold().find(mark.casefold())
    return place > 0 and bool(_DESCRIPTIVE.search(title[:place]))


def _descriptive_evidence(mark: str, title: str) -> Evidence:
    return Evidence(
        feature="descriptive-use",
        score=0.0,
        ours=mark,
        theirs=title[:120],
        says="对方以“适用于／兼容”等方式提及品牌，可能属说明性使用",
        says_en="the brand is named as what the thing fits, perhaps a descriptive use",
    )


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
        says=f"{observation.office} 不在重点关注市场（{markets}）之内，风险相应降低",
        says_en=f"{observation.office} is outside the watch markets ({markets}) and weighs less",
    )
