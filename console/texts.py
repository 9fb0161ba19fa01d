"""Every word of the console, in Chinese and English."""

from console.advisories_texts import ADVISORIES_TEXTS
from console.answers_texts import ANSWERS_TEXTS
from console.api_texts import API_TEXTS
from console.applicants_texts import APPLICANTS_TEXTS
from console.calendar_texts import CALENDAR_TEXTS
from console.case_texts import CASE_TEXTS
from console.contacts_texts import CONTACTS_TEXTS
from console.countries_texts import COUNTRIES_TEXTS
from console.deliveries_texts import DELIVERIES_TEXTS
from console.desk_texts import DESK_TEXTS
from console.evidence_texts import EVIDENCE_TEXTS
from console.fair_desk_texts import FAIR_DESK_TEXTS
from console.fairs_texts import FAIRS_TEXTS
from console.guidance_texts import GUIDANCE_TEXTS
from console.library_texts import LIBRARY_TEXTS
from console.lists_texts import LISTS_TEXTS
from console.major_texts import MAJOR_TEXTS
from console.office_texts import OFFICE_TEXTS
from console.overview_texts import OVERVIEW_TEXTS
from console.owning_texts import OWNING_TEXTS
from console.people_texts import PEOPLE_TEXTS
from console.picture_search_texts import PICTURE_SEARCH_TEXTS
from console.portal_texts import PORTAL_TEXTS
from console.proceeding_texts import PROCEEDING_TEXTS
from console.register_texts import REGISTER_TEXTS
from console.report_texts import REPORT_TEXTS
from console.reputation_texts import REPUTATION_TEXTS
from console.rescreen_texts import RESCREEN_TEXTS
from console.security_texts import SECURITY_TEXTS
from console.sources_texts import SOURCES_TEXTS
from console.survey_texts import SURVEY_TEXTS
from console.takedown_texts import TAKEDOWN_TEXTS
from console.tracked_pages_texts import TRACKED_PAGES_TEXTS
from console.trade_texts import TRADE_TEXTS
from console.training_texts import TRAINING_TEXTS
from console.unfair_texts import UNFAIR_TEXTS
from console.work_plan_texts import WORK_PLAN_TEXTS
from jobs.links import LABELS

