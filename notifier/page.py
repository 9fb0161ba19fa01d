"""What the HTML of every message shares: one table column with inline styles, since QQ and 163 mail drop style sheets and
`body`, and block pictures.
"""

import re
from html import escape

from domain.match import Tier

TIER_COLOURS = {Tier.HIGH: "#b42318", Tier.MEDIUM: "#b54708", Tier.LOW: "#475467", Tier.NONE: "#475467"}
_FONTS = {
    "zh": "-apple-system,'PingFang SC','Microsoft YaHei','Noto Sans CJK SC','Source Han Sans SC',sans-serif",
    "en": "-apple-system,'Segoe UI',Roboto,Helvetica,Arial,'Noto Sans',sans-serif",
}


def column(language: str, content: str, *, line_height: float) -> str:
    """A page in Chinese (`zh`) or English (`en`) whose content stands in one column of 600 pixels at most."""
    base = f"font-family:{_FONTS[language]};font-size:16px;line-height:{line_height};color:#101828"
    return (
        f'<!DOCTYPE html><html lang="{"zh-Hans" if language == "zh" else "en"}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1"></head>'
        f'<body style="margin:0;background:#f2f4f7;{base}">'
        '<table role="presentation" width="100%" cellpadding="0" cellspacing="0"><tr>'
        '<td align="center" style="padding:12px">'
        '<table role="presentation" width="100%" cellpadding="0" cellspacing="0" '
        'style="max-width:600px;background:#ffffff;border:1px solid #e4e7ec"><tr>'
        f'<td align="left" style="padding:16px;{base}">{content}</td></tr></table></td></tr></table></body></html>'
    )


def demo_bar(notice: str) -> str:
    """The mark of what is not the world as it is; "" for what is."""
    if not notice:
        return ""
    return (
        f'<p style="margin:0 0 12px;padding:6px 10px;background:#fef0c7;color:#7a2e0e">{escape(notice)}</p>'
    )


def button(label: str, url: str, *, margin: str) -> str:
    """The one thing to do."""
    return (
        f'<p style="margin:{margin}"><a href="{escape(url)}" style="display:inline-block;padding:12px 24px;'
        f'background:#175cd3;color:#ffffff;text-decoration:none">{label}</a></p>'
    )


def unbroken(text: str) -> str:
    """The text with what is in brackets at its end kept on one line."""
    return re.sub(r"(（.*）|\(.*\))$", r'<span style="white-space:nowrap">\1</span>', escape(text))
