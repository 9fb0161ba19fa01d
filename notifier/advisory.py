"""A warning of the centre as a message. 纠纷预警发布."""

from html import escape

from domain.advisory import Advisory
from domain.jurisdictions import name
from notifier.message import Button, Card, Message, host_of
from notifier.wording import chat_text, one_line

_MOST_BODY = 3_000
"""Characters of the body in a message; the link leads to all of it."""


def advisory_message(
    advisory: Advisory, delivery_id: int, language: str, *, link: str, console_url: str
) -> Message:
    """The warning in the contact's language around, its own words as they were written."""
    chinese = language.startswith("zh")
    withdrawn = advisory.withdrawn_why
    mark = ("【纠纷预警】", "[Warning]")
    if withdrawn:
        mark = ("【预警撤回】", "[Warning withdrawn]")
    elif advisory.correction:
        mark = ("【预警更正】", "[Warning corrected]")
    subject = one_line(f"{mark[0 if chinese else 1]}{'' if chinese else ' '}{advisory.title}", 120)
    lead = _lead(advisory, chinese)
    places = ("、" if chinese else ", ").join(name(one, language) for one in advisory.offices)
    about = (f"涉及：{places}" if chinese else f"Concerns: {places}") if places else ""
    body = "" if withdrawn else _cut(advisory.body)
    button = Button(label="阅读全文并确认收到" if chinese else "Read all of it and confirm", url=link)
    parts = [part for part in (lead, about, body) if part]
    paragraphs = "".join(
        f"<p>{escape(line)}</p>" for part in parts for line in part.splitlines() if line.strip()
    )
    return Message(
        subject=subject,
        text="\n\n".join([*parts, f"{button.label}: {link}"]) + "\n",
        html=f'<!DOCTYPE html><html><head><meta charset="utf-8"></head><body style="font-size:16px;line-height:1.7">'
        f'{paragraphs}<p><a href="{escape(link)}">{escape(button.label)}</a></p></body></html>',
        markdown="\n\n".join(
            [
                f"**{chat_text(subject)}**",
                *(chat_text(one_line(part, 1_000)) for part in parts),
                f"[{button.label}]({link})",
            ]
        ),
        card=Card(title=subject, description=one_line(lead or body, 200), url=link),
        buttons=(button,),
        fields=(("advisory", str(advisory.advisory_id)), ("title", advisory.title)),
        message_id=f"<advisory-{advisory.advisory_id}-{delivery_id}@{host_of(console_url)}>",
    )


def _lead(advisory: Advisory, chinese: bool) -> str:
    if advisory.withdrawn_why:
        return (
            f"本中心撤回此前发布的预警《{advisory.title}》，请勿再据此处理。原因：{advisory.withdrawn_why}"
            if chinese
            else f"The centre withdraws its warning “{advisory.title}”: do not act on it. Why: {advisory.withdrawn_why}"
        )
    if advisory.correction:
        before_zh = f"《{advisory.corrects}》" if advisory.corrects else "预警"
        before_en = f"the warning “{advisory.corrects}”" if advisory.corrects else "an earlier warning"
        return (
            f"本预警更正此前发布的{before_zh}，请以本次为准。"
            if chinese
            else f"This corrects {before_en}: go by this one."
        )
    return ""


def _cut(body: str) -> str:
    return body if len(body) <= _MOST_BODY else body[:_MOST_BODY] + "…"
