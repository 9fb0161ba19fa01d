"""The emergency card and the list of evidence to take, for whoever stands at a fair abroad. 紧急应对卡."""

from dataclasses import dataclass
from itertools import groupby

from domain.fair_advice import EMERGENCIES, FairAdvice
from reports.fair_card import SITUATIONS
from response.fair_advice import fair_advice

Words = tuple[str, str]
"""Chinese and English."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What to do. `origin` is where it was read, "" for general knowledge; `here` marks what is special to the country."""

    says: Words
    origin: str = ""
    here: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Emergency:
    """What may happen, and what to do then, in this order."""

    title: Words
    steps: tuple[Step, ...]


COPIES_MET = Emergency(
    title=("发现他人展出仿冒我方的商品", "Others show copies of our goods"),
    steps=(
        Step(
            says=(
                "不争吵、不动手拿走；先在公共区域拍照，再登记线索。",
                "Do not argue or take anything; photograph from public ground, then file the lead.",
            )
        ),
        Step(
            says=(
                "索取名片、目录、报价；可行时当场购买样品并留票据。",
                "Ask for card, catalogue and a quote; where possible buy a sample and keep the receipt.",
            )
        ),
        Step(
            says=(
                "核对我方在当地的权利号，无当地权利时先问值守律师。",
                "Look up our right in this country; without one, ask counsel on duty first.",
            )
        ),
        Step(
            says=(
                "按主办方渠道递交投诉书，请其签收并记下时间。",
                "Hand the complaint to the organiser's desk, have it receipted and note the time.",
            )
        ),
    ),
)
"""General knowledge put together by this project, as all steps without an origin."""

EVIDENCE_TO_TAKE: tuple[Words, ...] = (
    ("展位全景，含展位号和参展商名牌", "The whole stand with its number and name board"),
    ("商品整体、商标特写、吊牌和包装", "The goods, the sign close up, tags and packaging"),
    ("目录、报价单、名片（每页）", "Catalogue, price list, cards (each page)"),
    ("能说明日期和地点的画面（展会横幅、电子屏）", "Something that shows day and place (banner, screen)"),
    ("购买的样品和票据", "Samples bought, with receipts"),
    ("在场人员姓名和联系方式", "Names and numbers of witnesses"),
)
"""What a photograph or paper should show."""


def emergency_card(office: str) -> tuple[Emergency, ...]:
    """What to do in a host country (ST.3) when somebody comes to the stand, and when copies are met at another's."""
    order = EMERGENCIES.index
    chosen = sorted(
        (one for one in fair_advice(office) if one.situation in EMERGENCIES),
        key=lambda one: order(one.situation),
    )
    found = [
        Emergency(title=SITUATIONS[situation], steps=tuple(map(_step, advice)))
        for situation, advice in groupby(chosen, key=lambda one: one.situation)
    ]
    return (*found, COPIES_MET)


def _step(advice: FairAdvice) -> Step:
    origin = advice.origin
    return Step(
        says=(advice.says_zh, advice.says_en),
        origin=f"{origin.source} · {origin.checked_on}" if origin.source else "",
        here=advice.office != "*",
    )
