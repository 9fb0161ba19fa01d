"""Placeholders: `{page}` in a spec becomes the page's number. Plain substitution; nothing is evaluated.

`{since}` and `{today}` are days, written as ISO 8601 or as a format after a colon says: `{since:%d/%m/%Y}`.
Only a name in braces without spaces is a placeholder, so JSON and GraphQL (`{ id name }`) stay as they are.
"""

import datetime as dt
import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlencode

from crawlers.declared.spec import Params, RequestSpec, Scalar
from crawlers.source import Follow, Parse, Render

Value = str | int | float | dt.date
Values = Mapping[str, Value]

_PLACE = re.compile(r"\{([a-z][a-z_]*)(?::(%[^{}]*))?\}")


def placeholders(template: object) -> set[str]:
    """The names of the placeholders in a text, or in the texts of lists and mappings."""
    match template:
        case str():
            return {place[1] for place in _PLACE.finditer(template)}
        case Mapping():
            return set().union(*(placeholders(part) for part in (*template.keys(), *template.values())))
        case list() | tuple():
            return set().union(*(placeholders(part) for part in template))
        case _:
            return set()


def placeholders_of(request: RequestSpec) -> set[str]:
    """The names of the placeholders in a request."""
    parts = (request.url, request.params, request.headers, request.json_body, request.form, request.body)
    return set().union(*(placeholders(part) for part in parts))


def fill(template: str, values: Values) -> str:
    """The text with every placeholder replaced. Raises KeyError for a name without a value."""
    return _PLACE.sub(lambda place: _written(values[place[1]], place[2]), template)


def _written(value: Value, day_format: str | None) -> str:
    if isinstance(value, dt.date):
        return value.strftime(day_format) if day_format else value.isoformat()
    return str(value)


def _fill_json(template: Any, values: Values) -> Any:
    """As `fill`, through lists and mappings.

    A text that is one placeholder becomes a number where its value is one, and null where it is empty, as
    the cursor of a first page.
    """
    match template:
        case str():
            whole = _PLACE.fullmatch(template)
            if whole and isinstance(number := values[whole[1]], int | float):
                return number
            return fill(template, values) if not whole or values[whole[1]] != "" else None
        case dict():
            return {fill(name, values): _fill_json(part, values) for name, part in template.items()}
        case list():
            return [_fill_json(part, values) for part in template]
        case _:
            return template


def _fill_params(params: Params, values: Values) -> list[tuple[str, str]]:
    """The parameters in order. One that is a single placeholder and empty is left out, as a first page's cursor."""
    filled = []
    for name, value in params.items():
        for one in value if isinstance(value, list) else [value]:
            text = _scalar(one, values)
            if text or not (isinstance(one, str) and _PLACE.fullmatch(one)):
                filled.append((name, text))
    return filled


def _scalar(value: Scalar, values: Values) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return fill(value, values) if isinstance(value, str) else str(value)


def request_from(spec: RequestSpec, values: Values, parse: Parse, render: Render | None = None) -> Follow:
    """The request with its placeholders filled in; in the path of the address they are percent-encoded."""
    quoted = {
        name: value if isinstance(value, dt.date) else quote(str(value), safe="")
        for name, value in values.items()
    }
    url = fill(spec.url, quoted)
    if params := _fill_params(spec.params, values):
        url += ("&" if "?" in url else "?") + urlencode(params)
    headers = [(name, _one_line(fill(value, values))) for name, value in spec.headers.items()]
    body = b""
    if spec.json_body is not None:
        headers.append(("Content-Type", "application/json"))
        body = json.dumps(_fill_json(spec.json_body, values), ensure_ascii=False).encode()
    elif spec.form is not None:
        headers.append(("Content-Type", "application/x-www-form-urlencoded"))
        body = urlencode(_fill_params(spec.form, values)).encode()
    elif spec.body is not None:
        body = fill(spec.body, values).encode()
    return Follow(url=url, parse=parse, method=spec.method, headers=tuple(headers), body=body, render=render)


def _one_line(value: str) -> str:
    """A header's value; a watched word must not begin a header of its own."""
    return " ".join(value.split())
