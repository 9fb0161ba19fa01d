"""What anybody may read about the API: the OpenAPI document as a file, and as a page made from it. 接口说明."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from console.api.document import document
from console.api.problem_texts import PROBLEMS

Json = Mapping[str, Any]
Both = tuple[str, str]
"""Words in Chinese and English."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """A parameter, or a field of an object. `link` is the object its values are, "" for plain ones."""

    name: str
    kind: str
    link: str
    required: bool
    says: Both


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """An object of requests or answers, with an example where it has one."""

    name: str
    says: Both
    fields: tuple[Value, ...]
    example: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One operation; `body` and `answer` name objects, "" for none."""

    anchor: str
    method: str
    path: str
    title: Both
    says: Both
    scope: str
    parameters: tuple[Value, ...]
    body: str
    answer: str
    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """One problem a request can meet."""

    kind: str
    status: int
    title: Both
    says: Both


@login_not_required
@require_safe
def document_file(_request: HttpRequest) -> HttpResponse:
    """The OpenAPI document."""
    return JsonResponse(document(), json_dumps_params={"ensure_ascii": False})


@login_not_required
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Every operation, object and problem."""
    context = {
        "about": _both(document()["info"]["description"]),
        "operations": operations(),
        "shapes": shapes(),
        "failures": _failures(),
        "root": request.build_absolute_uri("/api/v1/"),
    }
    return render(request, "console/api.html", context)


@cache
def operations() -> tuple[Operation, ...]:
    """The operations, in the document's order."""
    return tuple(
        _operation(path, method, said)
        for path, methods in document()["paths"].items()
        for method, said in methods.items()
    )


@cache
def shapes() -> tuple[Shape, ...]:
    """The objects, by name; those that are a list of words alone are told where they are used."""
    found = document()["components"]["schemas"].items()
    return tuple(_shape(name, schema) for name, schema in sorted(found) if "properties" in schema)


def _operation(path: str, method: str, said: Json) -> Operation:
    status = next(code for code in said["responses"] if code.startswith("2"))
    (need,) = said["security"]
    return Operation(
        anchor=said["operationId"],
        method=method.upper(),
        path=path,
        title=_both(said["summary"]),
        says=_both(said.get("description", "")),
        scope=" ".join(need["token"]),
        parameters=tuple(
            _value(one["name"], one["schema"], bool(one.get("required")), one.get("description", ""))
            for one in said["parameters"]
        ),
        body=_object_of(said.get("requestBody", {})),
        answer=_object_of(said["responses"][status]),
        status=status,
    )


def _object_of(said: Json) -> str:
    for content in said.get("content", {}).values():
        return _kind(content["schema"])[1]
    return ""


def _shape(name: str, schema: Json) -> Shape:
    required = set(schema.get("required", ()))
    fields = (
        _value(field, said, field in required, said.get("description", ""))
        for field, said in schema["properties"].items()
    )
    example = next(iter(schema.get("examples", ())), None)
    return Shape(
        name=name,
        says=_both(schema.get("description", "")),
        fields=tuple(fields),
        example=json.dumps(example, ensure_ascii=False, indent=2) if example else "",
    )


def _value(name: str, schema: Json, required: bool, says: str) -> Value:
    kind, link = _kind(schema)
    return Value(name=name, kind=kind, link=link, required=required, says=_both(says))


def _kind(schema: Json) -> tuple[str, str]:
    """What values are, in a word, and the object among them."""
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[-1]
        known = document()["components"]["schemas"][name]
        return (name, name) if "properties" in known else _kind(known)
    if "allOf" in schema:
        return _kind(schema["allOf"][0])
    if "anyOf" in schema:
        kinds = [_kind(one) for one in schema["anyOf"]]
        return " | ".join(kind for kind, _ in kinds), next((link for _, link in kinds if link), "")
    if "enum" in schema:
        return " | ".join(map(str, schema["enum"])), ""
    if schema.get("type") == "array":
        kind, link = _kind(schema["items"])
        return f"[{kind}]", link
    return str(schema.get("format") or schema.get("type", "")), ""


@cache
def _failures() -> tuple[Failure, ...]:
    return tuple(
        Failure(kind=kind, status=status, title=title, says=says)
        for kind, (status, title, says) in PROBLEMS.items()
    )


def _both(text: str) -> Both:
    """The two languages of a text that stands in both; one that stands in one alone is shown as it is."""
    chinese, _, english = text.partition(" · ")
    return chinese, english or chinese
