"""The demo's export figures and one brand's evidence of reputation: made up, and said to be wherever they are shown."""

import datetime as dt
from decimal import Decimal

from domain.case import Money
from domain.reputation import NewProof, ProofKind
from domain.trade import months_of
from haishao.demo.cast import MARK, STAFF, Cast, form
from jobs.trade import import_trade
from storage.brand_lists import brand_called
from storage.reputation import add_evidence

REGION = "演示数据（虚构）"
"""Stands where the region stands, and so in every name of these figures."""

_CODES = {"食品": "1605", "医疗器械": "9018", "液压管": "4009"}
_PARTNERS = (
    ("美国", 900, 8),
    ("巴西", 320, 46),
    ("英国", 260, -6),
    ("越南", 180, 31),
    ("德国", 150, 4),
    ("墨西哥", 90, 0),
)
_SCALE = {"食品": 1400, "医疗器械": 700, "液压管": 1000}


def import_figures(cast: Cast, today: dt.date) -> None:
    """Exports of the three industries of last year and of this year's months that are over; a second time changes nothing."""
    rows = ["数据年月,商品编码,贸易伙伴名称,注册地名称,美元"]
    for month in months_of(dt.date(today.year - 1, 1, 1), today.replace(day=1) - dt.timedelta(days=1)):
        for industry, code in _CODES.items():
            for partner, base, growth in _PARTNERS:
                value = base * _SCALE[industry] * (100 + (growth if month.year == today.year else 0)) // 100
                rows.append(f"{month:%Y%m},{code},{partner},{REGION},{value + 37 * month.month}")
    import_trade(cast.staff, "\n".join(rows).encode(), f"{MARK}出口数据 {today:%Y-%m}.csv", by=STAFF)


def keep_reputation(cast: Cast, today: dt.date) -> None:
    """Two pieces of evidence for the first brand of foods in the US, one without a file."""
    brand = brand_called(cast.staff, "HY-01").row_id
    last_year = today.year - 1
    sales = NewProof(
        kind=ProofKind.SALES, office="US", says=f"{MARK}对美销售合同与发票", first_day=dt.date(last_year - 2, 1, 1),
        last_day=dt.date(last_year, 12, 31), amount=Money(amount=Decimal(3_600_000), currency="USD"),
    )  # fmt: skip
    file = ("发票汇总（演示）.txt", "text/plain", f"{MARK}虚构的发票汇总".encode())
    add_evidence(cast.staff, brand, sales, file, form=form("reputation sales"), by=STAFF)
    fair = NewProof(
        kind=ProofKind.FAIR,
        office="US",
        says=f"{MARK}连续三届参展，尚缺照片",
        last_day=dt.date(last_year, 10, 21),
    )
    add_evidence(cast.staff, brand, fair, None, form=form("reputation fair"), by=STAFF)
