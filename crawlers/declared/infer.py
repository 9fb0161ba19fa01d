"""Infers a spec from one page: where the list of records is, and what each value of a record seems to be.

Looked at, in this order: a JSON answer; JSON-LD and a framework's data inside a page (`script#__NEXT_DATA__`); the
repeated elements of HTML. What a page cannot tell, its terms above all, is written as TODO.
"""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit, urlunsplit

import yaml
from lxml import etree
from parsel import Selector

from crawlers.declared.answers import JsonNode, MarkupNode, Node, open_answer
from crawlers.declared.guess import guess_fields
from crawlers.declared.spec import AnswerSpec
from crawlers.errors import PageChanged
from crawlers.page import Page
from crawlers.recognise import Form

FEWEST_RECORDS: Final = 2
_DEEPEST = 6
_MOST_LOOKED_AT = 50
_SCRIPTS = ('script[type="application/ld+json"]', "script#__NEXT_DATA__", "script#__NUXT_DATA__")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


class NothingFound(ValueError):
    """No list of records on the page; the message says what was looked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inferred:
    """What was found: the answer's form, where the records are, and the expression of each field guessed."""

    answer: AnswerSpec
    at: str
    fields: Mapping[str, str]
    count: int


def infer(page: Page) -> Inferred:
    """The most likely list of records of a page. Raises NothingFound."""
    candidates = list(_candidates(page))
    named = [one for one in candidates if "sign" in one.fields]
    if not named:
        raise NothingFound(
            f"{page.url}: 未找到记录列表 · no list of at least {FEWEST_RECORDS} records with names: looked for JSON, "
            "JSON-LD, a framework's data and repeated elements; a page that is filled in by scripts needs --render"
        )
    return max(named, key=lambda one: (len(one.fields) + min(one.count, 20) / 4, -len(one.at)))


def _candidates(page: Page) -> Iterator[Inferred]:
    if page.form is not Form.HTML:
        yield from _in_json(AnswerSpec(), page)
        return
    text = page.body.decode("utf-8", "replace")
    for css in _SCRIPTS:
        if len(Selector(text=text).css(css)) == 1:
            yield from _in_json(AnswerSpec(format="json", css=css), page)
    yield from _in_html(page)


def _in_json(answer: AnswerSpec, page: Page) -> Iterator[Inferred]:
    try:
        root = open_answer(answer, page)
    except PageChanged:
        return
    if isinstance(root, JsonNode):
        for at, items in _lists(root.value, "", 0):
            columns: dict[str, list[str]] = defaultdict(list)
            for item in items[:_MOST_LOOKED_AT]:
                for expression, value in _leaves(item, "", 0):
                    columns[expression].append(value)
            fields = guess_fields(columns, min(len(items), _MOST_LOOKED_AT))
            yield Inferred(answer=answer, at=at, fields=fields, count=len(items))


