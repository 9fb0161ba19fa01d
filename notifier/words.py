"""The words of a message, in Chinese and English."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from domain.deadline import Confidence, LastDay
from domain.jurisdictions import name
from domain.match import Match, Tier
from domain.observation import Provenance
from domain.of_others import uncounted
from notifier.wording import LONGEST_SIGN, days_left, one_line, weekday

_TIERS = {
    Tier.HIGH: ("高风险", "High risk"),
    Tier.MEDIUM: ("中风险", "Medium risk"),
    Tier.LOW: ("低风险", "Low risk"),
    Tier.NONE: ("无风险", "No risk"),
}
_CONFIDENCE = {
    Confidence.VERIFIED: ("已核对出处", "checked against its source"),
    Confidence.GENERAL: ("一般知识，未核对出处", "general knowledge, not checked against a source"),
    Confidence.CONFLICTING: ("出处相互矛盾，按最早日期", "sources conflict; the earliest date is shown"),
}
_LONGEST_SIGN_IN_SUBJECT = 32
_LONGEST_SIGN_IN_LIST = 40
_LONGEST_SIGN_ON_CARD = 18


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What a reader is told that no observation holds: what sources are called, in the reader's language, and the last days of
    fairs by the source of their exhibitors and their name there, "" where the source lists one fair alone.
    """

    titles: Mapping[str, str] = field(default_factory=dict)
    closing: Mapping[tuple[str, str], dt.date] = field(default_factory=dict)


