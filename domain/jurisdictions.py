"""Names of the jurisdictions, by WIPO ST.3 code.

Source of the codes: WIPO Standard ST.3, Annex A (two-letter codes for states, other entities and
organisations). Chinese names as the Chinese trademark office writes them.
"""

from functools import cache

_NAMES: dict[str, tuple[str, str]] = {
    "AE": ("阿联酋", "United Arab Emirates"), "AL": ("阿尔巴尼亚", "Albania"), "AM": ("亚美尼亚", "Armenia"),
    "AO": ("安哥拉", "Angola"), "AP": ("非洲地区知识产权组织", "ARIPO"), "AR": ("阿根廷", "Argentina"),
    "AT": ("奥地利", "Austria"), "AU": ("澳大利亚", "Australia"), "AZ": ("阿塞拜疆", "Azerbaijan"),
    "BA": ("波黑", "Bosnia and Herzegovina"), "BD": ("孟加拉国", "Bangladesh"), "BE": ("比利时", "Belgium"),
    "BG": ("保加利亚", "Bulgaria"), "BH": ("巴林", "Bahrain"), "BN": ("文莱", "Brunei Darussalam"),
    "BO": ("玻利维亚", "Bolivia"), "BR": ("巴西", "Brazil"), "BW": ("博茨瓦纳", "Botswana"),
    "BX": ("比荷卢", "Benelux"), "BY": ("白俄罗斯", "Belarus"), "CA": ("加拿大", "Canada"),
    "CH": ("瑞士", "Switzerland"), "CI": ("科特迪瓦", "Côte d'Ivoire"), "CL": ("智利", "Chile"),
    "CM": ("喀麦隆", "Cameroon"), "CN": ("中国", "China"), "CO": ("哥伦比亚", "Colombia"),
    "CR": ("哥斯达黎加", "Costa Rica"), "CU": ("古巴", "Cuba"), "CY": ("塞浦路斯", "Cyprus"),
    "CZ": ("捷克", "Czechia"), "DE": ("德国", "Germany"), "DK": ("丹麦", "Denmark"),
    "DO": ("多米尼加", "Dominican Republic"), "DZ": ("阿尔及利亚", "Algeria"), "EC": ("厄瓜多尔", "Ecuador"),
    "EE": ("爱沙尼亚", "Estonia"), "EG": ("埃及", "Egypt"), "EM": ("欧盟", "European Union"),
    "ES": ("西班牙", "Spain"), "ET": ("埃塞俄比亚", "Ethiopia"), "FI": ("芬兰", "Finland"), "FR": ("法国", "France"),
    "GB": ("英国", "United Kingdom"), "GE": ("格鲁吉亚", "Georgia"), "GH": ("加纳", "Ghana"),
    "GR": ("希腊", "Greece"), "GT": ("危地马拉", "Guatemala"), "HK": ("中国香港", "Hong Kong, China"),
    "HR": ("克罗地亚", "Croatia"), "HU": ("匈牙利", "Hungary"), "ID": ("印度尼西亚", "Indonesia"),
    "IE": ("爱尔兰", "Ireland"), "IL": ("以色列", "Israel"), "IN": ("印度", "India"), "IQ": ("伊拉克", "Iraq"),
    "IR": ("伊朗", "Iran"), "IS": ("冰岛", "Iceland"), "IT": ("意大利", "Italy"), "JO": ("约旦", "Jordan"),
    "JP": ("日本", "Japan"), "KE": ("肯尼亚", "Kenya"), "KG": ("吉尔吉斯斯坦", "Kyrgyzstan"),
    "KH": ("柬埔寨", "Cambodia"), "KR": ("韩国", "Republic of Korea"), "KW": ("科威特", "Kuwait"),
    "KZ": ("哈萨克斯坦", "Kazakhstan"), "LA": ("老挝", "Laos"), "LB": ("黎巴嫩", "Lebanon"),
    "LI": ("列支敦士登", "Liechtenstein"), "LK": ("斯里兰卡", "Sri Lanka"), "LT": ("立陶宛", "Lithuania"),
    "LU": ("卢森堡", "Luxembourg"), "LV": ("拉脱维亚", "Latvia"), "LY": ("利比亚", "Libya"),
    "MA": ("摩洛哥", "Morocco"), "MC": ("摩纳哥", "Monaco"), "MD": ("摩尔多瓦", "Moldova"),
    "ME": ("黑山", "Montenegro"), "MK": ("北马其顿", "North Macedonia"), "MM": ("缅甸", "Myanmar"),
    "MN": ("蒙古", "Mongolia"), "MO": ("中国澳门", "Macao, China"), "MT": ("马耳他", "Malta"),
    "MU": ("毛里求斯", "Mauritius"), "MX": ("墨西哥", "Mexico"), "MY": ("马来西亚", "Malaysia"),
    "MZ": ("莫桑比克", "Mozambique"), "NA": ("纳米比亚", "Namibia"), "NG": ("尼日利亚", "Nigeria"),
    "NL": ("荷兰", "Netherlands"), "NO": ("挪威", "Norway"), "NP": ("尼泊尔", "Nepal"),
    "NZ": ("新西兰", "New Zealand"), "OA": ("非洲知识产权组织", "OAPI"), "OM": ("阿曼", "Oman"),
    "PA": ("巴拿马", "Panama"), "PE": ("秘鲁", "Peru"), "PG": ("巴布亚新几内亚", "Papua New Guinea"),
    "PH": ("菲律宾", "Philippines"), "PK": ("巴基斯坦", "Pakistan"), "PL": ("波兰", "Poland"),
    "PT": ("葡萄牙", "Portugal"), "PY": ("巴拉圭", "Paraguay"), "QA": ("卡塔尔", "Qatar"),
    "RO": ("罗马尼亚", "Romania"), "RS": ("塞尔维亚", "Serbia"), "RU": ("俄罗斯", "Russian Federation"),
    "RW": ("卢旺达", "Rwanda"), "SA": ("沙特阿拉伯", "Saudi Arabia"), "SD": ("苏丹", "Sudan"),
    "SE": ("瑞典", "Sweden"), "SG": ("新加坡", "Singapore"), "SI": ("斯洛文尼亚", "Slovenia"),
    "SK": ("斯洛伐克", "Slovakia"), "SN": ("塞内加尔", "Senegal"), "TH": ("泰国", "Thailand"),
    "TJ": ("塔吉克斯坦", "Tajikistan"), "TM": ("土库曼斯坦", "Turkmenistan"), "TN": ("突尼斯", "Tunisia"),
    "TR": ("土耳其", "Türkiye"), "TW": ("中国台湾", "Taiwan, China"), "TZ": ("坦桑尼亚", "Tanzania"),
    "UA": ("乌克兰", "Ukraine"), "UG": ("乌干达", "Uganda"), "US": ("美国", "United States"),
    "UY": ("乌拉圭", "Uruguay"), "UZ": ("乌兹别克斯坦", "Uzbekistan"), "VE": ("委内瑞拉", "Venezuela"),
    "VN": ("越南", "Viet Nam"), "WO": ("马德里国际注册", "Madrid (WIPO)"), "ZA": ("南非", "South Africa"),
    "XX": ("多地", "Several countries"), "ZM": ("赞比亚", "Zambia"), "ZW": ("津巴布韦", "Zimbabwe"),
}  # fmt: skip

