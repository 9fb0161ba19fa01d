"""An alert as a recipient reads it: what happened, where, why, and until when one can act."""

import datetime as dt
from html import escape

from domain.alert import Alert
from notifier.channel import Message
from notifier.wording import Words, one_line

MOST_OTHERS = 8
"""Further matches named in a message; the rest are counted."""

_LONGEST_SUBJECT = 120


def render(alert: Alert, delivery_id: int, language: str, *, today: dt.date, console_url: str) -> Message:
    """The message of one delivery, in Chinese (`zh`) or English (`en`)."""
    words = Words(match=alert.leading, language="zh" if language.startswith("zh") else "en", today=today)
    link = f"{console_url}/alerts/{alert.alert_id}"
    others = _others(alert, words)
    host = console_url.partition("://")[2].partition("/")[0].partition(":")[0] or "haishao"
    return Message(
        subject=_subject(words),
        text=_text(words, others, link),
        html=_html(words, others, link),
        markdown=_markdown(words, others, link),
        message_id=f"<alert-{alert.alert_id}-{delivery_id}@{host}>",
    )


def _subject(words: Words) -> str:
    marks = "".join(f"【{part}】" for part in (words.demo, words.tier) if part)
    if words.language == "en":
        marks = "".join(f"[{part}] " for part in (words.demo, words.tier) if part)
    point = words.pick(f"{words.place}：有人申请“{words.sign}”", f"{words.place}: “{words.sign}” filed")
    return one_line(f"{marks}{point}{words.pick('，', ' — ')}{words.deadline}", _LONGEST_SUBJECT)


def _others(alert: Alert, words: Words) -> list[str]:
    """A line for each further match, the last of them counting what is left out."""
    rest = alert.matches[1:]
    lines = []
    for match in rest[:MOST_OTHERS]:
        other = Words(match=match, language=words.language, today=words.today)
        lines.append(f"{other.place} {one_line(match.observation.ref)} “{other.sign}” {other.deadline}")
    if len(rest) > MOST_OTHERS:
        left = len(rest) - MOST_OTHERS
        lines.append(words.pick(f"还有 {left} 件，见控制台", f"and {left} more, in the console"))
    return lines


def _text(words: Words, others: list[str], link: str) -> str:
    lines = [f"[{words.demo}]"] if words.demo else []
    lines += [f"{words.tier}: {words.happened}", "", words.deadline, ""]
    lines += [
        f"{words.pick('贵方', 'Yours')}: {words.brand}",
        f"{words.pick('对方', 'Theirs')}: {words.sign}",
    ]
    if words.why:
        lines.append(f"{words.pick('理由', 'Why')}: {words.why}")
    lines += ["", *(f"{label}: {value}" for label, value in words.facts)]
    if others:
        lines += ["", words.pick("同一申请人的其他申请：", "Further filings of the same holder:"), *others]
    lines += ["", words.pick("查看与处理", "See and act") + f": {link}", "", words.rule]
    return "\n".join(lines) + "\n"


def _markdown(words: Words, others: list[str], link: str) -> str:
    """WeCom's markdown: headings, bold, quotes, links and three font colours."""
    colour = "warning" if words.match.tier.rank == 3 else "info"
    demo = f"`{words.demo}` " if words.demo else ""
    lines = [
        f'{demo}<font color="{colour}">**{words.tier}**</font> {_plain(words.happened)}',
        f"**{words.deadline}**",
        f"> {words.pick('贵方', 'Yours')}：**{_plain(words.brand)}**　{words.pick('对方', 'Theirs')}：**{_plain(words.sign)}**",
    ]
    if words.why:
        lines.append(f"> {_plain(words.why)}")
    lines += [f"> {label}：{_plain(value)}" for label, value in words.facts]
    lines += [f"- {_plain(line)}" for line in others]
    lines.append(f"[{words.pick('查看与处理', 'See and act')}]({link})")
    lines.append(f'<font color="comment">{_plain(words.rule)}</font>')
    return "\n".join(lines)


def _plain(text: str) -> str:
    """Text that WeCom shows as it is: what would open a tag, a link or emphasis becomes its full-width twin."""
    return text.translate(_FULL_WIDTH)


