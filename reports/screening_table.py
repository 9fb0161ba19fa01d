"""Matches for somebody at a terminal. 终端表格."""

import datetime as dt
import shutil
from collections.abc import Sequence
from typing import TextIO

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from domain.deadline import Confidence, LastDay
from domain.match import Match, Tier
from reports.wording import CONFIDENCE, NO_MATCH_EN, NO_MATCH_ZH, PROVENANCE, TIER_ZH, days_left, shown

TABLE_BOUND = 500
"""Most matches a table shows."""

_WIDE = 110
_LONGEST_CELL = 300
_TIER_STYLE = {Tier.HIGH: "bold red", Tier.MEDIUM: "yellow", Tier.LOW: "cyan", Tier.NONE: "dim"}


def write_table(
    matches: Sequence[Match], total: int, out: TextIO, *, today: dt.date, width: int | None = None
) -> None:
    """A table as wide as the terminal (CJK characters take two columns), then the rules behind its days.

    Below 110 columns the evidence stands under the sign instead of in a column of its own.
    """
    columns = width or shutil.get_terminal_size(fallback=(120, 40)).columns
    console = Console(file=out, width=columns, highlight=False, markup=False, emoji=False)
    if not matches:
        console.print(NO_MATCH_ZH)
        console.print(NO_MATCH_EN)
        return
    rules = list(dict.fromkeys(_rule_key(m.last_day) for m in matches if m.last_day))
    wide = columns >= _WIDE
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_lines=False, expand=True, leading=1)
    table.add_column("等级\nTier", no_wrap=True, width=9)
    table.add_column("我方\nOurs", ratio=3, overflow="fold")
    table.add_column("对方标识 · 申请人\nTheir sign · holder", ratio=5, overflow="fold")
    table.add_column("来源\nWhere", ratio=3, overflow="fold", min_width=12)
    table.add_column("截止日\nLast day", no_wrap=True, width=14)
    if wide:
        table.add_column("判断依据\nEvidence", ratio=6, overflow="fold")
    for match in matches:
        table.add_row(*_row(match, rules, today, wide=wide))
    console.print(table)
    if total > len(matches):
        console.print(
            f"共 {total} 条，此处列出最严重的 {len(matches)} 条 / {len(matches)} of {total} shown; use jsonl or csv"
        )
    else:
        console.print(f"共 {total} 条命中 / {total} matches")
    _print_rules(console, [m.last_day for m in matches if m.last_day], rules)


def _row(match: Match, rules: list[tuple[str, ...]], today: dt.date, *, wide: bool) -> tuple[Text, ...]:
    seen = match.observation
    tier = Text(f"{TIER_ZH[match.tier]} {match.tier.value}\n{match.score:.2f}", _TIER_STYLE[match.tier])
    ours = Text(_cell(match.brand), "bold")
    if match.mark != match.brand:
        ours.append(f"\n{_cell(match.mark)}", "none")
    theirs = Text(_cell(seen.sign) or "（无文字）", "bold")
    label = PROVENANCE[seen.provenance][0]
    if label:
        theirs.append(f" 【{label}】", "reverse")
    if seen.holder:
        theirs.append(f"\n{_cell(seen.holder)}", "none")
    evidence = Text("\n".join(f"·{_cell(e.says)}" for e in match.evidence), "dim" if not wide else "")
    if not wide and match.evidence:
        theirs.append("\n").append_text(evidence)
    classes = ",".join(map(str, seen.classes))
    where = Text(f"{_cell(seen.office)} {_cell(seen.ref)}".strip())
    where.append(f"\n{f'类 {classes}' if classes else ''}", "dim")
    cells = (tier, ours, theirs, where, _last_day(match.last_day, rules, today))
    return (*cells, evidence) if wide else cells


def _last_day(last_day: LastDay | None, rules: list[tuple[str, ...]], today: dt.date) -> Text:
    if last_day is None:
        return Text("不明 unknown", "dim")
    soon = 0 <= last_day.days_left(today) <= 14
    text = Text(last_day.day.isoformat(), "bold" if soon else "")
    text.append(f" [{rules.index(_rule_key(last_day)) + 1}]", "dim")
    text.append(f"\n{days_left(last_day, today)[0]}", "bold" if soon else "dim")
    if last_day.confidence is Confidence.CONFLICTING:
        text.append("\n资料冲突", "bold")
    return text


def _rule_key(last_day: LastDay) -> tuple[str, ...]:
    return last_day.rule_zh, last_day.rule_source, last_day.caveat_zh


def _print_rules(console: Console, last_days: list[LastDay], rules: list[tuple[str, ...]]) -> None:
    if not rules:
        return
    console.print(
        "\n截止日依据（名义日，未顺延；请与当地代理人确认）/ Rules (nominal days; confirm with local counsel)"
    )
    by_key = {_rule_key(last_day): last_day for last_day in reversed(last_days)}
    for number, key in enumerate(rules, start=1):
        rule = by_key[key]
        confidence_zh, confidence_en = CONFIDENCE[rule.confidence]
        console.print(f"[{number}] {shown(rule.rule_zh)}。{confidence_zh}；核对于 {rule.checked_on}")
        console.print(
            f"    {shown(rule.rule_en)}. {confidence_en}; checked on {rule.checked_on}", style="dim"
        )
        if rule.caveat_zh:
            console.print(f"    注意 {shown(rule.caveat_zh)} / {shown(rule.caveat_en)}")
        console.print(f"    {shown(rule.rule_source)}", style="dim", soft_wrap=True)


def _cell(text: str) -> str:
    clean = shown(text)
    return clean if len(clean) <= _LONGEST_CELL else f"{clean[:_LONGEST_CELL]}…"
