"""What a complaint to a platform lacks, before anything is made of it. 投诉前的核对."""

import datetime as dt
from collections.abc import Iterable

from domain.jurisdictions import SEVERAL, name, regions_of
from domain.platform import OfficesRule, Platform, RuleTopic
from domain.takedown import Gap, ReliedRight, SignerRole, Target
from response.platforms import in_force, platform_of

MADRID = "WO"


def covers(office: str, market: str) -> bool:
    """Whether a registration at an office holds in a market (both ST.3): the country's own, or a region's it belongs to."""
    return office == market or office in regions_of(market)


def best_right(
    platform: Platform, rights: Iterable[ReliedRight], markets: Iterable[str]
) -> ReliedRight | None:
    """The right to offer first: one the platform takes in most of the markets, registered before others; None of none."""
    wanted = [one for one in dict.fromkeys(markets) if one]

    def worth(right: ReliedRight) -> tuple[int, bool]:
        named = right.office in platform.offices
        return named * 100 + sum(covers(right.office, market) for market in wanted), right.registered

    return max(rights, key=worth, default=None)


def gaps(
    platform: Platform,
    right: ReliedRight,
    targets: Iterable[Target],
    signer: SignerRole,
    rights: Iterable[ReliedRight],
    today: dt.date,
) -> tuple[Gap, ...]:
    """What is missing of a right and of listings; `rights` are all of the brand's."""
    seen = tuple(targets)
    found = [
        *_of_coverage(platform, right, dict.fromkeys(one.market for one in seen), tuple(rights)),
        *_of_right(right, today),
        *_of_targets(platform, seen),
    ]
    if signer is SignerRole.AGENT:
        found.append(
            Gap(
                says_zh="代理人提交：须附权利人的授权委托书",
                says_en="An agent files: the owner's power of attorney must go with it",
            )
        )
    return tuple(found)


def _of_coverage(
    platform: Platform, right: ReliedRight, markets: Iterable[str], rights: tuple[ReliedRight, ...]
) -> Iterable[Gap]:
    zh, en = platform.name_zh, platform.name_en
    if platform.offices_rule is OfficesRule.NAMED and right.office not in platform.offices:
        offices = "、".join(name(one, "zh") for one in platform.offices)
        offices_en = ", ".join(name(one, "en") for one in platform.offices)
        yield Gap(
            says_zh=f"{zh}只接受{offices}的注册，所选为{name(right.office, 'zh')}：将被拒",
            says_en=f"{en} takes registrations of {offices_en} alone; this one is of {name(right.office, 'en')}: it will refuse",
            refuses=True,
        )
        return
    for market in markets:
        if not market or market == SEVERAL:
            yield Gap(
                says_zh="有商品链接不知在哪个市场，请核对注册是否覆盖",
                says_en="The market of some listings is not known: check that the registration holds there",
            )
        elif right.office == MADRID:
            yield Gap(
                says_zh=f"所选为马德里国际注册：须注明指定{name(market, 'zh')}及当地局的号码",
                says_en=f"An international registration: state its designation of {name(market, 'en')} and the number there",
            )
        elif not covers(right.office, market):
            yield _uncovered(platform, market, any(covers(one.office, market) for one in rights))


def _uncovered(platform: Platform, market: str, other: bool) -> Gap:
    place_zh, place_en = name(market, "zh"), name(market, "en")
    refuses = platform.offices_rule is OfficesRule.MARKET
    known_zh = (
        f"所选注册不覆盖{place_zh}，该品牌另有覆盖的，请改选" if other else f"不知该品牌在{place_zh}有注册"
    )
    known_en = (
        f"The registration does not hold in {place_en}; another of the brand's does: choose that"
        if other
        else f"No registration is known for {place_en}"
    )
    then_zh = f"{platform.name_zh}（{place_zh}）将拒绝" if refuses else f"{platform.name_zh}是否接受未能核实"
    then_en = (
        f"{platform.name_en} ({place_en}) will refuse"
        if refuses
        else f"whether {platform.name_en} takes it could not be verified"
    )
    return Gap(says_zh=f"{known_zh}：{then_zh}", says_en=f"{known_en}: {then_en}", refuses=refuses)


def _of_right(right: ReliedRight, today: dt.date) -> Iterable[Gap]:
    if not right.registered:
        yield Gap(
            says_zh="未在登记簿见到该号码已注册，请核对注册证（申请中的商标多数平台不受理）",
            says_en="No register was seen to have it registered: check the certificate (most platforms refuse pending marks)",
        )
    if right.valid_until is None:
        yield Gap(
            says_zh="不知有效期，请核对注册证或续展证明",
            says_en="Its validity is not known: check the certificate or the renewal",
        )
    elif right.valid_until < today:
        yield Gap(
            says_zh=f"有效期已于 {right.valid_until} 届满",
            says_en=f"It expired on {right.valid_until}",
            refuses=True,
        )
    if not right.owner:
        yield Gap(
            says_zh="不知注册人，请核对与投诉人是否一致",
            says_en="Its owner is not known: check that it is who complains",
        )


def _of_targets(platform: Platform, targets: tuple[Target, ...]) -> Iterable[Gap]:
    without = sum(not one.sha256 for one in targets)
    if without:
        yield Gap(
            says_zh=f"{without} 条链接没有本系统的取证，请先另行取证",
            says_en=f"{without} listings have no evidence of this service: secure it first",
        )
    strange = sum(platform_of(one.url) is None for one in targets)
    if strange:
        yield Gap(
            says_zh=f"{strange} 条链接的网址不是该平台已知的站点，请核对",
            says_en=f"The addresses of {strange} listings are no site of the platform that is known here: check them",
        )
    unnumbered = sum(not one.listing_id for one in targets)
    if unnumbered:
        yield Gap(
            says_zh=f"{unnumbered} 条链接的商品编号未能从网址读出",
            says_en=f"The number of {unnumbered} listings could not be read from their addresses",
        )
    if platform.most and len(targets) > platform.most:
        parts = -(-len(targets) // platform.most)
        yield Gap(
            says_zh=f"每次最多 {platform.most} 条，将分为 {parts} 份表",
            says_en=f"At most {platform.most} a submission: the table comes in {parts} parts",
        )


def warnings(platform: Platform, today: dt.date) -> tuple[Gap, ...]:
    """What wrong notices lead to, by the rules in force."""
    return tuple(
        Gap(says_zh=one.says_zh, says_en=one.says_en)
        for one in in_force(platform.key, RuleTopic.WRONG_NOTICE, today)
    )
