"""What to carry to a fair, and what to do there when somebody comes: general, and of the host country. 参展清单与紧急应对卡.

Rows stand in `fair_advice.csv`, dated, each with its source or marked as general knowledge; `*` holds everywhere.
"""

from functools import cache

from domain.fair_advice import FairAdvice, Situation
from domain.jurisdictions import regions_of
from response.tables import origin_of, read_table


def fair_advice(office: str) -> tuple[FairAdvice, ...]:
    """The advice for a host country (ST.3): what is special to it first, then its region's, then what holds everywhere."""
    regions = regions_of(office)
    order = {code: number for number, code in enumerate((office, *regions, "*"))}
    chosen = [one for one in _all() if one.office in order]
    return tuple(sorted(chosen, key=lambda one: order[one.office]))


@cache
def _all() -> tuple[FairAdvice, ...]:
    return read_table(
        "fair_advice.csv",
        lambda row: FairAdvice(
            office=row["office"],
            situation=Situation(row["situation"]),
            says_zh=row["says_zh"],
            says_en=row["says_en"],
            origin=origin_of(row),
        ),
    )
