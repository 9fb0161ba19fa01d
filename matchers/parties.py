"""Parties of proceedings held against the enterprises that are watched for. 当事人比对.

An enterprise is looked for under its own name, those of its brands' owners and authorised parties; its brands in the
names of sellers ("LANHAI Official Store") and in disputed domain names. What is found is told under one of its brands, by
rules with a name. A name is no proof of identity: hanzi read in Pinyin are shared by homophones, and that is said.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from domain.brand import Brand
from domain.match import Evidence, Match, Tier, party_feature
from domain.observation import Kind, Observation, Party, Side
from domain.proceeding import Forum, docket_of, forum_of, parties_of, side_of
from matchers.company_likeness import likeness, meeting_keys
from matchers.holders import company_name, names_somebody, same_company
from matchers.text.generic import GENERIC
from matchers.text.normal import words
from matchers.text.scripts import latin

_HAN = re.compile(r"[\u3400-\u9fff]")
_CHINESE = frozenset({"CN", "HK", "MO", "TW"})
_DOMAIN = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+", re.IGNORECASE)
_LEAST_LETTERS = 5
"""Letters of a brand that is looked for in a seller's name or inside a domain name."""
_LEAST_HANZI = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyRules:
    """One named, frozen rule set. `resembles` is the likeness from which two names are told as perhaps one, `near` from
    which with medium tier; `read` is what is left where one of two same names is in hanzi and the other was read in Latin.
    """

    name: str
    resembles: float
    near: float
    read: float
    domain_within: float


PARTIES_1 = PartyRules(name="parties-1", resembles=0.75, near=0.85, read=0.95, domain_within=0.75)


@dataclass(frozen=True, slots=True)
class _Name:
    """A name an enterprise is looked for under. `own` is false for an authorised party's."""

    brand_id: str
    enterprise: str
    text: str
    own: bool


@dataclass(frozen=True, slots=True)
class _Found:
    score: float
    tier: Tier
    evidence: Evidence


