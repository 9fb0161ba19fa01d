"""A spec at work: its first requests, what a page gives, and which page comes next."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urljoin, urlsplit

from crawlers.auth import Auth, Token
from crawlers.declared.answers import Node, open_answer
from crawlers.declared.fill import Value, placeholders_of, request_from
from crawlers.declared.records import PageRecords, nodes_of
from crawlers.declared.spec import AnswerSpec, AuthSpec, BeforeSpec, PagingSpec, Spec, TokenSpec
from crawlers.declared.values import refusal
from crawlers.errors import AnsweredError, Blocked, NotTheFile, PageChanged
from crawlers.page import Page
from crawlers.recognise import Form
from crawlers.signers import SIGNERS
from crawlers.source import Follow, Item, Render, Scope, Source
from crawlers.words import words_of
from domain.fault import Fault
from domain.fault_kind import FaultKind

_NO_HTML = ("json", "xml", "csv", "xlsx")


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """Where a chain of pages stands: the values asked with, the page's number, records so far, the last page's hash.

    `total` is the number of records the list said it has, None where it says none. `note` is what is to be said with the page.
    """

    values: Mapping[str, Value]
    number: int = 1
    seen: int = 0
    before: str = ""
    total: int | None = None
    note: Fault | None = None


def declared_source(spec: Spec) -> Source:
    """The source a spec declares."""
    reader = SpecReader(spec)
    deepest = (spec.paging.most if spec.paging else 1) + 5
    return Source(
        name=spec.name,
        kind=spec.kind,
        country=spec.country,
        title_zh=spec.title.zh,
        title_en=spec.title.en,
        route=spec.route,
        policy=spec.policy,
        terms=spec.terms,
        note_zh=spec.note.zh,
        note_en=spec.note.en,
        start=reader.start,
        parse=reader.parse,
        least=spec.least,
        interval=_duration(spec.interval),
        lookback=_duration(spec.lookback),
        max_drop=spec.max_drop,
        searched=spec.search is not None,
        auth=_auth(spec.auth, spec.request.url) if spec.auth else None,
        robots=spec.robots,
        cookies=spec.cookies,
        delay=spec.throttle.delay,
        most_requests=spec.throttle.most_requests,
        most_depth=deepest,
        needs_browser=spec.render is not None,
    )


def _duration(text: str) -> dt.timedelta:
    number = int(text[:-1])
    return dt.timedelta(hours=number) if text.endswith("h") else dt.timedelta(days=number)


def _auth(spec: AuthSpec, url: str) -> Auth:
    return Auth(
        settings=spec.secrets,
        hosts=tuple(spec.hosts) or (urlsplit(url).hostname or "",),
        headers=spec.headers,
        params=spec.params,
        basic=spec.basic,
        token=_token(spec.token) if spec.token else None,
        sign=SIGNERS[spec.sign].sign if spec.sign else None,
    )


def _token(spec: TokenSpec) -> Token:
    return Token(url=spec.url, form=tuple(spec.form.items()), basic=spec.basic, answer=spec.answer)


class SpecReader:
    """What a spec asks for and how it reads the answers. Pure, as every parser."""

    def __init__(self, spec: Spec) -> None:
        self._spec = spec
        self._choices: list[Mapping[str, Value]] = [*spec.choices()]
        self._render = (
            Render(wait_for=spec.render.wait_for, hosts=tuple(spec.render.hosts)) if spec.render else None
        )

    def start(self, scope: Scope) -> tuple[Follow, ...]:
        """The first request of every chain: one for each choice of `each` and each word."""
        before = self._spec.before
        if before is None:
            return tuple(self._chains(scope, self._choices, {}))
        named = placeholders_of(before.request)
        groups: dict[tuple[Value, ...], list[Mapping[str, Value]]] = {}
        for choice in self._choices:
            groups.setdefault(tuple(choice[name] for name in choice if name in named), []).append(choice)
        return tuple(self._before(before, scope, group) for group in groups.values())

    def _before(self, before: BeforeSpec, scope: Scope, choices: Sequence[Mapping[str, Value]]) -> Follow:
        """The request made before the chains of these choices, which are alike in what it names."""

        def read_and_go_on(page: Page) -> Iterator[Item]:
            root = _opened(before.answer, page, self._spec.guards.block_signs)
            saved = {name: _saved(root, name, expression, page) for name, expression in before.save.items()}
            yield from self._chains(scope, choices, saved)

        return request_from(before.request, {**_days(scope), **choices[0]}, read_and_go_on)

    def _chains(
        self, scope: Scope, choices: Sequence[Mapping[str, Value]], saved: Mapping[str, Value]
    ) -> Iterator[Follow]:
        queries, note = self._queries(scope)
        for choice in choices:
            for query in queries:
                asked = {**_days(scope), **saved, **choice, **query}
                yield self._request(Turn(values=asked | self._first(), note=note))
                note = None

    def _queries(self, scope: Scope) -> tuple[list[dict[str, Value]], Fault | None]:
        """The words of this run, as values of `{query}`."""
        search = self._spec.search
        if search is None:
            return [{}], None
        requests_a_word = (self._spec.paging.most if self._spec.paging else 1) * len(self._choices)
        chosen, note = words_of(
            scope,
            source=self._spec.name,
            least_letters=search.least_letters,
            room=self._spec.throttle.most_requests // requests_a_word,
            days=_duration(self._spec.interval).days,
        )
        return [{"query": word} for word in chosen], note

    def _first(self) -> dict[str, Value]:
        paging = self._spec.paging
        if paging is None:
            return {}
        size: dict[str, Value] = {"size": paging.size} if paging.size else {}
        match paging.by:
            case "page":
                return size | {"page": 1 if paging.start is None else paging.start}
            case "offset":
                return size | {"offset": paging.start or 0}
            case "cursor":
                return size | {"cursor": ""}
            case _:
                return size

    def _request(self, turn: Turn) -> Follow:
        return request_from(self._spec.request, turn.values, self._reader(turn), self._render)

    def _reader(self, turn: Turn) -> Any:
        return lambda page: self._read(page, turn)

    def parse(self, page: Page, values: Mapping[str, Value] | None = None) -> Iterator[Item]:
        """A page on its own, as a frozen one is: read as the first of its chain.

        `values` are those of `each` and `query`; the first choice and none when left out.
        """
        known: dict[str, Value] = {"query": "", **self._choices[0]}
        known |= dict.fromkeys(self._spec.before.save if self._spec.before else (), "")
        day = page.fetched_at.date()
        scope = Scope(today=day, since=day - _duration(self._spec.lookback))
        asked = {**_days(scope), **known, **self._first(), **(values or {})}
        yield from self._read(page, Turn(values=asked))

    def _read(self, page: Page, turn: Turn) -> Iterator[Item]:
        spec = self._spec
        root = _opened(spec.answer, page, spec.guards.block_signs)
        if spec.guards.refused_when and (said := refusal(root, spec.guards.refused_when)):
            raise Blocked(f"{page.url}: HTTP {page.status}, an answer that refuses: {said}")
        if turn.before == page.sha256:
            raise PageChanged(f"{page.url}: page {turn.number} is the one before again")
        if spec.guards.error and (said := _one(root.read(spec.guards.error), "guards.error", page)):
            raise AnsweredError(f"{page.url}: {said[:300]}")
        try:
            nodes = nodes_of(spec, root, page)
        except PageChanged as error:
            if page.form is Form.HTML and page.looks_blocked():
                raise Blocked(
                    f"{page.url}: HTTP {page.status}, a page to keep automatic readers out"
                ) from error
            raise
        if turn.note:
            yield turn.note
        yield from PageRecords(spec, page, turn.values).read(nodes)
        if spec.paging and (following := self._next(spec.paging, root, page, turn, len(nodes))):
            yield following

    def _next(
        self, paging: PagingSpec, root: Node, page: Page, turn: Turn, count: int
    ) -> Follow | Fault | None:
        seen = turn.seen + count
        total = _total(paging, root, turn, count, page)
        gap = _gap(paging, turn, total, page) if not count else None
        if (not count and gap is None) or _is_over(paging, root, turn.number, seen, count, total, page):
            return None
        after = replace(
            turn,
            number=turn.number + 1,
            seen=seen,
            before=page.sha256 if count else "",
            total=total,
            note=gap,
        )
        match paging.by:
            case "page":
                after = replace(after, values={**turn.values, "page": int(str(turn.values["page"])) + 1})
            case "offset":
                offset = int(str(turn.values["offset"])) + (paging.size or count)
                after = replace(after, values={**turn.values, "offset": offset})
            case _:
                found = _one(root.read(paging.next or ""), "paging.next", page)
                if not found:
                    return None
                after = replace(after, values={**turn.values, "cursor": found})
        if turn.number >= paging.most and paging.newest_first:
            return None
        if turn.number >= paging.most:
            detail = f"{turn.number} pages, {seen} records; paging.most"
            return Fault(kind=FaultKind.LIST_CUT, file=page.url, detail=detail)
        if paging.by == "next":
            return self._next_address(str(after.values["cursor"]), after, page)
        return self._request(after)

    def _next_address(self, found: str, turn: Turn, page: Page) -> Follow:
        url = urljoin(page.url, found)
        if urlsplit(url).hostname != urlsplit(page.url).hostname or not url.startswith("https:"):
            raise PageChanged(f"{page.url}: the next page is elsewhere, {url}")
        headers = self._request(turn).headers
        return Follow(url=url, parse=self._reader(turn), headers=headers, render=self._render)


def _total(paging: PagingSpec, root: Node, turn: Turn, count: int, page: Page) -> int | None:
    """The number of records of the list; a page without records need not say it again."""
    if not paging.total:
        return None
    if not count and _one(root.read(paging.total), "paging.total", page) == "":
        return turn.total
    return _number(root, paging.total, "paging.total", page)


def _gap(paging: PagingSpec, turn: Turn, total: int | None, page: Page) -> Fault | None:
    """What is to be said of a page without records that more are said to stand behind; None at the list's end."""
    behind = int(str(turn.values["offset"])) + (paging.size or 1) if paging.by == "offset" else 0
    if total is None or paging.by != "offset" or behind >= total:
        return None
    return Fault(kind=FaultKind.LIST_GAP, file=page.url, detail=f"{behind} / {total}")


