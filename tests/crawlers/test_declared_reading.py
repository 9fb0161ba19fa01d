"""Specs against answers of every form: what is read, what has changed, and which page comes next."""

import contextlib
import datetime as dt
import hashlib
import io
import json
from typing import Any

import openpyxl
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from crawlers.declared.load import read_spec
from crawlers.declared.source import declared_source
from crawlers.errors import AnsweredError, Blocked, NotTheFile, PageChanged
from crawlers.page import Page
from crawlers.source import Follow, Item, Scope, Source
from domain.fault import Fault
from domain.fault_kind import FaultKind
from domain.observation import Goods, Observation, Party, Provenance

BASE: dict[str, Any] = {
    "name": "x-example",
    "kind": "exhibitor",
    "country": "DE",
    "title": {"zh": "展会", "en": "Fair"},
    "route": "html",
    "policy": "allowed",
    "terms": "https://x.example.com/terms",
    "note": {"zh": "说明", "en": "note"},
    "interval": "7d",
    "least": 1,
    "request": {"url": "https://x.example.com/list"},
    "records": {"at": "list"},
    "fields": {"ref": "id", "sign": "name"},
}
DAY = dt.date(2026, 11, 23)


def _source(**keys: Any) -> Source:
    return declared_source(read_spec(yaml.safe_dump({**BASE, **keys}).encode(), file="x.yaml"))


def _page(body: Any, **how: Any) -> Page:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Page(
        **{"url": "https://x.example.com/list", "status": 200, **how},
        body=content,
        fetched_at=dt.datetime(2026, 11, 23, tzinfo=dt.UTC),
        provenance=Provenance.MADE_UP,
        sha256=hashlib.sha256(content).hexdigest(),
    )


def _read(source: Source, body: Any) -> list[Item]:
    return list(source.parse(_page(body)))


def _first(source: Source, body: Any) -> Observation:
    found = _read(source, body)[0]
    assert isinstance(found, Observation)
    return found


def _value(rule: Any, record: dict[str, Any], field: str = "text") -> Any:
    source = _source(fields={**BASE["fields"], field: rule})
    return getattr(_first(source, {"list": [{"id": 1, "name": "n", **record}]}), field)


@pytest.mark.parametrize(
    ("rule", "record", "text"),
    [
        ("a", {"a": "  two\n words "}, "two words"),
        ("a", {"a": 7}, "7"),
        ("a", {}, ""),
        ({"at": ["b", "a"]}, {"a": "x"}, "x"),
        ({"at": "a", "html": True}, {"a": "<p>Pots &amp; pans</p><p>B</p>"}, "Pots & pans B"),
        ({"at": "a", "pattern": "Hall ([0-9]+)"}, {"a": "In Hall 12"}, "12"),
        ({"at": "a", "pattern": "Hall ([0-9]+)"}, {"a": "outside"}, ""),
        ({"at": "a", "map": {"R": "registered"}}, {"a": "R"}, "registered"),
        ({"at": "a", "map": {"R": "registered"}}, {"a": "Z"}, "Z"),
        ({"at": "a", "map": {"R": "registered"}, "otherwise": "?"}, {"a": "Z"}, "?"),
        ({"at": "a", "join": ", "}, {"a": ["x", None, "y"]}, "x, y"),
        ({"at": "a", "split": "|", "join": "+"}, {"a": "9|35"}, "9+35"),
        ({"at": "a", "text": "/e/{value}"}, {"a": "slug"}, "/e/slug"),
        ({"text": "{sign} ({ref})"}, {}, "n (1)"),
        ({"const": "always"}, {}, "always"),
    ],
)
def test_a_value_is_worked_as_its_rule_says(rule: Any, record: dict[str, Any], text: str) -> None:
    assert _value(rule, record) == text


@pytest.mark.parametrize("odd", [{"a": {"b": 1}}, {"a": ["x"]}, {"a": True}])
def test_a_value_of_a_new_type_means_a_changed_source(odd: dict[str, Any]) -> None:
    with pytest.raises(PageChanged, match=r"fields\.text: a: "):
        _value("a", odd)