class PartyMatcher:
    """The watched enterprises, ready to be held against proceedings."""

    def __init__(self, brands: Sequence[Brand], rules: PartyRules = PARTIES_1) -> None:
        self._rules = rules
        self._brands: dict[str, Brand] = {}
        self._by_key: dict[str, set[_Name]] = defaultdict(set)
        self._marks: dict[str, dict[str, str]] = defaultdict(dict)
        for brand in brands:
            self.add(brand)

    def add(self, brand: Brand) -> None:
        """Looks for one more brand's names from now on."""
        self._brands[brand.brand_id] = brand
        for name in _names_of(brand):
            for key in meeting_keys(name.text):
                self._by_key[key].add(name)
        for mark in brand.marks:
            if joined := _worth_looking_for(mark):
                self._marks[joined].setdefault(brand.brand_id, mark)

    def remove(self, brand_id: str) -> None:
        """Looks for a brand's names no more; an unknown id is no error."""
        brand = self._brands.pop(brand_id, None)
        if brand is None:
            return
        for name in _names_of(brand):
            for key in meeting_keys(name.text):
                self._by_key[key].discard(name)
        for mark in brand.marks:
            self._marks.get(_worth_looking_for(mark), {}).pop(brand_id, None)

    def owner_of(self, brand_id: str) -> str:
        """The enterprise a brand is watched for, "" for a brand that is not."""
        brand = self._brands.get(brand_id)
        return _owner(brand) if brand else ""

    def matches(self, observation: Observation) -> list[Match]:
        """At most one match an enterprise, the most serious first; none for what is no proceeding."""
        if observation.kind is not Kind.PROCEEDING:
            return []
        best: dict[str, tuple[Brand, str, _Found]] = {}
        for owner, brand, mark, found in self._found(observation):
            known = best.get(owner)
            if known is None or _weight(found) > _weight(known[2]):
                best[owner] = (brand, mark, found)
        ordered = sorted(best.values(), key=lambda one: (-one[2].tier.rank, -one[2].score, one[0].brand_id))
        return [self._match(*one, observation) for one in ordered]

    def _match(self, brand: Brand, mark: str, found: _Found, observation: Observation) -> Match:
        return Match(
            brand_id=brand.brand_id,
            brand=brand.name,
            mark=mark,
            observation=observation,
            score=round(found.score, 4),
            tier=found.tier,
            evidence=(found.evidence,),
            rules=self._rules.name,
        )

    def _found(self, observation: Observation) -> Iterator[tuple[str, Brand, str, _Found]]:
        for party in parties_of(observation):
            if not names_somebody(party.name):
                continue
            side = side_of(party, observation)
            for name in self._candidates(party.name):
                if found := self._as_company(name, party, side, observation):
                    yield name.enterprise, self._brands[name.brand_id], name.text, found
            for brand, mark in self._named_in(_words_of(party.name)):
                found = _as_seller(mark, party, side, observation)
                yield _owner(brand), brand, mark, found
        if forum_of(observation) is Forum.UDRP:
            yield from self._domains(observation)

    def _candidates(self, name: str) -> Iterable[_Name]:
        found: set[_Name] = set()
        for key in meeting_keys(name):
            found |= self._by_key.get(key, set())
        return sorted(found, key=lambda one: (one.enterprise, one.brand_id, not one.own, one.text))

    def _as_company(self, name: _Name, party: Party, side: str, observation: Observation) -> _Found | None:
        same = same_company(name.text, party.name)
        score = 1.0 if same else likeness(name.text, party.name)
        if not same and score < self._rules.resembles:
            return None
        read = same and bool(_HAN.search(name.text)) != bool(_HAN.search(party.name))
        abroad = bool(_HAN.search(name.text) or company_name(name.text).places) and (
            party.country not in _CHINESE and bool(party.country)
        )
        score *= self._rules.read if read else 1.0
        sure = same and name.own and not abroad
        near = score >= self._rules.near and not _elsewhere(name.text, party.name)
        tier = Tier.HIGH if sure else Tier.MEDIUM if same or near else Tier.LOW
        if side == Side.CLAIMANT:
            tier = Tier.LOW
        return _Found(
            score, tier, _says_company(name, party, side, observation, same=same, read=read, abroad=abroad)
        )

    def _named_in(self, said: Sequence[str]) -> Iterator[tuple[Brand, str]]:
        """The brands whose mark stands in a name as whole words, one to four of them."""
        for start in range(len(said)):
            for end in range(start + 1, min(start + 4, len(said)) + 1):
                met = self._marks.get("".join(said[start:end]), {})
                yield from ((self._brands[brand_id], mark) for brand_id, mark in met.items())

    def _domains(self, observation: Observation) -> Iterator[tuple[str, Brand, str, _Found]]:
        disputed = observation.sign.rpartition(":")[2]
        for domain in _DOMAIN.findall(disputed):
            label = domain.casefold().partition(".")[0]
            bare = label.replace("-", "")
            for joined, marked in self._marks.items():
                if joined != bare and joined not in bare:
                    continue
                score = 1.0 if joined == bare else self._rules.domain_within
                for brand_id, mark in marked.items():
                    brand = self._brands[brand_id]
                    tier = Tier.HIGH if joined == bare else Tier.MEDIUM
                    found = _Found(score, tier, _says_domain(mark, domain, observation, same=joined == bare))
                    yield _owner(brand), brand, mark, found


def _owner(brand: Brand) -> str:
    return brand.enterprise or brand.brand_id


def _names_of(brand: Brand) -> list[_Name]:
    own = [(name, True) for name in (brand.enterprise, *brand.owners)]
    named = [*own, *((name, False) for name in brand.authorised)]
    return [
        _Name(brand.brand_id, _owner(brand), name, is_own) for name, is_own in named if names_somebody(name)
    ]


