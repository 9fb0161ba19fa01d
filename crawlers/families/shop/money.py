"""Prices as shops write them: amount as a plain decimal, currency as an ISO 4217 code."""

import re
from decimal import Decimal, InvalidOperation

from price_parser import Price

LONGEST_PRICE = 80
"""Characters of a text in which a price is looked for."""

_PLAIN = re.compile(r"\d{1,12}(?:\.\d{1,6})?", re.ASCII)
_CODE = re.compile(r"(?<![A-Za-z])([A-Z]{3})(?![A-Za-z])")
_SIGNS = {
    "€": "EUR", "£": "GBP", "¥": "JPY", "円": "JPY", "₽": "RUB", "руб": "RUB", "р.": "RUB", "₹": "INR", "rs": "INR",
    "₩": "KRW", "원": "KRW", "₺": "TRY", "tl": "TRY", "zł": "PLN", "kč": "CZK", "ft": "HUF", "lei": "RON", "лв": "BGN",
    "kn": "HRK", "₴": "UAH", "грн": "UAH", "₸": "KZT", "тг": "KZT", "₫": "VND", "đ": "VND", "฿": "THB", "₱": "PHP",
    "rm": "MYR", "rp": "IDR", "r$": "BRL", "元": "CNY", "us$": "USD", "us $": "USD", "c$": "CAD", "ca$": "CAD",
    "a$": "AUD", "au$": "AUD", "nz$": "NZD", "hk$": "HKD", "nt$": "TWD", "s$": "SGD", "mx$": "MXN", "₪": "ILS", "chf": "CHF",
    "fr.": "CHF", "eur": "EUR", "euro": "EUR", "ر.س": "SAR", "د.إ": "AED", "aed": "AED", "ден": "MKD", "br": "BYN",
    "руб.": "RUB", "kr": "", "$": "",
}  # fmt: skip
"""Signs that mean one currency wherever they stand; those with "" depend on the country."""

_OF_COUNTRY = {
    "us": "USD", "ca": "CAD", "au": "AUD", "nz": "NZD", "sg": "SGD", "hk": "HKD", "mx": "MXN", "ar": "ARS", "cl": "CLP",
    "co": "COP", "tw": "TWD", "se": "SEK", "no": "NOK", "dk": "DKK", "is": "ISK", "by": "BYN", "cn": "CNY", "uk": "GBP",
    "gb": "GBP", "jp": "JPY", "ru": "RUB", "in": "INR", "br": "BRL", "pl": "PLN", "cz": "CZK", "hu": "HUF", "tr": "TRY",
}  # fmt: skip
_SHARED = {
    "$": ("us", "ca", "au", "nz", "sg", "hk", "mx", "ar", "cl", "co", "tw"), "kr": ("se", "no", "dk", "is"),
    "¥": ("jp", "cn"), "руб": ("ru", "by"), "руб.": ("ru", "by"), "р.": ("ru", "by"), "r": ("za",),
}  # fmt: skip


def plain_amount(value: object) -> str:
    """A machine's price ("1299.00", 1299, "1.299,00 €") as a plain decimal, "" when it is none."""
    if isinstance(value, bool):
        return ""
    if isinstance(value, int | float):
        value = format(Decimal(str(value)), "f") if value == value and abs(value) < 1e12 else ""
    text = str(value).strip() if isinstance(value, str) else ""
    if _PLAIN.fullmatch(text):
        return _tidy(text)
    return read_price(text)[0]


def read_price(text: str, country: str = "") -> tuple[str, str]:
    """Amount and currency of a price meant for people, "" for each that is not there.

    `country` is the two letters of the shop's country, lower case, for signs that several countries share.
    """
    if not text or len(text) > LONGEST_PRICE or not any(c.isdigit() for c in text):
        return "", ""
    price = Price.fromstring(text)
    if price.amount is None or price.amount < 0 or price.amount >= 10**12:
        return "", ""
    return _tidy(format(price.amount, "f")), currency_code(price.currency or "", country) or _code_in(text)


def currency_code(sign: object, country: str = "") -> str:
    """The ISO 4217 code of a sign, "" when the sign is none or its country is not known."""
    text = sign.strip() if isinstance(sign, str) else ""
    if re.fullmatch(r"[A-Za-z]{3}", text) and text.lower() not in ("лей",):
        return text.upper()
    lower = text.lower()
    shared = _SHARED.get(lower) or _SHARED.get(lower.rstrip("."), ())
    if country in shared:
        return _OF_COUNTRY.get(country, "")
    found = _SIGNS.get(lower) or _SIGNS.get(lower.rstrip(".")) or ""
    if not found and lower == "$":
        return "USD" if country in ("", "com") else ""
    return found


def _code_in(text: str) -> str:
    match = _CODE.search(text)
    return match.group(1) if match and match.group(1) in _CODES else ""


_CODES = (
    frozenset(filter(None, _SIGNS.values())) | frozenset(_OF_COUNTRY.values()) | {"ZAR", "PEN", "QAR", "KWD"}
)


def _tidy(number: str) -> str:
    """The number without needless zeros before it; "0" and "0.00" are no price but kept, for free things exist."""
    try:
        return format(Decimal(number), "f")
    except InvalidOperation:
        return ""
