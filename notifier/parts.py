"""Long content in parts, and short text in few bytes: chats count bytes of UTF-8, not characters."""

MOST_PARTS = 5
"""Parts a long message is sent in; what is beyond them is in the console, and the last part says so."""

_MORE = "\n（余下内容见控制台 · the rest is in the console）"


def clean(text: str) -> str:
    """The text as UTF-8 can carry it: half a character becomes a question mark."""
    return text.encode("utf-8", "replace").decode()


def cut(text: str, most_bytes: int) -> str:
    """The text in at most so many bytes, cut between characters and marked where it was cut."""
    text = clean(text)
    if len(text.encode()) <= most_bytes:
        return text
    return text.encode()[: most_bytes - len("…".encode())].decode("utf-8", "ignore") + "…"


def split(content: str, most_bytes: int) -> list[str]:
    """The content in parts of at most `most_bytes` of UTF-8, cut at line ends where it can be and between
    characters always, each headed `1/3` when there are several.
    """
    rest = clean(content)
    if len(rest.encode()) <= most_bytes:
        return [rest]
    room = most_bytes - len(f"{MOST_PARTS}/{MOST_PARTS}\n")
    parts: list[str] = []
    while rest and len(parts) < MOST_PARTS:
        head = rest.encode()[:room].decode("utf-8", "ignore")
        if len(head) < len(rest) and (line_end := head.rfind("\n")) > len(head) // 2:
            head = head[: line_end + 1]
        parts.append(head)
        rest = rest[len(head) :]
    if rest:
        parts[-1] = parts[-1].encode()[: room - len(_MORE.encode())].decode("utf-8", "ignore") + _MORE
    return [f"{number}/{len(parts)}\n{part}" for number, part in enumerate(parts, 1)]
