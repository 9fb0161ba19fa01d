"""Frozen records as JSON and back: what is kept as a whole, and read by nobody but ourselves."""

import datetime as dt
import types
from dataclasses import fields, is_dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

Record = TypeVar("Record")


def to_data(value: object) -> Any:
    """A record, or whatever stands in one, as JSON knows it. Raises TypeError for what has no form there."""
    if isinstance(value, StrEnum):
        return value.value
    if value is None or isinstance(value, (str, int, float, bool)):
        return value
    if isinstance(value, (dt.datetime, dt.date)):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, tuple):
        return [to_data(one) for one in value]
    if is_dataclass(value):
        return {one.name: to_data(getattr(value, one.name)) for one in fields(value)}
    raise TypeError(f"no JSON for {type(value).__name__}")


def from_data(kind: type[Record], data: Any) -> Record:
    """The record `to_data` made this of; fields it has since are left at their defaults. Raises TypeError or ValueError for
    anything else.
    """
    hints = _hints(kind)  # type: ignore[arg-type]  # a class is hashable
    if not isinstance(data, dict):
        raise TypeError(f"no {kind.__name__}")
    return kind(**{name: _read(hints[name], value) for name, value in data.items() if name in hints})


@cache
def _hints(kind: type[Any]) -> dict[str, Any]:
    return get_type_hints(kind)


def _read(kind: Any, data: Any) -> Any:
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        (inner,) = (one for one in get_args(kind) if one is not types.NoneType)
        return None if data is None else _read(inner, data)
    if origin is tuple:
        return tuple(_read(get_args(kind)[0], one) for one in data)
    if is_dataclass(kind):
        return from_data(kind, data)  # type: ignore[arg-type]
    if kind in (dt.datetime, dt.date):
        return kind.fromisoformat(data)
    return kind(data)
