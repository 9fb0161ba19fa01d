"""Does a listing look like an offer of copies: a price far below the usual one, a seller of many brands. 异常报价与卖家.

Each sign stands for itself, with a weight between 0 and 1; the score is 1 - product of (1 - weight). The weights are this
project's estimate. A shop that carries many brands may be an honest retailer, so that sign alone is light.
"""

from collections.abc import Sequence
from decimal import Decimal

from domain.brand import Brand
from domain.history import HolderHistory, UsualPrice
from domain.match import Evidence
from domain.observation import Kind, Observation, Price

FAR_BELOW = Decimal("0.4")
BELOW = Decimal("0.6")
_FAR_BELOW_WEIGHT, _BELOW_WEIGHT = 0.5, 0.25
_FEWEST_OWN = 3
"""Own listings a usual price must come from: one clearance sale says nothing."""
_MANY_BRANDS = 3
_NETWORK_WEIGHT = 0.2


def suspect_offer(
    brand: Brand,
    observation: Observation,
    history: HolderHistory | None = None,
    prices: Sequence[UsualPrice] = (),
) -> tuple[Evidence, ...]:
    """The signs of a copied offer, the price first; nothing for what is no listing.

    A price in a currency no usual price is known in says nothing: rates are not guessed.
    """
    if observation.kind is not Kind.LISTING:
        return ()
    found = (_price(observation.price, (*brand.prices, *prices)), _network(observation, history))
    return tuple(evidence for evidence in found if evidence is not None)


def weight_of(signs: Sequence[Evidence]) -> float:
    """The signs taken together, 0 to 1."""
    left = 1.0
    for sign in signs:
        left *= 1.0 - sign.score
    return 1.0 - left


def _price(asked: Price | None, known: Sequence[UsualPrice]) -> Evidence | None:
    if asked is None or not asked.currency or asked.amount <= 0:
        return None
    usual = [
        price
        for price in known
        if price.currency == asked.currency
        and price.amount > 0
        and (price.seen == 0 or price.seen >= _FEWEST_OWN)
    ]
    if not usual:
        return None
    least = min(usual, key=lambda price: price.amount)
    share = asked.amount / least.amount
    if share >= BELOW:
        return None
    origin_zh = "企业申报的最低价" if least.seen == 0 else f"自有店铺 {least.seen} 件商品的低位价"
    origin_en = (
        "the least price stated" if least.seen == 0 else f"the lower prices of {least.seen} own listings"
    )
    return Evidence(
        feature="price-far-below",
        score=_FAR_BELOW_WEIGHT if share < FAR_BELOW else _BELOW_WEIGHT,
        ours=f"{least.amount} {least.currency}",
        theirs=f"{asked.amount} {asked.currency}",
        says=f"售价 {asked.amount} {asked.currency}，仅为{origin_zh}（{least.amount}）的 {share:.0%}",
        says_en=f"asks {asked.amount} {asked.currency}, {share:.0%} of {origin_en} ({least.amount})",
    )


def _network(observation: Observation, history: HolderHistory | None) -> Evidence | None:
    if history is None or history.brands < _MANY_BRANDS or history.enterprises < 2:
        return None
    return Evidence(
        feature="seller-network",
        score=_NETWORK_WEIGHT,
        ours="",
        theirs=observation.seller.name if observation.seller else "",
        says=f"同一卖家的商品已命中 {history.brands} 个受监测品牌（{history.enterprises} 家企业），可能是多品牌零售商，"
        "也可能是仿品卖家",
        says_en=f"listings of the same seller have met {history.brands} watched brands of {history.enterprises} enterprises: "
        "a retailer of many brands, or a seller of copies",
    )
