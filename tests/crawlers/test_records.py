"""Records cut out of a byte stream: at any buffer size the same, and never more lost than is broken."""

import io

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import etree

from crawlers.families.records import Records
from domain.fault import Fault
from domain.fault_kind import FaultKind

HEAD = b'<?xml version="1.0" encoding="UTF-8"?>\n<list xmlns:p="urn:p">\n'
GOOD = [
    b"<rec><n>1</n></rec>",
    b'<rec a="1"\n><n>2 &amp; 3</n></rec>',
    b"<rec><n><![CDATA[</rec><rec>]]></n></rec>",
    b"<rec><!-- </rec> --><n>4</n></rec>",
    b"<rec><inner><rec><n>nested</n></rec></inner></rec >",
    b"<p:rec><p:n>prefixed</p:n></p:rec>",
    b"<rec-header><n>not a record</n></rec-header>",
    b"<!-- <rec><n>commented out</n></rec> -->",
    b"<rec/>",
    b'<rec kind="empty" />',
    b"<rec><rec-header><n>5</n></rec-header><drop><x/></drop></rec>",
    b"<rec><?pi </rec> ?><n>6</n></rec>",
    "<rec><n>火锅 é</n></rec>".encode(),
]
BAD = [
    b"<rec><n>never closed</rec>",
    b"<rec>no end tag <n/>",
    b"<rec><n>&undefined;</n></rec>",
    b"<rec><n>\xff\xfe</n></rec>",
    b"<rec><n a=b></n></rec>",
    b"</rec>",
    b"<rec><n>\x01</n></rec>",
]


def _read(data: bytes, **options: object) -> list[bytes | FaultKind]:
    records = Records(io.BytesIO(data), file="f", tag="rec", **options)  # type: ignore[arg-type]
    return [r.kind if isinstance(r, Fault) else etree.tostring(r, with_tail=False) for r in records]


def _good(found: list[bytes | FaultKind]) -> list[bytes]:
    return [item for item in found if isinstance(item, bytes)]


def _is_record(piece: bytes) -> bool:
    return not piece.startswith((b"<rec-header", b"<!--"))


@given(st.lists(st.sampled_from(GOOD), max_size=12), st.integers(1, 90))
def test_well_formed_records_all_come_out_at_any_buffer_size(pieces: list[bytes], chunk: int) -> None:
    data = HEAD + b"\n".join(pieces) + b"</list>"
    whole = etree.fromstring(data, etree.XMLParser(remove_comments=True, remove_pis=True))
    expected = [etree.tostring(e, with_tail=False) for e in whole if etree.QName(e).localname == "rec"]
    found = _read(data, chunk=chunk)
    assert len(_good(found)) == len(found) == len(expected) == sum(map(_is_record, pieces))
    assert [etree.canonicalize(r.decode()) for r in _good(found)] == [
        etree.canonicalize(e.decode()) for e in expected
    ]


@given(st.lists(st.sampled_from(GOOD + BAD), max_size=12), st.integers(1, 90))
def test_the_buffer_size_changes_nothing(pieces: list[bytes], chunk: int) -> None:
    data = HEAD + b"\n".join(pieces) + b"</list>"
    assert _read(data, chunk=chunk) == _read(data)


@pytest.mark.parametrize("bad", BAD)
@given(before=st.integers(0, 3), after=st.integers(1, 3))
def test_a_malformed_record_loses_only_itself(bad: bytes, before: int, after: int) -> None:
    plain = b"<rec><n>good</n></rec>"
    found = _read(HEAD + plain * before + bad + plain * after + b"</list>")
    assert len(_good(found)) == before + after
    assert [item for item in found if not isinstance(item, bytes)] in (
        [FaultKind.BROKEN_RECORD],
        [FaultKind.WRONG_ENCODING],
    )


