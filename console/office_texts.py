"""What offices write of a filing, in Chinese and English. 官方用语。"""

from typing import Final

_FORMS: Final = {
    ("文字", "Word"): (
        "word", "words", "word mark", "wordmark", "nominativa", "standard character", "standard characters",
        "standard character mark", "typeset word(s) /letter(s) /number(s)", "문자상표", "文字",
    ),
    ("艺术字", "Stylized characters"): ("stylized characters", "stylised characters"),
    ("图形", "Figurative"): ("figurative", "figurativa", "device"),
    ("图文组合", "Combined"): ("combined", "mista", "mixed"),
    ("立体", "Three-dimensional"): ("3-d", "shape 3d", "three-dimensional", "tridimensional"),
    ("颜色", "Colour"): ("colour", "color"),
    ("声音", "Sound"): ("sound", "sonora"),
    ("气味", "Smell"): ("olfactory", "smell"),
    ("位置", "Position"): ("position", "posição"),
    ("图案", "Pattern"): ("pattern", "pattern mark"),
    ("动态", "Motion"): ("motion",),
    ("多媒体", "Multimedia"): ("multimedia",),
    ("全息图", "Hologram"): ("hologram",),
    ("其他", "Other"): ("other",),
}  # fmt: skip

SIGN_FORMS: Final = {written: said for said, all_written in _FORMS.items() for written in all_written}
"""What a sign is, by what offices write for it, in small letters."""

OFFICE_TEXTS: dict[str, tuple[str, str]] = {
    "status": ("官方状态（代码或原文）", "Office's status (code or words)"),
    "status_code": ("官方状态代码", "Office's status code"),
    "status_words": ("官方状态（原文）", "Office's status (its words)"),
    "robots_allowed": ("允许", "allowed"),
    "robots_none": ("该网站没有", "the site has none"),
    "robots_api-terms": ("不适用，按接口条款", "does not apply; by the API's terms"),
}
