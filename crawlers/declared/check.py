"""What the types of a spec's keys do not say: expressions compile, placeholders have values, hosts are public."""

import ipaddress
import re
from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import quote, urlsplit

from pydantic import BaseModel

from crawlers.auth import names_in
from crawlers.declared.answers import fault_in
from crawlers.declared.fill import fill, placeholders, placeholders_of
from crawlers.declared.spec import (
    AnswerSpec,
    FieldRule,
    FieldsSpec,
    GoodsRule,
    PartiesRule,
    PriceRule,
    RequestSpec,
    Scalar,
    Spec,
)
from crawlers.signers import SIGNERS
from crawlers.source import Route

Key = tuple[str | int, ...]
Problem = tuple[Key, str]

_DATES = frozenset({"filed_on", "published_on", "registered_on"})
_RUN = frozenset({"since", "today"})
_PAGING = {"page": {"page"}, "offset": {"offset"}, "cursor": {"cursor"}, "next": set[str]()}


def problems_of(spec: Spec) -> Iterator[Problem]:
    """Everything that is wrong with a spec whose keys and types are right."""
    yield from _facts(spec)
    yield from _secrets(spec)
    yield from (misnamed := list(_each(spec)))
    yield from _requests(spec) if not misnamed else ()
    yield from _paging(spec)
    yield from _answers(spec)
    yield from _fields(spec)


def _facts(spec: Spec) -> Iterator[Problem]:
    if spec.robots.value != "obey" and spec.route is not Route.API:
        yield ("robots",), "only an API (route: api) has terms in place of robots.txt; write obey"
    if spec.render and (spec.request.method != "GET" or spec.answer.format != "html"):
        yield ("render",), "a browser opens HTML pages by GET alone"


def _secrets(spec: Spec) -> Iterator[Problem]:
    if spec.auth is None:
        return
    if not spec.auth.hosts and placeholders(spec.request.url.split("/")[2]):
        yield ("auth", "hosts"), "is missing; the host varies, so say where the secrets may go"
    known = set(spec.auth.secrets) | ({"token"} if spec.auth.token else set())
    places: list[tuple[Key, str]] = [(("auth", "headers", n), v) for n, v in spec.auth.headers.items()]
    places += [(("auth", "params", n), v) for n, v in spec.auth.params.items()]
    places += [(("auth", "basic"), part) for part in spec.auth.basic or ()]
    if spec.auth.token:
        places += [(("auth", "token", "form", n), v) for n, v in spec.auth.token.form.items()]
        places += [(("auth", "token", "basic"), part) for part in spec.auth.token.basic or ()]
    for key, template in places:
        for name in sorted(names_in(template) - known):
            yield (
                key,
                f"{{{name}}} is no secret of this spec ({', '.join(sorted(known))}); name it under auth.secrets",
            )
    used = set().union(*(names_in(template) for _, template in places))
    if spec.auth.sign:
        signs_with = SIGNERS[spec.auth.sign].secrets
        used |= signs_with
        for name in sorted(signs_with - set(spec.auth.secrets)):
            yield ("auth", "sign"), f"signs with {{{name}}}; name it under auth.secrets"
        if spec.request.form is None:
            yield ("auth", "sign"), "signs the form of a POST; write request.form"
    for name in sorted(set(spec.auth.secrets) - used):
        yield ("auth", "secrets", name), "is never used; use it in headers, params, basic or token"
    if spec.auth.token and "token" not in used:
        yield ("auth", "token"), 'is fetched and never sent; add headers: {Authorization: "Bearer {token}"}'


def _each(spec: Spec) -> Iterator[Problem]:
    used = placeholders_of(spec.request) | placeholders(_texts_of(spec.fields))
    seen: set[str] = set()
    for key, choices in spec.each.items():
        names = [tuple(choice) if isinstance(choice, dict) else (key,) for choice in choices]
        for place, one in enumerate(names):
            if set(one) != set(names[0]):
                yield ("each", key, place), f"names {', '.join(one)}; the first has {', '.join(names[0])}"
        for name in names[0]:
            if name in seen:
                yield ("each", key), f"{{{name}}} is named twice under each"
            if name not in used:
                yield ("each", key), f"{{{name}}} stands nowhere in request or fields"
        seen |= set(names[0])
        if not set(names[0]) & placeholders_of(spec.request):
            yield ("each", key), "makes the same request again and again: name it in request"