@settings(max_examples=300)
@given(st.binary(max_size=400), st.integers(1, 64))
@example(b"\xff\xfe<\0r\0e\0c\0", 3)
@example(b"<?xml encoding='utf-7'?><rec/>", 5)
@example(b"<?xml encoding='hex'?><rec/>", 5)
@example(b"<rec " * 50, 7)
def test_no_bytes_crash_it(data: bytes, chunk: int) -> None:
    _read(data, chunk=chunk)
    _read(HEAD + b"<rec>" + data + b"</rec></list>", chunk=chunk)


def test_an_entity_declaration_refuses_the_file() -> None:
    bomb = b'<?xml version="1.0"?><!DOCTYPE list [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><list><rec>&b;</rec></list>'
    outside = b'<!DOCTYPE list [<!ENTITY x SYSTEM "file:///etc/passwd">]><list><rec>&x;</rec></list>'
    hidden = b'<!DOCTYPE list [<!ENTITY x "<rec>"><!ELEMENT list ANY>]><list><rec/></list>'
    for data in (bomb, outside, hidden):
        assert _read(data) == [FaultKind.ENTITY_DECLARED]


def test_a_record_beyond_the_limit_is_named_and_skipped() -> None:
    huge = b"<rec><n>" + b"x" * 3_000_000 + b"</n></rec>"
    found = _read(HEAD + b"<rec>1</rec>" + huge + b"<rec>2</rec></list>", largest=1_000_000, chunk=65536)
    assert found == [
        b'<rec xmlns:p="urn:p">1</rec>',
        FaultKind.RECORD_TOO_LARGE,
        b'<rec xmlns:p="urn:p">2</rec>',
    ]


def test_a_file_that_ends_early_says_so() -> None:
    whole = HEAD + b"<rec>1</rec>\n<rec>2</rec>\n</list>"
    inside = whole[: whole.index(b">2<") + 2]
    between = whole[: whole.index(b"\n<rec>2")]
    assert _read(whole)[-1:] != [FaultKind.TRUNCATED]
    assert _read(inside)[1:] == [FaultKind.TRUNCATED]
    assert _read(between)[1:] == [FaultKind.TRUNCATED]


def test_utf_16_and_legacy_encodings_read_like_utf_8() -> None:
    text = '<?xml version="1.0" encoding="{}"?><list><rec>é</rec></list>'
    plain = _read(text.format("utf-8").encode())
    assert plain == [b"<rec>&#233;</rec>"]
    for encoding in ("utf-16", "iso-8859-1", "windows-1252"):
        assert _read(text.format(encoding).encode(encoding)) == plain
    chinese = '<?xml version="1.0" encoding="gb18030"?><list><rec>火锅</rec></list>'
    assert _read(chinese.encode("gb18030")) == [b"<rec>&#28779;&#38149;</rec>"]


def test_contents_nobody_reads_are_cut_out_before_parsing() -> None:
    picture = b"<rec><Image>" + b"A" * 100 + b"</Image><n>1</n></rec>"
    events = b"<rec><events><e>not < well formed</e></events><n>2</n></rec>"
    found = _read(b"<list>" + picture + events + b"</list>", hollow=("Image",), left_out=("events",))
    assert found == [b"<rec><Image/><n>1</n></rec>", b"<rec><n>2</n></rec>"]


def test_missing_end_tags_cost_no_more_than_a_look_ahead() -> None:
    data = HEAD + b"<rec><n>1</n>" * 20_000 + b"</list>"
    found = _read(data)
    assert found == [FaultKind.TRUNCATED]


def test_unclosed_comments_cost_no_more_than_a_look_ahead() -> None:
    assert _read(HEAD + b"<rec><!-- </rec>" * 5_000 + b"</list>") == [FaultKind.BROKEN_RECORD] * 5_000


def test_a_fault_names_the_record_by_its_number() -> None:
    data = b"<list><rec><serial-number>97000001</serial-number><n></rec><rec/></list>"
    fault = next(iter(Records(io.BytesIO(data), file="a.xml", tag="rec")))
    assert isinstance(fault, Fault)
    assert fault.file == "a.xml"
    assert fault.record.startswith("97000001 (record 1, byte 6")