SEVERAL = "XX"
"""The code of what is of several countries at once."""

REGIONS: dict[str, frozenset[str]] = {
    "EM": frozenset(
        "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split()
    ),
    "BX": frozenset(("BE", "LU", "NL")),
    "OA": frozenset(("CI", "CM", "SN")),
    "AP": frozenset(("BW", "MZ", "NA", "TZ", "UG", "ZW")),
}
"""The countries among ours in which a mark of a regional office holds: EU members (European Union, list of countries), Benelux
Convention, OAPI members (Bangui Agreement), members of ARIPO's Banjul Protocol on marks; as known on 2026-11-30, unchecked.
"""


def regions_of(office: str) -> list[str]:
    """The regional offices whose marks hold in a country, in order."""
    return sorted(region for region, members in REGIONS.items() if office in members)


@cache
def every(language: str) -> tuple[tuple[str, str], ...]:
    """The WIPO ST.3 codes that have a name here, in order, each with its name in Chinese (`zh…`) or English."""
    return tuple((code, name(code, language)) for code in sorted(_NAMES))


def known(code: str) -> bool:
    """True for a WIPO ST.3 code that has a name here."""
    return code in _NAMES


def name(code: str, language: str) -> str:
    """The jurisdiction's name in Chinese (`zh…`) or English; the code itself when it is not known."""
    chinese, english = _NAMES.get(code, (code, code))
    return chinese if language.startswith("zh") else english
