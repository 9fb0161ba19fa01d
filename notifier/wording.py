"""Days in words of Chinese and English, and text made safe for one line."""

import datetime as dt
import unicodedata

_WEEKDAYS = (
    ("周一", "Mon"),
    ("周二", "Tue"),
    ("周三", "Wed"),
    ("周四", "Thu"),
    ("周五", "Fri"),
    ("周六", "Sat"),
    ("周日", "Sun"),
)
LONGEST_SIGN = 80
_LONGEST_READ = 10_000
_IN_PLACE_OF = {"Cc": " ", "Cs": " ", "Zl": " ", "Zp": " ", "Cf": ""}


def one_line(text: str, most: int = LONGEST_SIGN) -> str:
    """The text on one line, without control, direction or invisible characters, cut to `most` characters."""
    kept = "".join(_IN_PLACE_OF.get(unicodedata.category(c), c) for c in text[:_LONGEST_READ])
    line = " ".join(kept.split())
    return line if len(line) <= most else line[: most - 1] + "…"


_FULL_WIDTH = str.maketrans("<>[]*`#\\", "＜＞［］＊｀＃＼")


def chat_text(text: str) -> str:
    """Text that a chat shows as it is: what would open a tag, a link or emphasis becomes its full-width twin."""
    return text.translate(_FULL_WIDTH)


def weekday(day: dt.date, language: str) -> str:
    """`周四`, `Thu`."""
    chinese, english = _WEEKDAYS[day.weekday()]
    return chinese if language.startswith("zh") else english


def days_left(days: int, language: str) -> str:
    """`剩 27 天`, `今天截止`, `已过期 3 天`."""
    chinese = language.startswith("zh")
    if days == 0:
        return "今天截止" if chinese else "today"
    if chinese:
        return f"剩 {days} 天" if days > 0 else f"已过期 {-days} 天"
    many = "s" if abs(days) > 1 else ""
    return f"{days} day{many} left" if days > 0 else f"passed {-days} day{many} ago"
