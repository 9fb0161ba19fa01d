"""The OpenAPI document: what ninja says of the operations, with scopes, headers and every problem they can be answered with."""

from functools import cache
from typing import Any

from console.api import ROOT
from console.api.bearer import MOST_A_MINUTE, Needs
from console.api.idempotency import HEADER
from console.api.problem_texts import PROBLEMS
from console.api.problems import MEDIA_TYPE, ProblemShown
from console.api.service import ROUTERS, api
from storage.idempotent_answers import KEPT_FOR

Json = dict[str, Any]
REF = "#/components/schemas/{model}"

_HOURS = int(KEPT_FOR.total_seconds() // 3600)
_ABOUT = (
    "企业用自己的程序读取和处理海哨中本企业的数据。请求头 Authorization: Bearer hs_…；"
    f"错误均为 application/problem+json（RFC 9457），语言随 Accept-Language；每个令牌每分钟至多 {MOST_A_MINUTE} 次请求。"
    " · An enterprise's own programs read and handle what is the enterprise's "
    "in haishao. Send Authorization: Bearer hs_…; errors are application/problem+json (RFC 9457) in the language of "
    "Accept-Language; a token may ask "
    f"{MOST_A_MINUTE} times a minute."
)
_IDEMPOTENCY: Json = {
    "name": HEADER,
    "in": "header",
    "required": False,
    "schema": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[!-~]+$"},
    "description": f"同一键的同一请求只执行一次，{_HOURS} 小时内返回同一答复"
    " · the same request with the same key is done once, and answered the same "
    f"for {_HOURS} hours",
    "example": "8e03978e-40d5-43dd-bc93-6894a57f9324",
}
_RETRY: Json = {"Retry-After": {"schema": {"type": "integer", "minimum": 1}, "description": "seconds"}}
_CHALLENGE: Json = {"WWW-Authenticate": {"schema": {"type": "string"}}}
_WRITES = ("post", "put", "delete")


@cache
def document() -> Json:
    """The OpenAPI 3.1 document of /api/v1."""
    made: Json = dict(api.get_openapi_schema(path_prefix=ROOT))
    made["info"] = {"title": api.title, "version": api.version, "description": _ABOUT, "license": _LICENSE}
    made["servers"] = [{"url": "/"}]
    made["tags"] = [{"name": name} for name in _tags(made)]
    components = made["components"]
    components["securitySchemes"] = {
        "token": {
            "type": "http",
            "scheme": "bearer",
            "description": "接口令牌，在“接口令牌”页新建 · an API token, made on the page API tokens",
        }
    }
    components["schemas"] |= _problem_schemas()
    components["responses"] = {name: _answer(name) for name in PROBLEMS}
    for path, method, operation in _operations():
        _complete(path, method, operation, made["paths"][path][method])
    return made


_LICENSE = {"name": "Apache-2.0", "identifier": "Apache-2.0"}


def _operations() -> list[tuple[str, str, Needs]]:
    """Path, method and need of each operation."""
    found = []
    for router in ROUTERS:
        for path, view in router.path_operations.items():
            for operation in view.operations:
                for method in operation.methods:
                    (need,) = operation.auth_callbacks
                    assert isinstance(need, Needs), "every operation says what it needs"
                    found.append((_address(path), method.lower(), need))
    return found


def _address(path: str) -> str:
    return ROOT + path.lstrip("/").replace("{path:", "{")


def _complete(path: str, method: str, need: Needs, said: Json) -> None:
    said["operationId"] = said["operationId"].removeprefix("console_api_")
    said["security"] = [{"token": [need.scope.value] if need.scope else []}]
    writes = method in _WRITES
    if writes:
        said["parameters"] = [*said["parameters"], _IDEMPOTENCY]
    kinds = ["bad-request", "no-token", "invalid", "too-large", "too-many-requests", "internal-error"]
    if need.scope:
        kinds.append("scope-missing")
    if "{" in path:
        kinds.append("not-found")
    if writes:
        kinds.append("request-in-flight")
    if "requestBody" in said:
        kinds.append("unsupported-media-type")
    for kind in kinds:
        status = str(PROBLEMS[kind][0])
        said["responses"][status] = {"$ref": f"#/components/responses/{kind}"}
    said["responses"] = {str(status): answer for status, answer in said["responses"].items()}
    if "201" in said["responses"] and said["operationId"] == "brands_add":
        said["responses"]["201"]["headers"] = {"Location": {"schema": {"type": "string"}}}


def _answer(kind: str) -> Json:
    """The response of a status. What it stands for is told by the problem's `type`; the example is the likeliest."""
    status, title, says = PROBLEMS[kind]
    example = {
        "type": f"{ROOT}docs#{kind}",
        "title": title[0],
        "status": status,
        "detail": says[0],
        "detail_en": says[1],
        "instance": f"{ROOT}alerts/7",
    }
    answer: Json = {
        "description": f"{title[0]} · {title[1]}",
        "content": {MEDIA_TYPE: {"schema": {"$ref": REF.format(model="ProblemShown")}, "example": example}},
    }
    if status == 429:
        answer["headers"] = _RETRY
    if status == 401:
        answer["headers"] = _CHALLENGE
    return answer


def _problem_schemas() -> Json:
    schema = ProblemShown.model_json_schema(ref_template=REF, mode="serialization")
    return {**schema.pop("$defs"), "ProblemShown": schema}


def _tags(made: Json) -> list[str]:
    every = (tag for path in made["paths"].values() for said in path.values() for tag in said["tags"])
    return list(dict.fromkeys(every))