@pytest.mark.parametrize(
    ("rule", "said", "day"),
    [
        ("d", "2026-01-27", dt.date(2026, 1, 27)),
        ("d", "2026-01-27T23:30:00-05:00", dt.date(2026, 1, 27)),
        ({"at": "d", "date": "%d-%b-%Y"}, "27-JAN-2026", dt.date(2026, 1, 27)),
        ({"at": "d", "date": ["%Y%m%d", "%d/%m/%Y"]}, "27/01/2026", dt.date(2026, 1, 27)),
        ({"at": "d", "date": "epoch"}, 1_769_472_000, dt.date(2026, 1, 27)),
        ({"at": "d", "date": "epoch-ms"}, 1_769_472_000_000, dt.date(2026, 1, 27)),
        ("d", None, None),
    ],
)
def test_days_are_read_in_the_formats_named(rule: Any, said: Any, day: dt.date | None) -> None:
    assert _value(rule, {"d": said}, "filed_on") == day


def test_one_bad_date_is_a_fault_and_most_of_them_a_changed_source() -> None:
    source = _source(fields={**BASE["fields"], "filed_on": "d"})
    records = [{"id": n, "name": "n", "d": "2026-01-01"} for n in range(3)]
    items = _read(source, {"list": [*records, {"id": 9, "name": "n", "d": "soon"}]})
    assert [item.kind for item in items if isinstance(item, Fault)] == [FaultKind.BAD_DATE]
    assert len([item for item in items if isinstance(item, Observation)]) == 4
    with pytest.raises(PageChanged, match=r"fields\.filed_on are of a new form"):
        _read(source, {"list": [{**record, "d": "soon"} for record in records]})


@pytest.mark.parametrize(
    ("rule", "record", "price"),
    [
        ({"amount": "p", "currency": "c"}, {"p": "19.90", "c": "eur"}, ("19.90", "EUR")),
        ({"amount": "p", "minor": 2}, {"p": 1990}, ("19.90", "")),
        ({"amount": "p", "minor": "m"}, {"p": "1990", "m": 0}, ("1990", "")),
        ({"amount": "p", "divisor": "d"}, {"p": 1990, "d": 100}, ("19.9", "")),
        ({"amount": "p", "currency": {"const": "GBP"}}, {"p": "£1,234.50"}, ("1234.50", "GBP")),
    ],
)  # fmt: skip
def test_prices_come_in_whole_units(rule: Any, record: dict[str, Any], price: tuple[str, str]) -> None:
    found = _value(rule, record, "price")
    assert (str(found.amount), found.currency) == price


def test_parties_goods_and_classes() -> None:
    source = _source(
        fields={
            **BASE["fields"],
            "holders": {"each": "owners", "name": "n", "country": "c"},
            "goods": {"each": "goods", "class": "k", "text": "t", "language": "en"},
            "classes": {"at": "codes", "split": "|"},
        }
    )
    record = {
        "id": 1,
        "name": "n",
        "owners": [{"n": "A Ltd.", "c": "P.R. China"}, {"n": "B", "c": "DEU"}, {"n": "", "c": "US"}],
        "goods": [{"k": "09", "t": "Phones"}, {"k": "99", "t": "Other"}],
        "codes": "09|35",
    }
    items = _read(source, {"list": [record]})
    found = next(item for item in items if isinstance(item, Observation))
    assert found.holders == (Party(name="A Ltd.", country="CN"), Party(name="B", country="DE"))
    assert found.goods[0] == Goods(nice_class=9, text="Phones", language="en")
    assert found.classes == (9, 35)
    assert [item.detail for item in items if isinstance(item, Fault)] == ["99"]


def test_xml_is_read_by_local_names_whatever_the_namespaces() -> None:
    source = _source(
        answer={"format": "xml"},
        records={"at": "//item"},
        fields={"ref": "applicationNumber", "sign": "title", "status": "@state", "classes": "code"},
    )
    body = b"""<?xml version="1.0"?><k:response xmlns:k="urn:k"><k:items><k:item k:state="R">
      <k:applicationNumber>40-1</k:applicationNumber><k:title>AA</k:title><k:code>9</k:code><k:code>35</k:code>
    </k:item></k:items></k:response>"""
    found = _first(source, body)
    assert (found.ref, found.sign, found.status, found.classes) == ("40-1", "AA", "R", (9, 35))


