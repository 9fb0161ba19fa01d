"""Does a filing look pre-emptive, apart from how similar the signs are. 抢注迹象.

Each sign of it stands for itself, with a weight between 0 and 1; the score is 1 - product of (1 - weight). The weights
are this project's estimate. It is a score of one filing, kept with its match; holders are never ranked.
"""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from domain.brand import Brand
from domain.history import Exposure, ExposureKind, HolderHistory
from domain.match import Evidence
from domain.observation import Kind, Observation
from matchers.company_words import weight
from matchers.standing import Standing
from matchers.text.normal import words

_HAN = re.compile(r"[\u3400-\u9fff]")
_SOON = dt.timedelta(days=180)
_COINED = 0.9
_KINDS = {
    ExposureKind.FAIR: ("参展", "a fair"),
    ExposureKind.LISTING: ("上架", "a listing"),
    ExposureKind.HOME_PUBLICATION: ("国内公告", "publication at home"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """One sign of pre-emption with its weight and sentence."""

    name: str
    weight: float
    says: str
    says_en: str


_LOGO_COPY = Signal(name="logo", weight=0.45, says="照搬图形标识", says_en="the logo is copied")


def preemption(
    brand: Brand,
    mark: str,
    observation: Observation,
    standing: Standing,
    history: HolderHistory | None = None,
    exposures: Sequence[Exposure] = (),
    *,
    sign: str = "",
    logo_copied: bool = False,
) -> Evidence | None:
    """The score with the signals that make it; None where there is none, or the filer may file.

    Only filings by strangers, or by names that resemble, can be pre-emptive. `sign` is the words that met the mark, the
    observation's own when not given; `logo_copied` is true when its picture is the brand's logo itself.
    """
    if observation.kind is not Kind.FILING or standing in (Standing.OWNER, Standing.AUTHORISED):
        return None
    signals = (
        *_copies(mark, sign or observation.sign),
        *((_LOGO_COPY,) if logo_copied else ()),
        *_history(history),
        *_soon_after(observation, exposures),
        *_no_link(brand, observation, standing),
    )
    if not signals or all(signal.name == "no-link" for signal in signals):
        return None
    left = 1.0
    for signal in signals:
        left *= 1.0 - signal.weight
    return Evidence(
        feature="pre-emption",
        score=round(1.0 - left, 4),
        ours=mark,
        theirs=observation.holder,
        says="抢注迹象：" + "；".join(signal.says for signal in signals),
        says_en="signs of pre-emption: " + "; ".join(signal.says_en for signal in signals),
    )


@lru_cache(maxsize=100_000)
def _copies(mark: str, sign: str) -> tuple[Signal, ...]:
    """The sign is the mark, letter by letter: in hanzi abroad, or a word nobody else's name uses."""
    ours, theirs = "".join(words(mark)), "".join(words(sign))
    if not ours or ours not in theirs:
        return ()
    if _HAN.search(ours) and len(ours) >= 2:
        return (Signal(name="hanzi", weight=0.45, says="照搬汉字", says_en="the hanzi are copied"),)
    coined = len(ours) >= 5 and min((weight(word) for word in words(mark)), default=0.0) >= _COINED
    if coined and ours == theirs:
        return (Signal(name="coined", weight=0.3, says="照搬臆造词", says_en="a coined word is copied"),)
    return ()


def _history(history: HolderHistory | None) -> tuple[Signal, ...]:
    if history is None:
        return ()
    found: list[Signal] = []
    if history.brands >= 2:
        strength = min(0.75, 0.3 + 0.1 * history.brands + (0.1 if history.enterprises >= 2 else 0.0))
        found.append(
            Signal(
                name="many-brands",
                weight=strength,
                says=f"同一申请人已命中 {history.brands} 个受监测品牌（{history.enterprises} 家企业）",
                says_en=f"the same holder has met {history.brands} watched brands of {history.enterprises} enterprises",
            )
        )
    if history.classes >= 6:
        found.append(
            Signal(
                name="many-classes",
                weight=0.2,
                says=f"其申请分散于 {history.classes} 个类别",
                says_en=f"its filings spread over {history.classes} classes",
            )
        )
    if history.agent_brands >= 3:
        found.append(
            Signal(
                name="same-agent",
                weight=0.15,
                says=f"同一代理人另为他人代理过 {history.agent_brands} 个受监测品牌的命中申请",
                says_en=f"the same representative filed for others what met {history.agent_brands} watched brands",
            )
        )
    if history.address_brands >= 2:
        found.append(
            Signal(
                name="same-address",
                weight=0.25,
                says=f"同一地址的其他申请人另命中 {history.address_brands} 个受监测品牌",
                says_en=f"other holders at the same address have met {history.address_brands} watched brands",
            )
        )
    return tuple(found)


def _soon_after(observation: Observation, exposures: Sequence[Exposure]) -> tuple[Signal, ...]:
    filed = observation.filed_on
    if filed is None:
        return ()
    before = [e for e in exposures if dt.timedelta(0) <= filed - e.day <= _SOON]
    if not before:
        return ()
    latest = max(before, key=lambda e: e.day)
    days = (filed - latest.day).days
    zh, en = _KINDS[latest.kind]
    return (
        Signal(
            name="soon-after",
            weight=0.4 if days <= 60 else 0.25,
            says=f"品牌{zh}（{latest.where}，{latest.day}）后第 {days} 天申请",
            says_en=f"filed {days} days after {en} ({latest.where}, {latest.day})",
        ),
    )


def _no_link(brand: Brand, observation: Observation, standing: Standing) -> tuple[Signal, ...]:
    if standing is not Standing.STRANGER or not (brand.owners or brand.enterprise):
        return ()
    return (
        Signal(
            name="no-link",
            weight=0.1,
            says="申请人与品牌所有人及授权主体均无名称关联",
            says_en="the holder's name has no link to owners or authorised parties",
        ),
    )
