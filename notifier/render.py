"""An alert as a recipient reads it: what happened, where, why, and until when one can act."""

import datetime as dt
from html import escape

from domain.alert import Alert
from domain.jurisdictions import name
from notifier.kinds import words_of
from notifier.message import Button, Card, Message, Picture, host_of
from notifier.page import TIER_COLOURS, button, column, demo_bar, unbroken
from notifier.wording import chat_text, one_line
from notifier.words import NOTHING_KNOWN, Known, Words

MOST_OTHERS = 8
"""Further matches named in a message; the rest are counted."""

MOST_OFFICES = 6
"""Offices of an alert that grew named in a message; the rest are counted."""

_LONGEST_SUBJECT = 120


def render(
    alert: Alert,
    delivery_id: int,
    language: str,
    *,
    today: dt.date,
    console_url: str,
    buttons: tuple[Button, ...] = (),
    unsubscribe_url: str = "",
    reminder: int = 0,
    both_signs: bytes | None = None,
    known: Known = NOTHING_KNOWN,
) -> Message:
    """The message of one delivery, in Chinese (`zh`) or English (`en`), with what its reader can say of it.

    `reminder` is the step of days this reminds of, 0 for the first telling; `both_signs` a PNG of their sign beside ours,
    where the conflict is of pictures.
    """
    words = words_of(alert.leading, language, today, known)
    link = f"{console_url.rstrip('/')}/alerts/{alert.alert_id}"
    others = _others(alert, words)
    pictures = _pictures(words, both_signs)
    heading = " · ".join(filter(None, (_reminds(words, reminder), words.tier)))
    return Message(
        subject=_subject(words, reminder),
        text=_text(words, heading, others, link, buttons),
        html=_html(words, heading, others, link, buttons, pictures),
        markdown=_markdown(words, heading, others, link, buttons),
        card=_card(words, link, reminder),
        buttons=buttons,
        pictures=pictures,
        unsubscribe_url=unsubscribe_url,
        message_id=f"<alert-{alert.alert_id}-{delivery_id}@{host_of(console_url)}>",
    )


def _pictures(words: Words, both_signs: bytes | None) -> tuple[Picture, ...]:
    if both_signs is None:
        return ()
    alt = words.pick("左：贵方品牌，右：对方标识", "Left: your brand. Right: their sign")
    return (Picture(picture_id="both-signs", content=both_signs, media_type="image/png", alt=alt),)


def _subject(words: Words, reminder: int) -> str:
    opening, closing = words.pick("【", "["), words.pick("】", "] ")
    marks = "".join(
        f"{opening}{part}{closing}" for part in (words.demo, _reminds(words, reminder), words.tier) if part
    )
    between = words.pick("——", " — ")
    return one_line(f"{marks}{words.point}{between}{words.deadline}", _LONGEST_SUBJECT)


def _reminds(words: Words, reminder: int) -> str:
    return words.pick("截止提醒", "REMINDER") if reminder else ""


def _others(alert: Alert, words: Words) -> list[str]:
    """A heading with their number, then a line for each further match, bounded; empty when there is none."""
    rest = alert.matches[1:]
    if not rest:
        return []
    kinds = {match.observation.kind for match in alert.matches}
    several = words.pick(
        f"同一主体另有 {len(rest)} 条记录",
        f"{len(rest)} further record{'s' * (len(rest) > 1)} of the same party",
    )
    lines = [(words.further(len(rest)) if len(kinds) == 1 else several) + _extent(alert, words)]
    for match in rest[:MOST_OTHERS]:
        other = words_of(match, words.language, words.today, words.known)
        demo = f"[{other.demo}] " if other.demo and not words.demo else ""
        lines.append(demo + other.listed)
    if len(rest) > MOST_OTHERS:
        left = len(rest) - MOST_OTHERS
        lines.append(words.pick(f"还有 {left} 件，见控制台", f"and {left} more, in the console"))
    return lines


def _extent(alert: Alert, words: Words) -> str:
    """In which offices and classes the filings of an alert are, where there are several."""
    said = ""
    if len(alert.offices) > 1:
        places = [one_line(name(office, words.language), 30) for office in alert.offices[:MOST_OFFICES]]
        left = len(alert.offices) - MOST_OFFICES
        more = words.pick(f"等 {len(alert.offices)} 处", f" and {left} more") if left > 0 else ""
        said += words.pick("，共涉及", ", in ") + words.pick("、", ", ").join(places) + more
    if len(alert.classes) > 1:
        classes = words.pick("、", ", ").join(str(nice) for nice in alert.classes)
        said += words.pick(f"，第 {classes} 类", f", classes {classes}")
    return said


def _card(words: Words, link: str, reminder: int) -> Card:
    """The phone's first view: how long is left, where, which two signs, and who. A card's labels are short: five letters,
    and ten under its figure.
    """
    days = (words.day - words.today).days if words.day else 0
    marks = [one for one in (words.demo, _reminds(words, reminder), words.tier, words.place) if one]
    return Card(
        title=" · ".join(marks),
        description=words.in_short,
        url=link,
        emphasis=(str(days), words.counts_to) if days > 0 else None,
        quote=words.why,
        rows=words.card_rows,
    )


