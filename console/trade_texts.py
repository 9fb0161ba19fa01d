"""Words of the pages of trade and of industries. 海外贸易与行业页用语。"""

TRADE_TEXTS: dict[str, tuple[str, str]] = {
    "trade_page": ("海外贸易", "Trade"),
    "trade-imported": ("导入贸易数据", "Export figures imported"),
    "industry-codes-changed": ("修改行业商品编码", "Codes of an industry changed"),
    "trade_why": (
        "导入的出口数据与同一国家的预警、纠纷和布局并列。只列事实，不合成指数；出口数据是公开统计的加总，不等于本地企业的出口。",
        "Imported export figures beside alerts, disputes and registrations in the same countries. Facts alone, no index; the "
        "figures are sums of published statistics, not the exports of the enterprises here.",
    ),
    "trade_industry": ("行业", "Industry"),
    "trade_period": ("时期", "Period"),
    "trade_period_hint": ("如 2026 或 2026Q3", "2026 or 2026Q3"),
    "trade_series": ("数据", "Figures"),
    "trade_show": ("查看", "Show"),
    "trade_customs": ("海关统计", "China Customs"),
    "trade_comtrade": ("UN Comtrade", "UN Comtrade statistics"),
    "trade_whole": ("全国", "all of China"),
    "trade_import": ("导入数据", "Import figures"),
    "trade_bad_period": ("时期应写作 2026 或 2026Q3。", "A period is written 2026 or 2026Q3."),
    "trade_no_codes": (
        "该行业还没有商品编码，请先在行业页填写。",
        "No HS codes are kept for this industry; write them on its page.",
    ),
    "trade_no_figures": (
        "还没有这个行业的出口数据。请从海关统计数据在线查询平台或 UN Comtrade 导出后导入；以下只有风险。",
        "No export figures of this industry yet. Import a file of China Customs or UN Comtrade; below is risk alone.",
    ),
    "trade_none_in_period": (
        "这组数据在所选时期内没有月份。",
        "These figures have no month in the period chosen.",
    ),
    "trade_missing": (
        "上年同期缺以下月份，出口增减无法计算：",
        "Growth cannot be computed: these months of the year before are missing:",
    ),
    "trade_findings": ("研判", "Findings"),
    "trade_chart": ("出口额：本期与上年同期", "Exports: the period and the year before"),
    "trade_table": ("按国家（地区）", "By country"),
    "trade_now": ("本期", "This period"),
    "trade_before": ("上年同期", "A year before"),
    "trade_exports": ("出口额", "Exports"),
    "trade_growth": ("同比", "Change"),
    "trade_alerts": ("预警（条）", "Alerts"),
    "trade_serious": ("高风险", "High"),
    "trade_windows": ("异议期内", "Open windows"),
    "trade_disputes": ("纠纷（起）", "Disputes"),
    "trade_watching": ("监测企业（家）", "Enterprises"),
    "trade_unregistered": ("未见注册（件）", "No registration"),
    "trade_unregistered_why": (
        "“未见注册”为以该国为目标市场的品牌中，名录与监测信息里都没有注册或申请的件数；未见不等于没有，未填目标市场的品牌不计。"
        "欧盟等地区局的预警、案件和注册计入其成员。一条预警涉及数国时各国都计，各行不可相加。",
        "“No registration”: brands that name the country and of which no registration or application is known here, which does "
        "not mean there is none; brands without named markets are not counted. What is at a regional office counts in its "
        "members. An alert about several countries counts in each, so lines cannot be added.",
    ),
    "trade_cannot": ("无法计算", "cannot be told"),
    "trade_total": ("合计", "Total"),
    "trade_basis": ("数据依据", "What it rests on"),
    "trade_thousand": ("千", "thousand"),
    "trade_file": ("文件", "File"),
    "trade_file_help": (
        "CSV（UTF-8、GB18030）或 XLSX。海关统计数据在线查询平台：按月导出，含商品编码、贸易伙伴名称、数据年月、美元或人民币；"
        "UN Comtrade：月度、报告方为中国、流向为出口的 CSV。列名依公开资料核对（2026-11-30），未能直接访问平台核验。",
        "CSV (UTF-8, GB18030) or XLSX. China Customs: exported by month with code, partner, month and value in USD or CNY; UN "
        "Comtrade: the CSV of monthly exports reported by China. The headings were checked in public sources (2026-11-30), not "
        "at the platforms themselves.",
    ),
    "trade_do_import": ("导入", "Import"),
    "trade_do_check": ("只检查，不导入", "Check only"),
    "trade_checked": (
        "检查完毕，尚未导入。可导入的数据：",
        "Checked, nothing imported. Figures that can be taken:",
    ),
    "trade_taken": ("已导入。", "Imported."),
    "trade_again": (
        "这个文件以前导入过，本次没有改动。首次导入：",
        "This very file was imported before; nothing was changed. First on",
    ),
    "trade_nothing": ("没有可导入的数据，未作改动。", "Nothing could be taken; nothing was changed."),
    "trade_added": ("新增", "new"),
    "trade_corrected": ("更正", "corrected"),
    "trade_same": ("相同", "the same"),
    "trade_problems": ("问题", "problems"),
    "trade_past": ("以前的导入", "Imports before"),
    "trade_none_past": ("还没有导入过。", "Nothing imported yet."),
    "trade_corrections": ("更正过的数据", "Figures that were corrected"),
    "trade_corrections_why": (
        "后导入的数据替代先前的，先前的保留。",
        "A later import takes the place of an earlier figure, which is kept.",
    ),
    "trade_figure": ("数据", "Figure"),
    "trade_values": ("先后数值", "Values, the newest first"),
    "industry_watch": ("该行业监测了什么", "What is watched for this industry"),
    "industry_enterprises": ("企业（家）", "Enterprises"),
    "industry_brands": ("品牌（件）", "Brands"),
    "industry_markets": ("市场", "Markets"),
    "industry_unread": ("没有来源读取的市场", "Markets that no source reads"),
    "industry_unread_why": (
        "以下市场没有任何正在运行的来源读取：没有预警不等于没有风险。",
        "No running source reads these markets: no alert there does not mean no risk.",
    ),
    "industry_all_read": ("每个市场都有正在运行的来源。", "Every market has a running source."),
    "industry_no_markets": (
        "该行业没有填写目标市场的品牌，重点市场名录也为空。",
        "No brand of this industry names a market, and the list of markets is empty.",
    ),
    "industry_every_market": ("未限定市场的品牌（件）", "Brands that name no market"),
    "industry_reads": ("读取的来源", "Sources that read it"),
    "industry_no_gazette": ("公告无来源", "no gazette read"),
    "industry_no_source": ("没有来源", "no source"),
    "industry_on_list": ("名录", "List"),
    "industry_alerts": ("近 12 个月预警", "Alerts of the last 12 months"),
    "industry_no_alerts": ("近 12 个月没有预警。", "No alert in the last 12 months."),
    "industry_cases": ("案件（家次）", "Cases"),
    "industry_cases_open": ("在办", "open"),
    "industry_cases_opened": ("近 12 个月新立", "opened in 12 months"),
    "industry_proceedings": ("命中的案件程序（件）", "Proceedings that name them"),
    "industry_codes": ("商品编码", "HS codes"),
    "industry_codes_why": (
        "哪些编码算作该行业由中心决定；每行：编码,中文,英文,出处,核对日期,verified 或 general。",
        "Which codes stand for the industry is for the centre to say. A line: code, Chinese, English, source, day checked, "
        "verified or general.",
    ),
    "industry_codes_given": (
        "随程序提供的编码，尚未由中心确认。",
        "Codes given with the program, not confirmed by the centre.",
    ),
    "industry_codes_wrong": (
        "未保存：编码应为 2、4、6、8 或 10 位数字，不重复，日期写作 2026-04-15。第几行：",
        "Not saved: a code has 2, 4, 6, 8 or 10 digits and stands once, a day is written 2026-04-15. Line:",
    ),
    "industry_codes_edit": ("修改编码", "Edit the codes"),
    "industry_save": ("保存编码", "Save the codes"),
    "industry_unchecked": ("未核对", "not checked"),
    "industry_to_trade": ("出口与风险对照", "Exports beside risk"),
    "industry_of": ("分行业", "By industry"),
}
