"""Matches as one page that needs nothing else: no script, no font, no address is fetched. 网页报告.

Chinese first, English beside it. Tiers differ in fill and in word, so that a print in grey reads the same.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from html import escape
from importlib import resources
from typing import TextIO
from urllib.parse import urlsplit

from domain.deadline import Confidence, LastDay
from domain.match import Evidence, Match, Tier
from domain.observation import Provenance
from reports.wording import CONFIDENCE, NO_MATCH_EN, NO_MATCH_ZH, PROVENANCE, TIER_ZH, days_left, shown

HTML_BOUND = 5000
"""Most matches a page shows."""

_SOON_DAYS = 14
_LONGEST_TEXT = 500

_COLUMNS = (
    ("tier", "等级", "Tier"),
    ("ours", "我方商标", "Our mark"),
    ("theirs", "对方标识", "Their sign, holder"),
    ("where", "来源", "Where"),
    ("last", "异议截止", "Last day to oppose"),
    ("evidence", "判断依据", "Evidence"),
)


def write_page(matches: Sequence[Match], total: int, out: TextIO, *, today: dt.date) -> None:
    """The page for matches already sorted; `total` is how many there were before any were left out."""
    rules = _Rules(matches)
    out.write(_head())
    out.write(_summary(matches, total, today))
    if matches:
        headings = "".join(f'<th scope="col" class="c-{c}">{_both(zh, en)}</th>' for c, zh, en in _COLUMNS)
        out.write(f"<table>\n<thead><tr>{headings}</tr></thead>\n<tbody>\n")
        for match in matches:
            out.write(_row(match, rules, today))
        out.write("</tbody>\n</table>\n")
    else:
        out.write(_note(NO_MATCH_ZH, NO_MATCH_EN))
    out.writelines(rules.section())
    out.write(_foot())


class _Rules:
    """The rules behind the last days, each once, numbered in the order they are first met."""

    def __init__(self, matches: Sequence[Match]) -> None:
        self._numbered: dict[tuple[str, ...], tuple[int, LastDay]] = {}
        for last_day in (m.last_day for m in matches if m.last_day):
            self._numbered.setdefault(self._key(last_day), (len(self._numbered) + 1, last_day))

    @staticmethod
    def _key(last_day: LastDay) -> tuple[str, ...]:
        return last_day.rule_zh, last_day.rule_source, last_day.caveat_zh, last_day.confidence.value

    def number(self, last_day: LastDay) -> int:
        return self._numbered[self._key(last_day)][0]

    def section(self) -> Iterator[str]:
        if not self._numbered:
            return
        yield f"<h2>{_both('截止日所依据的规则', 'Rules behind the last days')}</h2>\n"
        yield _note(
            "截止日均为名义日：未计节假日顺延，未计延期。本表不是法律意见，办理前请与当地代理人确认。",
            "Last days are nominal: not moved off closed days, without extensions. Not legal advice; confirm"
            " with local counsel.",
        )
        yield '<ol class="rules">\n'
        for number, rule in self._numbered.values():
            yield _rule(number, rule)
        yield "</ol>\n"


def _head() -> str:
    css = resources.files("reports").joinpath("screening.css").read_text("utf-8")
    return f"""<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="referrer" content="no-referrer">
