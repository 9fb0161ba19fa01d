"""Observations and searches made up from seeds, and from real names where a file of them is given."""

import csv
import datetime as dt
import gzip
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from domain.observation import Goods, Kind, Observation, Party

_SYLLABLES = "ba bel cor dan del fen gar hol in jas kal lan lor mar mon nar nel or pal ran sil tor ul van vel wex yor zan".split()
_TRADES = "Foods Tools Textiles Trading Technology Home Lighting Group Machinery Sports Pet Garden".split()
_HANZI = (
    "海青鹭光明华盛泰恒达瑞丰安康嘉宝金龙飞鹏云天山河星辰东方永利新美佳和信诚德源隆兴旺福禄寿喜春秋江南北塔泽力拓双汇"
    "科远景博雅兰芳梅竹松柏鹤凤虎豹马羊鱼虾蟹米茶酒油盐酱醋糖果花草木林森水火土石玉珠银铜铁钢铝瓷布丝绸棉麻毛皮革鞋帽"
)
_OFFICES = ("US", "EM", "GB", "BR", "IN", "KR", "JP", "CA", "AU", "MX", "DE", "VN", "TH", "RU", "TR", "AE")
_SOURCES = {
    Kind.FILING: ("us-uspto-trtdxfap", "gb-ukipo-tmj", "br-inpi-rpi", "eu-euipo-tm-api", "kr-kipris-plus"),
    Kind.LISTING: ("ebay-browse", "etsy-v3"),
    Kind.EXHIBITOR: ("canton-fair", "koelnmesse", "messe-frankfurt"),
    Kind.PROCEEDING: ("eu-euipo-caselaw",),
}
_KINDS = ((Kind.FILING, 85), (Kind.LISTING, 8), (Kind.EXHIBITOR, 5), (Kind.PROCEEDING, 2))
_FIRST_DAY = dt.date(2024, 1, 1)
_DAYS = 1_050
MADE_UP_NAMES = 60_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A search: its address's fields, what kind of search it is, and the sign it is to find, "" for none."""

    kind: str
    fields: tuple[tuple[str, str], ...]
    target: str


def names_of(path: Path | None) -> list[str]:
    """Distinct names out of a .csv.gz whose column `exhibitor` holds real ones, or made-up ones without."""
    if path is None:
        drawn = random.Random(5)
        return [_made_up(drawn) for _ in range(MADE_UP_NAMES)]
    with gzip.open(path, "rt", encoding="utf-8", newline="") as stream:
        return list(
            dict.fromkeys(name for row in csv.DictReader(stream) if (name := row["exhibitor"].strip()))
        )


def _made_up(drawn: random.Random) -> str:
    word = "".join(drawn.choices(_SYLLABLES, k=drawn.randint(2, 4))).title()
    return f"{word} {drawn.choice(_TRADES)}" if drawn.random() < 0.6 else word


def observations(names: Sequence[str], start: int, count: int) -> Iterator[Observation]:
    """Observations numbered from `start`, the same for the same number."""
    for number in range(start, start + count):
        drawn = random.Random(number)
        kind = drawn.choices([k for k, _ in _KINDS], [share for _, share in _KINDS])[0]
        published = _FIRST_DAY + dt.timedelta(days=drawn.randrange(_DAYS))
        classes = sorted(drawn.sample(range(1, 46), drawn.choice((1, 1, 2, 3))))
        yield Observation(
            kind=kind,
            source=drawn.choice(_SOURCES[kind]),
            ref=f"{number:08}",
            sign=_sign(drawn, names),
            office=_OFFICES[min(int(drawn.expovariate(0.35)), len(_OFFICES) - 1)],
            holders=(Party(name=_holder(drawn, names), country="CN"),),
            goods=tuple(Goods(nice_class=one, text="Made up for a measurement") for one in classes),
            filed_on=published - dt.timedelta(days=drawn.randrange(60, 400)) if kind is Kind.FILING else None,
            published_on=published,
        )


def _sign(drawn: random.Random, names: Sequence[str]) -> str:
    """A name, the first words of one, words of two, or hanzi."""
    cast = drawn.random()
    if cast < 0.15:
        return "".join(drawn.choices(_HANZI, k=drawn.choice((2, 3, 3, 4))))
    name = one_of(drawn, names)
    if cast < 0.4:
        return name
    words = name.split()
    if cast < 0.7:
        return " ".join(words[: drawn.choice((1, 2))])
    return f"{drawn.choice(words)} {drawn.choice(one_of(drawn, names).split())}"


def _holder(drawn: random.Random, names: Sequence[str]) -> str:
    if drawn.random() < 0.3:
        return "".join(drawn.choices(_HANZI, k=4)) + "贸易有限公司"
    return f"{one_of(drawn, names)} Co., Ltd."


def one_of(drawn: random.Random, names: Sequence[str]) -> str:
    """A name, some far more often than others: a tenth of the holders file a third of what is filed."""
    return names[int(len(names) * drawn.random() ** 2)]


def searches(names: Sequence[str], rows: int, count: int, seed: int) -> list[Asked]:
    """What people look for: signs that are there, with a letter wrong, in the other script, narrowed, and facts alone."""
    from matchers.text.search_keys import asked_of_sign, in_pinyin

    drawn = random.Random(seed)
    found = []
    while len(found) < count:
        seen = next(iter(observations(names, drawn.randrange(rows), 1)))
        if not asked_of_sign(seen.sign).same:  # a dash alone
            continue
        pinyin = in_pinyin(seen.sign)
        cast = drawn.random()
        if pinyin:
            found.append(Asked(kind="pinyin for hanzi", fields=(("word", pinyin),), target=seen.sign))
        elif cast < 0.35:
            found.append(Asked(kind="as written", fields=(("word", seen.sign[:60]),), target=seen.sign))
        elif cast < 0.6 and len(seen.sign) > 5:
            found.append(
                Asked(
                    kind="a letter wrong", fields=(("word", _mistyped(drawn, seen.sign)),), target=seen.sign
                )
            )
        elif cast < 0.8:
            narrowed = (("word", seen.sign[:60]), ("office", seen.office), ("classes", str(seen.classes[0])))
            found.append(Asked(kind="word and facts", fields=narrowed, target=seen.sign))
        elif cast < 0.9:
            found.append(Asked(kind="holder", fields=(("holder", seen.holders[0].name[:60]),), target=""))
        else:
            facts = (("office", seen.office), ("classes", str(seen.classes[0])), ("kind", seen.kind.value))
            found.append(Asked(kind="facts alone", fields=facts, target=""))
    return found


def _mistyped(drawn: random.Random, sign: str) -> str:
    """A sign of up to 60 characters with one of its letters another one."""
    text = sign[:60]
    places = [place for place, letter in enumerate(text) if place and letter.isalpha()]
    if not places:
        return text
    place = drawn.choice(places)
    return text[:place] + drawn.choice("bdgkmnprstvz".replace(text[place].lower(), "")) + text[place + 1 :]
