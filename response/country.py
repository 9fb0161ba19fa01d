"""Everything the dated rows of this package say of one country, fact by fact, each with its source. 国别事实.

What a page of one country, and a person who checks a changed law page, need: all rows of an office, those no longer in force as
well, whatever file they stand in.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from domain.deadline import Confidence, Origin
from response.counting import Unit
from response.routes import ANY_TIME
from response.rules import rules_of_offices
from response.tables import Row, origin_of, read_table, span_of
from response.windows import rule_sentences

CHECKED_FOR = dt.timedelta(days=365)
"""How long the checking of a fact is taken to hold; after that it is overdue."""

EVERYWHERE = "*"
"""The office of what holds at every office."""


class Topic(StrEnum):
    """What a fact is about: one file of rows each."""

    WINDOW = "window"
    EXTENSION = "extension"
    COOLING_OFF = "cooling-off"
    OBSERVATIONS = "observations"
    INVALIDATION = "invalidation"
    NON_USE = "non-use"
    FEE = "fee"
    PAPER = "paper"
    CLOSED = "closed"


FILES: dict[Topic, str] = {
    Topic.WINDOW: "opposition_windows.csv",
    Topic.EXTENSION: "extensions.csv",
    Topic.COOLING_OFF: "cooling_off.csv",
    Topic.OBSERVATIONS: "later_routes.csv",
    Topic.INVALIDATION: "later_routes.csv",
    Topic.NON_USE: "later_routes.csv",
    Topic.FEE: "fees.csv",
    Topic.PAPER: "papers.csv",
    Topic.CLOSED: "closed_days.csv",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CountryFact:
    """One row. `row` is its line in `FILES[topic]`; `clashes` is true where another row for the same days says otherwise."""

    topic: Topic
    office: str
    row: int
    says_zh: str
    says_en: str
    caveat_zh: str
    caveat_en: str
    valid_from: dt.date
    valid_to: dt.date
    origin: Origin
    clashes: bool = False

    def in_force(self, today: dt.date) -> bool:
        """True for what holds today."""
        return self.valid_from <= today <= self.valid_to

    def overdue(self, today: dt.date) -> bool:
        """True for what was checked too long ago to be taken as it stands."""
        return today - self.origin.checked_on > CHECKED_FOR


def facts_of(office: str) -> tuple[CountryFact, ...]:
    """The facts of an office, by topic, then as its files have them."""
    found = [fact for fact in _facts() if fact.office in (office, EVERYWHERE)]
    order = list(Topic)
    return tuple(sorted(found, key=lambda fact: (order.index(fact.topic), fact.row)))


def facts_from(url: str) -> tuple[CountryFact, ...]:
    """The facts that were read from this page."""
    wanted = _same(url)
    return tuple(fact for fact in _facts() if fact.origin.source and _same(fact.origin.source) == wanted)


def sources() -> dict[str, frozenset[str]]:
    """Every page a fact was read from, with the offices whose facts those are."""
    found: dict[str, set[str]] = {}
    for fact in _facts():
        if fact.origin.source.startswith("https://"):
            found.setdefault(fact.origin.source, set()).add(fact.office)
    return {url: frozenset(offices - {EVERYWHERE}) for url, offices in found.items()}


def _same(url: str) -> str:
    """An address without what does not tell one page from another."""
    return url.partition("#")[0].removeprefix("https://").removeprefix("http://").rstrip("/").lower()


@cache
def _facts() -> tuple[CountryFact, ...]:
    found = [*_windows()]
    for file, build in _BUILD:
        found += [fact for fact in _numbered(file, build) if fact is not None]
    return tuple(found)


_Built = tuple[Topic, str, str]
"""Topic, and what the row says in Chinese and English."""


def _numbered(file: str, build: Callable[[Row], _Built]) -> Iterable[CountryFact]:
    rows = read_table(file, lambda row: row)
    for number, row in enumerate(rows, start=2):
        topic, says_zh, says_en = build(row)
        first, last = span_of({"valid_from": "", "valid_to": "", **row})
        yield CountryFact(
            topic=topic,
            office=row["office"],
            row=number,
            says_zh=says_zh,
            says_en=says_en,
            caveat_zh=row.get("caveat_zh", ""),
            caveat_en=row.get("caveat_en", ""),
            valid_from=first,
            valid_to=last,
            origin=origin_of(row),
            clashes=row["confidence"] == Confidence.CONFLICTING,
        )


def _windows() -> Iterable[CountryFact]:
    """A row that meets another of the same route on some day is one of several candidates."""
    lines: dict[str, list[int]] = {}
    for number, row in enumerate(read_table("opposition_windows.csv", lambda row: row), start=2):
        lines.setdefault(row["office"], []).append(number)
    for office, rules in rules_of_offices().items():
        for line, rule in zip(lines[office], rules, strict=True):
            others = (one for one in rules if one is not rule and one.route == rule.route)
            clashes = any(
                one.valid_from <= rule.valid_to and rule.valid_from <= one.valid_to for one in others
            )
            says_zh, says_en = rule_sentences(rule)
            yield CountryFact(
                topic=Topic.WINDOW,
                office=office,
                row=line,
                says_zh=says_zh,
                says_en=says_en,
                caveat_zh=rule.caveat_zh,
                caveat_en=rule.caveat_en,
                valid_from=rule.valid_from,
                valid_to=rule.valid_to,
                origin=Origin(source=rule.source, checked_on=rule.checked_on, confidence=rule.confidence),
                clashes=clashes or rule.confidence is Confidence.CONFLICTING,
            )


_UNIT = {
    Unit.DAYS: ("日", "days"),
    Unit.MONTHS: ("个月", "months"),
    Unit.WORKING_DAYS: ("个工作日", "working days"),
}


def _extension(row: Row) -> _Built:
    zh, en = row["cause_zh"], row["cause_en"]
    if row["n"]:
        unit_zh, unit_en = _UNIT[Unit(row["unit"])]
        zh = f"可延至自起算日起共 {row['n']} {unit_zh}：{zh}"
        en = f"may become {row['n']} {unit_en} in all: {en}"
    if row["fee"]:
        zh += f"；官费 {int(row['fee']):,} {row['currency']}"
        en += f"; fee {int(row['fee']):,} {row['currency']}"
    return Topic.EXTENSION, zh, en


def _cooling_off(row: Row) -> _Built:
    if not row["months"]:
        return Topic.COOLING_OFF, row["remark_zh"], row["remark_en"]
    most_zh = f"，最长 {row['most_months']} 个月" if row["most_months"] else ""
    most_en = f", {row['most_months']} at most" if row["most_months"] else ""
    return (
        Topic.COOLING_OFF,
        f"冷静期 {row['months']} 个月{most_zh}：{row['remark_zh']}",
        f"{row['months']} months{most_en}: {row['remark_en']}",
    )


_ROUTES = {
    "observations": Topic.OBSERVATIONS,
    "invalidation": Topic.INVALIDATION,
    "non-use": Topic.NON_USE,
}


def _route(row: Row) -> _Built:
    topic = _ROUTES[row["route"]]
    zh, en = [row["where_zh"]], [row["where_en"]]
    years, months, bad_faith = row["years"], row["months"], row["bad_faith"]
    if years or months:
        length_zh = f"{years} 年" if years else f"{months} 个月"
        length_en = f"{years} years" if years else f"{months} months"
        if topic is Topic.NON_USE:
            zh.append(f"注册后连续 {length_zh}未使用")
            en.append(f"unused for {length_en} from registration")
        else:
            zh.append(f"以在先权利为由：自注册起 {length_zh}内")
            en.append(f"on earlier rights: within {length_en} from registration")
    if bad_faith == ANY_TIME:
        zh.append("对恶意注册：不受时间限制")
        en.append("against bad faith: at any time")
    elif bad_faith:
        zh.append(f"对恶意注册：{bad_faith} 年内")
        en.append(f"against bad faith: within {bad_faith} years")
    return topic, "；".join(filter(None, zh)), "; ".join(filter(None, en))


_ACTS = {"opposition": ("异议", "opposition"), "invalidation": ("无效宣告", "invalidation")}


def _fee(row: Row) -> _Built:
    act_zh, act_en = _ACTS.get(row["act"], (row["act"], row["act"]))
    amount = f"{int(row['amount']):,} {row['currency']}"
    return Topic.FEE, f"{act_zh}：{amount}，{row['per_zh']}", f"{act_en}: {amount}, {row['per_en']}"


_PAPER_ROUTES = {
    "any": ("各程序", "any step"),
    "opposition": ("异议", "opposition"),
    "invalidation": ("无效宣告", "invalidation"),
    "observations": ("第三方意见", "observations"),
    "non-use": ("不使用撤销", "non-use"),
    "own-filing": ("自行申请", "own filing"),
}


def _paper(row: Row) -> _Built:
    zh, en = _PAPER_ROUTES.get(row["route"], (row["route"], row["route"]))
    lead = row["lead_days"]
    return (
        Topic.PAPER,
        f"{zh}：{row['paper_zh']}（约需 {lead} 天准备）",
        f"{en}: {row['paper_en']} (about {lead} days to prepare)",
    )


def _closed(row: Row) -> _Built:
    return (
        Topic.CLOSED,
        f"每年 {row['first']} 至 {row['last']}：{row['what_zh']}",
        f"{row['first']} to {row['last']} each year: {row['what_en']}",
    )


_BUILD: tuple[tuple[str, Callable[[Row], _Built]], ...] = (
    ("extensions.csv", _extension),
    ("cooling_off.csv", _cooling_off),
    ("later_routes.csv", _route),
    ("fees.csv", _fee),
    ("papers.csv", _paper),
    ("closed_days.csv", _closed),
)
