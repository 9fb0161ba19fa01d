"""A risk sheet laid out, for the page and for Word. 展前风险排查单的版式."""

import datetime as dt
from zoneinfo import ZoneInfo

from domain.fair import FairDuty
from domain.fair_advice import FairAdvice, Situation
from domain.fair_sheet import HeldBy, MatterKind, RiskSheet, SourceRead
from domain.jurisdictions import name
from domain.match import Tier
from reports.fair_blocks import (
    Block,
    Bullets,
    Checks,
    Facts,
    Grid,
    Heading,
    NewPage,
    Paragraph,
    Words,
    words_in,
)
from reports.fair_brand import TIERS, brand_blocks
from reports.fair_card import advice_on, card_blocks
from reports.wording import shown

STATES = {
    "ok": ("正常", "ok"),
    "late": ("逾期未更新", "late"),
    "off": ("未启用", "off"),
    "unjudged": ("尚未比对", "not judged"),
    "shrunk": ("清单骤减", "shrunk"),
    "blocked": ("被拒绝", "blocked"),
    "empty": ("为空", "empty"),
    "changed": ("页面有变", "changed"),
    "no_key": ("缺少密钥", "no key"),
    "not_yet_published": ("尚未公布", "not yet published"),
}
"""What the state of a source is called; any other goes by its own name."""

_BEIJING = ZoneInfo("Asia/Shanghai")


def sheet_blocks(
    sheet: RiskSheet,
    advice: tuple[FairAdvice, ...],
    *,
    today: dt.date,
    duties: tuple[FairDuty, ...] = (),
    language: str = "zh",
) -> list[Block]:
    """The whole sheet. `advice` is that of the host country, `duties` whom to call."""
    words = words_in(language)
    return [
        Heading(1, words("展前风险排查单", "Risk sheet before the fair")),
        *_made_up(sheet, words),
        Facts(_facts(sheet, words, language)),
        Heading(2, words("一、排查结论", "1 What was found")),
        *_conclusions(sheet, today, words),
        Heading(2, words("二、当地注册与近似申请", "2 Registrations there, and filings alike")),
        *[block for brand in sheet.brands for block in brand_blocks(brand, today, words)],
        Heading(2, words("三、既往案件与程序", "3 Earlier cases and proceedings")),
        *_past(sheet, words),
        Heading(2, words("四、当地多次涉诉的主体", "4 Parties often in proceedings there")),
        *_litigants(sheet, words),
        Heading(2, words("五、携带文件", "5 What to carry")),
        *advice_on(advice, Situation.CARRY, words),
        *_fair_list(sheet, words),
        Heading(2, words("六、本单依据的来源", "6 What this sheet rests on")),
        *_sources(sheet, words, language),
        NewPage(),
        *card_blocks(sheet, advice, duties=duties, language=language),
    ]


def _made_up(sheet: RiskSheet, words: Words) -> list[Block]:
    if not sheet.made_up:
        return []
    return [
        Paragraph(
            words("含演示数据，不是真实情况。", "Holds made-up data: this is not the world as it is."),
            "alarm",
        )
    ]


def _facts(sheet: RiskSheet, words: Words, language: str) -> tuple[tuple[str, str], ...]:
    fair, entry = sheet.fair, sheet.entry
    classes = "、".join(map(str, entry.classes))
    made = sheet.made_at.astimezone(_BEIJING)
    rows = (
        (words("企业", "Enterprise"), entry.enterprise),
        (words("展会", "Fair"), fair.name),
        (
            words("地点", "Where"),
            " · ".join(part for part in (name(fair.office, language), fair.city) if part),
        ),
        (words("展期", "Days"), f"{fair.opens_on} — {fair.closes_on}"),
        (words("展位", "Stand"), entry.stand),
        (
            words("展品与类别", "Goods and classes"),
            " · ".join(part for part in (entry.goods, classes) if part),
        ),
        (
            words("参展培训", "Training"),
            str(entry.trained_on) if entry.trained_on else words("未登记", "not recorded"),
        ),
        (words("最高风险等级", "Highest tier"), words(*TIERS[sheet.tier])),
        (words("制作时间", "Made"), f"{made:%Y-%m-%d %H:%M}"),
    )
    return tuple((label, shown(text)) for label, text in rows if text)


def _conclusions(sheet: RiskSheet, today: dt.date, words: Words) -> list[Block]:
    if not sheet.brands:
        said = "该企业没有登记品牌，未能排查。"
        return [
            Paragraph(
                words(said, "The enterprise has no brand entered, so nothing could be looked for."), "alarm"
            )
        ]
    found = _own_conclusions(sheet, words)
    still = [one for one in sheet.filings if one.held_by is HeldBy.OTHER and one.open_on(today)]
    if still:
        days = [one.last_day.day for one in still if one.last_day]
        found.append(
            words(
                f"{len(still)} 件他人申请仍在异议期，最早截止 {min(days)}（名义日期）。",
                f"Filings of others that can still be opposed: {len(still)}; the earliest last day is {min(days)} (nominal).",
            )
        )
    serious = [
        one for one in sheet.filings if one.held_by is HeldBy.OTHER and one.tier in (Tier.HIGH, Tier.MEDIUM)
    ]
    if serious:
        found.append(
            words(
                f"{len(serious)} 件高、中等级的他人申请或注册：展出前评估是否构成侵权风险，或可否异议、无效、撤销。",
                f"Filings of others of high or medium tier: {len(serious)}; weigh the risk of infringing, and what can be done.",
            )
        )
    if not still and not serious:
        said = "已读来源中未见高、中等级的他人申请；未读的来源见第六节。"
        found.append(
            words(
                said,
                "No filing of others of high or medium tier was seen in the sources read; for those not read see 6.",
            )
        )
    return [Bullets(tuple(found))]


