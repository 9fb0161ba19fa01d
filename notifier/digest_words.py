"""The words of a digest, in Chinese and English. 摘要用语."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from domain.digest import Digest, DigestLine
from domain.jurisdictions import name
from domain.match import Tier
from domain.observation import Kind, Provenance
from notifier.kinds import WORDS
from notifier.wording import days_left, one_line, weekday

_TIERS = {
    Tier.HIGH: ("高", "High"),
    Tier.MEDIUM: ("中", "Medium"),
    Tier.LOW: ("低", "Low"),
    Tier.NONE: ("无", "None"),
}
_MOST_OFFICES = 3
_WHERE = {Kind.LISTING: ("网店", " shop"), Kind.EXHIBITOR: ("展会", " fair")}
_NO_LAST_DAY = {
    Kind.LISTING: ("请尽快处理", "act soon"),
    Kind.EXHIBITOR: ("展期未知，请尽快核实", "closing day not known: check soon"),
    Kind.PROCEEDING: ("答辩期限自送达起算", "time to answer runs from service"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestWords:
    """One digest put into words of one language (`zh` or `en`)."""

    digest: Digest
    language: str
    today: dt.date

    def pick(self, chinese: str, english: str) -> str:
        """The wording of this digest's language."""
        return chinese if self.language == "zh" else english

    @property
    def demo(self) -> str:
        """The mark of a digest that holds anything that is not the world as it is; "" for one that does not."""
        live = all(line.provenance is Provenance.LIVE for line in self.digest.lines)
        return "" if live else self.pick("含演示数据", "DEMO DATA inside")

    @property
    def counted(self) -> str:
        """How many alerts wait, and how many of them are of high tier."""
        total, high = self.digest.total, self.digest.high
        if not total:
            return self.pick("没有待处理的预警", "No alert is waiting")
        return self.pick(
            f"{total} 条预警待处理" + (f"，{high} 条高风险" if high else ""),
            f"{total} alert{'s' * (total > 1)} waiting" + (f", {high} of high risk" if high else ""),
        )

    @property
    def nearest(self) -> str:
        """The nearest last day that has not passed, "" when none is known."""
        day = self.digest.nearest
        if day is None:
            return ""
        return self.pick(
            f"最近截止 {day} {weekday(day, self.language)}（{self._left(day)}）",
            f"Nearest last day: {weekday(day, self.language)} {day} ({self._left(day)})",
        )

    @property
    def decided(self) -> str:
        """How many were decided before the digest went out, "" for none."""
        many = self.digest.decided
        return self.pick(f"另有 {many} 条已处理", f"{many} decided meanwhile") if many else ""

    @property
    def unnamed(self) -> str:
        """How many more are in the console, "" for none."""
        left = self.digest.total - len(self.digest.lines)
        return self.pick(f"还有 {left} 条，见控制台", f"and {left} more, in the console") if left else ""

    @property
    def subject(self) -> str:
        """The subject: what waits, until when, in one line."""
        opening, closing = self.pick("【", "["), self.pick("】", "] ")
        marks = "".join(f"{opening}{one}{closing}" for one in (self.demo, self.pick("摘要", "DIGEST")) if one)
        return one_line(marks + self.pick("，", "; ").join(filter(None, (self.counted, self.nearest))), 120)

    def brands(self) -> Iterator[tuple[str, list[DigestLine]]]:
        """The lines by brand, the brand of the most urgent first."""
        grouped: dict[str, list[DigestLine]] = {}
        for line in self.digest.lines:
            grouped.setdefault(line.brand, []).append(line)
        for brand, lines in grouped.items():
            yield one_line(brand), lines

    def tier(self, line: DigestLine) -> str:
        """高, Medium."""
        return self.pick(*_TIERS[line.tier])

    def what(self, line: DigestLine) -> str:
        """Where and which sign: `美国、英国 “QINGLUHAI”`."""
        shown = [one_line(name(office, self.language), 30) for office in line.offices[:_MOST_OFFICES]]
        places = self.pick("、", ", ").join(shown)
        if len(line.offices) > _MOST_OFFICES:
            more = len(line.offices)
            places += self.pick(f"等 {more} 处", f" and {more - _MOST_OFFICES} more")
        places += self.pick(*_WHERE.get(line.kind, ("", "")))
        sign = one_line(line.sign, 40)
        return f"{places} {f'“{sign}”' if sign else self.pick('图形商标', 'a figurative mark')}".strip()

    def who(self, line: DigestLine) -> str:
        """The holder, and how many of its filings or listings there are."""
        holder = one_line(line.holder, 60) or self.pick(*WORDS[line.kind].nobody)
        if line.matches == 1:
            return holder
        return holder + self.pick(f"，共 {line.matches} 件", f", {line.matches} in all")

    def until(self, line: DigestLine) -> str:
        """`截止 2026-12-20（剩 27 天）`; of what has no last day, what there is instead."""
        if line.closes_on is not None:
            open_still = line.closes_on >= self.today
            left = self._left(line.closes_on) if open_still else self.pick("已闭展", "closed")
            return self.pick(f"展期至 {line.closes_on}（{left}）", f"on until {line.closes_on} ({left})")
        if line.last_day is None:
            return self.pick(*_NO_LAST_DAY.get(line.kind, ("截止日未知", "last day not known")))
        left = self._left(line.last_day)
        return self.pick(f"截止 {line.last_day}（{left}）", f"by {line.last_day} ({left})")

    def mark(self, line: DigestLine) -> str:
        """The mark of a line that is not the world as it is, "" for one that is."""
        return "" if line.provenance is Provenance.LIVE else self.pick("演示", "DEMO")

    def _left(self, day: dt.date) -> str:
        return days_left((day - self.today).days, self.language)
