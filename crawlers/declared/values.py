"""The values of a record: read where the spec says, checked for their type, brought into the domain's form."""

import datetime as dt
import html
import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any, Final

from price_parser import Price as PriceText
from w3lib.html import remove_tags

from crawlers.declared.answers import First, Node
from crawlers.declared.fill import Value, fill
from crawlers.declared.spec import FieldRule, FieldSpec, PriceRule
from crawlers.errors import PageChanged
from domain.observation import Price

LONGEST_TEXT: Final = 20_000
"""Characters kept of one value."""

_LONGEST_MATCHED = 2_000
"""Characters a pattern is held against: a bound on what a slow one costs."""

_EPOCHS = {"epoch": 1, "epoch-ms": 1000}


def texts(node: Node, rule: FieldSpec, values: Mapping[str, Value]) -> list[str]:
    """The non-empty texts of a field, however many. Raises PageChanged when there is something else than text."""
    if isinstance(rule, str):
        return _plain(node.read(rule), rule)
    if rule.const is not None:
        return [rule.const]
    if rule.at is None:
        found = [filled] if (filled := _filled(rule.text or "", values)) else []
    else:
        expressions = [rule.at] if isinstance(rule.at, str) else rule.at
        found = next((hit for one in expressions if (hit := _plain(node.read(one), one))), [])
    parts = [part for one in found for part in _worked(one, rule) if part]
    if rule.at is not None and rule.text is not None:
        return [_filled(rule.text, {**values, "value": part}) for part in parts]
    return parts


def one_text(node: Node, rule: FieldSpec, values: Mapping[str, Value]) -> str:
    """The one text of a field, "" when there is none.

    Several are joined when the rule says how; of several elements of a page the first is meant; a JSON
    list where one value is expected means that the source has changed.
    """
    if isinstance(rule, FieldRule) and rule.join is not None:
        return rule.join.join(texts(node, rule, values))
    _refuse_list(node, rule)
    found = texts(node, rule, values)
    return found[0] if found else ""


def _refuse_list(node: Node, rule: FieldSpec) -> None:
    at = rule if isinstance(rule, str) else rule.at
    for expression in [at] if isinstance(at, str) else at or []:
        value = node.read(expression)
        if isinstance(value, list) and not isinstance(value, First):
            raise PageChanged(
                f"{expression}: a list where one value was expected (join says how to make it one)"
            )


def _plain(value: Any, place: str) -> list[str]:
    match value:
        case None:
            return []
        case bool() | Mapping():
            raise PageChanged(f"{place}: {type(value).__name__} where text was expected")
        case list():
            return [text for one in value if one is not None for text in _plain_one(one, place)]
        case _:
            return _plain_one(value, place)


def _plain_one(value: Any, place: str) -> list[str]:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise PageChanged(f"{place}: {type(value).__name__} where text was expected")
    text = " ".join(str(value).split())
    return [text[:LONGEST_TEXT]] if text else []


def _worked(text: str, rule: FieldRule) -> list[str]:
    if rule.html:
        text = " ".join(html.unescape(remove_tags(re.sub(r"<(br|/p|/li|/div)\b", r" <\1", text))).split())
    if rule.pattern:
        match = _pattern(rule.pattern).search(text[:_LONGEST_MATCHED])
        text = match[1] or "" if match else ""
    parts = [part.strip() for part in text.split(rule.split)] if rule.split else [text.strip()]
    if rule.map is not None:
        parts = [
            rule.map.get(part, part if rule.otherwise is None else rule.otherwise) for part in parts if part
        ]
    return parts


@lru_cache(maxsize=512)
def _pattern(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _filled(template: str, values: Mapping[str, Value]) -> str:
    """The template filled in, "" when one of its values is empty: half an address is none."""
    known = {name: value for name, value in values.items() if value != ""}
    try:
        return fill(template, known)
    except KeyError:
        return ""


def day(text: str, rule: FieldSpec) -> dt.date | None:
    """The day a text gives in one of the rule's formats (ISO 8601 when it names none), None when it gives none."""
    formats = rule.date if isinstance(rule, FieldRule) and rule.date is not None else "%Y-%m-%d"
    for one in [formats] if isinstance(formats, str) else formats:
        try:
            if one in _EPOCHS:
                return dt.datetime.fromtimestamp(float(text) / _EPOCHS[one], dt.UTC).date()
            if one == "%Y-%m-%d":
                return dt.date.fromisoformat(text[:10])
            return dt.datetime.strptime(text, one).date()  # noqa: DTZ007
        except (ValueError, OverflowError, OSError):
            continue
    return None


def truth(node: Node, rule: FieldSpec) -> bool:
    """Whether an expression holds: a JSON true, or any text at all (of a page)."""
    at = rule if isinstance(rule, str) else rule.at
    for expression in [at] if isinstance(at, str) else at or []:
        value = node.read(expression)
        if value is True or (isinstance(value, First) and value) or (isinstance(value, str) and value):
            return True
    return False


def refusal(root: Node, expression: str) -> str:
    """What an answer says that is a refusal by this expression, "" when it is none."""
    found = root.read(expression)
    said = "; ".join(found) if isinstance(found, First) else found
    return "" if said is None or said is False or said == [] else str(said)[:200]


def price(node: Node, rule: PriceRule, values: Mapping[str, Value]) -> Price | None:
    """The price, None when there is none. Raises ValueError when the amount is not one."""
    text = one_text(node, rule.amount, values)
    if not text:
        return None
    amount = _amount(text)
    if rule.minor is not None:
        places = rule.minor if isinstance(rule.minor, int) else int(_amount(str(node.read(rule.minor) or 0)))
        amount = amount.scaleb(-places)
    if rule.divisor is not None:
        amount /= _amount(str(node.read(rule.divisor) or 1))
    currency = one_text(node, rule.currency, values) if rule.currency else ""
    return Price(amount=amount, currency=currency.upper())


def _amount(text: str) -> Decimal:
    try:
        amount = Decimal(text)
    except InvalidOperation:
        read = PriceText.fromstring(text).amount
        if read is None:
            raise ValueError(text) from None
        amount = read
    if not amount.is_finite():
        raise ValueError(text)
    return amount