def _own_conclusions(sheet: RiskSheet, words: Words) -> list[str]:
    """What is said of brands that were not seen as registered: applied for, or not even that."""
    found = []
    if sheet.applied_for:
        named = words("、", ", ").join(map(shown, sheet.applied_for))
        found.append(
            words(
                f"本企业已申请、在已读来源中未见注册的品牌：{named}。参展前请核实申请的现状。",
                f"Applied for by the owner and not seen as registered in the sources read: {named}. Check before the fair how "
                "the application stands.",
            )
        )
    if sheet.unregistered:
        named = words("、", ", ").join(map(shown, sheet.unregistered))
        found.append(
            words(
                f"在已读来源中未见本企业名下申请或注册的品牌：{named}。未见不等于没有；参展前请核实，未注册的应尽快申请。",
                f"Not seen as applied for or registered by the owner in the sources read: {named}. Not seen is not the same as "
                "not there; check before the fair, and file soon where it is not.",
            )
        )
    return found


def _past(sheet: RiskSheet, words: Words) -> list[Block]:
    if not sheet.past:
        said = "本系统中未见该企业在当地的案件，已读来源中未见点名该企业的程序。"
        return [
            Paragraph(
                words(said, "No case of the enterprise there is kept here, and no proceeding read names it.")
            )
        ]
    kinds = {
        MatterKind.CASE: words("案件", "case"),
        MatterKind.PROCEEDING: words("公开程序", "proceeding"),
    }
    rows = tuple(
        (kinds[one.kind], shown(one.number), shown(one.title), str(one.on or "")) for one in sheet.past
    )
    head = (words("种类", "Kind"), words("编号", "Number"), words("名称", "Title"), words("日期", "Day"))
    return [Grid(head, rows, (14, 22, 46, 18))]


def _litigants(sheet: RiskSheet, words: Words) -> list[Block]:
    if not sheet.litigants:
        said = "已读来源中未见，或没有读取当地案件的来源。"
        return [Paragraph(words(said, "None was seen, or no source of proceedings there was read."))]
    head = (words("名称", "Name"), words("公开程序（件）", "Proceedings"), words("最近", "Last"))
    rows = tuple((shown(one.name), str(one.times), str(one.last_on or "")) for one in sheet.litigants)
    said = "仅据公开程序中的当事人统计，不区分原告与被告。"
    return [
        Grid(head, rows, (60, 20, 20)),
        Paragraph(
            words(said, "Counted from the parties of public proceedings, whichever side they stood on."),
            "note",
        ),
    ]


def _fair_list(sheet: RiskSheet, words: Words) -> list[Block]:
    lines = [line.strip() for line in sheet.fair.checklist.splitlines() if line.strip()]
    if not lines:
        return []
    ready = set(sheet.entry.ready)
    return [
        Paragraph(words("本展会另需", "For this fair also")),
        Checks(tuple((line in ready, shown(line), "") for line in dict.fromkeys(lines))),
    ]


def _sources(sheet: RiskSheet, words: Words, language: str) -> list[Block]:
    found: list[Block] = [
        Paragraph(
            words(
                "“未见”只就下列已读来源而言；来源未读、迟到或出错时，没有发现不等于没有风险。",
                "“Not seen” is said of the sources read below and of no others; nothing found is not safety.",
            ),
            "alarm",
        )
    ]
    if sheet.unread:
        named = words("、", ", ").join(f"{name(one, language)} ({one})" for one in sheet.unread)
        said = f"没有任何已存公告的主管局：{named}。"
        found.append(Paragraph(words(said, f"Offices of which no filing is kept here: {named}."), "alarm"))
    if sheet.read:
        head = (words("已读来源", "Read"), words("最近成功", "Last good"), words("状态", "State"))
        rows = tuple(
            (_title(one, words), str(one.good_on), words(*STATES.get(one.state, (one.state, one.state))))
            for one in sheet.read
        )
        found.append(Grid(head, rows, (60, 20, 20)))
    if sheet.not_read:
        titles = words("；", "; ").join(_title(one, words) for one in sheet.not_read)
        found.append(Paragraph(words(f"未读来源：{titles}。", f"Not read: {titles}."), "alarm"))
    if ids := sheet.rests_on:
        said = "、".join(map(str, ids))
        found.append(
            Paragraph(words(f"依据的监测信息编号：{said}", f"Rests on observations: {said}"), "note")
        )
    return found


def _title(one: SourceRead, words: Words) -> str:
    return words(one.title_zh, one.title_en)
