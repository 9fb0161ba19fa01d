"""A digest as a recipient reads it: what waits and until when, then by brand, the most urgent first. 摘要消息."""

import datetime as dt
from html import escape

from domain.digest import Digest, DigestLine
from notifier.digest_words import DigestWords
from notifier.message import Card, Message, host_of
from notifier.page import TIER_COLOURS, button, column, demo_bar, unbroken
from notifier.wording import chat_text


def digest_message(
    digest: Digest,
    delivery_id: int,
    language: str,
    *,
    today: dt.date,
    console_url: str,
    unsubscribe_url: str = "",
) -> Message:
    """The message of a digest, in Chinese (`zh`) or English (`en`)."""
    words = DigestWords(digest=digest, language="zh" if language.startswith("zh") else "en", today=today)
    console = console_url.rstrip("/")
    return Message(
        subject=words.subject,
        text=_text(words, console),
        html=_html(words, console),
        markdown=_markdown(words, console),
        card=_card(words, console),
        message_id=f"<digest-{digest.digest_id}-{delivery_id}@{host_of(console_url)}>",
        unsubscribe_url=unsubscribe_url,
    )


def _see(words: DigestWords) -> str:
    return words.pick("打开控制台", "Open the console")


def _head(words: DigestWords) -> list[str]:
    return [line for line in (words.counted, words.nearest, words.decided) if line]


def _text(words: DigestWords, console: str) -> str:
    lines = [f"【{words.demo}】"] if words.demo else []
    lines += _head(words)
    for brand, alerts in words.brands():
        lines += ["", f"■ {brand}"]
        for one in alerts:
            mark = f"[{words.mark(one)}]" if words.mark(one) else ""
            lines += [f"- {mark}[{words.tier(one)}] {words.what(one)} {words.until(one)}"]
            lines += [f"  {words.who(one)} {console}/alerts/{one.alert_id}"]
    if words.unnamed:
        lines += ["", words.unnamed]
    return "\n".join([*lines, "", f"{_see(words)}{words.pick('：', ': ')}{console}"]) + "\n"


def _markdown(words: DigestWords, console: str) -> str:
    lines = [f"`{words.demo}`"] if words.demo else []
    lines += [f"**{words.counted}**", *_head(words)[1:]]
    for brand, alerts in words.brands():
        lines.append(f"**{chat_text(brand)}**")
        for one in alerts:
            mark = f"`{words.mark(one)}` " if words.mark(one) else ""
            what = chat_text(f"{words.tier(one)} · {words.what(one)}")
            who = chat_text(words.who(one))
            lines.append(f"- {mark}[{what}]({console}/alerts/{one.alert_id}) **{words.until(one)}** {who}")
    lines += [words.unnamed] if words.unnamed else []
    return "\n".join([*lines, f"[{_see(words)}]({console})"])


def _card(words: DigestWords, console: str) -> Card:
    brands = [(brand, str(len(alerts))) for brand, alerts in words.brands()]
    return Card(
        title=words.pick("预警摘要", "Digest of alerts") + (f" · {words.demo}" if words.demo else ""),
        description=words.counted,
        url=console,
        emphasis=(str(words.digest.total), words.pick("条待处理", "waiting")),
        quote=words.nearest,
        rows=tuple(brands[:5]),
    )


def _html(words: DigestWords, console: str) -> str:
    nearest = (
        f'<p style="margin:8px 0 0;padding:10px 12px;border-left:4px solid #b42318;background:#f9fafb;font-size:18px;'
        f'font-weight:bold">{unbroken(words.nearest)}</p>'
        if words.nearest
        else ""
    )
    blocks = "".join(_brand(words, brand, alerts, console) for brand, alerts in words.brands())
    rest = "".join(
        f'<p style="margin:12px 0 0;font-size:14px;color:#475467">{escape(line)}</p>'
        for line in (words.unnamed, words.decided)
        if line
    )
    content = (
        f"{demo_bar(words.demo)}"
        f'<p style="margin:0;font-size:20px;font-weight:bold;line-height:1.4">{escape(words.counted)}</p>'
        f"{nearest}{blocks}{rest}{button(_see(words), console, margin='20px 0 0')}"
    )
    return column(words.language, content, line_height=1.6)


def _brand(words: DigestWords, brand: str, alerts: list[DigestLine], console: str) -> str:
    rows = "".join(_row(words, one, console) for one in alerts)
    return (
        f'<p style="margin:20px 0 0;font-size:17px;font-weight:bold"><bdi>{escape(brand)}</bdi> '
        f'<span style="font-size:14px;font-weight:normal;color:#475467">{len(alerts)}</span></p>'
        '<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="border-top:1px solid #e4e7ec">'
        f"{rows}</table>"
    )


def _row(words: DigestWords, line: DigestLine, console: str) -> str:
    colour = TIER_COLOURS[line.tier]
    mark = (
        f'<span style="padding:0 4px;background:#fef0c7;color:#7a2e0e;font-size:13px">{words.mark(line)}</span> '
        if words.mark(line)
        else ""
    )
    cell = "padding:8px 8px 8px 0;border-bottom:1px solid #e4e7ec;word-break:break-word"
    return (
        f'<tr><td valign="top" width="{words.pick("28", "72")}" style="{cell};color:{colour};font-weight:bold">'
        f'{words.tier(line)}</td><td valign="top" style="{cell}">{mark}'
        f'<a href="{escape(f"{console}/alerts/{line.alert_id}")}" style="color:#175cd3;text-decoration:none">'
        f"<bdi>{escape(words.what(line))}</bdi></a><br>"
        f'<span style="font-weight:bold;color:{colour}">{escape(words.until(line))}</span><br>'
        f'<span style="font-size:14px;color:#475467"><bdi>{escape(words.who(line))}</bdi></span></td></tr>'
    )
