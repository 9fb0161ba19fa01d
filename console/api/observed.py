"""An observation as several resources show it."""

import datetime as dt

from pydantic import BaseModel, Field

from domain.observation import Kind, Observation, Party, Provenance


class PartyShown(BaseModel):
    """A holder or seller as the source names it."""

    name: str
    country: str = Field(description="WIPO ST.3")
    identifier: str = Field(description="该局的编号 · the office's own number of it")
    address: str


class GoodsShown(BaseModel):
    """Goods or services of one Nice class; null where the source gives none."""

    nice_class: int | None
    text: str
    language: str = Field(description="BCP 47")


class PriceSeen(BaseModel):
    """What a listing asked."""

    amount: str
    currency: str


class ObservationShown(BaseModel):
    """What was seen, as its source says it; "" where it says nothing."""

    kind: Kind
    source: str = Field(examples=["us-uspto-trtdxfap"])
    ref: str = Field(description="来源的编号 · the source's own number", examples=["97123456"])
    sign: str = Field(description="标识文字或标题 · the sign's words, or the title")
    office: str = Field(description="局或市场（WIPO ST.3） · office or market", examples=["US"])
    holders: list[PartyShown]
    representative: str
    goods: list[GoodsShown]
    feature: str
    status: str
    filed_on: dt.date | None
    published_on: dt.date | None
    registered_on: dt.date | None
    madrid: bool
    url: str
    image_url: str
    provenance: Provenance = Field(
        description="live 以外的记录并非真实来源所得 · what is not live does not come from the source as it is"
    )
    brand: str
    seller: PartyShown | None
    price: PriceSeen | None
    event: str
    stand: str
    docket: str
    text: str


def observation_shown(seen: Observation) -> ObservationShown:
    """An observation as the API shows it."""
    return ObservationShown(
        kind=seen.kind,
        source=seen.source,
        ref=seen.ref,
        sign=seen.sign,
        office=seen.office,
        holders=[_party(one) for one in seen.holders],
        representative=seen.representative,
        goods=[
            GoodsShown(nice_class=one.nice_class, text=one.text, language=one.language) for one in seen.goods
        ],
        feature=seen.feature,
        status=seen.status,
        filed_on=seen.filed_on,
        published_on=seen.published_on,
        registered_on=seen.registered_on,
        madrid=seen.madrid,
        url=seen.url,
        image_url=seen.image_url,
        provenance=seen.provenance,
        brand=seen.brand,
        seller=_party(seen.seller) if seen.seller else None,
        price=PriceSeen(amount=str(seen.price.amount), currency=seen.price.currency) if seen.price else None,
        event=seen.event,
        stand=seen.stand,
        docket=seen.docket,
        text=seen.text,
    )


def _party(party: Party) -> PartyShown:
    return PartyShown(
        name=party.name, country=party.country, identifier=party.identifier, address=party.address
    )