_TEXTS: dict[str, tuple[str, str]] = {
    **PORTAL_TEXTS,
    **API_TEXTS,
    **APPLICANTS_TEXTS,
    **EVIDENCE_TEXTS,
    **GUIDANCE_TEXTS,
    **UNFAIR_TEXTS,
    **FAIRS_TEXTS,
    **FAIR_DESK_TEXTS,
    **REGISTER_TEXTS,
    **RESCREEN_TEXTS,
    **DESK_TEXTS,
    **CALENDAR_TEXTS,
    **CASE_TEXTS,
    **MAJOR_TEXTS,
    **OFFICE_TEXTS,
    **OVERVIEW_TEXTS,
    **OWNING_TEXTS,
    **SOURCES_TEXTS,
    **CONTACTS_TEXTS,
    **DELIVERIES_TEXTS,
    **ANSWERS_TEXTS,
    **COUNTRIES_TEXTS,
    **TRACKED_PAGES_TEXTS,
    **LIBRARY_TEXTS,
    **ADVISORIES_TEXTS,
    **PICTURE_SEARCH_TEXTS,
    **PEOPLE_TEXTS,
    **LISTS_TEXTS,
    **PROCEEDING_TEXTS,
    **REPORT_TEXTS,
    **TAKEDOWN_TEXTS,
    **REPUTATION_TEXTS,
    **TRADE_TEXTS,
    **SURVEY_TEXTS,
    "title": ("海哨", "haishao"),
    "alerts": ("预警", "Alerts"),
    "sources": ("来源状态", "Sources"),
    "more_pages": ("更多", "More"),
    "menu_watching": ("监测", "Watching"),
    "menu_enterprises": ("企业服务", "Enterprises"),
    "menu_knowledge": ("知识", "Knowledge"),
    "menu_reporting": ("报送", "Reporting"),
    "menu_service": ("系统", "The service"),
    "sign_in": ("登录", "Sign in"),
    "sign_out": ("退出", "Sign out"),
    "user_name": ("登录名", "Name"),
    "password": ("密码", "Password"),
    "sign_in_failed": ("登录名或密码不正确。", "Name or password is not right."),
    "all": ("全部", "All"),
    "tier": ("风险等级", "Tier"),
    "high": ("高", "High"),
    "medium": ("中", "Medium"),
    "low": ("低", "Low"),
    "none": ("无", "None"),
    "brand": ("品牌", "Brand"),
    "sign": ("对方标识", "Their sign"),
    "where": ("地区", "Where"),
    "holder": ("申请人", "Holder"),
    "classes": ("尼斯分类", "Nice classes"),
    "goods": ("商品和服务", "Goods and services"),
    "published": ("公布日", "Published"),
    "filed": ("申请日", "Filed"),
    "last_day": ("异议截止（名义）", "Last day (nominal)"),
    "unknown_day": ("未知", "Not known"),
    "unknown_day_why": (
        "申请尚未公布、公告未载公布日期，或本系统没有该局的规则。请尽快核实。",
        "Not published yet, no date in the gazette, or no rule for this office here. Check soon.",
    ),
    "download": ("下载", "Download"),
    "alerts_count": ("条预警", "alerts"),
    "colon": ("：", ": "),
    "previous": ("上一页", "Previous"),
    "next": ("下一页", "Next"),
    "page": ("页", "page"),
    "no_alerts": ("没有符合条件的预警。", "No alerts here."),
    "no_alerts_why": (
        "“没有预警”只说明下列来源最近一次成功抓取的内容；未成功的来源不在其内。",
        "No alerts speaks only of what each source below last gave; a source in trouble is not covered.",
    ),
    "withheld": ("低于提示线、未推送的命中", "Matches below the line, kept and not sent"),
    "withheld_why": (
        "企业选择了每周约复核多少条；更严重的已作为预警推送，其余保留在此，最严重的在前。高风险一律推送。",
        "The enterprise chose about how many matches a week it reads. The more serious were sent as alerts, the rest is "
        "kept here, most serious first. High tier is always sent.",
    ),
    "no_withheld": ("没有未推送的命中。", "Nothing was held back."),
    **{answer.value: words for answer, words in LABELS.items()},
    **SECURITY_TEXTS,
    **TRAINING_TEXTS,
    **WORK_PLAN_TEXTS,
    "withdrawn": ("已撤回", "Withdrawn"),
    "ours": ("贵方品牌", "Your brand"),
    "theirs": ("对方标识", "Their sign"),
    "beside": (
        "左为受监测的图形标识，右为对方图片；线条连接相符的点",
        "Left the watched logo, right their picture; lines join the points that agree",
    ),
    "evidence": ("判断依据", "Evidence"),
    "filings": ("涉及的申请", "Filings"),
    "number": ("申请号", "Number"),
    "office_page": ("官方页面", "Office's page"),
    "rule": ("规则", "Rule"),
    "rule_source": ("出处", "Source"),
    "checked_on": ("核对日期", "Checked on"),
    "confidence": ("可信程度", "Confidence"),
    "verified": ("已核对出处", "Checked against its source"),
    "general": ("一般知识，未核对出处", "General knowledge, not checked"),
    "conflicting": ("出处相互矛盾，按最早日期", "Sources conflict; earliest date shown"),
    "caveat": ("注意", "Caveat"),
    "counsel": ("不构成法律意见，请向当地律师确认。", "No legal advice: confirm with local counsel."),
    "authorised-filing": (
        "授权主体以自己名义申请：不是陌生人抢注，但商标可能因此落入他人名下",
        "An authorised party files in its own name: no stranger, yet the mark may be lost to it",
    ),
    "plan": ("应对预案", "Response plan"),
    "plan_now": ("现在可走的步骤", "Open now, in this order"),
    "plan_late": ("若已错过", "If that is missed"),
    "plan_docx": ("下载 Word", "Word document"),
    "rolled_day": ("顺延截止日", "Rolled last day"),
    "score": ("相近度", "Score"),
    "rules": ("规则集", "Rule set"),
    "mark": ("对比的商标", "Mark compared"),
    "enterprise": ("企业", "Enterprise"),
    "representative": ("代理人", "Representative"),
    "figurative": ("（图形）", "(figurative)"),
    "no_holder": ("未公布", "not given"),
    "demo_data": ("演示数据", "Demo data"),
    "not_live": ("此记录并非真实来源所得：", "This record does not come from the live source: "),
    "made-up": ("虚构", "made up"),
    "recorded": ("历史记录", "recorded"),
    "official-example": ("官方示例", "official example"),
    "derived-from-schema": ("按官方格式生成", "derived from the schema"),
    "not_found": ("没有这个页面，或您无权查看。", "There is no such page, or it is not yours to see."),
    "field_over_max_length": ("不得超过 %(limit_value)d 字。", "At most %(limit_value)d characters."),
    "field_over_min_value": ("不得小于 %(limit_value)s。", "Not less than %(limit_value)s."),
    "field_over_max_digits": ("不得超过 %(max)s 位数字。", "At most %(max)s digits."),
    "field_over_max_decimal_places": ("小数不得超过 %(max)s 位。", "At most %(max)s digits after the point."),
    "field_over_max_whole_digits": (
        "整数部分不得超过 %(max)s 位。",
        "At most %(max)s digits before the point.",
    ),
    "form_expired": (
        "未保存：页面打开过久，或请求来自别处。按浏览器的“后退”可看到已填写的内容；重新打开页面后再提交。",
        "Not saved: the page was open too long, or the request came from elsewhere. Your browser's back button still shows "
        "what you typed; open the page anew and send it from there.",
    ),
    "broken": ("系统出错，已记录。请稍后重试。", "Something went wrong and was logged. Try again later."),
    "page_anew": ("重新打开页面", "Open the page anew"),
    "back": ("返回预警列表", "Back to the alerts"),
    "other_language": ("English", "中文"),
}


def text(key: str, language: str) -> str:
    """The words for a key in Chinese (`zh…`) or English; the key itself when it has none."""
    chinese, english = _TEXTS.get(key, (key, key))
    return chinese if language.startswith("zh") else english