<title>海哨 商标筛查结果 · haishao screening</title>
<style>
{css}</style>
</head>
<body>
"""


def _summary(matches: Sequence[Match], total: int, today: dt.date) -> str:
    parts = [
        f"<header>\n<h1>{_both('海哨 商标筛查结果', 'haishao trademark screening')}</h1>\n",
        f'<p class="lead">{today.isoformat()}</p>\n',
        f'<dl class="figures">{"".join(_figures(matches, total, today))}</dl>\n',
    ]
    if any(m.observation.provenance is Provenance.MADE_UP for m in matches):
        parts.append(
            _note(
                "本页含演示数据，并非真实商标申请。",
                "This page holds made-up records, which are no real filings.",
            )
        )
    if total > len(matches):
        parts.append(
            _note(
                f"共 {total} 条命中，本页只列最严重的 {len(matches)} 条；全部请用 jsonl 或 csv 格式。",
                f"The {len(matches)} most serious of {total} matches; use jsonl or csv for all.",
            )
        )
    return "".join((*parts, "</header>\n"))


def _figures(matches: Sequence[Match], total: int, today: dt.date) -> Iterator[str]:
    yield f"<div><dt>{_both('条命中', 'matches')}</dt><dd>{total}</dd></div>"
    for tier in Tier:
        count = sum(m.tier is tier for m in matches)
        if count:
            yield f"<div><dt>{_tier(tier)}</dt><dd>{count}</dd></div>"
    open_days = [m.last_day for m in matches if m.last_day and m.last_day.days_left(today) >= 0]
    if open_days:
        nearest = min(open_days, key=lambda last_day: last_day.day)
        zh, en = days_left(nearest, today)
        label = _both(f"最近截止日，{zh}", f"nearest last day, {en}")
        yield f"<div><dt>{label}</dt><dd>{nearest.day.isoformat()}</dd></div>"


def _row(match: Match, rules: _Rules, today: dt.date) -> str:
    contents = {
        "tier": f'{_tier(match.tier)}<span class="score">{match.score:.2f}</span>',
        "ours": _ours(match),
        "theirs": _theirs(match),
        "where": _where(match),
        "last": _last_day(match.last_day, rules, today),
        "evidence": _evidence_list(match.evidence),
    }
    labels = {c: f' data-label="{zh}"' for c, zh, _ in _COLUMNS if c != "tier"}
    cells = "".join(
        f'<td class="c-{c}{"" if contents[c] else " empty"}"{labels.get(c, "")}><div>{contents[c]}</div></td>'
        for c, _, _ in _COLUMNS
    )
    return f"<tr>{cells}</tr>\n"


def _ours(match: Match) -> str:
    other = f'<span class="small">{_text(match.mark)}</span>' if match.mark != match.brand else ""
    return f"<strong>{_text(match.brand)}</strong>{other}"


def _theirs(match: Match) -> str:
    seen = match.observation
    sign = _text(seen.sign) if seen.sign.strip() else _both("（无文字）", "no words")
    zh, en = PROVENANCE[seen.provenance]
    badge = f' <span class="badge">{_both(zh, en)}</span>' if zh else ""
    holder = f'<span class="small">{_text(seen.holder)}</span>' if seen.holder else ""
    return f'<span class="sign">{sign}</span>{badge}{holder}'


def _where(match: Match) -> str:
    seen = match.observation
    number = _link(seen.url, f"{seen.office} {seen.ref}".strip())
    classes = "、".join(map(str, seen.classes))
    parts = [number, f'<span class="small">{_text(seen.source)}</span>']
    if classes:
        parts.append(f'<span class="small">第 {classes} 类&nbsp;<span lang="en">class</span></span>')
    if seen.published_on:
        published = seen.published_on.isoformat()
        parts.append(f'<span class="small">{published} 公告 <span lang="en">published</span></span>')
    return "".join(parts)


def _last_day(last_day: LastDay | None, rules: _Rules, today: dt.date) -> str:
    if last_day is None:
        return _both("不明", "unknown")
    days = last_day.days_left(today)
    look = "passed" if days < 0 else "soon" if days <= _SOON_DAYS else ""
    zh, en = days_left(last_day, today)
    number = rules.number(last_day)
    sure_zh, sure_en = CONFIDENCE[last_day.confidence]
    warning = "⚠ " if last_day.confidence is Confidence.CONFLICTING else ""
    return (
        f'<span class="day {look}">{last_day.day.isoformat()}</span>'
        f'<span class="small">{_both(zh, f"· {en}")}</span>'
        f'<span class="small">{warning}{_both(sure_zh, sure_en)}</span>'
        f'<a class="small" href="#rule-{number}">{_both(f"规则 {number}", "rule")}</a>'
    )


def _evidence_list(evidence: Sequence[Evidence]) -> str:
    if not evidence:
        return ""
    items = "".join(f"<li>{_both(one.says, one.says_en)}</li>" for one in evidence)
    return f'<ul class="evidence">{items}</ul>'


def _rule(number: int, rule: LastDay) -> str:
    sure_zh, sure_en = CONFIDENCE[rule.confidence]
    caveat = ""
    if rule.caveat_zh:
        caveat = f'<p class="caveat">{_both(rule.caveat_zh, rule.caveat_en)}</p>'
    checked = rule.checked_on.isoformat()
    return (
        f'<li id="rule-{number}"><p>{_text(rule.rule_zh)}</p><p lang="en">{_text(rule.rule_en)}</p>{caveat}'
        f'<p class="small">{_both(sure_zh, sure_en)} · {checked} 核对 <span lang="en">checked</span> · '
        f"{_link(rule.rule_source, rule.rule_source)}</p></li>\n"
    )


def _foot() -> str:
    words = _both(
        "没有列出的申请不等于没有风险；结果供人工判断，不能代替检索和法律意见。",
        "A filing not listed here is not thereby safe. Results are for a person to judge, and replace neither"
        " a search nor legal advice.",
    )
    return f"<footer><p>{words}</p></footer>\n</body>\n</html>\n"


def _tier(tier: Tier) -> str:
    return f'<span class="tier {tier.value}">{_both(TIER_ZH[tier], tier.value.capitalize())}</span>'


def _note(zh: str, en: str) -> str:
    return f'<div class="note"><p>{_both(zh, en)}</p></div>\n'


def _both(zh: str, en: str) -> str:
    return f'{_text(zh)} <span lang="en">{_text(en)}</span>'


def _text(text: str) -> str:
    clean = shown(text)
    return escape(clean if len(clean) <= _LONGEST_TEXT else f"{clean[:_LONGEST_TEXT]}…")


def _link(url: str, words: str) -> str:
    try:
        web = urlsplit(url).scheme in ("http", "https")
    except ValueError:
        web = False
    if not web:
        return _text(words)
    return f'<a href="{escape(shown(url))}" rel="noopener noreferrer">{_text(words)}</a>'
