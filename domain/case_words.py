"""What kinds, rights, stages and outcomes of cases are called on every screen and in every report. 案件用语."""

from domain.case import CaseChannel, CaseKind, CaseState, Outcome, Right
from domain.report import Said

KIND: dict[CaseKind, Said] = {
    CaseKind.SQUATTING: Said(zh="抢注", en="Squatting"),
    CaseKind.OPPOSITION: Said(zh="异议", en="Opposition"),
    CaseKind.INVALIDATION: Said(zh="无效/撤销", en="Invalidation or cancellation"),
    CaseKind.LAWSUIT: Said(zh="诉讼", en="Lawsuit"),
    CaseKind.SECTION_337: Said(zh="337 调查", en="Section 337 investigation"),
    CaseKind.CUSTOMS: Said(zh="海关", en="Customs"),
    CaseKind.TAKEDOWN: Said(zh="平台下架", en="Takedown"),
    CaseKind.FAIR: Said(zh="展会", en="Trade fair"),
    CaseKind.UNFAIR: Said(zh="不公平待遇", en="Unfair treatment"),
    CaseKind.OTHER: Said(zh="其他", en="Other"),
}
"""纠纷类型, as the quarterly submission has them."""

RIGHT: dict[Right, Said] = {
    Right.TRADEMARK: Said(zh="商标", en="Trade mark"),
    Right.PATENT: Said(zh="专利", en="Patent"),
    Right.DESIGN: Said(zh="外观设计", en="Design"),
    Right.COPYRIGHT: Said(zh="著作权", en="Copyright"),
    Right.GEOGRAPHICAL_INDICATION: Said(zh="地理标志", en="Geographical indication"),
    Right.PLANT_VARIETY: Said(zh="植物新品种", en="Plant variety"),
    Right.TRADE_SECRET: Said(zh="商业秘密", en="Trade secret"),
    Right.UNFAIR_COMPETITION: Said(zh="不正当竞争", en="Unfair competition"),
}
"""权利类型."""

STATE: dict[CaseState, Said] = {
    CaseState.RECEIVED: Said(zh="已登记", en="Received"),
    CaseState.TRIAGED: Said(zh="研判中", en="Being assessed"),
    CaseState.ADVISING: Said(zh="指导中", en="Being advised"),
    CaseState.ACTING: Said(zh="处置中", en="Being acted on"),
    CaseState.WAITING: Said(zh="待结果", en="Awaiting the outcome"),
    CaseState.CLOSED: Said(zh="已结案", en="Closed"),
    CaseState.REFUSED: Said(zh="不予受理", en="Not taken on"),
    CaseState.WITHDRAWN: Said(zh="已撤回", en="Withdrawn"),
}
"""阶段."""

CHANNEL: dict[CaseChannel, Said] = {
    CaseChannel.WINDOW: Said(zh="窗口", en="Window"),
    CaseChannel.PHONE: Said(zh="电话", en="Telephone"),
    CaseChannel.WEB: Said(zh="网上", en="Web"),
    CaseChannel.VISIT: Said(zh="走访", en="Visit to the enterprise"),
}
"""受理渠道."""

OUTCOME: dict[Outcome, Said] = {
    Outcome.WON: Said(zh="维权成功", en="Won"),
    Outcome.SETTLED: Said(zh="和解", en="Settled"),
    Outcome.PARTLY: Said(zh="部分成功", en="Partly won"),
    Outcome.LOST: Said(zh="未成功", en="Lost"),
    Outcome.MISSED: Said(zh="未赶上期限", en="Last day missed"),
    Outcome.ABANDONED: Said(zh="企业放弃", en="Given up"),
    Outcome.ANSWERED: Said(zh="已答复", en="Answered"),
}
"""结果."""