_FULL_WIDTH = str.maketrans("<>[]()*`_#|\\", "＜＞［］（）＊｀＿＃｜＼")

_TIER_COLOURS = {3: "#b42318", 2: "#b54708", 1: "#475467", 0: "#475467"}
_FONT = "font-family:-apple-system,'PingFang SC','Microsoft YaHei','Noto Sans CJK SC',sans-serif"


def _html(words: Words, others: list[str], link: str) -> str:
    """One table column with inline styles: QQ and 163 mail drop style sheets and block pictures."""
    colour = _TIER_COLOURS[words.match.tier.rank]
    demo = (
        f'<p style="margin:0 0 12px;padding:6px 10px;background:#fef0c7;color:#7a2e0e">{escape(words.demo)}</p>'
        if words.demo
        else ""
    )
    why = f'<p style="margin:12px 0 0;color:#344054">{escape(words.why)}</p>' if words.why else ""
    return (
        f'<!DOCTYPE html><html lang="{words.pick("zh-Hans", "en")}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1"></head>'
        f'<body style="margin:0;background:#f2f4f7;{_FONT};font-size:16px;line-height:1.7;color:#101828">'
        '<table role="presentation" width="100%" cellpadding="0" cellspacing="0"><tr><td align="center" style="padding:16px">'
        '<table role="presentation" width="100%" cellpadding="0" cellspacing="0" '
        'style="max-width:600px;background:#ffffff;border:1px solid #e4e7ec"><tr><td style="padding:20px">'
        f"{demo}"
        f'<p style="margin:0;color:{colour};font-weight:bold">{escape(words.tier)}</p>'
        f'<p style="margin:4px 0 16px;font-size:18px;line-height:1.5">{escape(words.happened)}</p>'
        f'<p style="margin:0 0 16px;padding:12px;border-left:4px solid {colour};background:#f9fafb;'
        f'font-size:20px;font-weight:bold">{escape(words.deadline)}</p>'
        f"{_signs(words)}{why}{_facts(words)}{_other_rows(words, others)}"
        f'<p style="margin:20px 0"><a href="{escape(link)}" style="display:inline-block;padding:12px 24px;'
        f'background:#175cd3;color:#ffffff;text-decoration:none">{words.pick("查看与处理", "See and act")}</a></p>'
        f'<p style="margin:0;font-size:13px;color:#475467">{escape(words.rule)}</p>'
        "</td></tr></table></td></tr></table></body></html>"
    )


def _signs(words: Words) -> str:
    cells = (
        (words.pick("贵方品牌", "Your brand"), words.brand),
        (words.pick("对方标识", "Their sign"), words.sign),
    )
    return (
        '<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="table-layout:fixed"><tr>'
        + "".join(
            '<td valign="top" style="padding:10px;border:1px solid #e4e7ec;word-break:break-word">'
            f'<span style="font-size:13px;color:#475467">{label}</span><br>'
            f'<bdi style="font-size:20px;font-weight:bold">{escape(sign)}</bdi></td>'
            for label, sign in cells
        )
        + "</tr></table>"
    )


def _facts(words: Words) -> str:
    rows = "".join(
        f'<tr><td style="padding:2px 12px 2px 0;color:#475467;white-space:nowrap" valign="top">{label}</td>'
        f'<td style="padding:2px 0;word-break:break-word"><bdi>{escape(value)}</bdi></td></tr>'
        for label, value in words.facts
    )
    style = "margin-top:16px;font-size:14px"
    return f'<table role="presentation" cellpadding="0" cellspacing="0" style="{style}">{rows}</table>'


def _other_rows(words: Words, others: list[str]) -> str:
    if not others:
        return ""
    head = words.pick("同一申请人的其他申请", "Further filings of the same holder")
    rows = "".join(f'<li style="margin:2px 0">{escape(line)}</li>' for line in others)
    return f'<p style="margin:16px 0 4px;font-size:14px;color:#475467">{head}</p><ul style="margin:0;padding-left:20px;font-size:14px">{rows}</ul>'
