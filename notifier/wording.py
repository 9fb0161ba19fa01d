"""The words of a message, in Chinese and English, and text made safe for one line."""

import datetime as dt
import unicodedata
from dataclasses import dataclass

from domain.deadline import Confidence, LastDay
from domain.jurisdictions import name
from domain.match import Match, Tier, side_in
from domain.observation import Kind, Provenance, Side
from domain.of_others import uncounted
from domain.proceeding import docket_of

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
_WEEKDAYS = (
    ("周一", "Mon"),
    ("周二", "Tue"),
    ("周三", "Wed"),
    ("周四", "Thu"),
    ("周五", "Fri"),
    ("周六", "Sat"),
    ("周日", "Sun"),
)
LONGEST_SIGN = 80
_LONGEST_READ = 10_000
_IN_PLACE_OF = {"Cc": " ", "Cs": " ", "Zl": " ", "Zp": " ", "Cf": ""}


def one_line(text: str, most: int = LONGEST_SIGN) -> str:
    """The text on one line, without control, direction or invisible characters, cut to `most` characters."""
    kept = "".join(_IN_PLACE_OF.get(unicodedata.category(c), c) for c in text[:_LONGEST_READ])
    line = " ".join(kept.split())
    return line if len(line) <= most else line[: most - 1] + "…"


_FULL_WIDTH = str.maketrans("<>[]*`#\\", "＜＞［］＊｀＃＼")


def chat_text(text: str) -> str:
    """Text that a chat shows as it is: what would open a tag, a link or emphasis becomes its full-width twin."""
    return text.translate(_FULL_WIDTH)


def weekday(day: dt.date, language: str) -> str:
    """`周四`, `Thu`."""
    chinese, english = _WEEKDAYS[day.weekday()]
    return chinese if language.startswith("zh") else english


