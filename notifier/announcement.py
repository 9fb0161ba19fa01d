"""What the centre says to its enterprises as a message: paragraphs, and a link to the whole. 通知。"""

from collections.abc import Sequence
from html import escape

from notifier.message import Button, Card, Message
from notifier.wording import chat_text, one_line


def announcement(
    subject: str,
    parts: Sequence[str],
    button: Button,
    *,
    brief: str,
    fields: tuple[tuple[str, str], ...],
    message_id: str,
) -> Message:
    """The parts one below the other and the link, as each channel shows them; `brief` is what a card has room for."""
    paragraphs = "".join(
        f"<p>{escape(line)}</p>" for part in parts for line in part.splitlines() if line.strip()
    )
    return Message(
        subject=subject,
        text="\n\n".join([*parts, f"{button.label}: {button.url}"]) + "\n",
        html=f'<!DOCTYPE html><html><head><meta charset="utf-8"></head><body style="font-size:16px;line-height:1.7">'
        f'{paragraphs}<p><a href="{escape(button.url)}">{escape(button.label)}</a></p></body></html>',
        markdown="\n\n".join(
            [
                f"**{chat_text(subject)}**",
                *(chat_text(one_line(part, 1_000)) for part in parts),
                f"[{button.label}]({button.url})",
            ]
        ),
        card=Card(title=subject, description=one_line(brief, 200), url=button.url),
        buttons=(button,),
        fields=fields,
        message_id=message_id,
    )
