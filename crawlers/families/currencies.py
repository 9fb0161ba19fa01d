"""Currencies: how many decimals an amount in the smallest unit has (ISO 4217, list one, 2026-01)."""

from typing import Final

_NONE: Final = frozenset("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split())
_THREE: Final = frozenset("BHD IQD JOD KWD LYD OMR TND".split())


def decimals_of(currency: str) -> int:
    """The decimals of a currency by its code; 2 of one that is not known."""
    if currency.upper() in _NONE:
        return 0
    return 3 if currency.upper() in _THREE else 2
