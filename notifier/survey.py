"""A questionnaire of the centre as a message. 问卷。"""

from domain.survey import SurveyTold
from notifier.announcement import announcement
from notifier.message import Button, Message, host_of
from notifier.wording import one_line

_MOST_PURPOSE = 600
"""Characters of the purpose in a message; the link leads to all of it."""


def survey_message(
    told: SurveyTold, delivery_id: int, language: str, *, link: str, console_url: str
) -> Message:
    """The questionnaire's title and purpose as they were written, until when, and the link, in the contact's language around."""
    chinese = language.startswith("zh")
    mark = (
        ("【问卷提醒】", "[Questionnaire, reminder] ") if told.reminder else ("【问卷】", "[Questionnaire] ")
    )
    subject = one_line(f"{mark[0 if chinese else 1]}{told.title}", 120)
    parts = [
        part for part in (_lead(told, chinese), told.purpose[:_MOST_PURPOSE], _until(told, chinese)) if part
    ]
    button = Button(label="填写问卷（无需登录）" if chinese else "Answer it (no sign-in)", url=link)
    return announcement(
        subject,
        parts,
        button,
        brief=" ".join(parts),
        fields=(("survey", str(told.survey_id)), ("title", told.title)),
        message_id=f"<survey-{told.survey_id}-{delivery_id}@{host_of(console_url)}>",
    )


def _lead(told: SurveyTold, chinese: bool) -> str:
    if told.reminder:
        return (
            f"贵单位尚未答复问卷《{told.title}》，即将截止。"
            if chinese
            else f"The questionnaire “{told.title}” closes soon, and your enterprise has not answered yet."
        )
    return (
        f"请贵单位填写问卷《{told.title}》。截止前可以修改，以最后一次为准。"
        if chinese
        else f"Please answer the questionnaire “{told.title}”. It can be changed until it closes; the last answer counts."
    )


def _until(told: SurveyTold, chinese: bool) -> str:
    if told.closes_on is None:
        return ""
    return (
        f"截止日：{told.closes_on}（含当日）" if chinese else f"Last day: {told.closes_on}, that day included"
    )
