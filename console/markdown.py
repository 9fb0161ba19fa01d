"""A part of Markdown as HTML: headings, lists, quotes, bold and links to the web. What else stands in a text is shown as it is.

Nothing of the text is ever taken for HTML: every word is escaped before a tag is put around it.
"""

import re

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

_HEADING = re.compile(r"(#{1,3})\s+(.+)")
_BULLET = re.compile(r"[-*]\s+(.+)")
_NUMBERED = re.compile(r"\d{1,3}[.、]\s*(.+)")
_QUOTE = re.compile(r">\s?(.*)")
_BOLD = re.compile(r"\*\*(\S(?:.*?\S)?)\*\*")
_LINK = re.compile(r"\[([^\[\]]{1,200})\]\((https?://[^\s()<>\"']{1,500})\)")


def markdown_html(text: str) -> SafeString:
    """The text as HTML; a `#` heading becomes an h3, for a page that has its own first two levels."""
    found: list[str] = []
    for block in re.split(r"\n\s*\n", text.replace("\r\n", "\n")):
        found += _block([line.strip() for line in block.split("\n") if line.strip()])
    return mark_safe("\n".join(found))  # nosec B308 B703 # every word was escaped before its tag


def _block(lines: list[str]) -> list[str]:
    """Runs of lines of one kind, each in its own element."""
    found: list[str] = []
    run: list[str] = []
    kind = ""
    for line in lines:
        this, inner = _kind_of(line)
        if this.startswith("h") or this != kind:
            found += _closed(kind, run)
            run = []
        kind = this
        run.append(_inline(inner))
    return found + _closed(kind, run)


def _kind_of(line: str) -> tuple[str, str]:
    if heading := _HEADING.fullmatch(line):
        return f"h{len(heading[1]) + 2}", heading[2]
    for kind, form in (("ul", _BULLET), ("ol", _NUMBERED), ("blockquote", _QUOTE)):
        if found := form.fullmatch(line):
            return kind, found[1]
    return "p", line


def _closed(kind: str, run: list[str]) -> list[str]:
    if not run:
        return []
    if kind in ("ul", "ol"):
        return [f"<{kind}>{''.join(f'<li>{one}</li>' for one in run)}</{kind}>"]
    return [f"<{kind}>{'<br>'.join(run)}</{kind}>"]


def _inline(text: str) -> str:
    pieces: list[str] = []
    at = 0
    for link in _LINK.finditer(text):
        pieces.append(_bold(text[at : link.start()]))
        pieces.append(f'<a href="{escape(link[2])}" rel="noopener noreferrer nofollow">{_bold(link[1])}</a>')
        at = link.end()
    return "".join(pieces) + _bold(text[at:])


def _bold(text: str) -> str:
    return _BOLD.sub(r"<strong>\1</strong>", str(escape(text)))
