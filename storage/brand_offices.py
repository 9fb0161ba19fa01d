"""Where brands have registrations or applications that are known here. 品牌已知的注册与申请。"""

from collections.abc import Sequence

from storage.models import BrandRight
from storage.own_sightings import own_filing_offices


def known_offices(brand_rows: Sequence[int]) -> dict[int, frozenset[str]]:
    """The offices (ST.3) of each brand's registrations on the list of brands and of its own filings that were seen, by the
    brand's row; none is known of a brand that is missing."""
    found = {row: set(offices) for row, offices in own_filing_offices(brand_rows).items()}
    rights = BrandRight.objects.filter(brand_id__in=list(brand_rows)).values_list("brand_id", "office")
    for brand_row, office in rights.distinct():
        found.setdefault(brand_row, set()).add(office)
    return {row: frozenset(offices) for row, offices in found.items()}
