"""Names that were met somewhere, ready to be held against the holders of new filings. 展会所遇名称与新申请人比对.

A name answers when `matchers.holders.same_company` holds of the two; the index only saves asking it of every pair.
"""

from collections import defaultdict
from collections.abc import Iterable

from matchers.holders import company_name, same_company


class NamesMet:
    """Names, each with its number in the order given; one that names nobody answers to nothing."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names = list(names)
        self._by_trade_name: dict[str, list[int]] = defaultdict(list)
        for number, name in enumerate(self._names):
            if key := company_name(name).name:
                self._by_trade_name[key].append(number)

    def met(self, name: str) -> int | None:
        """The number of the first name that is this company's; None for a stranger."""
        near = self._by_trade_name.get(company_name(name).name, ())
        return next((number for number in near if same_company(self._names[number], name)), None)
