"""What is counted, in Chinese and English, and by what rule. 计量单位与口径。"""

from domain.report import Said, Unit

UNIT = {
    Unit.DISPUTE: Said(zh="起", en="disputes"),
    Unit.CASE: Said(zh="家次", en="cases"),
    Unit.ENTERPRISE: Said(zh="家", en="enterprises"),
    Unit.ALERT: Said(zh="条", en="alerts"),
    Unit.FILING: Said(zh="件", en="filings"),
    Unit.BRAND: Said(zh="个", en="brands"),
    Unit.SOURCE: Said(zh="个", en="sources"),
    Unit.FAIR: Said(zh="个", en="fairs"),
    Unit.SESSION: Said(zh="场", en="sessions"),
    Unit.CONSULTATION: Said(zh="件次", en="consultations"),
    Unit.PROCEEDING: Said(zh="件", en="proceedings"),
    Unit.ITEM: Said(zh="项", en="items"),
    Unit.PERSON: Said(zh="人次", en="persons"),
    Unit.ANSWER: Said(zh="", en=""),
    Unit.SHARE: Said(zh="%", en="%"),
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
    Unit.FAIR: Said(zh="按展会计“个”。", en="Trade fairs."),
    Unit.SESSION: Said(zh="按场次计“场”。", en="Training sessions."),
    Unit.CONSULTATION: Said(
        zh="按登记的咨询计“件次”，同一企业咨询几次计几次。",
        en="As many as were written down, each time anew.",
    ),
    Unit.PROCEEDING: Said(zh="按案号计“件”。", en="Proceedings by their dockets."),
    Unit.ITEM: Said(zh="按计划事项计“项”。", en="Items of the plan."),
    Unit.PERSON: Said(
        zh="按签到人数计“人次”，同一人参加几场计几次。", en="As many as were counted at each session."
    ),
    Unit.ANSWER: Said(
        zh="按所答数值、以问题所注单位计。", en="Of the numbers answered, in the question's unit."
    ),
    Unit.MONEY: Said(
        zh="按币种分别合计，不折算。", en="Added up currency by currency; nothing is converted."
    ),
    Unit.SHARE: Said(zh="按百分比计。", en="In per cent."),
}
"""口径: what each unit counts."""