def _elsewhere(name: str, other: str) -> bool:
    """Two names that each say where the company is, and say two places: Shenzhen Haifeng and Guangzhou Haifeng."""
    places, others = company_name(name).places, company_name(other).places
    return bool(places) and bool(others) and not places & others


def _weight(found: _Found) -> tuple[int, float]:
    return found.tier.rank, found.score


def _words_of(name: str) -> list[str]:
    folded = words(name)
    return [read for read in (word if _HAN.search(word) else latin(word) for word in folded) if read]


def _worth_looking_for(mark: str) -> str:
    """A mark joined, "" where it is too short or too common to be looked for in other people's names."""
    said = _words_of(mark)
    joined = "".join(said)
    least = _LEAST_HANZI if _HAN.search(joined) else _LEAST_LETTERS
    return "" if len(joined) < least or all(word in GENERIC for word in said) else joined


def _as_seller(mark: str, party: Party, side: str, observation: Observation) -> _Found:
    docket = docket_of(observation)
    zh, en = _SIDES[side]
    tier = Tier.LOW if side == Side.CLAIMANT else Tier.MEDIUM
    evidence = Evidence(
        feature=party_feature(side, "names-the-brand"),
        score=0.8,
        ours=mark,
        theirs=party.name,
        says=f"{docket} 的{zh}“{party.name}”名称中含有贵方品牌“{mark}”：可能是贵方店铺，也可能是他人，请核对",
        says_en=f"the {en} {party.name} in {docket} bears your brand {mark} in its name: a shop of yours, or somebody else's; "
        "check",
    )
    return _Found(0.8, tier, evidence)


_SIDES = {
    Side.CLAIMANT.value: ("申请人（原告）", "claimant"),
    Side.RESPONDENT.value: ("被申请人（被告）", "respondent"),
    "": ("当事人", "party"),
}


def _says_company(
    name: _Name, party: Party, side: str, observation: Observation, *, same: bool, read: bool, abroad: bool
) -> Evidence:
    docket = docket_of(observation)
    zh, en = _SIDES[side]
    whom, whom_en = (
        ("贵方", "you") if name.own else (f"贵方授权主体“{name.text}”", f"your authorised party {name.text}")
    )
    sure = "（或同名企业）" if same else "或名称相近的企业"
    sure_en = " (or a company of the same name)" if same else ", or a company with a name like it"
    notes = [
        (
            "中文名称按拼音比对，同音企业无法区分，请核对地址",
            "hanzi were read in Pinyin: check the address, homophones look alike",
        )
        if read
        else ("仅凭名称比对，请核对地址和文书", "by name alone: check the address and the papers")
    ]
    if abroad:
        notes.append((f"该当事人所在地为 {party.country}", f"this party is in {party.country}"))
    return Evidence(
        feature=party_feature(side, "same" if same else "resembles"),
        score=1.0 if same else round(likeness(name.text, party.name), 4),
        ours=name.text,
        theirs=" · ".join(part for part in (party.name, party.country, party.address) if part),
        says=f"{whom}{sure}在 {docket} 中被列为{zh}：“{party.name}”；" + "；".join(zh for zh, _ in notes),
        says_en=f"{whom_en}{sure_en} named as {en} in {docket}: {party.name}; "
        + "; ".join(en for _, en in notes),
    )


def _says_domain(mark: str, domain: str, observation: Observation, *, same: bool) -> Evidence:
    docket = docket_of(observation)
    how, how_en = ("与贵方品牌相同", "is") if same else ("含有贵方品牌", "has in it")
    return Evidence(
        feature="disputed-domain",
        score=1.0 if same else 0.75,
        ours=mark,
        theirs=domain,
        says=f"{docket} 的争议域名 {domain} {how}“{mark}”",
        says_en=f"the disputed domain name {domain} of {docket} {how_en} your brand {mark}",
    )