def test_an_entity_bomb_gives_nothing_of_itself() -> None:
    bomb = b'<!DOCTYPE l [<!ENTITY a SYSTEM "file:///etc/passwd">]><l><item><id>1</id><n>&a;</n></item></l>'
    source = _source(answer={"format": "xml"}, records={"at": "//item"}, fields={"ref": "id", "sign": "n"})
    assert "root:" not in _first(source, bomb).sign


def test_html_is_read_with_css_and_addresses_become_whole() -> None:
    source = _source(
        answer={"format": "html"},
        records={"at": "tr:has(a)"},
        fields={"ref": "a::attr(href)", "sign": "a", "stand": "td.booth", "url": "a::attr(href)", "image_url": "img::attr(src)"},
    )  # fmt: skip
    body = (
        '<html><table><tr><td><a href="e?id=1">Müller <b>AG</b></a><img src="javascript:x()"></td>'
        '<td class="booth"> 8a / A09 </td></tr></table></html>'
    ).encode("latin-1")
    page = _page(body, content_type="text/html; charset=iso-8859-1")
    (found,) = source.parse(page)
    assert isinstance(found, Observation)
    assert (found.sign, found.stand, found.url) == ("Müller AG", "8a / A09", "https://x.example.com/e?id=1")
    assert found.image_url == ""


def test_tables_are_read_by_their_columns() -> None:
    fields = {
        "ref": "Exhibitor",
        "sign": "Exhibitor",
        "holders": {"name": "Exhibitor", "country": '"Land, ISO"'},
    }
    csv_source = _source(
        answer={"format": "csv", "encoding": "latin-1", "delimiter": ";"}, records={"at": "@"}, fields=fields
    )
    found = _first(csv_source, "Exhibitor;Land, ISO\nMüller AG;DE\n".encode("latin-1"))
    assert found.holders == (Party(name="Müller AG", country="DE"),)
    book, file = openpyxl.Workbook(), io.BytesIO()
    for row in (["List of exhibitors"], ["Exhibitor", "Land, ISO"], ["青鹭", "CN"]):
        book.active.append(row)
    book.save(file)
    xlsx_source = _source(answer={"format": "xlsx", "header_row": 2}, records={"at": "@"}, fields=fields)
    assert _first(xlsx_source, file.getvalue()).holders == (Party(name="青鹭", country="CN"),)


def test_json_inside_a_page_or_a_script_is_read() -> None:
    inside = '{"list": [{"id": 1, "name": "n"}]}'
    in_page = _source(answer={"format": "json", "css": "script#data"})
    assert _first(in_page, f'<html><script id="data">{inside}</script></html>'.encode()).ref == "1"
    with pytest.raises(PageChanged, match="0 elements 'script#data'"):
        _read(in_page, b"<html></html>")
    in_script = _source(answer={"format": "json", "after": "var __data ="})
    assert _first(in_script, f"var x = 1; var __data = {inside}; run()".encode()).ref == "1"


def _next(source: Source, body: Any) -> Item | None:
    items = [item for item in _read(source, body) if not isinstance(item, Observation)]
    return items[0] if items else None


def _paged(by: str, address: str, **keys: Any) -> Source:
    return _source(request={"url": f"https://x.example.com/list{address}"}, paging={"by": by, **keys})


RECORDS = [{"id": 1, "name": "a"}, {"id": 2, "name": "b"}]