def _is_over(
    paging: PagingSpec, root: Node, number: int, seen: int, count: int, total: int | None, page: Page
) -> bool:
    if total is not None:
        return seen >= total
    if paging.pages:
        return number >= _number(root, paging.pages, "paging.pages", page)
    return bool(paging.size) and paging.by in ("page", "offset") and count < (paging.size or 0)


def _number(root: Node, expression: str, key: str, page: Page) -> int:
    found = _one(root.read(expression), key, page)
    digits = "".join(letter for letter in found if letter.isdigit() or letter in ".,")
    try:
        return (
            int(float(digits))
            if digits.count(".") <= 1 and "," not in digits
            else int(digits.replace(",", ""))
        )
    except ValueError as error:
        raise PageChanged(f"{page.url}: {key}: {found!r} where a number was expected") from error


def _one(value: Any, key: str, page: Page) -> str:
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, bool | dict | list):
        raise PageChanged(f"{page.url}: {key}: {type(value).__name__} where one value was expected")
    return "" if value is None else str(value)


def _saved(root: Node, name: str, expression: str, page: Page) -> str:
    found = _one(root.read(expression), f"before.save.{name}", page)
    if not found:
        raise PageChanged(f"{page.url}: nothing at before.save.{name}, {expression!r}")
    return found


def _days(scope: Scope) -> dict[str, Value]:
    return {"since": scope.since, "today": scope.today}


def _opened(answer: AnswerSpec, page: Page, block_signs: Any) -> Node:
    """The answer, after the looks that tell a page meant to keep readers out, or a page in place of data."""
    page.refuse_signs(block_signs)
    if page.form is Form.HTML and answer.format in _NO_HTML and not (answer.css or answer.after):
        page.is_there()
        raise NotTheFile(f"{page.url}: a web page where {answer.format.upper()} was promised")
    return open_answer(answer, page)
