"""What company names are made of besides the trade name: legal forms, Chinese places, lines of business.

The lists are this project's own, checked 2026-11 against company names on public exhibitor lists. A legal
form's family is the word two names must share when both give one: a GmbH is not an LLC of the same name,
but Ltd, Limited, Inc. and Corp. are what one Chinese 有限公司 calls itself abroad.
"""

from pypinyin import Style, lazy_pinyin

FORMS: dict[str, str] = {
    **dict.fromkeys(
        ("ltd", "limited", "coltd", "colimited", "companylimited", "inc", "incorporated", "corp", "corporation",
         "co", "company", "plc", "coinc", "cocorp"), "common"),
    **dict.fromkeys(("llc", "llp", "lc"), "llc"),
    **dict.fromkeys(("gmbh", "mbh", "gmbhco", "gmbhcokg", "ug"), "gmbh"),
    **dict.fromkeys(("ag", "kg", "ohg", "ek", "se", "kgaa"), "de"),
    **dict.fromkeys(("sa", "sas", "sasu", "sarl", "eurl", "sl", "slu", "sau", "sadecv", "ltda", "eirl"), "romance"),
    **dict.fromkeys(("srl", "spa", "srls", "snc", "sapa"), "it"),
    **dict.fromkeys(("bv", "nv", "cv", "bvba"), "nl"),
    **dict.fromkeys(("oy", "oyj", "ab", "as", "asa", "aps", "hf"), "nordic"),
    **dict.fromkeys(("kft", "zrt", "sro", "spolsro", "doo", "dd", "spzoo", "ood", "eood"), "east"),
    **dict.fromkeys(("ooo", "zao", "oao", "pao", "jsc", "pjsc", "ojsc"), "ru"),
    **dict.fromkeys(("pteltd", "pte", "ptyltd", "pty", "pvtltd", "pvt", "privatelimited", "sdnbhd", "bhd", "pt",
                     "tbk"), "commonwealth"),
    **dict.fromkeys(("kk", "gk", "kabushikikaisha", "coltdjapan"), "jp"),
}  # fmt: skip
"""Family of each legal form, written together in a-z."""

FORMS_HAN: tuple[tuple[str, str], ...] = (
    ("集团股份有限公司", "common"), ("集团有限责任公司", "common"), ("集团有限公司", "common"), ("股份有限公司", "common"),
    ("有限责任公司", "common"), ("股份公司", "common"), ("有限公司", "common"), ("集团公司", "common"),
    ("集团", "common"), ("公司", "common"), ("株式会社", "jp"), ("厂", "works"),
)  # fmt: skip
"""Endings in hanzi with their family, longest first."""

_PLACE_NAMES = """
北京 上海 天津 重庆 河北 山西 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东 海南 四川 贵州 云南 陕西
甘肃 青海 台湾 内蒙古 广西 西藏 宁夏 新疆 香港 澳门 石家庄 唐山 秦皇岛 邯郸 邢台 保定 张家口 承德 沧州 廊坊 衡水 太原 大同
长治 晋城 沈阳 大连 鞍山 抚顺 本溪 丹东 锦州 营口 阜新 辽阳 盘锦 铁岭 长春 吉林 哈尔滨 齐齐哈尔 大庆 佳木斯 牡丹江 南京
无锡 徐州 常州 苏州 南通 连云港 淮安 盐城 扬州 镇江 泰州 宿迁 昆山 张家港 常熟 江阴 太仓 杭州 宁波 温州 嘉兴 湖州 绍兴 金华
衢州 舟山 台州 丽水 义乌 永康 慈溪 余姚 瑞安 乐清 东阳 诸暨 海宁 桐乡 合肥 芜湖 蚌埠 淮南 马鞍山 安庆 黄山 滁州 阜阳 六安
亳州 宣城 福州 厦门 莆田 三明 泉州 漳州 南平 龙岩 宁德 晋江 石狮 南安 南昌 景德镇 萍乡 九江 新余 赣州 吉安 宜春 上饶 济南
青岛 淄博 枣庄 东营 烟台 潍坊 济宁 泰安 威海 日照 临沂 德州 聊城 滨州 菏泽 郑州 开封 洛阳 平顶山 安阳 鹤壁 新乡 焦作 濮阳
许昌 漯河 南阳 商丘 信阳 周口 驻马店 武汉 黄石 十堰 宜昌 襄阳 荆门 孝感 荆州 黄冈 咸宁 随州 长沙 株洲 湘潭 衡阳 邵阳 岳阳
常德 张家界 益阳 郴州 永州 怀化 娄底 广州 韶关 深圳 珠海 汕头 佛山 江门 湛江 茂名 肇庆 惠州 梅州 汕尾 河源 阳江 清远 东莞
中山 潮州 揭阳 云浮 南宁 柳州 桂林 梧州 北海 玉林 海口 三亚 成都 自贡 攀枝花 泸州 德阳 绵阳 广元 遂宁 内江 乐山 南充 眉山
宜宾 达州 雅安 贵阳 遵义 昆明 曲靖 玉溪 丽江 大理 拉萨 西安 宝鸡 咸阳 渭南 汉中 延安 兰州 天水 西宁 银川 乌鲁木齐 呼和浩特
包头
""".split()