def _texts_of(fields: FieldsSpec) -> list[str]:
    """Every text of the fields that may hold placeholders."""
    found: list[str] = []
    rules: list[object] = [getattr(fields, name) for name in FieldsSpec.model_fields]
    while rules:
        rule = rules.pop()
        if isinstance(rule, FieldRule):
            found.append(rule.text or "")
        elif isinstance(rule, BaseModel):
            rules += [getattr(rule, name) for name in type(rule).model_fields]
    return found


def _requests(spec: Spec) -> Iterator[Problem]:
    choices = spec.choices()
    known = set(_RUN) | set(choices[0])
    if spec.before:
        yield from _request(spec.before.request, ("before", "request"), known, choices)
        known |= set(spec.before.save)
    if spec.search:
        known.add("query")
    if spec.paging:
        known |= _PAGING[spec.paging.by] | ({"size"} if spec.paging.size else set())
    yield from _request(spec.request, ("request",), known, choices)
    used = placeholders_of(spec.request)
    if spec.search and "query" not in used:
        yield ("search",), "{query} stands nowhere in request: the watched words would not be asked for"
    for name in spec.before.save if spec.before else ():
        if name not in used:
            yield ("before", "save", name), f"{{{name}}} stands nowhere in request"


def _request(
    request: RequestSpec, key: Key, known: set[str], choices: Sequence[Mapping[str, Scalar]]
) -> Iterator[Problem]:
    for name in sorted(placeholders_of(request) - known):
        yield (
            key,
            f"{{{name}}} has no value here; there are {', '.join(sorted(known))} (a brace with a space inside is text)",
        )
    bodies = [n for n in ("json_body", "form", "body") if getattr(request, n) is not None]
    if len(bodies) > 1 or (bodies and request.method == "GET"):
        yield key, "a request has one of json, form and body, and only with method: POST"
    faults = (fault_in_address(address) for address in _with_hosts(request.url, choices))
    if fault := next(filter(None, faults), ""):
        yield (*key, "url"), fault


def _with_hosts(url: str, choices: Sequence[Mapping[str, Scalar]]) -> list[str]:
    """The address with every host that `each` gives it; as it is when `each` gives none."""
    host = url.split("/")[2]
    named = placeholders(host)
    if not named & set(choices[0]):
        return [url]
    open_ones = {name: f"{{{name}}}" for name in named - set(choices[0])}
    chosen = ({n: quote(str(v), safe="") for n, v in choice.items() if n in named} for choice in choices)
    return [url.replace(host, fill(host, {**open_ones, **one}), 1) for one in chosen]


def fault_in_address(url: str) -> str:
    """Why an address must not be in a spec, "" when it may: only public hosts, by name and over https."""
    asked = urlsplit(re.sub(r"\{[^{}]*\}", "x", url))
    host = asked.hostname or ""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        public = (
            "." in host
            and "%" not in host
            and not host.endswith((".local", ".localhost", ".internal", ".lan", ".home.arpa"))
        )
    else:
        public = False
    if asked.scheme != "https" or not public:
        return f"{host or url}: only public hosts, by name and over https, are asked"
    if asked.username or asked.password:
        return "a user or password must not stand in an address; use auth.basic"
    if "{" in url.split("://", 1)[1].split("/", 1)[0]:
        return "the host is fixed; only what each names may stand in it, other placeholders stand after it"
    return ""


def _paging(spec: Spec) -> Iterator[Problem]:
    paging = spec.paging
    if paging is None:
        return
    used = placeholders_of(spec.request)
    if paging.by != "next" and paging.by not in used:
        yield ("paging", "by"), f"{{{paging.by}}} stands nowhere in request: every page would be the first"
    if paging.by in ("cursor", "next") and not paging.next:
        yield ("paging", "next"), "is missing; the expression that gives the next cursor or address"
    if paging.by == "offset" and not paging.size:
        yield ("paging", "size"), "is missing; the number of records a page, by which the offset grows"
    for name in ("total", "pages", "next"):
        if (expression := getattr(paging, name)) and (fault := fault_in(expression, spec.answer)):
            yield ("paging", name), fault


