"""Observations as JSON, one a line: the form a crawl run is kept, replayed and taken in from."""

import datetime as dt
import json
from dataclasses import fields
from decimal import Decimal, InvalidOperation
from typing import Any

from domain.observation import Goods, Kind, Observation, Party, Price, Provenance

_FIELDS = tuple(f.name for f in fields(Observation))
_OF_SOME_KINDS = frozenset({"brand", "seller", "price", "event", "stand", "docket", "text"})


def to_json(observation: Observation) -> str:
    """One line of JSON, without a line break; `from_json` gives the same observation back.

    What only some kinds of observation have is left out when it is not there.
    """
    values = {name: getattr(observation, name) for name in _FIELDS}
    said = {name: _out(value) for name, value in values.items() if value or name not in _OF_SOME_KINDS}
    return json.dumps(said, ensure_ascii=False)


def from_json(line: str) -> Observation:
    """The observation of one line. Raises ValueError, saying what is wrong, when it is not one."""
    return from_data(json.loads(line))


def from_data(data: object) -> Observation:
    """The observation of a line's JSON object. Raises ValueError as `from_json`."""
    if not isinstance(data, dict):
        raise ValueError("not a JSON object")
    unknown = sorted(data.keys() - set(_FIELDS))
    if unknown:
        raise ValueError(f"unknown field: {', '.join(unknown)}")
    try:
        return Observation(
            kind=Kind(data["kind"]),
            source=str(data["source"]),
            ref=str(data["ref"]),
            sign=str(data["sign"]),
            holders=tuple(Party(**party) for party in data.get("holders", ())),
            goods=tuple(Goods(**goods) for goods in data.get("goods", ())),
            provenance=Provenance(data.get("provenance", Provenance.LIVE)),
            madrid=bool(data.get("madrid", False)),
            filed_on=_day(data.get("filed_on")),
            published_on=_day(data.get("published_on")),
            registered_on=_day(data.get("registered_on")),
            office=str(data.get("office", "")),
            representative=str(data.get("representative", "")),
            feature=str(data.get("feature", "")),
            status=str(data.get("status", "")),
            url=str(data.get("url", "")),
            image_url=str(data.get("image_url", "")),
            brand=str(data.get("brand", "")),
            seller=Party(**data["seller"]) if data.get("seller") else None,
            price=_price(data.get("price")),
            event=str(data.get("event", "")),
            stand=str(data.get("stand", "")),
            docket=str(data.get("docket", "")),
            text=str(data.get("text", "")),
        )
    except KeyError as missing:
        raise ValueError(f"missing field: {missing.args[0]}") from missing
    except TypeError as wrong:
        raise ValueError(str(wrong)) from wrong


def _day(text: Any) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def _price(data: Any) -> Price | None:
    if not data:
        return None
    try:
        return Price(amount=Decimal(data["amount"]), currency=str(data.get("currency", "")))
    except InvalidOperation as error:
        raise ValueError(f"not an amount: {data['amount']!r}") from error


def _out(value: object) -> object:
    match value:
        case dt.date():
            return value.isoformat()
        case Party():
            said = {"name": value.name, "country": value.country, "identifier": value.identifier}
            return said | {name: more for name in ("address", "side") if (more := getattr(value, name))}
        case Goods():
            return {"nice_class": value.nice_class, "text": value.text, "language": value.language}
        case Price():
            return {"amount": str(value.amount), "currency": value.currency}
        case tuple():
            return [_out(v) for v in value]
        case _:
            return value
