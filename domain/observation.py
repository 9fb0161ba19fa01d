"""Observation: one thing seen in public, where and when. 监测信息."""

import datetime as dt
import hashlib
import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

_STATUS_CODE = re.compile(r"\S*\d\S*|\S{1,2}")


class Kind(StrEnum):
    """What was seen."""

    FILING = "filing"
    LISTING = "listing"
    EXHIBITOR = "exhibitor"
    PROCEEDING = "proceeding"


class Provenance(StrEnum):
    """Where the bytes behind a record come from; only `live` is the world as it is.

    A record that is not `live` is marked on every screen and in every message, so that a made-up one
    never passes for a real one.
    """

    LIVE = "live"
    RECORDED = "recorded"
    OFFICIAL_EXAMPLE = "official-example"
    DERIVED_FROM_SCHEMA = "derived-from-schema"
    MADE_UP = "made-up"


class Side(StrEnum):
    """On which side of a proceeding a party stands."""

    CLAIMANT = "claimant"
    """Who brings it: plaintiff, complainant, opposer."""
    RESPONDENT = "respondent"
    """Against whom it is brought: defendant, respondent, the applicant or registrant of the mark."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """A holder, seller or representative as the source names it.

    `country` is a WIPO ST.3 code or "". `identifier` is the office's own number of the party; some
    sources (EUIPO's bulk files) give only that, and then `name` is "". `address` is one line as the source
    writes it, "" when it gives none. `side` is a `Side` of a proceeding, "" where the source does not say.
    """

    name: str = ""
    country: str = ""
    identifier: str = ""
    address: str = ""
    side: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Goods:
    """Goods or services of one Nice class (1 to 45; None when the source gives no class).

    `language` is a BCP 47 tag, "" when the source does not say.
    """

    nice_class: int | None
    text: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """What a listing asks, in whole units of `currency` (ISO 4217, "" when the source does not say)."""

    amount: Decimal
    currency: str = ""


_WITHOUT_PICTURE = frozenset(
    {
        "word", "words", "word mark", "wordmark", "nominativa", "standard character", "standard characters",
        "standard character mark", "typeset word(s) /letter(s) /number(s)", "sound", "smell", "olfactory",
        "sonora", "文字", "문자상표",
    }
)  # fmt: skip
"""What offices call signs that have words, or nothing to be seen, alone."""


def _named(parties: tuple[Party, ...]) -> str:
    return "; ".join(p.name or p.identifier for p in parties if p.name or p.identifier)


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """A filing, listing, exhibitor or proceeding, as seen at one time at one source.

    `ref` is the source's own number and, with `source` and `content_hash`, the record's identity.
    `sign` holds the words of the mark, "" when it has none (a purely figurative mark).
    `office` is a WIPO ST.3 code; for listings and exhibitors it is the country of the market.
    `published_on` is the day the opposition window counts from, None when not published for opposition.
    `madrid` is true for a designation under the Madrid Protocol, whose windows may start on another day.

    Of the other kinds: `sign` is a listing's title, an exhibitor's name, a proceeding's title; `holders`
    are an exhibitor itself and the parties of a proceeding; `published_on` is the day a listing or proceeding
    was made public. `brand` is the brand a listing or exhibitor states, `seller` who offers a listing, `price`
    what it asked when first seen, `event` and `stand` where an exhibitor is met, `docket` the number of a
    proceeding, `text` what the source says in sentences: a description, a notice's abstract.
    """

    kind: Kind
    source: str
    ref: str
    sign: str
    office: str = ""
    holders: tuple[Party, ...] = ()
    representative: str = ""
    goods: tuple[Goods, ...] = ()
    feature: str = ""
    status: str = ""
    filed_on: dt.date | None = None
    published_on: dt.date | None = None
    registered_on: dt.date | None = None
    madrid: bool = False
    url: str = ""
    image_url: str = ""
    provenance: Provenance = Provenance.LIVE
    brand: str = ""
    seller: Party | None = None
    price: Price | None = None
    event: str = ""
    stand: str = ""
    docket: str = ""
    text: str = ""

    @property
    def classes(self) -> tuple[int, ...]:
        """The Nice classes, ascending, each once."""
        return tuple(sorted({g.nice_class for g in self.goods if g.nice_class is not None}))

    @property
    def parties(self) -> tuple[Party, ...]:
        """Who stands behind it: the holders, or where it names none the seller."""
        return self.holders or ((self.seller,) if self.seller else ())

    @property
    def holder(self) -> str:
        """All holders in one line; a holder known only by number is shown by that number."""
        return _named(self.holders)

    @property
    def behind(self) -> str:
        """All `parties` in one line, as `holder`."""
        return _named(self.parties)

    @property
    def may_show_picture(self) -> bool:
        """True where a picture says more than the words: figurative and combined filings, and listings."""
        if self.kind is Kind.FILING:
            return self.feature.strip().casefold() not in _WITHOUT_PICTURE
        return self.kind is Kind.LISTING

    def content_hash(self) -> bytes:
        """SHA-256 over every field but the price, 32 bytes: two sightings that say the same have the same hash.

        A price moves daily and says nothing about a conflict: alone it makes no new sighting. The fields
        are written one after the other, each with its length before it, so that no two observations share
        a text.
        """
        texts = [
            self.kind, self.source, self.ref, self.sign, self.office, self.representative, self.feature, self.status,
            str(self.filed_on), str(self.published_on), str(self.registered_on), str(self.madrid), self.url,
            self.image_url, self.provenance, str(len(self.holders)),
        ]  # fmt: skip
        for party in self.holders:
            texts += (party.name, party.country, party.identifier)
        for goods in self.goods:
            texts += (str(goods.nice_class), goods.text, goods.language)
        for name in ("brand", "event", "stand", "docket", "text"):
            if said := getattr(self, name):
                texts += (name, said)
        if self.seller is not None:
            texts += ("seller", self.seller.name, self.seller.country, self.seller.identifier)
        for number, party in enumerate(self.holders):
            if party.address:
                texts += ("address", str(number), party.address)
            if party.side:
                texts += ("side", str(number), party.side)
        whole = "".join([f"{len(text)}:{text}" for text in texts])
        return hashlib.sha256(whole.encode("utf-8", "surrogatepass")).digest()


def is_status_code(status: str) -> bool:
    """Whether what an office wrote for a filing's state is a code of that office's, and not words."""
    return all(_STATUS_CODE.fullmatch(one) for one in status.split())
