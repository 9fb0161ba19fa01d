"""The words of a match of each kind: what has no opposition has neither its last day nor an office's rule."""

import datetime as dt

from domain.fair import closing_day
from domain.jurisdictions import SEVERAL, name
from domain.match import Match, side_in
from domain.observation import Kind, Price, Side
from domain.proceeding import docket_of
from notifier.wording import one_line
from notifier.words import NOTHING_KNOWN, Known, Words

_LONGEST_TITLE_IN_LIST = 40
_LONGEST_TITLE_IN_SUBJECT = 32
_LONGEST_ADDRESS = 300


class ProceedingWords(Words):
    """A proceeding: a docket, its parties and the day to answer."""

    __slots__ = ()
    thing = ("案件", "proceeding")
    who = ("当事人", "Parties")
    nobody = ("来源未列当事人", "parties not listed")

    @property
    def named_as(self) -> str:
        """What an enterprise is named as: `贵方或同名企业被列为被申请人`; "" where it is not a party."""
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
        """The docket."""
        return one_line(docket_of(self.match.observation), 60)

    @property
    def point(self) -> str:
        said = self.named_as or self.pick(f"涉及“{self.brand}”", f"about “{self.brand}”")
        return self.pick(f"{self.docket}：{said}", f"{self.docket}: {said}")

    @property
    def happened(self) -> str:
        said = self.named_as or self.pick(
            f"出现与“{self.brand}”相近的文字", f"words close to your brand “{self.brand}” stand in it"
        )
        return self.pick(
            f"{self.place}案件 {self.docket}（{self.sign}）：{said}",
            f"{self.place}, {self.docket} ({self.sign}): {said}",
        )

    @property
    def in_short(self) -> str:
        return self.named_as or super().in_short

    def further(self, many: int) -> str:
        return self.pick(
            f"同一案件另有 {many} 条记录", f"{many} further record{'s' * (many > 1)} of the same docket"
        )

    def until(self, *, named: bool) -> str:
        if self.day is None:
            return self.pick("答辩期限自送达起算，请尽快核实", "time to answer runs from service: check soon")
        return self.day_said(self.day, ("最早答辩截止", "Answer as early as"), self.days_left, named=named)

    @property
    def counts_to(self) -> str:
        return self.pick("天后答辩截止", "days left")

    def why_no_day(self) -> tuple[str, str]:
        return (
            "期限自送达起算，送达日未公开；收到任何文书请立即告知中心",
            "periods run from service, whose day is not public; tell the centre at once of any paper received",
        )

    @property
    def facts(self) -> tuple[tuple[str, str], ...]:
        o = self.match.observation
        day = o.published_on or o.filed_on
        return (
            (self.pick("案号", "Docket"), self.docket),
            (self.pick("当事人", "Parties"), one_line(o.holder, 200) or self.pick("来源未列", "not listed")),
            (self.pick("阶段", "Status"), one_line(o.status) or "—"),
            (self.pick("公布日", "Published"), day.isoformat() if day else "—"),
            (self.pick("来源", "Source"), self.source),
        )

    @property
    def card_rows(self) -> tuple[tuple[str, str], ...]:
        return (
            (self.pick("截止", "Until"), f"{self.day} {self.days_left}" if self.day else "—"),
            (self.pick("案号", "Docket"), self.docket),
            (self.pick("来源", "From"), one_line(self.source, 40)),
        )


class ListingWords(Words):
    """A shop's listing: no law sets a last day, and a complaint to the platform is what can be done."""

    __slots__ = ()
    thing = ("商品", "listing")
    who = ("卖家", "Seller")
    nobody = ("卖家未公布", "seller not given")

    @property
    def place(self) -> str:
        office = self.match.observation.office
        return one_line(name(office, self.language)) if office not in ("", SEVERAL) else self.source

    @property
    def theirs(self) -> str:
        return self.pick("网店商品", "Their listing")

    @property
    def point(self) -> str:
        title = self.quoted_sign(_LONGEST_TITLE_IN_SUBJECT)
        return self.pick(f"{self.place}网店出售{title}", f"{self.place}: a shop sells {title}")

    @property
    def happened(self) -> str:
        seller = one_line(self.match.observation.behind, 120)
        return self.pick(
            f"{f'{seller} 在' if seller else ''}{self.place}网店出售{self.quoted_sign()}，与“{self.brand}”相近",
            f"{self.place}: {seller or 'a shop'} sells {self.quoted_sign()}, close to your brand “{self.brand}”",
        )

    def further(self, many: int) -> str:
        return self.pick(
            f"同一卖家另有 {many} 件商品", f"{many} further listing{'s' * (many > 1)} of the same seller"
        )

    @property
    def listed(self) -> str:
        number, title = one_line(self.match.observation.ref, 40), self.quoted_sign(_LONGEST_TITLE_IN_LIST)
        return f"{self.place} {number} {title} {self.price}".strip()

    @property
    def price(self) -> str:
        """What it asked when first seen, "" where not known."""
        match self.match.observation.price:
            case Price(amount=amount, currency=currency):
                return f"{amount} {one_line(currency, 8)}".strip()
        return ""

    def until(self, *, named: bool) -> str:
        return self.pick("没有法定截止日，请尽快处理", "No legal last day: act soon")

    def why_no_day(self) -> tuple[str, str]:
        return (
            "可准备平台投诉，或请中心协助",
            "a complaint to the platform can be prepared, or the centre asked for help",
        )

    @property
    def facts(self) -> tuple[tuple[str, str], ...]:
        o = self.match.observation
        address = o.url if o.url.startswith("http") and len(o.url) <= _LONGEST_ADDRESS else ""
        rows = (
            (self.pick("商品链接", "Listing"), one_line(address, _LONGEST_ADDRESS)),
            (self.pick("卖家", "Seller"), self.holder),
            (self.pick("平台编号", "Number"), one_line(o.ref)),
            (self.pick("价格", "Price"), self.price),
            (self.pick("来源", "Source"), self.source),
        )
        return tuple(row for row in rows if row[1])

    @property
    def card_rows(self) -> tuple[tuple[str, str], ...]:
        rows = (
            (self.pick("处理", "Act"), self.pick("没有法定截止日，请尽快", "soon; no legal last day")),
            (self.pick("卖家", "By"), self.holder),
            (self.pick("编号", "No."), one_line(self.match.observation.ref, 40)),
            (self.pick("价格", "Price"), self.price),
        )
        return tuple(row for row in rows if row[1])