def days_left(days: int, language: str) -> str:
    """`剩 27 天`, `今天截止`, `已过期 3 天`."""
    chinese = language.startswith("zh")
    if days == 0:
        return "今天截止" if chinese else "today"
    if chinese:
        return f"剩 {days} 天" if days > 0 else f"已过期 {-days} 天"
    many = "s" if abs(days) > 1 else ""
    return f"{days} day{many} left" if days > 0 else f"passed {-days} day{many} ago"


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """One match put into words of one language."""

    match: Match
    language: str
    today: dt.date

    def pick(self, chinese: str, english: str) -> str:
        """The wording of this message's language."""
        return chinese if self.language == "zh" else english

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
        match self.match.observation.provenance:
            case Provenance.LIVE:
                return ""
            case Provenance.MADE_UP:
                return self.pick("演示数据：内容虚构，并非真实申请", "DEMO DATA: made up, not a real filing")
            case _:
                return self.pick(
                    "演示数据：样例，并非实时监测所得", "DEMO DATA: a sample, not from live watching"
                )

    @property
    def place(self) -> str:
        """The jurisdiction's name, or the source's when it names none."""
        observation = self.match.observation
        return one_line(name(observation.office, self.language) if observation.office else observation.source)

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
        """Who filed."""
        return one_line(self.match.observation.holder, 120) or self.pick("申请人未公布", "holder not given")

    @property
    def of_a_proceeding(self) -> bool:
        """True where what was seen is a proceeding."""
        return self.match.observation.kind is Kind.PROCEEDING

    @property
    def named_as(self) -> str:
        """What an enterprise is named as in a proceeding: `贵方或同名企业被列为被申请人`; "" where it is not a party."""
        side = side_in(one.feature for one in self.match.evidence)
        if side is None:
            return ""
        zh, en = {
            Side.RESPONDENT.value: ("被申请人（被告）", "a respondent"),
            Side.CLAIMANT.value: ("申请人（原告）", "a claimant"),
        }.get(side, ("当事人", "a party"))
        return self.pick(f"贵方或同名企业被列为{zh}", f"you, or a company of your name, are named as {en}")

    @property
    def docket(self) -> str:
        """The docket of a proceeding."""
        return one_line(docket_of(self.match.observation), 60)

    def _happened_in_a_proceeding(self) -> str:
        said = self.named_as or self.pick(
            f"出现与“{self.brand}”相近的文字", f"words close to your brand “{self.brand}” stand in it"
        )
        return self.pick(
            f"{self.place}案件 {self.docket}（{self.sign}）：{said}",
            f"{self.place}, {self.docket} ({self.sign}): {said}",
        )

    @property
    def happened(self) -> str:
        """What happened, in a sentence."""
        if self.match.observation.kind is Kind.EXHIBITOR:
            return self._exhibits()
        if self.of_a_proceeding:
            return self._happened_in_a_proceeding()
        words = one_line(self.match.observation.sign)
        sign = f"商标“{words}”" if words else "图形商标"
        return self.pick(
            f"{self.holder} 在{self.place}申请了与“{self.brand}”相近的{sign}",
            f"{self.place}: {self.holder} filed {self.quoted_sign()}, close to your brand “{self.brand}”",
        )

    def _exhibits(self) -> str:
        """Who was met at which fair, and at which stand."""
        seen = self.match.observation
        fair, stand = one_line(seen.event, 120) or self.place, one_line(seen.stand, 60)
        at = self.pick(f"，展位 {stand}", f", stand {stand}") if stand else ""
        return self.pick(
            f"{fair}的参展商 {self.sign} 与“{self.brand}”相近{at}",
            f"{fair}: the exhibitor {self.sign} is close to your brand “{self.brand}”{at}",
        )

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
        return self._deadline(named=False)

    @property
    def deadline_with_weekday(self) -> str:
        """`异议截止 2026-12-20 周日（剩 27 天）`, or plainly that it is not known."""
        return self._deadline(named=True)

    def _deadline(self, *, named: bool) -> str:
        last = self.match.last_day
        if last is None and self.of_a_proceeding:
            return self.pick("答辩期限自送达起算，请尽快核实", "time to answer runs from service: check soon")
        if last is None:
            return self.pick("异议截止日未知，请尽快核实", "Last day to oppose not known: check soon")
        name_of_day = weekday(last.day, self.language) if named else ""
        day = last.day.isoformat()
        what, what_en = (
            ("最早答辩截止", "Answer as early as") if self.of_a_proceeding else ("异议截止", "Oppose by")
        )
        return self.pick(
            f"{what} {f'{day} {name_of_day}'.strip()}（{self.days_left}）",
            f"{what_en} {f'{name_of_day} {day}'.strip()} ({self.days_left})",
        )

    @property
    def days_left(self) -> str:
        """`剩 27 天`, `今天截止`, `已过期 3 天`."""
        last = self.match.last_day
        if last is None:
            return ""
        return days_left(last.days_left(self.today), self.language)

    @property
    def rule(self) -> str:
        """The rule behind the last day, with its source, date checked and confidence."""
        last = self.match.last_day
        return self._rule_of(last) if last else self.pick(*self._why_no_day())

    def _why_no_day(self) -> tuple[str, str]:
        if self.of_a_proceeding:
            return (
                "期限自送达起算，送达日未公开；收到任何文书请立即告知中心",
                "periods run from service, whose day is not public; tell the centre at once of any paper received",
            )
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
        """Label and value of what is known of the filing."""
        o = self.match.observation
        if self.of_a_proceeding:
            return self._facts_of_a_proceeding()
        classes = ", ".join(str(c) for c in o.classes)
        rows = [
            (self.pick("申请号", "Number"), one_line(o.ref)),
            (self.pick("申请人", "Holder"), self.holder),
            (self.pick("尼斯分类", "Nice classes"), classes or self.pick("未载", "not given")),
            (self.pick("公布日", "Published"), o.published_on.isoformat() if o.published_on else "—"),
            (self.pick("来源", "Source"), one_line(o.source)),
        ]
        return tuple(rows)

    def _facts_of_a_proceeding(self) -> tuple[tuple[str, str], ...]:
        o = self.match.observation
        day = o.published_on or o.filed_on
        return (
            (self.pick("案号", "Docket"), self.docket),
            (self.pick("当事人", "Parties"), one_line(o.holder, 200) or self.pick("来源未列", "not listed")),
            (self.pick("阶段", "Status"), one_line(o.status) or "—"),
            (self.pick("公布日", "Published"), day.isoformat() if day else "—"),
            (self.pick("来源", "Source"), one_line(o.source)),
        )
