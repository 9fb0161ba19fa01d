"""A message about a case: a day that is near, a call to a major case, or words of the staff. 案件消息."""

import datetime as dt
from dataclasses import dataclass
from html import escape

from domain.case import CaseDeadline
from domain.casework import CaseTold
from notifier.message import Button, Card, Message, host_of
from notifier.page import button, column
from notifier.wording import chat_text, days_left, one_line, weekday

_IN_HAND = ("我已接手", "I have it in hand")
_LOOK = ("查看案件", "Open the case")
_MOST_SAID = 1_200


def case_message(
    told: CaseTold, delivery_id: int, language: str, *, today: dt.date, console_url: str, answer_url: str = ""
) -> Message:
    """What a contact is told about a case, in Chinese (`zh…`) or English."""
    chinese = language.startswith("zh")
    link = f"{console_url.rstrip('/')}/cases/{told.case_id}"
    words = _words(told, chinese, today)
    rows = _rows(told, chinese)
    acts = [Button(label=_either(_IN_HAND, chinese), url=answer_url)] if answer_url else []
    acts.append(Button(label=_either(_LOOK, chinese), url=link))
    listed = "\n".join(f"{label}: {value}" for label, value in rows)
    shown = chat_text(words.says)
    host = host_of(console_url)
    return Message(
        subject=words.subject,
        text="\n\n".join([words.says, listed, *(f"{one.label}\n{one.url}" for one in acts)]) + "\n",
        html=_html(words, rows, acts, chinese),
        markdown=f"**{words.subject.translate(_FLAT)}**\n{shown}\n"
        + "\n".join(f"> {chat_text(label)}：{chat_text(value)}" for label, value in rows)
        + "\n"
        + " ".join(f"[{one.label}]({one.url})" for one in acts),
        card=Card(
            title=words.subject,
            description=words.says,
            url=acts[0].url,
            emphasis=words.emphasis,
            rows=rows[:4],
        ),
        buttons=tuple(acts),
        fields=_fields(told, link),
        kind="case",
        message_id=f"<case-{told.told_id}-{delivery_id}@{host}>",
    )


_FLAT = str.maketrans("*[]", "＊［］")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Words:
    subject: str
    says: str
    emphasis: tuple[str, str] | None = None


def _either(both: tuple[str, str], chinese: bool) -> str:
    return both[0 if chinese else 1]


def _words(told: CaseTold, chinese: bool, today: dt.date) -> _Words:
    if told.deadline is not None:
        return _of_day(told, told.deadline, chinese, today)
    if told.call_id is not None:
        subject = (f"【重大案件】{told.number} {told.title}", f"[MAJOR CASE] {told.number} {told.title}")
        says = (
            "请在一小时内确认接手；无人确认的，系统将通知值守名单的下一位。",
            "Please say within the hour that you have it in hand; otherwise the next on the call list is told.",
        )
    else:
        subject, says = (told.subject_zh, told.subject_en), (told.says_zh, told.says_en)
    return _Words(
        subject=one_line(_either(subject, chinese), 120), says=_either(says, chinese)[:_MOST_SAID].strip()
    )


def _of_day(told: CaseTold, day: CaseDeadline, chinese: bool, today: dt.date) -> _Words:
    left = (day.day - today).days
    language = "zh" if chinese else "en"
    until = f"{day.day} {weekday(day.day, language)}，{days_left(left, language)}" if chinese else (
        f"{day.day} {weekday(day.day, language)}, {days_left(left, language)}"
    )  # fmt: skip
    subject = (
        f"【期限提醒】{told.number} {day.says}：{day.day}",
        f"[DEADLINE] {told.number} {day.says_en or day.says}: {day.day}",
    )
    says = (
        f"案件“{told.title}”的期限“{day.says}”将至：{until}。如已办理，请在案件页标为已完成。",
        f"A day of the case “{told.title}” is near: {day.says_en or day.says}, {until}."
        " If it is done, mark it as met on the case's page.",
    )
    return _Words(
        subject=one_line(_either(subject, chinese), 120),
        says=one_line(_either(says, chinese), 600),
        emphasis=(str(max(left, 0)), "天后截止" if chinese else "days left"),
    )


def _rows(told: CaseTold, chinese: bool) -> tuple[tuple[str, str], ...]:
    colon = (
        ("案件", "企业", "规则", "出处", "核对日期")
        if chinese
        else ("Case", "Enterprise", "Rule", "Source", "Checked on")
    )
    day = told.deadline
    facts = [
        (colon[0], one_line(f"{told.number} {told.title}", 120)),
        (colon[1], one_line(told.enterprise, 80)),
    ]
    if day is not None:
        facts += [
            (colon[2], one_line(day.rule, 300)),
            (colon[3], one_line(day.source, 200)),
            (colon[4], str(day.checked_on or "")),
        ]
    return tuple((label, value) for label, value in facts if value)


def _fields(told: CaseTold, link: str) -> tuple[tuple[str, str], ...]:
    day = told.deadline
    fields = {
        "case": told.number,
        "enterprise": told.enterprise,
        "title": told.title,
        "major": "true" if told.major else "false",
        "url": link,
        "deadline": day.day.isoformat() if day else "",
        "deadline_says": day.says if day else "",
    }
    return tuple((name, value) for name, value in fields.items() if value)


def _html(words: _Words, rows: tuple[tuple[str, str], ...], acts: list[Button], chinese: bool) -> str:
    cell = '<td style="padding:2px 12px 2px 0;vertical-align:top'
    listed = "".join(
        f'<tr>{cell};color:#475467;white-space:nowrap">{escape(label)}</td>{cell}">{escape(value)}</td></tr>'
        for label, value in rows
    )
    said = "<br>".join(escape(line) for line in words.says.splitlines())
    content = (
        f'<p style="margin:0 0 12px;font-size:18px;font-weight:bold">{escape(words.subject)}</p>'
        f'<p style="margin:0 0 12px">{said}</p><table role="presentation" style="font-size:14px">{listed}</table>'
        + "".join(button(escape(one.label), one.url, margin="16px 0 0") for one in acts)
    )
    return column("zh" if chinese else "en", content, line_height=1.7 if chinese else 1.5)