@pytest.mark.parametrize(
    ("source", "body", "url"),
    [
        (_paged("page", "?p={page}", most=9, pages="n"), {"n": 2}, "?p=2"),
        (_paged("page", "?p={page}", most=9, pages="n"), {"n": 1}, None),
        (_paged("page", "?p={page}", most=9, start=0, size=2), {}, "?p=1"),
        (_paged("page", "?p={page}", most=9, size=3), {}, None),
        (_paged("offset", "?o={offset}", most=9, size=2, total="n"), {"n": "3"}, "?o=2"),
        (_paged("offset", "?o={offset}", most=9, size=2, total="n"), {"n": 2}, None),
        (_paged("cursor", "?c={cursor}", most=9, next="c"), {"c": "a b"}, "?c=a%20b"),
        (_paged("cursor", "?c={cursor}", most=9, next="c"), {"c": None}, None),
        (_paged("next", "", most=9, next="links.next"), {"links": {"next": "/list?after=2"}}, "?after=2"),
        (_paged("next", "", most=9, next="links.next"), {}, None),
        (_paged("page", "?p={page}", most=1, pages="n", newest_first=True), {"n": 2}, None),
    ],
)
def test_the_next_page_follows_until_there_is_none(source: Source, body: Any, url: str | None) -> None:
    found = _next(source, {"list": RECORDS, **body})
    assert (found.url if isinstance(found, Follow) else found) == (url and f"https://x.example.com/list{url}")


def test_a_list_cut_by_its_bound_is_said_to_be() -> None:
    found = _next(_paged("page", "?p={page}", most=1, pages="n"), {"list": RECORDS, "n": 2})
    assert isinstance(found, Fault) and found.kind is FaultKind.LIST_CUT


GAPPY = {
    "request": {"url": "https://x.example.com/list", "params": {"from": "{offset}"}},
    "paging": {"by": "offset", "size": 2, "total": "n", "most": 9},
}


def test_a_page_without_records_before_the_total_is_a_gap_that_is_said_and_passed_over() -> None:
    def after(item: Item, body: Any) -> list[Item]:
        assert isinstance(item, Follow) and item.parse is not None
        return list(item.parse(_page(body)))

    *_, second = _read(
        _source(**GAPPY), {"n": 5, "list": [{"id": "1", "name": "A"}, {"id": "2", "name": "B"}]}
    )
    (third,) = after(second, {"list": []})
    gap, last = after(third, {"n": 5, "list": [{"id": "5", "name": "E"}]})[:2]
    assert isinstance(gap, Fault) and gap.kind is FaultKind.LIST_GAP and gap.detail == "4 / 5"
    assert isinstance(last, Observation) and last.ref == "5"
    assert after(third, {"n": 5, "list": []}) == [gap]


def test_entries_of_another_list_are_joined_to_the_records_they_name() -> None:
    records = {"at": "list", "with": {"booths": {"at": "booths", "where": "exhibitors", "equals": "id"}}}
    source = _source(
        records=records, fields={**BASE["fields"], "stand": {"at": "booths[].name", "join": ", "}}
    )
    body: dict[str, Any] = {"list": [{"id": 7, "name": "A"}, {"id": 8, "name": "B"}]}
    booths = [{"name": "B07", "exhibitors": ["7"]}, {"name": "A12", "exhibitors": [7, 9]}, {"name": "-"}]
    found = _read(source, {**body, "booths": booths})
    assert [item.stand for item in found if isinstance(item, Observation)] == ["B07, A12", ""]
    with pytest.raises(PageChanged, match="booths: NoneType"):
        _read(source, body)


def test_a_table_is_read_by_the_letters_of_its_columns() -> None:
    book = openpyxl.Workbook()
    for row in (["List of 2026"], ["", "Company"], [1, "Example Tools"]):
        book.active.append(row)
    kept = io.BytesIO()
    book.save(kept)
    how = {"records": {"at": "@", "only_if": "A && B"}, "fields": {"ref": "A", "sign": "B"}}
    for form, body in (("xlsx", kept.getvalue()), ("csv", b"List of 2026\n\n,Company\n1,Example Tools\n")):
        (seen,) = _read(_source(answer={"format": form, "header_row": 0}, **how), body)
        assert isinstance(seen, Observation) and (seen.ref, seen.sign) == ("1", "Example Tools")


@pytest.mark.parametrize(
    "address", ["https://elsewhere.example.com/2", "file:///etc/passwd", "http://x.example.com/2"]
)
def test_a_next_address_that_leads_away_means_a_changed_source(address: str) -> None:
    source = _paged("next", "", most=9, next="n")
    with pytest.raises(PageChanged, match="the next page is elsewhere"):
        _read(source, {"list": RECORDS, "n": address})


