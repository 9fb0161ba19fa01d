"""Guesses which value of a record is its name, its address, its price: by the key's words, and by how the values look."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Final

Values = Sequence[str]
Fits = Callable[[Values], bool]

_ADDRESS = re.compile(r"^(https?://|/)\S+$")
_IMAGE = re.compile(r"\.(jpe?g|png|webp|gif|svg|avif)\b|image|thumb", re.IGNORECASE)
_PRICE = re.compile(r"^\D{0,4}\d[\d.,\s]*\D{0,4}$")
_DAY = re.compile(r"^\d{4}-\d{2}-\d{2}")
_CURRENCY = re.compile(r"^[A-Z]{3}$")


def _each(test: Callable[[str], object]) -> Fits:
    return lambda values: bool(values) and all(test(value) for value in values)


def _distinct(values: Values) -> bool:
    return bool(values) and len(set(values)) == len(values)


def _name_like(values: Values) -> bool:
    words = [value for value in values if re.search(r"[^\W\d_]{2}", value) and not _ADDRESS.match(value)]
    return len(words) >= 0.8 * len(values) and len(set(values)) > 0.5 * len(values)


_GUESSES: Final[tuple[tuple[str, str, Fits], ...]] = (
    (
        "ref",
        r"^(application|serial|document|case|item|product|listing)_?(number|id|no|code)$|^(id|asin|sku|code|key|number|uid|handle|slug)$|_id$|id$",
        _distinct,
    ),
    (
        "sign",
        r"title$|^(verbalelement|mark(text)?|word(mark)?|name)$|(product|item|exhibitor|company|case|display)_?name$|name$",
        _name_like,
    ),
    ("image_url", r"image|img|logo|picture|photo|thumb|src", _each(_ADDRESS.match)),
    ("url", r"url|link|href|permalink|page|handle$", _each(lambda v: _ADDRESS.match(v) and not _IMAGE.search(v))),
    ("amount", r"price|amount|value", _each(_PRICE.match)),
    ("currency", r"currency", _each(_CURRENCY.match)),
    ("seller", r"(seller|vendor|shop|store|merchant)(\.|_)?(name|username)?$", lambda values: bool(values)),
    ("brand", r"brand", lambda values: bool(values)),
    ("country", r"country", lambda values: bool(values)),
    ("published_on", r"publi|created|date", _each(_DAY.match)),
    ("stand", r"booth|stand|hall", lambda values: bool(values)),
    ("status", r"status|state$", lambda values: bool(values)),
    ("text", r"description|abstract|summary", lambda values: bool(values)),
)  # fmt: skip


def guess_fields(columns: Mapping[str, Values], total: int) -> dict[str, str]:
    """For each field the expression that most looks like it. `columns` gives an expression's non-empty values,
    one a record that has it, over `total` records.
    """
    found: dict[str, str] = {}
    for field, words, fits in _GUESSES:
        pattern = re.compile(words, re.IGNORECASE)
        best = 0.0
        for expression, values in columns.items():
            if expression in found.values() or len(values) < 0.3 * total or not fits(values):
                continue
            likeness = _likeness(pattern, expression)
            score = likeness and likeness + len(values) / total
            if score > best:
                found[field], best = expression, score
    return found


def _likeness(pattern: re.Pattern[str], expression: str) -> float:
    """How well a key's words fit, 0 when they do not: whole names before parts, shallow keys before deep ones."""
    steps = re.sub(r"\[\d+\]|\"", "", expression).lower().split(".")
    for said in (steps[-1], ".".join(steps[-2:])):
        if match := pattern.search(said):
            whole = match[0] == said
            return max(0.1, 1 + whole - 0.2 * len(steps))
    return 0.0
