"""A notice to staff as a message, and the marked message that tests a contact."""

from html import escape

from domain.alert import Notice
from notifier.message import Card, Message, host_of
from notifier.wording import chat_text, one_line


def notice_message(notice: Notice, delivery_id: int, language: str, *, console_url: str) -> Message:
    """The notice in Chinese (`zh`) or English (`en`)."""
    chinese = language.startswith("zh")
    subject = notice.subject_zh if chinese else notice.subject_en
    says = notice.says_zh if chinese else notice.says_en
    link = f"{console_url.rstrip('/')}/deliveries"
    return _plain_message(subject, says, link, f"notice-{notice.notice_id}-{delivery_id}", console_url)


def trial_message(token: str, language: str, *, console_url: str) -> Message:
    """A message that says it is a test; `token` makes its id its own."""
    if language.startswith("zh"):
        subject, says = "【测试】海哨推送测试", "这是一条测试消息，并非预警。收到即表示该联系人可以送达。"
    else:
        subject, says = (
            "[TEST] haishao delivery test",
            "This is a test, not an alert. It shows that this contact can be reached.",
        )
    return _plain_message(subject, says, console_url, f"test-{token}", console_url)


def _plain_message(subject: str, says: str, link: str, name: str, console_url: str) -> Message:
    subject, says = one_line(subject, 120), one_line(says, 600)
    return Message(
        subject=subject,
        text=f"{says}\n\n{link}\n",
        html=f'<!DOCTYPE html><html><head><meta charset="utf-8"></head><body style="font-size:16px;line-height:1.7">'
        f'<p>{escape(says)}</p><p><a href="{escape(link)}">{escape(link)}</a></p></body></html>',
        markdown=f"**{subject.translate(str.maketrans('*[]', '＊［］'))}**\n{chat_text(says)}\n[{link}]({link})",
        card=Card(title=subject, description=says, url=link),
        message_id=f"<{name}@{host_of(console_url)}>",
    )