_OWN_SPELLINGS = {
    "香港": "hongkong",
    "澳门": "macau",
    "陕西": "shaanxi",
    "内蒙古": "innermongolia",
    "西藏": "tibet",
    "漯河": "luohe",
    "长治": "changzhi",
    "哈尔滨": "harbin",
    "乌鲁木齐": "urumqi",
    "呼和浩特": "hohhot",
}
"""Where reading the hanzi one by one gives another word than the place's name in Latin letters."""


PLACES_HAN: dict[str, str] = {
    place: _OWN_SPELLINGS.get(place, "".join(lazy_pinyin(place, style=Style.NORMAL)))
    for place in sorted(set(_PLACE_NAMES), key=len, reverse=True)
}
"""Provinces and cities of China, to their usual Latin spelling; longest first."""

PLACES = frozenset(PLACES_HAN.values())

_LINES = {
    "technology": ("tech technology technologies", "科技 技术 高科"),
    "electronics": ("electronic electronics", "电子"),
    "electric": ("electric electrical appliance appliances", "电器 电气"),
    "trade": ("trading trade commerce commercial", "贸易 商贸 经贸"),
    "importexport": ("import export impexp", "进出口"),
    "food": ("food foods foodstuff foodstuffs", "食品"),
    "catering": ("catering restaurant restaurants", "餐饮"),
    "industry": ("industry industries industrial", "实业 工业"),
    "international": ("international intl", "国际"),
    "group": ("group holding holdings", "集团 控股"),
    "network": ("network networks internet", "网络"),
    "information": ("information", "信息"),
    "clothing": ("garment garments clothing apparel fashion", "服饰 服装 制衣 时装"),
    "shoes": ("shoes footwear", "鞋业"),
    "machinery": ("machinery machine machines mechanical", "机械"),
    "equipment": ("equipment equipments", "设备"),
    "manufacture": ("manufacturing manufacture manufacturer mfg", "制造"),
    "medical": ("medical", "医疗 医疗器械"),
    "pharma": ("pharmaceutical pharmaceuticals pharma", "药业 制药"),
    "biotech": ("biological biotech biotechnology bio", "生物"),
    "smart": ("intelligent smart intelligence", "智能"),
    "home": ("home household houseware", "家居 家用"),
    "toys": ("toy toys", "玩具"),
    "culture": ("culture cultural", "文化"),
    "media": ("media", "传媒"),
    "cosmetics": ("cosmetic cosmetics", "化妆品"),
    "supplies": ("supplies products product articles", "用品 制品 产品"),
    "hardware": ("hardware metal metals", "五金 金属"),
    "plastic": ("plastic plastics", "塑料 塑胶"),
    "lighting": ("lighting", "照明 灯饰"),
    "auto": ("auto automobile automotive", "汽车"),
    "energy": ("energy power", "能源 新能源"),
    "textile": ("textile textiles", "纺织"),
    "furniture": ("furniture", "家具"),
    "communication": ("communication communications telecom", "通信 通讯"),
    "optoelectronics": ("optoelectronic optoelectronics photoelectric", "光电"),
    "ecommerce": ("ecommerce", "电子商务"),
    "supplychain": ("supplychain", "供应链"),
    "development": ("development", "发展 开发"),
    "investment": ("investment investments", "投资"),
    "software": ("software", "软件"),
    "automation": ("automation", "自动化"),
}
LINES_OF_BUSINESS: dict[str, str] = {
    word: line for line, (latin_words, _) in _LINES.items() for word in latin_words.split()
}
"""Line of business of each Latin word."""

LINES_OF_BUSINESS_HAN: dict[str, frozenset[str]] = {
    word: frozenset({line})
    for word, line in sorted(
        ((word, line) for line, (_, hanzi) in _LINES.items() for word in hanzi.split()),
        key=lambda pair: -len(pair[0]),
    )
}
"""Line of business of each word in hanzi, longest first."""
