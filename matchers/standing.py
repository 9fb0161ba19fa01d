"""How a holder stands to a brand: owner, authorised, resembling, stranger, unnamed. 申请人与品牌的关系.

The owner and its affiliates (`Brand.owners`, `Brand.enterprise`) may do as they like. An authorised party
(`Brand.authorised`: distributor, licensee) may sell and exhibit, but a filing in its own name is reported, with a
reason of its own: distributors who register the brand they sell are a common way a mark abroad is lost. A name that
only resembles an owner's excuses nothing, and is said, because a squatter borrows names; so is one that is the same
in another country than a Chinese owner's (in Latin letters: no other country registers a name in hanzi), and a
stranger at the owner's own address.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from domain.brand import Brand
from domain.match import AUTHORISED_FEATURE, Evidence
from domain.observation import Kind, Observation, Party
from matchers.addresses import same_address
from matchers.companies import PLACES
from matchers.company_likeness import RESEMBLES, likeness
from matchers.holders import company_name, names_somebody, same_company

_HAN = re.compile(r"[\u3400-\u9fff]")
_CHINESE = frozenset({"CN", "HK", "MO", "TW"})


class Standing(StrEnum):
    """How a holder, seller or exhibitor stands to a brand."""

    OWNER = "owner"
    AUTHORISED = "authorised"
    RESEMBLING = "resembling"
    STRANGER = "stranger"
    UNNAMED = "unnamed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """The standing of the holders of an observation; `evidence` says it, None when there is nothing to say."""

    standing: Standing
    evidence: Evidence | None = None


def standing_of(brand: Brand, observation: Observation) -> Held:
    """The standing nearest to the brand among all holders: owner before authorised before resembling."""
    return _standing(
        (*brand.owners, *((brand.enterprise,) if brand.enterprise else ())),
        brand.authorised,
        brand.addresses,
        observation.parties,
        observation.kind is Kind.FILING,
    )


@lru_cache(maxsize=100_000)
def _standing(
    owners: tuple[str, ...],
    authorised: tuple[str, ...],
    addresses: tuple[str, ...],
    holders: tuple[Party, ...],
    filing: bool,
) -> Held:
    if not any(holder.identifier or names_somebody(holder.name) for holder in holders):
        return Held(standing=Standing.UNNAMED, evidence=_unnamed(holders))
    namesake: Held | None = None
    for holder in holders:
        owner = _same(owners, holder)
        if owner and _abroad(owner, holder):
            namesake = Held(standing=Standing.RESEMBLING, evidence=_namesake(owner, holder))
        elif owner:
            return Held(standing=Standing.OWNER)
    for holder in holders:
        party = _same(authorised, holder)
        if party:
            return Held(standing=Standing.AUTHORISED, evidence=_authorised(party, holder) if filing else None)
    return (
        namesake
        or _at_the_owner_s(addresses, holders)
        or _resembling((*owners, *authorised), holders)
        or Held(standing=Standing.STRANGER)
    )


def _same(parties: Sequence[str], holder: Party) -> str:
    """The party a holder is, by name or by the office's number; "" if none."""
    for party in parties:
        if holder.name and same_company(party, holder.name):
            return party
        if holder.identifier and party.strip() == holder.identifier:
            return party
    return ""


def _abroad(owner: str, holder: Party) -> bool:
    """A Chinese owner's name in a country that is not Chinese: a company of one name can be founded anywhere."""
    if not holder.country or holder.country in _CHINESE or _HAN.search(holder.name):
        return False
    if holder.identifier and holder.identifier == owner.strip():
        return False
    return bool(_HAN.search(owner)) or bool(company_name(owner).places & PLACES)


def _at_the_owner_s(addresses: Sequence[str], holders: Sequence[Party]) -> Held | None:
    """A stranger whose address is the owner's: an affiliate, an employee, or somebody who wrote it down."""
    for holder in holders:
        for address in addresses if holder.address else ():
            if same_address(address, holder.address):
                return Held(standing=Standing.RESEMBLING, evidence=_address(address, holder))
    return None


def _resembling(parties: Sequence[str], holders: Sequence[Party]) -> Held | None:
    best = max(
        (
            (likeness(party, holder.name), party, holder)
            for party in parties
            for holder in holders
            if holder.name
        ),
        key=lambda found: found[0],
        default=None,
    )
    if best is None or best[0] < RESEMBLES:
        return None
    score, party, holder = best
    return Held(
        standing=Standing.RESEMBLING,
        evidence=Evidence(
            feature="holder-resembles",
            score=round(score, 4),
            ours=party,
            theirs=holder.name,
            says=f"申请人“{holder.name}”与“{party}”名称相近但不相同：可能是关联企业，也可能是借名，请核实",
            says_en=f"the holder {holder.name} resembles {party} and is not the same: an affiliate, or a borrowed name; check",
        ),
    )


def _namesake(owner: str, holder: Party) -> Evidence:
    return Evidence(
        feature="holder-namesake",
        score=1.0,
        ours=owner,
        theirs=f"{holder.name} ({holder.country})",
        says=f"申请人与所有人同名，但所在地为 {holder.country}：可能是他人在当地设立的同名公司，请核实",
        says_en=f"the holder bears the owner's name but is in {holder.country}: perhaps somebody else's company; check",
    )


def _address(address: str, holder: Party) -> Evidence:
    return Evidence(
        feature="holder-address",
        score=1.0,
        ours=address,
        theirs=f"{holder.name} ({holder.address})",
        says=f"申请人“{holder.name}”名称不同，但地址与所有人相同：可能是关联企业、员工，也可能是冒用地址，请核实",
        says_en=f"the holder {holder.name} has another name and the owner's address: an affiliate, an employee, or an address "
        "written down by somebody else; check",
    )


def _authorised(party: str, holder: Party) -> Evidence:
    return Evidence(
        feature=AUTHORISED_FEATURE,
        score=1.0,
        ours=party,
        theirs=holder.name or holder.identifier,
        says=f"申请人“{party}”是贵方登记的授权主体，却以自己名义申请该商标：请核对授权合同是否允许，必要时要求转让",
        says_en=f"the holder {party} is an authorised party of yours and files the mark in its own name: check the contract, "
        "and ask for an assignment",
    )


def _unnamed(holders: Sequence[Party]) -> Evidence:
    named = "; ".join(holder.name for holder in holders if holder.name)
    says = f"申请人名称只有企业形式（{named}），无从比对" if named else "公告未载申请人名称，无从比对"
    says_en = f"the holder's name is only a legal form ({named})" if named else "the gazette names no holder"
    return Evidence(
        feature="holder-unnamed",
        score=0.0,
        ours="",
        theirs=named,
        says=says,
        says_en=f"{says_en}; nothing to compare",
    )
