"""A message as WeCom's template card `text_notice`, which the group bot and the app take alike.

Lengths are those developer.work.weixin.qq.com/document/path/99110 recommends, counted in characters; what is longer is
cut here, where it can be cut well. `card_action` is required.
"""

from typing import Any

from notifier.message import Button, Card
from notifier.parts import clean

_TITLE, _DESCRIPTION, _EMPHASIS, _QUOTE, _KEY, _VALUE, _JUMP = 26, 30, 10, 80, 5, 26, 13
_MOST_ROWS, _MOST_JUMPS = 6, 3


def text_notice(card: Card, buttons: tuple[Button, ...]) -> dict[str, Any]:
    """The card's JSON."""
    content: dict[str, Any] = {
        "card_type": "text_notice",
        "source": {"desc": "海哨 haishao"},
        "main_title": {"title": _short(card.title, _TITLE), "desc": _short(card.description, _DESCRIPTION)},
        "card_action": {"type": 1, "url": card.url},
    }
    if card.emphasis:
        large, says = card.emphasis
        content["emphasis_content"] = {"title": _short(large, _EMPHASIS), "desc": _short(says, _EMPHASIS)}
    if card.quote:
        content["quote_area"] = {"type": 0, "quote_text": _short(card.quote, _QUOTE)}
    if card.rows:
        content["horizontal_content_list"] = [
            {"keyname": _short(label, _KEY), "value": _short(value, _VALUE)}
            for label, value in card.rows[:_MOST_ROWS]
        ]
    if buttons:
        content["jump_list"] = [
            {"type": 1, "title": _short(button.label, _JUMP), "url": button.url}
            for button in buttons[:_MOST_JUMPS]
        ]
    return content


def _short(text: str, most: int) -> str:
    line = " ".join(clean(text).split())
    return line if len(line) <= most else line[: most - 1] + "…"
