"""The words of the deadline calendar, in Chinese and English."""

CALENDAR_TEXTS: dict[str, tuple[str, str]] = {
    "calendar": ("截止日历", "Calendar"),
    "calendar_why": (
        "未处理预警的名义截止日（未计节假日顺延）和办理中案件的期限；规则与出处见各预警、案件页。",
        "Nominal last days of open alerts, not moved off weekends or holidays, and the days of open cases; each alert's and "
        "case's page has rule and source.",
    ),
    "calendar_previous": ("上月", "Previous month"),
    "calendar_next": ("下月", "Next month"),
    "calendar_today": ("本月", "This month"),
    "calendar_in_month": ("条本月截止", "in this month"),
    "calendar_to_come": ("条尚未截止", "to come"),
    "calendar_passed": ("条已过截止日仍未处理", "passed and not decided"),
    "calendar_unknown": ("条截止日未知", "without a known last day"),
    "calendar_unknown_why": (
        "截止日未知的预警不在日历中，请在预警列表查看。",
        "Alerts without a known last day are in no calendar. See them in the list of alerts.",
    ),
    "calendar_empty": (
        "本月没有截止的预警和案件期限。",
        "No alert has its last day in this month, and no case a day.",
    ),
    "calendar_more": ("条", "more"),
    "calendar_cut": (
        "本月截止的预警或案件期限过多，只显示最早的 1,000 条；请加筛选条件。",
        "Too many alerts end in this month, or too many days of cases; the earliest 1,000 are shown. Narrow them.",
    ),
    "calendar_filter": ("筛选", "Show"),
    "case_days_near": ("临近的案件期限", "Days of cases that are near"),
    "calendar_case": ("案件", "Case"),
    "market": ("市场", "Market"),
    "all_enterprises": ("全部企业", "Every enterprise"),
    "feed": ("在自己的日历中查看", "In your own calendar"),
    "feed_why": (
        "把下面的秘密地址添加到 Outlook、iPhone、Google 等日历的“订阅日历”，截止日会自动更新。不需登录：知道地址的人就能看到，"
        "请勿转发。日历中不含申请人，也不含保密案件。",
        "Subscribe to a secret address in Outlook, iPhone, Google or any other calendar and the last days keep themselves up to "
        "date. It needs no sign-in: whoever knows the address sees them, so pass it on to nobody. Holders and "
        "confidential cases are not in it.",
    ),
    "feed_make": ("生成地址", "Make an address"),
    "feed_renew": ("更换地址", "Make a new address"),
    "feed_withdraw": ("停用地址", "Withdraw the address"),
    "feed_since": ("已有地址，生成于", "There is an address, made on"),
    "feed_renew_why": (
        "地址只在生成时显示一次。忘记或泄露时请更换，旧地址即失效。",
        "It was shown once, when it was made. Forgotten or leaked, make a new one: the old one ends.",
    ),
    "feed_made": (
        "这是您的秘密地址，只显示这一次，请现在复制：",
        "This is your secret address. It is shown this once: copy it now.",
    ),
    "feed_address": ("日历地址", "Calendar address"),
    "stop_mark": ("。", ". "),
    "calendar-made": ("生成日历地址", "Calendar address made"),
    "calendar-withdrawn": ("停用日历地址", "Calendar address withdrawn"),
}
