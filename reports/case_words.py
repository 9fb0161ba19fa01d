"""The words of cases and of what is counted, in Chinese and English. 案件用语与口径。"""

from domain.case import CaseKind, CaseState, Outcome, Right
from domain.report import Said, Unit

KIND = {
    CaseKind.SQUATTING: Said(zh="商标抢注", en="Pre-emptive filing"),
    CaseKind.OPPOSITION: Said(zh="异议", en="Opposition"),
    CaseKind.INVALIDATION: Said(zh="无效/撤销", en="Invalidation"),
    CaseKind.LAWSUIT: Said(zh="诉讼", en="Lawsuit"),
    CaseKind.SECTION_337: Said(zh="337调查", en="Section 337"),
    CaseKind.CUSTOMS: Said(zh="海关", en="Customs"),
    CaseKind.TAKEDOWN: Said(zh="平台下架", en="Takedown"),
    CaseKind.FAIR: Said(zh="展会", en="Trade fair"),
    CaseKind.OTHER: Said(zh="其他", en="Other"),
}

RIGHT = {
    Right.TRADEMARK: Said(zh="商标", en="Trade mark"),
    Right.PATENT: Said(zh="专利", en="Patent"),
    Right.DESIGN: Said(zh="外观设计", en="Design"),
    Right.COPYRIGHT: Said(zh="著作权", en="Copyright"),
    Right.GEOGRAPHICAL_INDICATION: Said(zh="地理标志", en="Geographical indication"),
    Right.PLANT_VARIETY: Said(zh="植物新品种", en="Plant variety"),
    Right.TRADE_SECRET: Said(zh="商业秘密", en="Trade secret"),
    Right.UNFAIR_COMPETITION: Said(zh="不正当竞争", en="Unfair competition"),
}

STATE = {
    CaseState.RECEIVED: Said(zh="已登记", en="Received"),
    CaseState.TRIAGED: Said(zh="研判中", en="Being assessed"),
    CaseState.ADVISING: Said(zh="指导中", en="Being advised"),
    CaseState.ACTING: Said(zh="处置中", en="Being acted on"),
    CaseState.WAITING: Said(zh="待结果", en="Awaiting the result"),
    CaseState.CLOSED: Said(zh="已结案", en="Closed"),
    CaseState.REFUSED: Said(zh="不予受理", en="Refused"),
    CaseState.WITHDRAWN: Said(zh="已撤回", en="Withdrawn"),
}

OUTCOME = {
    Outcome.WON: Said(zh="维权成功", en="Won"),
    Outcome.SETTLED: Said(zh="和解", en="Settled"),
    Outcome.PARTLY: Said(zh="部分成功", en="Partly won"),
    Outcome.LOST: Said(zh="未获支持", en="Lost"),
    Outcome.MISSED: Said(zh="未赶上期限", en="Last day missed"),
    Outcome.ABANDONED: Said(zh="放弃", en="Abandoned"),
    Outcome.ANSWERED: Said(zh="已答复", en="Answered"),
}

UNIT = {
    Unit.DISPUTE: Said(zh="起", en="disputes"),
    Unit.CASE: Said(zh="家次", en="cases"),
    Unit.ENTERPRISE: Said(zh="家", en="enterprises"),
    Unit.ALERT: Said(zh="条", en="alerts"),
    Unit.FILING: Said(zh="件", en="filings"),
    Unit.BRAND: Said(zh="个", en="brands"),
    Unit.SOURCE: Said(zh="个", en="sources"),
    Unit.SHARE: Said(zh="%", en="%"),
    Unit.ANSWER: Said(zh="", en=""),
}

COUNTED = {
    Unit.DISPUTE: Said(
        zh="按纠纷计“起”：多家企业在同一诉讼、调查或程序中的案件并为1起，未并案的案件各计1起。",
        en="Disputes: the cases of several enterprises in one lawsuit, investigation or procedure are one; any other is its own.",
    ),
    Unit.CASE: Said(
        zh="按案件计“家次”：一家企业在一起纠纷中计1家次。",
        en="Cases: one enterprise's part in one dispute.",
    ),
    Unit.ENTERPRISE: Said(
        zh="按企业计“家”：同一企业无论涉及几起均计1家。",
        en="Enterprises: each once, in however many disputes it is.",
    ),
    Unit.ALERT: Said(
        zh="按预警计“条”：同一品牌、同一申请人、同一原因为1条。",
        en="Alerts: one brand, one holder, one reason.",
    ),
    Unit.FILING: Said(zh="按监测信息计“件”。", en="What was seen: filings, listings and the like."),
    Unit.BRAND: Said(zh="按期末仍在监测的品牌计“个”。", en="Brands watched at the end of the period."),
    Unit.SOURCE: Said(zh="按来源计“个”。", en="Sources that are read."),
    Unit.MONEY: Said(
        zh="按币种分别合计，不折算。", en="Added up currency by currency; nothing is converted."
    ),
    Unit.SHARE: Said(zh="按百分比计。", en="In per cent."),
    Unit.ANSWER: Said(
        zh="按所答数值、以问题所注单位计。", en="Of the numbers answered, in the question's unit."
    ),
}
"""口径: what each unit counts."""