def _lists(value: Any, path: str, depth: int) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Every list of objects in a JSON value, with its JMESPath."""
    if isinstance(value, list):
        items = [item for item in value if isinstance(item, dict)]
        if len(items) >= FEWEST_RECORDS:
            yield path or "@", items
        value = dict(enumerate(value[:5]))
    if isinstance(value, dict) and depth < _DEEPEST:
        for key, below in value.items():
            step = f"[{key}]" if isinstance(key, int) else ("." if path else "") + _quoted(key)
            yield from _lists(below, path + step, depth + 1)


def _leaves(value: Any, path: str, depth: int) -> Iterator[tuple[str, str]]:
    """Every scalar of an object with its JMESPath; of a list within, the first."""
    if isinstance(value, dict) and depth < 4:
        for key, below in value.items():
            yield from _leaves(below, f"{path}.{_quoted(key)}" if path else _quoted(key), depth + 1)
    elif isinstance(value, list) and value and path:
        yield from _leaves(value[0], f"{path}[0]", depth + 1)
    elif isinstance(value, str | int | float) and not isinstance(value, bool) and path and str(value).strip():
        yield path, " ".join(str(value).split())


def _quoted(key: str) -> str:
    return key if _NAME.fullmatch(key) else json.dumps(key)


def _in_html(page: Page) -> Iterator[Inferred]:
    answer = AnswerSpec(format="html")
    root = open_answer(answer, page)
    assert isinstance(root, MarkupNode)
    for css in _repeated(root.selector):
        found_nodes = root.each(css) or []
        nodes = found_nodes[:_MOST_LOOKED_AT]
        columns: dict[str, list[str]] = defaultdict(list)
        for node in nodes:
            for expression in _within(node):
                if found := node.read(expression):
                    columns[expression].append(found[0])
        fields = guess_fields(_renamed(columns), len(nodes))
        fields = {name: expression.partition(" #")[0] for name, expression in fields.items()}
        yield Inferred(answer=answer, at=css, fields=fields, count=len(found_nodes))


def _repeated(root: Selector) -> list[str]:
    """CSS of the elements that stand beside others of the same name and class, the most frequent first."""
    counts: Counter[str] = Counter()
    for element in root.root.iter(etree.Element):
        parent = element.getparent()
        if parent is not None and _may_be_record(element):
            counts[f"{_css_of(parent)} > {_css_of(element)}"] += 1
    return [css for css, count in counts.most_common(20) if count > FEWEST_RECORDS]


def _may_be_record(element: Any) -> bool:
    if element.tag not in ("li", "tr", "article", "a") and not element.get("class"):
        return False
    linked = element.tag in ("a", "tr") or element.find(".//a[@href]") is not None
    return linked and bool("".join(element.itertext()).strip())


def _css_of(element: Any) -> str:
    classes = [
        name for name in (element.get("class") or "").split() if _NAME.fullmatch(name.replace("-", "_"))
    ]
    return str(element.tag) + "".join(f".{name}" for name in classes[:2])


def _within(node: Node) -> list[str]:
    """Expressions worth trying inside a record."""
    assert isinstance(node, MarkupNode)
    found = [
        "a::text",
        "a::attr(href)",
        "a::attr(title)",
        "img::attr(src)",
        "img::attr(data-src)",
        "img::attr(alt)",
    ]
    found += ["h1", "h2", "h3", "h4", "h5", "xpath:@href", "xpath:@id", "xpath:@data-id"]
    element = node.selector.root
    found += [f"xpath:@{name}" for name in element.attrib if str(name).startswith("data-")]
    for below in list(element.iter(etree.Element))[1:60]:
        if below.get("class"):
            found.append(_css_of(below))
    return list(dict.fromkeys(found))


_SAID = {
    "a::text": "name", "h1": "title", "h2": "title", "h3": "title", "h4": "title", "h5": "title",
    "a::attr(title)": "title", "img::attr(alt)": "name", "a::attr(href)": "href", "xpath:@href": "href",
    "img::attr(src)": "image", "img::attr(data-src)": "image", "xpath:@id": "id", "xpath:@data-id": "id",
}  # fmt: skip


def _renamed(columns: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """The columns under words the guesses know; the expression stands before ` #`. A record without a number of
    its own is known by its address.
    """
    renamed = {f"{at} #.{_SAID.get(at, at)}": values for at, values in columns.items()}
    links = columns.get("a::attr(href)") or columns.get("xpath:@href") or []
    if links and not any(name.endswith(".id") for name in renamed):
        at = "a::attr(href)" if "a::attr(href)" in columns else "xpath:@href"
        renamed[f"{at} #ref.id"] = links
    return renamed


def spec_yaml(page: Page, inferred: Inferred, name: str, *, wait_for: str = "") -> str:
    """The spec as it is written to a file. Validates but for its TODOs, which are texts a person must replace."""
    data = spec_data(page, inferred, name)
    if wait_for:
        data["render"] = {"wait_for": wait_for}
    return yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=110)


def spec_data(page: Page, inferred: Inferred, name: str) -> dict[str, Any]:
    """The inferred spec as data."""
    asked = urlsplit(page.url)
    fields: dict[str, Any] = {name: at for name, at in inferred.fields.items() if name not in _PARTS}
    fields.setdefault("ref", fields.get("url", fields["sign"]))
    if amount := inferred.fields.get("amount"):
        fields["price"] = {"amount": amount}
        if currency := inferred.fields.get("currency"):
            fields["price"]["currency"] = currency
    kind = "listing" if "price" in fields else "exhibitor"
    if kind == "exhibitor":
        fields["holders"] = {"name": fields["sign"]}
        if country := inferred.fields.get("country"):
            fields["holders"]["country"] = country
    answer = inferred.answer.model_dump(exclude_defaults=True, exclude_none=True)
    return {
        "name": name,
        "kind": kind,
        "country": "XX",
        "title": {"zh": f"TODO {asked.hostname}", "en": f"TODO {asked.hostname}"},
        "route": "api" if not answer else "html",
        "policy": "needs_review",
        "terms": f"https://{asked.hostname}/",
        "note": {"zh": "TODO 条款与 robots.txt 尚未核对", "en": "TODO terms and robots.txt not yet read"},
        "interval": "7d",
        "least": max(1, inferred.count // 2),
        "request": {"url": urlunsplit(asked._replace(fragment=""))},
        **({"answer": answer} if answer else {}),
        "records": {"at": inferred.at},
        "fields": fields,
    }


_PARTS = frozenset({"amount", "currency", "country"})
