"""The emergency card and the lists of advice of a fair. 紧急应对卡."""

from domain.fair import FairDuty
from domain.fair_advice import EMERGENCIES, FairAdvice, Situation
from domain.fair_sheet import RiskSheet
from reports.fair_blocks import Block, Checks, Facts, Heading, Paragraph, Words, origin_text, words_in
from reports.wording import shown

SITUATIONS = {
    Situation.WARNING_LETTER: ("收到警告函", "A warning letter"),
    Situation.INJUNCTION: ("法院临时禁令、扣押或现场取证", "An injunction, seizure or search by a court"),
    Situation.CUSTOMS: ("海关查扣", "Detained by customs"),
    Situation.ORGANISER: ("主办方转来投诉", "A complaint through the organiser"),
    Situation.POLICE: ("警方或检察机关到场", "Police or prosecutors at the stand"),
}


def card_blocks(
    sheet: RiskSheet,
    advice: tuple[FairAdvice, ...],
    *,
    duties: tuple[FairDuty, ...] = (),
    language: str = "zh",
) -> list[Block]:
    """The emergency card: what to do at the stand, the host country's peculiarities first. 紧急应对卡."""
    words = words_in(language)
    found: list[Block] = [
        Heading(1, words("紧急应对卡", "Emergency card")),
        Paragraph(
            words(
                "先打电话：本中心值守人员、当地律师。任何文件看懂之前不签字。",
                "Call first: whoever is on duty, and local counsel. Sign nothing before you understand it.",
            ),
            "alarm",
        ),
    ]
    rows = [
        (
            " · ".join(part for part in (shown(one.name), shown(one.role)) if part),
            f"{shown(one.reach)}（{one.since} — {one.until}）",
        )
        for one in duties
    ]
    if route := words(sheet.fair.route_zh, sheet.fair.route_en) or sheet.fair.route_zh or sheet.fair.route_en:
        rows.append((words("主办方受理投诉的途径", "How the organiser hears complaints"), shown(route)))
    if rows:
        found.append(Facts(tuple(rows)))
    before = [one for one in advice if one.situation is Situation.BEFORE]
    if before:
        found += [
            Heading(3, words("出发前可办", "To be done before leaving")),
            *advice_on(advice, Situation.BEFORE, words),
        ]
    for situation in EMERGENCIES:
        found += [Heading(3, words(*SITUATIONS[situation])), *advice_on(advice, situation, words)]
    found.append(
        Paragraph(
            words(
                "本卡不构成法律意见；标注“一般知识”的条目未核对出处，请向当地律师确认。",
                "This card is no legal advice; what is marked as general knowledge was not checked against a source.",
            ),
            "note",
        )
    )
    return found


def advice_on(advice: tuple[FairAdvice, ...], situation: Situation, words: Words) -> list[Block]:
    """The advice for a situation, to be ticked."""
    items = tuple(
        (
            False,
            words(one.says_zh, one.says_en),
            "" if one.office == "*" and not one.origin.source else origin_text(one.origin, words),
        )
        for one in advice
        if one.situation is situation
    )
    found: list[Block] = [Checks(items)]
    if situation is Situation.CARRY:
        said = "未注明出处的条目为一般知识，未核对出处。"
        found.append(Paragraph(words(said, "Without a source: general knowledge, not checked."), "note"))
    return found
