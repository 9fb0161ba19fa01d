"""What the demo's gazettes hold: made-up filings, most of them unrelated to any brand, some that are not."""

import datetime as dt
import random
from dataclasses import dataclass

from haishao.demo.pictures import copied_logo, recoloured_logo, unrelated_drawing

BLUE, LAKE, NORTE, HARROW = (
    "Bluefjell Trading LLC",
    "Lakemere Imports Inc.",
    "Comercial Nortazul Ltda",
    "Harrowfinch & Sons Ltd",
)
BLUE_WRITTEN = "BLUEFJELL TRADING, L.L.C."
"""The first of them as another clerk would write it."""

OWN_FOODS = "Qingwei Ocean Foods (Demo) Co. Ltd"


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoFiling:
    """One made-up filing. `goods` pairs a Nice class with its text; `country` is the holder's, `picture` the file of a
    figurative sign, b"" for a sign of words.
    """

    number: str
    sign: str
    holder: str
    country: str
    goods: tuple[tuple[int, str], ...]
    filed_on: dt.date
    published_on: dt.date
    picture: bytes = b""


_PLANTED: dict[str, tuple[tuple[str, str, str, tuple[int, ...]], ...]] = {
    "US": (
        ("HAIWEIXIAN", BLUE, "US", (29,)),
        ("HAI WEI XIAN FOODS", BLUE, "US", (31,)),
        ("渔歌岛", LAKE, "US", (29,)),
        ("SUIBAOHE", OWN_FOODS, "CN", (30,)),
        ("KANGRUINNING", "Meadorchard Medical Corp.", "US", (10,)),
        ("MAISHUDA", "Streetvale Apparel LLC", "US", (25,)),
        ("TUOZELLI", "Gulfmere Fluidics Inc.", "US", (17,)),
        ("KUN YA WANG", "Gulfmere Fluidics Inc.", "US", (17,)),
        ("YOUFUBEI DERMA", BLUE_WRITTEN, "US", (5,)),
        ("GUJIETONG", LAKE, "US", (6,)),
        ("ZHIMENGTANG", "Corvin Ashdale", "US", (24,)),
        ("CHENGJINGYUAN PURE", LAKE, "US", (11,)),
    ),
    "GB": (
        ("LANYUJI", HARROW, "GB", (29,)),
        ("Guobeishi", HARROW, "GB", (32,)),
        ("YUGE ISLAND", "Tidewold Provisions Ltd", "GB", (29,)),
        ("KANGRUINING", HARROW, "GB", (10,)),
        ("LUYUEJIA HOME", "Tidewold Provisions Ltd", "GB", (11,)),
        ("CHI LE SONG", HARROW, "GB", (10,)),
        ("Mai Shu Da", "Albiorne Instruments Ltd", "GB", (10,)),
    ),
    "BR": (
        ("TUOZELI", "Mangueiras Sul Ltda (Demo)", "BR", (17,)),
        ("HENGRENLONG", NORTE, "BR", (17,)),
        ("SUAN TIAN XIANG", NORTE, "BR", (29,)),
        ("CHIYUANBEN", NORTE, "BR", (12,)),
        ("TINGYUELIN", "Clinica Auroral S.A.", "BR", (10,)),
        ("KANGRUINING BRASIL", "Clinica Auroral S.A.", "BR", (10,)),
        ("沧炬", NORTE, "BR", (7,)),
    ),
}

