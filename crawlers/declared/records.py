"""The records of a page as observations, with the checks that tell a changed page from an empty one."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from typing import Final
from urllib.parse import urljoin, urlsplit

from crawlers.declared.answers import Node
from crawlers.declared.fill import Value
from crawlers.declared.joined import joined
from crawlers.declared.spec import FieldRule, FieldSpec, FieldsSpec, GoodsRule, PartiesRule, Spec
from crawlers.declared.values import day, one_text, price, texts, truth
from crawlers.errors import PageChanged
from crawlers.families.countries import country_of
from crawlers.families.values import NICE_CLASSES, joined_goods
from crawlers.page import Page
from domain.fault import Fault
from domain.fault_kind import FaultKind
from domain.observation import Goods, Observation, Party, Price

FEWEST_FOR_SHARE: Final = 5
"""Records on a page below which a share of them says nothing."""


def nodes_of(spec: Spec, root: Node, page: Page) -> list[Node]:
    """The records of a page. Raises PageChanged for a wrong count, or where nothing tells that none is right."""
    rule = spec.records
    if rule.empty_when and truth(root, rule.empty_when):
        return []
    found = root.each(rule.at)
    if found is None or (not found and spec.answer.format in ("html", "xml") and not spec.paging):
        raise PageChanged(f"{page.url}: nothing at records.at, {rule.at!r}")
    if not rule.least <= len(found) <= rule.most:
        wanted = f"{rule.least} to {rule.most}"
        raise PageChanged(f"{page.url}: {len(found)} records where {wanted} were expected, {rule.at!r}")
    return joined(found, root, rule.with_lists) if rule.with_lists else found


class PageRecords:
    """Reads the records of one page and keeps count of what was filled and what could not be read."""

    def __init__(self, spec: Spec, page: Page, asked: Mapping[str, Value]) -> None:
        self._spec = spec
        self._page = page
        self._asked = asked
        self._filled: Counter[str] = Counter()
        self._bad: Counter[str] = Counter()
        self._faults: list[Fault] = []

    def read(self, nodes: list[Node]) -> list[Observation | Fault]:
        """An observation or fault for each record. Raises PageChanged when they are not as the spec says."""
        items: list[Observation | Fault] = []
        only_if = self._spec.records.only_if
        chosen = [node for node in nodes if only_if is None or truth(node, only_if)]
        for place, node in enumerate(chosen, 1):
            observation = self._record(node, place)
            items += self._faults
            self._faults = []
            if observation is not None:
                items.append(observation)
        self._check(len(chosen))
        return items

    def _check(self, count: int) -> None:
        if count and not self._filled["ref"]:
            raise PageChanged(f"{self._page.url}: none of {count} records has fields.ref")
        for name, wanted in {"ref": 0.5, **self._spec.guards.filled}.items():
            if count >= FEWEST_FOR_SHARE and self._filled[name] < wanted * count:
                said = (
                    f"{self._filled[name]} of {count} records have fields.{name}, {wanted:.0%} were expected"
                )
                raise PageChanged(f"{self._page.url}: {said}")
        for name, bad in self._bad.items():
            if bad * 2 > self._filled[name] and self._filled[name] > 1:
                said = f"{bad} of {self._filled[name]} values of fields.{name} are of a new form"
                raise PageChanged(f"{self._page.url}: {said}")

    def _record(self, node: Node, place: int) -> Observation | None:
        fields = self._spec.fields
        said: dict[str, Value] = dict(self._asked)
        for name in FieldsSpec.model_fields:
            rule = getattr(fields, name)
            if isinstance(rule, str | FieldRule) and name not in (
                "goods",
                "classes",
                "holders",
                "seller",
                "madrid",
            ):
                said[name] = self._text(node, name, rule, said)
        ref = str(said["ref"])
        if not ref:
            self._fault(FaultKind.NO_NUMBER, str(place), "fields.ref")
            return None
        return Observation(
            kind=self._spec.kind,
            source=self._spec.name,
            ref=ref,
            sign=str(said["sign"]),
            office=str(said.get("office") or self._spec.country),
            holders=self._parties(node, "holders", fields.holders, said),
            representative=str(said.get("representative", "")),
            goods=self._goods(node, ref, said),
            feature=str(said.get("feature", "")),
            status=str(said.get("status", "")),
            filed_on=self._day("filed_on", said, ref),
            published_on=self._day("published_on", said, ref),
            registered_on=self._day("registered_on", said, ref),
            madrid=fields.madrid is not None and truth(node, fields.madrid),
            url=self._address(said.get("url")),
            image_url=self._address(said.get("image_url")),
            brand=str(said.get("brand", "")),
            seller=next(iter(self._parties(node, "seller", fields.seller, said)), None),
            price=self._price(node, said, ref),
            event=str(said.get("event", "")),
            stand=str(said.get("stand", "")),
            docket=str(said.get("docket", "")),
            text=str(said.get("text", "")),
        )

    def _text(self, node: Node, name: str, rule: FieldSpec, said: Mapping[str, Value]) -> str:
        try:
            text = one_text(node, rule, said)
        except PageChanged as error:
            raise PageChanged(f"{self._page.url}: fields.{name}: {error}") from error
        self._filled[name] += bool(text)
        return text

    def _fault(self, kind: FaultKind, record: str, detail: str) -> None:
        self._faults.append(Fault(kind=kind, file=self._page.url, record=record, detail=detail))

    def _day(self, name: str, said: Mapping[str, Value], ref: str) -> dt.date | None:
        text = str(said.get(name, ""))
        if not text:
            return None
        found = day(text, getattr(self._spec.fields, name))
        if found is None:
            self._bad[name] += 1
            self._fault(FaultKind.BAD_DATE, ref, f"{name}: {text[:40]}")
        return found

    def _price(self, node: Node, said: Mapping[str, Value], ref: str) -> Price | None:
        rule = self._spec.fields.price
        if rule is None:
            return None
        try:
            found = price(node, rule, said)
        except ValueError as error:
            self._filled["price"] += 1
            self._bad["price"] += 1
            self._fault(FaultKind.BAD_PRICE, ref, str(error)[:40])
            return None
        except PageChanged as error:
            raise PageChanged(f"{self._page.url}: fields.price: {error}") from error
        self._filled["price"] += found is not None
        return found

    def _address(self, said: Value | None) -> str:
        """A whole http address, "" when there is none: what a page says becomes no other kind of link."""
        if not said:
            return ""
        url = urljoin(self._page.url, str(said))
        return url if urlsplit(url).scheme in ("http", "https") else ""

    def _parties(
        self, node: Node, name: str, rule: FieldSpec | PartiesRule | None, said: Mapping[str, Value]
    ) -> tuple[Party, ...]:
        if rule is None:
            return ()
        try:
            found = _parties_of(node, rule, said)
        except PageChanged as error:
            raise PageChanged(f"{self._page.url}: fields.{name}: {error}") from error
        self._filled[name] += bool(found)
        return found

    def _goods(self, node: Node, ref: str, said: Mapping[str, Value]) -> tuple[Goods, ...]:
        fields = self._spec.fields
        try:
            goods = self._goods_of(node, fields.goods, ref, said) if fields.goods else []
            if fields.classes is not None:
                codes = texts(node, fields.classes, said)
                self._filled["classes"] += bool(codes)
                known = {item.nice_class for item in goods}
                more = [number for code in codes if (number := self._nice_class(code, ref)) is not None]
                goods += [Goods(nice_class=number) for number in more if number not in known]
        except PageChanged as error:
            raise PageChanged(f"{self._page.url}: fields.goods: {error}") from error
        return joined_goods(goods)

    def _goods_of(
        self, node: Node, rule: FieldSpec | GoodsRule, ref: str, said: Mapping[str, Value]
    ) -> list[Goods]:
        if not isinstance(rule, GoodsRule):
            found = [Goods(nice_class=None, text=text) for text in texts(node, rule, said)]
        else:
            found = []
            for part in _each(node, rule.each):
                code = one_text(part, rule.nice_class, said) if rule.nice_class else ""
                text = one_text(part, rule.text, said) if rule.text else ""
                number = self._nice_class(code, ref) if code else None
                if number is not None or text:
                    found.append(Goods(nice_class=number, text=text, language=rule.language))
        self._filled["goods"] += bool(found)
        return found

    def _nice_class(self, code: str, ref: str) -> int | None:
        number = int(code) if code.isascii() and code.isdigit() and len(code) <= 3 else 0
        if number in NICE_CLASSES:
            return number
        self._fault(FaultKind.BAD_CLASS, ref, code[:40])
        return None


def _each(node: Node, expressions: str | list[str] | None) -> list[Node]:
    if expressions is None:
        return [node]
    for expression in [expressions] if isinstance(expressions, str) else expressions:
        if found := node.each(expression):
            return found
    return []


def _parties_of(node: Node, rule: FieldSpec | PartiesRule, said: Mapping[str, Value]) -> tuple[Party, ...]:
    if not isinstance(rule, PartiesRule):
        return tuple(Party(name=name) for name in dict.fromkeys(texts(node, rule, said)))
    parties = []
    for part in _each(node, rule.each):
        name, country, identifier, address = (
            one_text(part, one, said) if one else ""
            for one in (rule.name, rule.country, rule.identifier, rule.address)
        )
        if name or identifier:
            parties.append(
                Party(name=name, country=country_of(country), identifier=identifier, address=address)
            )
    return tuple(dict.fromkeys(parties))
