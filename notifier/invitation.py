"""Links to the console as mails, in Chinese and English: an invitation, and a new password. Which of the two languages is
read, nobody knows yet.
"""

from html import escape

from notifier.message import Message, host_of
from notifier.page import button, column


def invitation_message(link: str, *, role: tuple[str, str], enterprise: str, days: int, name: str) -> Message:
    """The mail; `role` in Chinese and English, `enterprise` "" for the staff of the centre, `name` makes its id its own."""
    whose_zh, whose_en = (enterprise, enterprise) if enterprise else ("保护中心", "the staff of the centre")
    zh = f"您受邀以“{role[0]}”身份加入海哨（{whose_zh}）。请在 {days} 天内打开链接，设置登录名和密码；链接只能使用一次。"
    en = (
        f"You are invited to haishao ({whose_en}) as: {role[1]}. Open the link within {days} days to choose a name and "
        "a password; it works once."
    )
    return _mail(
        "海哨邀请 · Invitation to haishao", zh, en, ("接受邀请 · Accept", link), f"invitation-{name}"
    )


def password_message(link: str, *, name: str) -> Message:
    """The mail with the link that sets a new password; `name` makes its id its own."""
    zh = "请在 24 小时内打开链接，为海哨设置新密码；链接只能使用一次。"
    en = "Open the link within a day to set a new password for haishao; it works once."
    return _mail("海哨重设密码 · New password", zh, en, ("重设密码 · New password", link), f"password-{name}")


def _mail(subject: str, zh: str, en: str, to_do: tuple[str, str], name: str) -> Message:
    label, link = to_do
    why = "如非您本人所需，请忽略本邮件。 · If this is not for you, ignore this mail."
    html = (
        f"<p>{escape(zh)}</p><p>{escape(en)}</p>{button(label, link, margin='20px 0')}"
        f'<p style="word-break:break-all">{escape(link)}</p><p style="color:#475467">{escape(why)}</p>'
    )
    return Message(
        subject=subject,
        text=f"{zh}\n\n{en}\n\n{link}\n\n{why}\n",
        html=column("zh", html, line_height=1.7),
        markdown="",
        message_id=f"<{name}@{host_of(link)}>",
    )
