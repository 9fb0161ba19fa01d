"""A page that needs nothing else, for files that are handed over: Chinese first, English beside it. 随文件交付的网页."""

from collections.abc import Iterable
from html import escape
from importlib import resources

from reports.wording import shown


def page(title_zh: str, title_en: str, body: Iterable[str]) -> str:
    """The page with its style; nothing is fetched."""
    style = resources.files("reports").joinpath("export.css").read_text(encoding="utf-8")
    head = (
        '<!DOCTYPE html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{text(title_zh)} · {text(title_en)}</title>\n<style>\n{style}</style>\n</head>\n<body>\n"
        f"<h1>{both(title_zh, title_en)}</h1>\n"
    )
    return head + "".join(body) + "</body>\n</html>\n"


def both(zh: str, en: str) -> str:
    """Both languages, side by side."""
    return f'{text(zh)} <span lang="en">{text(en)}</span>'


def text(said: str) -> str:
    """Text that is shown as it is written, whatever stands in it."""
    return escape(shown(said))


def facts(lines: Iterable[tuple[str, str, str]]) -> str:
    """A list of facts: Chinese, English, what is so."""
    items = "".join(f"<dt>{both(zh, en)}</dt><dd>{text(said)}</dd>" for zh, en, said in lines)
    return f'<dl class="facts">{items}</dl>\n'
