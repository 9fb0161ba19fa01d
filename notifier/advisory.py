"""A warning of the centre as a message. 纠纷预警发布."""

from domain.advisory import Advisory
from domain.jurisdictions import name
from notifier.announcement import announcement
from notifier.message import Button, Message, host_of
from notifier.wording import one_line

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
    return announcement(
        subject,
        parts,
        button,
        brief=lead or body,
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