class ExhibitorWords(Words):
    """An exhibitor: until the fair closes its stand can be seen."""

    __slots__ = ()
    thing = ("参展商", "exhibitor")
    who = ("参展商", "Exhibitor")
    nobody = ("参展商未载", "exhibitor not given")

    @property
    def theirs(self) -> str:
        return self.pick("参展商", "The exhibitor")

    @property
    def fair(self) -> str:
        """Which fair."""
        return one_line(self.match.observation.event, 60) or self.place

    @property
    def stand(self) -> str:
        """At which stand, "" where not known."""
        return one_line(self.match.observation.stand, 60)

    @property
    def day(self) -> dt.date | None:
        seen = self.match.observation
        return closing_day(self.known.closing, seen.source, seen.event)

    @property
    def days_left(self) -> str:
        """`剩 2 天`, `今天闭展`, `已闭展`."""
        if self.day is None:
            return ""
        days = (self.day - self.today).days
        if days < 0:
            return self.pick("已闭展", "closed")
        if days == 0:
            return self.pick("今天闭展", "closes today")
        return self.pick(f"剩 {days} 天", f"{days} day{'s' * (days > 1)} left")

    @property
    def point(self) -> str:
        who = self.quoted_sign(_LONGEST_TITLE_IN_SUBJECT)
        return self.pick(f"{self.fair}参展商{who}", f"{self.fair}: the exhibitor {who}")

    @property
    def happened(self) -> str:
        at = self.pick(f"，展位 {self.stand}", f", stand {self.stand}") if self.stand else ""
        return self.pick(
            f"{self.fair}的参展商 {self.sign} 与“{self.brand}”相近{at}",
            f"{self.fair}: the exhibitor {self.sign} is close to your brand “{self.brand}”{at}",
        )

    def further(self, many: int) -> str:
        return self.pick(
            f"同一参展商另有 {many} 条记录", f"{many} further record{'s' * (many > 1)} of the same exhibitor"
        )

    @property
    def listed(self) -> str:
        who = self.quoted_sign(_LONGEST_TITLE_IN_LIST)
        return " ".join(filter(None, (self.fair, self.stand, who, self.deadline)))

    def until(self, *, named: bool) -> str:
        if self.day is None:
            return self.pick("展期未知，请尽快核实", "Closing day not known: check soon")
        return self.day_said(self.day, ("展期至", "On until"), self.days_left, named=named)

    @property
    def counts_to(self) -> str:
        return self.pick("天后闭展", "days left")

    def why_no_day(self) -> tuple[str, str]:
        if self.day is not None and self.day < self.today:
            return (
                "展会已结束：可请中心协助整理证据，并留意其展后的商标申请",
                "the fair is over: the centre can help to gather evidence and to watch for filings after it",
            )
        return (
            "可请中心到现场核实、取证",
            "the centre can be asked to check on site and to secure evidence",
        )

    @property
    def facts(self) -> tuple[tuple[str, str], ...]:
        rows = (
            (self.pick("展会", "Fair"), self.fair),
            (self.pick("参展商", "Exhibitor"), self.sign),
            (self.pick("展位", "Stand"), self.stand),
            (
                self.pick("展期至", "On until"),
                f"{self.day}{self.pick('（', ' (')}{self.days_left}{self.pick('）', ')')}"
                if self.day
                else "",
            ),
            (self.pick("来源", "Source"), self.source),
        )
        return tuple(row for row in rows if row[1])

    @property
    def card_rows(self) -> tuple[tuple[str, str], ...]:
        rows = (
            (self.pick("展期至", "Until"), f"{self.day} {self.days_left}" if self.day else ""),
            (self.pick("展会", "Fair"), self.fair),
            (self.pick("展位", "Stand"), self.stand),
            (self.pick("来源", "From"), one_line(self.source, 40)),
        )
        return tuple(row for row in rows if row[1])


WORDS: dict[Kind, type[Words]] = {
    Kind.FILING: Words,
    Kind.LISTING: ListingWords,
    Kind.EXHIBITOR: ExhibitorWords,
    Kind.PROCEEDING: ProceedingWords,
}


def words_of(match: Match, language: str, today: dt.date, known: Known = NOTHING_KNOWN) -> Words:
    """A match put into words of Chinese (`zh…`) or English."""
    written = WORDS[match.observation.kind]
    return written(
        match=match, language="zh" if language.startswith("zh") else "en", today=today, known=known
    )