def _text(words: Words, heading: str, others: list[str], link: str, buttons: tuple[Button, ...]) -> str:
    colon = words.pick("：", ": ")
    lines = [f"【{words.demo_notice}】", ""] if words.demo else []
    lines += [f"{heading}{colon}{words.happened}", "", words.deadline_with_weekday, ""]
    lines += [
        f"{words.pick('贵方品牌', 'Your brand')}{colon}{words.brand}",
        f"{words.theirs}{colon}{words.sign}",
    ]
    if words.why:
        lines.append(f"{words.pick('理由', 'Why')}{colon}{words.why}")
    lines += ["", *(f"{label}{colon}{value}" for label, value in words.facts)]
    if others:
        lines += ["", f"{others[0]}{colon.rstrip()}", *(f"- {line}" for line in others[1:])]
    lines += ["", words.pick("查看与处理：", "See and act: ") + link]
    lines += [f"{one.label}{colon}{one.url}" for one in buttons]
    lines += ["", words.rule]
    return "\n".join(lines) + "\n"


def _markdown(words: Words, heading: str, others: list[str], link: str, buttons: tuple[Button, ...]) -> str:
    """WeCom's markdown_v2: bold, quotes and links; it has no colours."""
    colon = words.pick("：", ": ")
    lines = [f"`{words.demo_notice}`"] if words.demo else []
    lines += [
        f"**{heading}** {chat_text(words.happened)}",
        f"**{words.deadline_with_weekday}**",
        f"> {words.pick('贵方品牌', 'Your brand')}{colon}**{chat_text(words.brand)}**",
        f"> {words.theirs}{colon}**{chat_text(words.sign)}**",
    ]
    if words.why:
        lines.append(f"> {chat_text(words.why)}")
    lines += [f"> {label}{colon}{chat_text(value)}" for label, value in words.facts]
    if others:
        lines += [f"{others[0]}{colon.rstrip()}", *(f"- {chat_text(line)}" for line in others[1:])]
    said = (Button(label=words.pick("查看与处理", "See and act"), url=link), *buttons)
    lines.append(" · ".join(f"[{one.label}]({one.url})" for one in said))
    lines.append(chat_text(words.rule))
    return "\n".join(lines)


def _html(
    words: Words,
    heading: str,
    others: list[str],
    link: str,
    buttons: tuple[Button, ...],
    pictures: tuple[Picture, ...],
) -> str:
    colour = TIER_COLOURS[words.match.tier]
    why = f'<p style="margin:12px 0 0;color:#344054">{escape(words.why)}</p>' if words.why else ""
    content = (
        f"{demo_bar(words.demo_notice)}"
        f'<p style="margin:0;color:{colour};font-weight:bold">{escape(heading)}</p>'
        f'<p style="margin:4px 0 16px;font-size:18px;line-height:1.5">{escape(words.happened)}</p>'
        f'<p style="margin:0 0 16px;padding:12px;border-left:4px solid {colour};background:#f9fafb;'
        f'font-size:20px;font-weight:bold">{unbroken(words.deadline_with_weekday)}</p>'
        f"{_signs(words, pictures)}{why}"
        f"{button(words.pick('查看与处理', 'See and act'), link, margin='20px 0')}"
        f"{_answers(words, buttons)}{_facts(words)}{_other_rows(others)}"
        f'<p style="margin:16px 0 0;font-size:13px;color:#475467;word-break:break-word;overflow-wrap:anywhere">'
        f"{escape(words.rule)}</p>"
    )
    return column(words.language, content, line_height=1.7)


def _answers(words: Words, buttons: tuple[Button, ...]) -> str:
    """What a reader can say without signing in, two in a row."""
    if not buttons:
        return ""
    cells = [
        f'<td width="50%" style="padding:4px"><a href="{escape(one.url)}" style="display:block;padding:10px 4px;'
        f'text-align:center;border:1px solid #98a2b3;color:#344054;text-decoration:none;font-size:15px">'
        f"{escape(one.label)}</a></td>"
        for one in buttons
    ]
    rows = "".join(f"<tr>{''.join(cells[n : n + 2])}</tr>" for n in range(0, len(cells), 2))
    return f'<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="margin:0 0 16px">{rows}</table>'


def _signs(words: Words, pictures: tuple[Picture, ...]) -> str:
    cells = (
        (words.pick("贵方品牌", "Your brand"), words.brand),
        (words.theirs, words.sign),
    )
    return (
        '<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="table-layout:fixed"><tr>'
        + "".join(
            '<td valign="top" style="padding:10px;border:1px solid #e4e7ec;word-break:break-word">'
            f'<span style="font-size:13px;color:#475467">{label}</span><br>'
            f'<bdi style="font-size:20px;font-weight:bold">{escape(sign)}</bdi></td>'
            for label, sign in cells
        )
        + "</tr>"
        + "".join(
            f'<tr><td colspan="2" style="padding:0;border:1px solid #e4e7ec"><img src="cid:{one.picture_id}" width="100%" '
            f'alt="{escape(one.alt)}" style="display:block;width:100%;height:auto"></td></tr>'
            for one in pictures
        )
        + "</table>"
    )


def _facts(words: Words) -> str:
    rows = "".join(
        f'<tr><td style="padding:2px 12px 2px 0;color:#475467;white-space:nowrap" valign="top">{label}</td>'
        f'<td style="padding:2px 0;word-break:break-word"><bdi>{escape(value)}</bdi></td></tr>'
        for label, value in words.facts
    )
    style = "font-size:14px"
    return f'<table role="presentation" cellpadding="0" cellspacing="0" style="{style}">{rows}</table>'


def _other_rows(others: list[str]) -> str:
    if not others:
        return ""
    rows = "".join(
        f'<li style="margin:2px 0;word-break:break-word">{escape(line)}</li>' for line in others[1:]
    )
    return (
        f'<p style="margin:16px 0 4px;font-size:14px;color:#475467">{escape(others[0])}</p>'
        f'<ul style="margin:0;padding-left:20px;font-size:14px">{rows}</ul>'
    )