@pytest.mark.parametrize(
    ("keys", "body", "error"),
    [
        ({}, {"rows": []}, PageChanged),
        ({"records": {"at": "list", "least": 3}}, {"list": RECORDS}, PageChanged),
        ({"records": {"at": "list", "most": 1}}, {"list": RECORDS}, PageChanged),
        ({"guards": {"filled": {"sign": 0.9}}}, {"list": [{"id": n} for n in range(6)]}, PageChanged),
        ({"guards": {"block_signs": ["px-captcha"]}}, b'{"list": [], "u": "px-captcha"}', Blocked),
        ({"guards": {"error": "error.message"}}, {"error": {"message": "App call limit"}}, AnsweredError),
        ({"guards": {"refused_when": "error.text"}}, {"list": [], "error": {"text": "no such key"}}, Blocked),
        ({}, b"<html><p>Are you human? captcha</p></html>", Blocked),
        ({}, b"<html><p>Sorry</p></html>", NotTheFile),
        ({"answer": {"format": "html"}, "records": {"at": "li"}}, b"<html><title>Just a moment...</title></html>", Blocked),
        ({"answer": {"format": "html"}, "records": {"at": "li"}}, b"<html><p>none</p></html>", PageChanged),
        ({"answer": {"format": "xml"}, "records": {"at": "//li"}}, b"<a><b></a>", PageChanged),
        ({"answer": {"format": "xlsx"}, "records": {"at": "@"}}, b"PK\x03\x04 cut short", PageChanged),
    ],
)  # fmt: skip
def test_each_way_a_page_can_be_wrong_has_its_name(keys: Any, body: Any, error: type[Exception]) -> None:
    with pytest.raises(error):
        _read(_source(**keys), body)


def test_an_answer_that_is_no_error_passes_the_look_for_one() -> None:
    source = _source(guards={"error": "error.message"})
    assert _read(source, {"list": [], "error": None}) == []


def test_a_first_page_is_asked_for_without_a_cursor() -> None:
    source = _source(
        request={"url": "https://x.example.com/list", "params": {"q": "", "after": "{cursor}"}},
        paging={"by": "cursor", "most": 9, "next": "next"},
    )
    (first,) = source.start(Scope(today=DAY, since=DAY))
    assert first.url == "https://x.example.com/list?q="
    (following,) = [
        item for item in _read(source, {"list": RECORDS, "next": "b c"}) if isinstance(item, Follow)
    ]
    assert following.url == "https://x.example.com/list?after=b+c&q="


def test_a_refusal_is_told_in_the_words_of_the_source() -> None:
    source = _source(
        answer={"format": "xml"},
        records={"at": "//i"},
        guards={"refused_when": "//code[. != '00'] | //msg[../code != '00']"},
    )
    with pytest.raises(Blocked, match="30; no such key"):
        _read(source, b"<r><code>30</code><msg>no such key</msg></r>")
    (read,) = _read(
        _source(guards={"refused_when": "error"}), {"error": None, "list": [{"id": "1", "name": "A"}]}
    )
    assert isinstance(read, Observation)


def test_an_empty_page_is_told_from_a_changed_one() -> None:
    html = _source(answer={"format": "html"}, records={"at": "li", "empty_when": "p.none"})
    assert _read(html, b"<html><p class=none>No exhibitors</p></html>") == []
    assert _read(_source(records={"at": "list", "empty_when": "n == `0`"}), {"n": 0}) == []


def test_a_source_with_a_session_is_asked_for_it_first() -> None:
    session = {"url": "https://x.example.com/"}
    body = {"key": "{key}", "n": "{page}", "c": ["{today}"]}
    source = _source(
        before={"request": session, "answer": {"format": "html"}, "save": {"key": "#k::attr(data-key)"}},
        request={"url": "https://x.example.com/list", "method": "POST", "json": body},
        paging={"by": "page", "most": 3},
    )
    (first,) = source.start(Scope(today=DAY, since=DAY))
    assert first.url == "https://x.example.com/" and first.parse
    (then,) = first.parse(_page(b'<html><p id=k data-key="abc"></p></html>'))
    assert isinstance(then, Follow)
    assert json.loads(then.body) == {"key": "abc", "n": 1, "c": ["2026-11-23"]}
    with pytest.raises(PageChanged, match=r"before\.save\.key"):
        list(first.parse(_page(b"<html></html>")))


