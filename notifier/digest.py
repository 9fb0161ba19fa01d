"""A digest as a recipient reads it: by brand, the nearest last day first. 摘要消息."""

import datetime as dt
from collections.abc import Iterator
from html import escape
from itertools import groupby

from domain.digest import Digest, DigestLine
from domain.jurisdictions import name
from domain.match import Tier
from domain.observation import Provenance
from notifier.message import Message
from notifier.render import host_of
from notifier.wording import one_line

_TIERS = {
    Tier.HIGH: ("高", "high"),
    Tier.MEDIUM: ("中", "medium"),
    Tier.LOW: ("低", "low"),
    Tier.NONE: ("无", "none"),
}
_SPECIAL = str.maketrans("<>[]*`#\\", "＜＞［］＊｀＃＼")


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
    zh = language.startswith("zh")
    link = console_url.rstrip("/")
    subject = one_line(_subject(digest, zh), 120)
    brands = [(brand, [_line(one, zh, today) for one in lines]) for brand, lines in _by_brand(digest)]
    left = digest.total - len(digest.lines)
    more = (f"另有 {left} 件，见控制台" if zh else f"{left} more, in the console") if left > 0 else ""
    see = "打开控制台" if zh else "Open the console"
    return Message(
        subject=subject,
        text="\n".join([subject, "", *_plain(brands), *([more] if more else []), "", f"{see}: {link}"])
        + "\n",
        html=_html(subject, brands, more, see, link, zh),
        markdown="\n".join(
            [f"**{subject}**", *_marked(brands), *([more] if more else []), f"[{see}]({link})"]
        ),
        message_id=f"<digest-{digest.digest_id}-{delivery_id}@{host_of(console_url)}>",
        unsubscribe_url=unsubscribe_url,
    )


def _subject(digest: Digest, zh: bool) -> str:
    high = sum(line.tier is Tier.HIGH for line in digest.lines)
    days = [line.last_day for line in digest.lines if line.last_day]
    demo = any(line.provenance is not Provenance.LIVE for line in digest.lines)
    first = min(days).isoformat() if days else ""
    if zh:
        nearest = f"，最近截止 {first}" if first else ""
        return f"{'【演示数据】' if demo else ''}预警摘要：{digest.total} 件，其中高风险 {high} 件{nearest}"
    nearest = f", nearest last day {first}" if first else ""
    return f"{'[DEMO DATA] ' if demo else ''}Digest: {digest.total} alerts, {high} of high risk{nearest}"


def _by_brand(digest: Digest) -> Iterator[tuple[str, list[DigestLine]]]:
    """Brands in the order of their most urgent alert."""
    order = {line.brand: place for place, line in reversed(list(enumerate(digest.lines)))}
    for brand, lines in groupby(
        sorted(digest.lines, key=lambda line: order[line.brand]), lambda line: line.brand
    ):
        yield one_line(brand), list(lines)


def _line(line: DigestLine, zh: bool, today: dt.date) -> str:
    sign = one_line(line.sign, 40) or ("图形商标" if zh else "figurative mark")
    holder = one_line(line.holder, 60) or ("申请人未公布" if zh else "holder not given")
    place = name(line.office, "zh" if zh else "en") if line.office else ""
    tier = _TIERS[line.tier][0 if zh else 1]
    many = (f"，共 {line.matches} 件" if zh else f", {line.matches} filings") if line.matches > 1 else ""
    if line.last_day is None:
        until = "截止日未知" if zh else "last day not known"
    else:
        left = (line.last_day - today).days
        until = (
            f"截止 {line.last_day}（剩 {left} 天）" if zh else f"oppose by {line.last_day} ({left} days left)"
        )
    return f"[{tier}] {place} “{sign}” {holder}{many} · {until}"


def _plain(brands: list[tuple[str, list[str]]]) -> Iterator[str]:
    for brand, lines in brands:
        yield from (brand, *(f"  - {line}" for line in lines))


def _marked(brands: list[tuple[str, list[str]]]) -> Iterator[str]:
    for brand, lines in brands:
        yield from (f"**{brand.translate(_SPECIAL)}**", *(f"- {line.translate(_SPECIAL)}" for line in lines))


def _html(subject: str, brands: list[tuple[str, list[str]]], more: str, see: str, link: str, zh: bool) -> str:
    blocks = "".join(
        f'<h2 style="font-size:17px;margin:18px 0 6px"><bdi>{escape(brand)}</bdi></h2><ul style="margin:0;padding-left:20px">'
        + "".join(f'<li style="margin:4px 0;word-break:break-word">{escape(line)}</li>' for line in lines)
        + "</ul>"
        for brand, lines in brands
    )
    return (
        f'<!DOCTYPE html><html lang="{"zh-Hans" if zh else "en"}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1"></head>'
        '<body style="margin:0;padding:16px;color:#101828;'
        "font:16px/1.7 -apple-system,'PingFang SC','Microsoft YaHei',sans-serif\">"
        f'<p style="font-size:18px;font-weight:bold;margin:0">{escape(subject)}</p>{blocks}<p>{escape(more)}</p>'
        f'<p><a href="{escape(link)}" style="display:inline-block;padding:12px 24px;background:#175cd3;color:#fff;'
        f'text-decoration:none">{see}</a></p></body></html>'
    )