def _answers(spec: Spec) -> Iterator[Problem]:
    for answer, key in [(spec.answer, ("answer",))] + (
        [(spec.before.answer, ("before", "answer"))] if spec.before else []
    ):
        if (answer.css or answer.after) and answer.format != "json":
            yield key, "css and after find JSON inside a page: write format: json"
    if spec.before:
        for name, expression in spec.before.save.items():
            if fault := fault_in(expression, spec.before.answer):
                yield ("before", "save", name), fault
    for name in ("at", "empty_when", "only_if"):
        if (expression := getattr(spec.records, name)) and (fault := fault_in(expression, spec.answer)):
            yield ("records", name), fault
    if spec.guards.error and (fault := fault_in(spec.guards.error, spec.answer)):
        yield ("guards", "error"), fault
    for name, rule in spec.records.with_lists.items():
        if spec.answer.format != "json":
            yield ("records", "with", name), "joins lists of a JSON answer; this one is no JSON"
        for part in ("at", "where", "equals"):
            if fault := fault_in(getattr(rule, part), spec.answer):
                yield ("records", "with", name, part), fault
    if (refused := spec.guards.refused_when) and (fault := fault_in(refused, spec.answer)):
        yield ("guards", "refused_when"), fault
    if spec.records.least > spec.records.most:
        yield ("records", "least"), "is more than most"


def _fields(spec: Spec) -> Iterator[Problem]:
    for name in sorted(set(spec.guards.filled) - set(FieldsSpec.model_fields)):
        yield ("guards", "filled", name), "is no field"
    for name in sorted(set(spec.guards.filled) & set(FieldsSpec.model_fields)):
        if getattr(spec.fields, name) is None:
            yield ("guards", "filled", name), "is not among fields"
    known = {"query", *spec.choices()[0], *(spec.before.save if spec.before else ()), *_RUN, "ref", "sign"}
    for name in FieldsSpec.model_fields:
        rule = getattr(spec.fields, name)
        if rule is not None:
            yield from _rule(rule, ("fields", name), spec.answer, known)
            if name in _DATES and isinstance(rule, FieldRule) and rule.at and rule.join:
                yield ("fields", name), "a date is one value; leave out join"


def _rule(rule: object, key: Key, answer: AnswerSpec, known: set[str]) -> Iterator[Problem]:
    match rule:
        case str():
            if fault := fault_in(rule, answer):
                yield key, fault
        case list():
            for one in rule:
                yield from _rule(one, key, answer, known)
        case FieldRule():
            yield from _field_rule(rule, key, answer, known)
        case PartiesRule() | GoodsRule() | PriceRule():
            yield from _record_rule(rule, key, answer, known)


def _field_rule(rule: FieldRule, key: Key, answer: AnswerSpec, known: set[str]) -> Iterator[Problem]:
    if (rule.const is not None) == (rule.at is not None or rule.text is not None):
        yield key, "has at, text, both or const: where the value is, or what it always is"
    if rule.at is not None:
        yield from _rule(rule.at, (*key, "at"), answer, known)
    known = known | {"value"} if rule.at is not None else known
    for name in sorted(placeholders(rule.text) - known):
        yield (*key, "text"), f"{{{name}}} has no value here; there are {', '.join(sorted(known))}"
    if rule.pattern:
        try:
            groups = re.compile(rule.pattern).groups
        except re.error as error:
            yield (*key, "pattern"), str(error)
        else:
            if groups != 1:
                yield (*key, "pattern"), "has exactly one group in round brackets, the part that is kept"


def _record_rule(rule: BaseModel, key: Key, answer: AnswerSpec, known: set[str]) -> Iterator[Problem]:
    for name, info in type(rule).model_fields.items():
        part = getattr(rule, name)
        if part is not None and name not in ("language",) and not isinstance(part, int):
            yield from _rule(part, (*key, info.alias or name), answer, known)