_GOODS = {
    3: "Cosmetics; soaps", 5: "Adhesive plasters; medicated skin care preparations", 6: "Pipe fittings of metal",
    7: "Hydraulic pumps; machine tools", 9: "Electric cables; computer software", 10: "Medical apparatus and instruments",
    11: "Water purifying apparatus; stoves", 12: "Tyres for vehicle wheels", 17: "Flexible hoses, not of metal",
    20: "Furniture", 21: "Household utensils", 24: "Bed linen; textiles", 25: "Clothing; footwear",
    28: "Toys; games", 29: "Fish, not live; preserved fruits", 30: "Noodles; sauces; biscuits",
    31: "Fresh fruits and vegetables", 32: "Fruit juices", 35: "Retail store services", 41: "Education services",
    42: "Software as a service", 43: "Restaurant services",
}  # fmt: skip
_STARTS = (
    "Bram",
    "Cal",
    "Dor",
    "El",
    "Fen",
    "Gral",
    "Hest",
    "Iv",
    "Jor",
    "Kel",
    "Lum",
    "Mor",
    "Nor",
    "Or",
    "Pel",
    "Quil",
)
_MIDDLES = ("a", "e", "i", "o", "u", "ian", "ora", "eti", "ubo", "ello")
_ENDS = (
    "dale",
    "fex",
    "gard",
    "ham",
    "lix",
    "mont",
    "nova",
    "perra",
    "rin",
    "sol",
    "ton",
    "vex",
    "wick",
    "zor",
)
_COMPANIES = ("Holdings", "Brands", "Works", "Supply", "Group", "Studio")
UNRELATED = 400
"""Unrelated filings in each gazette."""

UNRELATED_DRAWINGS = 12
"""Figurative filings of nobody's logo in the gazette that has any."""

_NUMBERS_A_DAY = 64
"""More than a week's filings in seven days, so that no two issues share a number."""


def demo_filings(office: str, *, published_on: dt.date, seed: int, planted: bool) -> list[DemoFiling]:
    """The filings of one issue of an office's gazette (US, GB, BR), the same for the same seed and day."""
    rng = random.Random(f"{seed} {office} {published_on}")  # nosec B311 # made-up rows, not secrets
    legal = {"US": "LLC", "GB": "Ltd", "BR": "Ltda"}[office]
    rows = list(_PLANTED[office]) if planted else []
    for _ in range(UNRELATED):
        word = rng.choice(_STARTS) + rng.choice(_MIDDLES) + rng.choice(_ENDS)
        sign = word if rng.random() < 0.6 else f"{word} {rng.choice(_STARTS)}{rng.choice(_ENDS)}"
        holder = f"{rng.choice(_STARTS)}{rng.choice(_ENDS)} {rng.choice(_COMPANIES)} {legal}"
        rows.append((rng.choice((sign, sign.upper())), holder, office, (rng.choice(tuple(_GOODS)),)))
    rng.shuffle(rows)
    first = {"US": 99_400_000, "GB": 4_260_000, "BR": 935_100_000}[office] + (
        published_on.toordinal() % 7_000
    ) * _NUMBERS_A_DAY
    filings = []
    for offset, (sign, holder, country, classes) in enumerate(rows):
        number = f"UK{first + offset:011d}" if office == "GB" else str(first + offset)
        filed = published_on - dt.timedelta(days=rng.randint(60, 240))
        goods = tuple((c, _GOODS[c]) for c in classes)
        filings.append(
            DemoFiling(
                number=number, sign=sign, holder=holder, country=country, goods=goods, filed_on=filed,
                published_on=published_on,
            )
        )  # fmt: skip
    if planted and office == "GB":
        filings += _figurative(first + len(rows), published_on)
    return filings


def _figurative(first: int, published_on: dt.date) -> list[DemoFiling]:
    """Signs without a word: two that copy a demo brand's logo, and some of nobody's."""
    drawn = [
        (copied_logo("HY-11"), HARROW, 29),
        (recoloured_logo("YL-02"), "Albiorne Instruments Ltd", 10),
        *(
            (unrelated_drawing(f"{published_on} {n}"), f"Fenwick Row {n} Ltd", 9)
            for n in range(UNRELATED_DRAWINGS)
        ),
    ]
    return [
        DemoFiling(
            number=f"UK{first + offset:011d}",
            sign="",
            holder=holder,
            country="GB",
            goods=((nice_class, _GOODS[nice_class]),),
            filed_on=published_on - dt.timedelta(days=90),
            published_on=published_on,
            picture=picture,
        )
        for offset, (picture, holder, nice_class) in enumerate(drawn)
    ]