SHOWS: dict[str, Any] = {
    "each": {
        "show": [
            {"host": "a.example.com", "fair": "Fair A"},
            {"host": "b.example.org", "fair": "Fair B"},
        ],
        "letter": ["a", "b"],
    },
    "request": {"url": "https://{host}/{letter}"},
    "fields": {"ref": "id", "sign": "name", "event": {"text": "{fair}"}},
}


def test_values_that_belong_together_are_asked_for_together_and_may_name_the_host() -> None:
    source = _source(**SHOWS)
    asked = source.start(Scope(today=DAY, since=DAY))
    assert {one.url for one in asked} == {
        "https://a.example.com/a",
        "https://a.example.com/b",
        "https://b.example.org/a",
        "https://b.example.org/b",
    }
    last = asked[-1]
    assert last.url == "https://b.example.org/b" and last.parse is not None
    (seen,) = last.parse(_page({"list": [{"id": "1", "name": "X"}]}))
    assert isinstance(seen, Observation) and seen.event == "Fair B"


def test_a_request_made_before_is_made_once_for_every_host_it_names() -> None:
    before = {"request": {"url": "https://{host}/start"}, "save": {"key": "b"}}
    source = _source(**SHOWS | {"before": before, "request": {"url": "https://{host}/{letter}?{key}"}})
    asked = source.start(Scope(today=DAY, since=DAY))
    assert [one.url for one in asked] == ["https://a.example.com/start", "https://b.example.org/start"]
    assert asked[1].parse is not None
    then = [item for item in asked[1].parse(_page(b"<b>k</b>")) if isinstance(item, Follow)]
    assert [one.url for one in then] == ["https://b.example.org/a?k", "https://b.example.org/b?k"]


def test_more_words_than_a_run_may_ask_for_are_taken_in_turn() -> None:
    source = _source(
        search={"least_letters": 2},
        each={"site": ["A", "B"]},
        request={"url": "https://x.example.com/s", "params": {"q": "{query}", "site": "{site}"}},
        throttle={"most_requests": 6},
    )
    words = tuple(f"word{n}" for n in range(7))
    asked: list[set[str]] = []
    for day in range(0, 21, 7):
        today = DAY + dt.timedelta(days=day)
        follows = source.start(Scope(today=today, since=today, words=(*words, "x", "word0")))
        assert len(follows) == 6
        asked.append({follow.url.partition("q=")[2].partition("&")[0] for follow in follows})
        said = [
            [type(item) for item in follow.parse(_page({"list": []}))] for follow in follows if follow.parse
        ]
        assert said == [[Fault], *([[]] * 5)]
    assert set().union(*asked) == set(words)


@given(st.text(max_size=40))
def test_no_word_changes_the_shape_of_a_request(word: str) -> None:
    source = _source(
        search={},
        request={"url": "https://x.example.com/s/{query}", "params": {"q": "{query}"}, "headers": {"X-Q": "{query}"}},
    )  # fmt: skip
    for follow in source.start(Scope(today=DAY, since=DAY, words=(word,))):
        assert follow.url.startswith("https://x.example.com/s/")
        assert follow.url.count("?") == 1 and follow.url.isascii()
        assert not set("\r\n") & set(follow.headers[0][1])


_names = st.sampled_from(["list", "id", "name", "d", "p"])
_scalars = st.none() | st.booleans() | st.integers() | st.text(max_size=5)
_json = st.recursive(
    _scalars,
    lambda below: st.lists(below, max_size=3) | st.dictionaries(_names, below, max_size=4),
    max_leaves=12,
)


@given(_json)
def test_no_json_whatever_raises_anything_but_a_named_failure(data: Any) -> None:
    source = _source(fields={**BASE["fields"], "filed_on": "d", "price": {"amount": "p"}, "holders": "name"})
    with contextlib.suppress(PageChanged, NotTheFile):
        _read(source, data)
