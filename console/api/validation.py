"""What is wrong with the values of a request, told from pydantic's errors in both languages."""

from collections.abc import Mapping, Sequence
from typing import Any

from console.api.problems import FieldError, Problem

MOST_TOLD = 50
_MOMENT = (
    "须为带时区的时刻，如 2026-12-01T09:00:00+08:00",
    "is a moment with its zone, as 2026-12-01T09:00:00+08:00",
)
_DAY = ("须为日期，如 2026-12-01", "is a day, as 2026-12-01")
_WHOLE = ("须为整数", "is a whole number")

_WORDS: dict[str, tuple[str, str]] = {
    "missing": ("缺少此项", "is missing"),
    "extra_forbidden": ("没有这一项", "there is no such field"),
    "string_type": ("须为文本", "is text"),
    "string_unicode": ("不是有效的 Unicode 文本", "is no Unicode text"),
    "string_too_short": ("至少 {min_length} 个字符", "has {min_length} characters at least"),
    "string_too_long": ("至多 {max_length} 个字符", "has {max_length} characters at most"),
    "string_pattern_mismatch": (
        "格式不符，或含不允许的字符：{pattern}",
        "is not of this form, or has a character that is not allowed: {pattern}",
    ),
    "greater_than_equal": ("不得小于 {ge}", "is {ge} at least"),
    "less_than_equal": ("不得大于 {le}", "is {le} at most"),
    "enum": ("须为 {expected} 之一", "is one of {expected}"),
    "literal_error": ("须为 {expected} 之一", "is one of {expected}"),
    "list_type": ("须为数组", "is a list"),
    "too_long": ("至多 {max_length} 项", "has {max_length} items at most"),
    "too_short": ("至少 {min_length} 项", "has {min_length} items at least"),
    "timezone_aware": _MOMENT,
    **dict.fromkeys(("int_type", "int_parsing", "int_from_float", "int_parsing_size"), _WHOLE),
    **dict.fromkeys(
        ("model_type", "model_attributes_type", "dict_type", "dataclass_type"), ("须为对象", "is an object")
    ),
}
_FAMILIES = (("datetime_", _MOMENT), ("date_", _DAY))
_OTHERWISE = ("不合规", "is not valid")


def invalid(errors: Sequence[FieldError]) -> Problem:
    """The problem of values that are not valid."""
    return Problem("invalid", {"count": len(errors)}, errors=tuple(errors[:MOST_TOLD]))


def errors_of(found: Sequence[Mapping[str, Any]]) -> tuple[FieldError, ...]:
    """The errors of `ninja.errors.ValidationError`."""
    return tuple(_error(one) for one in found)


def _error(found: Mapping[str, Any]) -> FieldError:
    source, *where = found["loc"]
    says = _says(found)
    if source == "body":
        return FieldError(says=says, pointer=_pointer(where[1:]))
    return FieldError(says=says, parameter=str(where[-1]) if where else str(source))


def _says(found: Mapping[str, Any]) -> tuple[str, str]:
    kind, values = str(found["type"]), found.get("ctx", {})
    if kind == "value_error":  # ours, in both languages
        chinese, _, english = str(values.get("error", "")).partition(" · ")
        return (chinese, english) if english else _OTHERWISE
    words = _WORDS.get(kind) or next(
        (said for start, said in _FAMILIES if kind.startswith(start)), _OTHERWISE
    )
    return words[0].format(**values), words[1].format(**values)


def _pointer(where: Sequence[object]) -> str:
    """RFC 6901, as a fragment."""
    return "#" + "".join("/" + str(part)[:100].replace("~", "~0").replace("/", "~1") for part in where)