NOTHING_KNOWN = Known()


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """One match put into words of one language: of a filing here, of other kinds in `notifier.kinds`."""

    thing: ClassVar = ("申请", "filing")
    """What was seen, in a word of each language."""
    who: ClassVar = ("申请人", "Holder")
    """What whoever is behind it is called."""
    nobody: ClassVar = ("申请人未公布", "holder not given")
    """What is said where nobody is named."""

    match: Match
    language: str
    today: dt.date
    known: Known = NOTHING_KNOWN

    def pick(self, chinese: str, english: str) -> str:
        """The wording of this message's language."""
        return chinese if self.language == "zh" else english

    @property
    def theirs(self) -> str:
        """What their sign is called beside ours."""
        return self.pick("对方标识", "Their sign")

    @property
    def tier(self) -> str:
        """高风险."""
        return self.pick(*_TIERS[self.match.tier])

    @property
    def demo(self) -> str:
        """The mark of anything that is not the world as it is, for a subject: `演示数据`; "" for what is live."""
        live = self.match.observation.provenance is Provenance.LIVE
        return "" if live else self.pick("演示数据", "DEMO DATA")

    @property
    def demo_notice(self) -> str:
        """The same in a sentence, for the message itself."""
        chinese, english = self.thing
        match self.match.observation.provenance:
            case Provenance.LIVE:
                return ""
            case Provenance.MADE_UP:
                return self.pick(
                    f"演示数据：内容虚构，并非真实{chinese}", f"DEMO DATA: made up, not a real {english}"
                )
            case _:
                return self.pick(
                    "演示数据：样例，并非实时监测所得", "DEMO DATA: a sample, not from live watching"
                )

    @property
    def source(self) -> str:
        """What the source is called."""
        seen = self.match.observation
        if title := self.known.titles.get(seen.source):
            return one_line(title, 60)
        made_up = seen.provenance is Provenance.MADE_UP
        return self.pick("演示来源", "a made-up source") if made_up else one_line(seen.source)

    @property
    def place(self) -> str:
        """The jurisdiction's name, or the source's when it names none."""
        office = self.match.observation.office
        return one_line(name(office, self.language)) if office else self.source

    @property
    def sign(self) -> str:
        """Their sign on one line."""
        return one_line(self.match.observation.sign) or self.pick("（图形商标）", "(figurative mark)")

    def quoted_sign(self, most: int = LONGEST_SIGN) -> str:
        """Their sign in quotation marks, or said to be a picture."""
        sign = one_line(self.match.observation.sign, most)
        return f"“{sign}”" if sign else self.pick("图形商标", "a figurative mark")

    @property
    def brand(self) -> str:
        """Our brand on one line."""
        return one_line(self.match.brand)

    @property
    def holder(self) -> str:
        """Who is behind it."""
        return one_line(self.match.observation.behind, 120) or self.pick(*self.nobody)

    @property
    def point(self) -> str:
        """Where what happened, for a subject."""
        sign = self.quoted_sign(_LONGEST_SIGN_IN_SUBJECT)
        return self.pick(f"{self.place}有人申请{sign}", f"{self.place}: {sign} filed")

    @property
    def happened(self) -> str:
        """What happened, in a sentence."""
        words = one_line(self.match.observation.sign)
        sign = f"商标“{words}”" if words else "图形商标"
        return self.pick(
            f"{self.holder} 在{self.place}申请了与“{self.brand}”相近的{sign}",
            f"{self.place}: {self.holder} filed {self.quoted_sign()}, close to your brand “{self.brand}”",
        )

    @property
    def in_short(self) -> str:
        """Which two signs, for a card."""
        return f"{one_line(self.match.observation.sign, _LONGEST_SIGN_ON_CARD) or self.sign} ≈ {self.brand}"

    def further(self, many: int) -> str:
        """So many further ones of the same alert."""
        return self.pick(
            f"同一申请人另有 {many} 件", f"{many} further filing{'s' * (many > 1)} of the same holder"
        )

    @property
    def listed(self) -> str:
        """The match in a line, among others."""
        number = one_line(self.match.observation.ref, 40)
        return f"{self.place} {number} {self.quoted_sign(_LONGEST_SIGN_IN_LIST)} {self.deadline}"

    @property
    def why(self) -> str:
        """The leading reason, in a sentence."""
        if not self.match.evidence:
            return ""
        leading = self.match.evidence[0]
        return one_line(uncounted(self.pick(leading.says, leading.says_en)), 240)

    @property
    def deadline(self) -> str:
        """`异议截止 2026-12-20（剩 27 天）`, or plainly that it is not known."""
        return self.until(named=False)

    @property
    def deadline_with_weekday(self) -> str:
        """`异议截止 2026-12-20 周日（剩 27 天）`, or plainly that it is not known."""
        return self.until(named=True)

    def until(self, *, named: bool) -> str:
        """Until when one can act, the day of the week `named` or not."""
        last = self.match.last_day
        if last is None:
            return self.pick("异议截止日未知，请尽快核实", "Last day to oppose not known: check soon")
        return self.day_said(last.day, ("异议截止", "Oppose by"), self.days_left, named=named)

    def day_said(self, day: dt.date, what: tuple[str, str], left: str, *, named: bool) -> str:
        """`异议截止 2026-12-20 周日（剩 27 天）`."""
        name_of_day = weekday(day, self.language) if named else ""
        return self.pick(
            f"{what[0]} {f'{day} {name_of_day}'.strip()}（{left}）",
            f"{what[1]} {f'{name_of_day} {day}'.strip()} ({left})",
        )

    @property
    def days_left(self) -> str:
        """`剩 27 天`, `今天截止`, `已过期 3 天`."""
        last = self.match.last_day
        return days_left(last.days_left(self.today), self.language) if last else ""

    @property
    def day(self) -> dt.date | None:
        """The day a card counts to, None where none is known."""
        return self.match.last_day.day if self.match.last_day else None

    @property
    def counts_to(self) -> str:
        """What stands under a card's number of days."""
        return self.pick("天后异议截止", "days left")

    @property
    def rule(self) -> str:
        """The rule behind the last day, with its source, date checked and confidence; of what has none, what to do."""
        last = self.match.last_day
        return self._rule_of(last) if last else self.pick(*self.why_no_day())

    def why_no_day(self) -> tuple[str, str]:
        """Why there is no last day."""
        if self.match.observation.published_on is None:
            return (
                "尚未进入异议公告，或来源未载公告日；请查官方公报确认",
                "not yet published for opposition, or the source gives no date; check the official gazette",
            )
        return (
            "没有该局的异议期规则，或该局不设异议程序；请向当地律师确认",
            "no rule for this office is known here, or it has no opposition; confirm with local counsel",
        )

    def _rule_of(self, last: LastDay) -> str:
        parts = [
            self.pick(last.rule_zh, last.rule_en),
            self.pick(f"出处 {last.rule_source}", f"source {last.rule_source}"),
            self.pick(f"核对于 {last.checked_on.isoformat()}", f"checked {last.checked_on.isoformat()}"),
            self.pick(*_CONFIDENCE[last.confidence]),
        ]
        if caveat := self.pick(last.caveat_zh, last.caveat_en):
            parts.append(caveat)
        parts.append(self.pick("请向当地律师确认", "confirm with local counsel"))
        return self.pick("；", "; ").join(one_line(part, 400) for part in parts)

    @property
    def facts(self) -> tuple[tuple[str, str], ...]:
        """Label and value of what is known of it."""
        o = self.match.observation
        classes = ", ".join(str(c) for c in o.classes)
        return (
            (self.pick("申请号", "Number"), one_line(o.ref)),
            (self.pick("申请人", "Holder"), self.holder),
            (self.pick("尼斯分类", "Nice classes"), classes or self.pick("未载", "not given")),
            (self.pick("公布日", "Published"), o.published_on.isoformat() if o.published_on else "—"),
            (self.pick("来源", "Source"), self.source),
        )

    @property
    def card_rows(self) -> tuple[tuple[str, str], ...]:
        """The same for a card, whose labels are short: five letters."""
        o = self.match.observation
        return (
            (self.pick("截止", "Until"), f"{self.day} {self.days_left}" if self.day else "—"),
            (self.pick("申请人", "By"), self.holder),
            (self.pick("申请号", "No."), one_line(o.ref, 40)),
            (self.pick("类别", "Nice"), ", ".join(str(nice) for nice in o.classes) or "—"),
        )
