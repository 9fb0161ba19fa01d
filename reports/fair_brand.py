"""A brand of a risk sheet laid out: what was seen of it in own and others' hands. 品牌排查结果."""

import datetime as dt

from domain.fair_sheet import HeldBy, SheetBrand, SheetFiling
from domain.match import Tier
from domain.observation import is_status_code
from reports.fair_blocks import Block, Grid, Heading, Paragraph, Words
from reports.wording import HOW_CHECKED, PROVENANCE, shown

TIERS = {
    Tier.HIGH: ("高", "high"),
    Tier.MEDIUM: ("中", "medium"),
    Tier.LOW: ("低", "low"),
    Tier.NONE: ("未见", "none seen"),
}


def brand_blocks(brand: SheetBrand, today: dt.date, words: Words) -> list[Block]:
    """What was found of a brand: in own hands, in others', and what was not looked at."""
    found: list[Block] = [Heading(3, shown(" · ".join((brand.name, *brand.marks[1:]))))]
    if brand.own:
        found += [
            Paragraph(words("本企业或授权主体名下", "In own hands, or an authorised party's")),
            _own(brand.own, words),
        ]
    else:
        said = "在已读来源中未见本企业或授权主体名下的申请或注册。"
        found.append(
            Paragraph(
                words(said, "No filing of the owner or an authorised party was seen in the sources read."),
                "alarm",
            )
        )
    if brand.others:
        found += [Paragraph(words("他人名下", "In others' hands")), _others(brand.others, today, words)]
    else:
        said = "在已读来源中未见他人近似申请。"
        found.append(Paragraph(words(said, "Nothing alike of others was seen in the sources read.")))
    if brand.unlike:
        said = f"另检出 {brand.unlike} 件，未达风险等级。"
        found.append(Paragraph(words(said, f"Found near and given no tier: {brand.unlike}."), "note"))
    if brand.cut:
        said = "检出过多，仅比对了最接近的部分。"
        found.append(Paragraph(words(said, "More was found than compared: only the nearest were."), "alarm"))
    if brand.unasked:
        marks = "、".join(map(shown, brand.unasked))
        said = f"这些写法未能检索：{marks}"
        found.append(Paragraph(words(said, f"These forms could not be searched for: {marks}"), "alarm"))
    return found


def _own(filings: tuple[SheetFiling, ...], words: Words) -> Grid:
    head = (words("号码", "Number"), words("标识", "Sign"), words("名下", "Held by"), words("状态", "State"))
    rows = tuple(
        (_number(one), _sign(one, words), f"{shown(one.holder)}{_authorised(one, words)}", _state(one, words))
        for one in filings
    )
    return Grid(head, rows, (24, 22, 30, 24))


def _others(filings: tuple[SheetFiling, ...], today: dt.date, words: Words) -> Grid:
    head = (
        words("等级", "Tier"),
        words("标识与申请人", "Sign and holder"),
        words("号码与状态", "Number and state"),
        words("依据", "Why"),
        words("异议截止（名义）", "Last day (nominal)"),
    )
    return Grid(head, tuple(_other(one, today, words) for one in filings), (8, 24, 23, 27, 18))


def _other(one: SheetFiling, today: dt.date, words: Words) -> tuple[str, ...]:
    if one.last_day is None:
        last = words("未知", "not known")
    elif one.open_on(today):
        left = (one.last_day.day - today).days
        known = words(*HOW_CHECKED[one.last_day.confidence])
        last = (
            words(f"{one.last_day.day}\n剩 {left} 天", f"{one.last_day.day}\n{left} days left") + f"\n{known}"
        )
    else:
        last = words(f"{one.last_day.day}\n已过", f"{one.last_day.day}\npassed")
    classes = "、".join(map(str, one.classes))
    held = (
        f"{_sign(one, words)}\n{shown(one.holder) or words('未载明', 'not stated')}{_authorised(one, words)}"
    )
    state = f"{_number(one)}\n{_state(one, words)}" + (
        words(f"\n第 {classes} 类", f"\nclass {classes}") if classes else ""
    )
    return words(*TIERS[one.tier]), held, state, shown(words(one.why_zh, one.why_en)), last


def _number(one: SheetFiling) -> str:
    return f"{one.office} {shown(one.ref)}"


def _sign(one: SheetFiling, words: Words) -> str:
    label = words(*PROVENANCE[one.provenance])
    sign = shown(one.sign) or words("（图形）", "(figurative)")
    return f"{sign}【{label}】" if label else sign


def _authorised(one: SheetFiling, words: Words) -> str:
    return words("（授权主体）", " (authorised party)") if one.held_by is HeldBy.AUTHORISED else ""


def _state(one: SheetFiling, words: Words) -> str:
    days = (
        (words("申请", "filed"), one.filed_on),
        (words("公告", "published"), one.published_on),
        (words("注册", "registered"), one.registered_on),
    )
    said = [f"{label} {day}" for label, day in days if day]
    status = shown(one.status)
    if status and is_status_code(one.status):
        status = words(f"官方状态代码 {status}", f"office's status code {status}")
    return "\n".join(part for part in (status, *said) if part) or words("未载明", "not stated")
