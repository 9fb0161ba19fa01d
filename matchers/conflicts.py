"""By whom a conflict is: one key for every way a company's name is written. 同一申请人.

Equal keys mean that `matchers.holders.same_company` holds, so legal forms, case, width, punctuation, 繁/简 and Chinese
beside the usual English name do not count. Equality does not chain: "Haifeng" stands with "Haifeng Ltd." and not with
"Haifeng GmbH", though either might be meant, so that no name without a form brings two companies together.
"""

import hashlib

from domain.history import holder_key
from domain.observation import Kind, Observation, Party
from domain.proceeding import docket_of
from matchers.holders import company_name, names_somebody

_LONGEST = 400
"""Letters of a key before it is told by its hash: an index takes no more than 2,700 bytes."""


def conflict_key(observation: Observation) -> str:
    """The key of all holders together, in whatever order, or where there are none of the seller. A filing that names
    nobody, or only a legal form, stands alone: its key is its source and number. A proceeding is one conflict whatever its
    parties: its key is its docket.
    """
    if observation.kind is Kind.PROCEEDING:
        return f"docket {observation.office} {docket_of(observation)}"
    key = "; ".join(sorted({party_key(party) for party in observation.parties} - {""}))
    if len(key) > _LONGEST:
        return hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()
    return key or f"{observation.source} {observation.ref}"


def party_key(party: Party) -> str:
    """The key of one of them, "" where it names nobody and has no number."""
    if not names_somebody(party.name):
        return f"#{number}" if (number := holder_key([party.identifier])) else ""
    company = company_name(party.name)
    if not company.name:
        return holder_key([party.name])
    forms = company.forms - {"common"}
    return "|".join(
        (company.name, *("+".join(sorted(part)) for part in (company.places, company.lines, forms)))
    )
