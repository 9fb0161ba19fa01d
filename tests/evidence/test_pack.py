"""A pack that verifies tells the truth about itself; after any change it names the first link that does not hold."""

import datetime as dt
import gzip
import hashlib
import io
import json
import random
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawlers.warc import Answer, WarcShelf
from crawlers.warc_copy import copy_answer
from domain.chain import START, AnswerFacts, link_hash
from evidence.authority import Authority
from evidence.canonical_zip import write_zip
from evidence.errors import NotStamped, PackBroken
from evidence.manifest import MANIFEST, SUMS, sums
from evidence.pack import write_pack
from evidence.records import ChainStamp, Contents, Fact, PackedAnswer, Segment, Sighting
from evidence.timestamp import Root, ask_stamp, certificates
from evidence.verify import Verdict, verify_pack
from tests.tsa import TimeStampAuthority

NOW = dt.datetime(2026, 11, 30, 15, 0, 0, 123456, tzinfo=dt.UTC)
BODY = b'{"sign": "QINGLUHAI"}'


def answer(number: int) -> tuple[AnswerFacts, Answer]:
    body = BODY + str(number).encode()
    facts = AnswerFacts(
        source="my-office",
        run=7,
        number=number,
        url=f"https://office.example/{number}",
        status=200,
        sha256=hashlib.sha256(body).hexdigest(),
        size=len(body),
        fetched_at=NOW,
        provenance="live",
        robots="allowed",
    )
    kept = Answer(
        url=facts.url,
        method="GET",
        status=200,
        request_headers=(("User-Agent", "haishao"),),
        request_body=b"",
        response_headers=(("Content-Type", "application/json"),),
        body=body,
        path=None,
        sha256=facts.sha256,
        fetched_at=NOW,
        ip_address="203.0.113.9",
        robots="allowed",
    )
    return facts, kept


def packed(folder: Path, numbers: tuple[int, ...] = (2,)) -> Contents:
    """Three answers of a run, linked; a pack of those with these numbers."""
    folder.mkdir(parents=True, exist_ok=True)
    shelf = WarcShelf(folder, software="haishao", operator="")
    made = [answer(number) for number in (1, 2, 3)]
    places = [shelf.keep(kept) for _, kept in made]
    shelf.close()
    answers, digests = [], [facts.digest() for facts, _ in made]
    for number in numbers:
        facts, place = made[number - 1][0], places[number - 1]
        into = folder / f"copy-{number}"
        copied = copy_answer(
            folder / place.file, place.offset, facts.sha256, into, most=10**6, software="haishao", operator=""
        )
        seen = Sighting(source="my-office", ref=str(number), sign="QINGLUHAI", seen_at=NOW)
        answers.append(
            PackedAnswer(facts=facts, link=number, sightings=(seen,), ip_address=copied.ip_address, warc=into)
        )
    segment = Segment(after=1, previous=link_hash(START, digests[0]), digests=tuple(digests[1:]), stamp=None)
    return Contents(
        about=(Fact(key="alert", zh="预警编号", en="Alert", values=("12",)),),
        answers=tuple(answers),
        pictures=(),
        chain=(segment,),
        environment=(Fact(key="system", zh="操作系统", en="System", values=("Linux",)),),
        clock=Fact(key="clock", zh="时钟偏差", en="Clock", values=("未测量 · not measured",)),
        capture=(),
        attachments=(),
        made_at=NOW,
        operator="王 <b>",
        software="haishao/0",
    )


def made(folder: Path, authority: Authority | None = None, **rest: object) -> bytes:
    """The bytes of a pack."""
    contents = replace(packed(folder / "run"), **rest)  # type: ignore[arg-type]
    write_pack(contents, folder / "pack.zip", authority=authority)
    return (folder / "pack.zip").read_bytes()


def verified(pack: bytes, *trusted: Path) -> Verdict:
    roots = [one for path in trusted for one in certificates(path.read_bytes())]
    return verify_pack(io.BytesIO(pack), trusted=roots)


@pytest.fixture(scope="module")
def tsa(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TimeStampAuthority]:
    if not shutil.which("openssl"):
        pytest.skip("no openssl here")
    authority = TimeStampAuthority(tmp_path_factory.mktemp("tsa"))
    yield authority
    authority.close()


@pytest.fixture(scope="module")
def other(tsa: TimeStampAuthority, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TimeStampAuthority]:
    authority = TimeStampAuthority(tmp_path_factory.mktemp("other"), name="Other TSA")
    yield authority
    authority.close()


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return made(tmp_path_factory.mktemp("plain"))


@pytest.fixture(scope="module")
def stamped(tsa: TimeStampAuthority, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return made(tmp_path_factory.mktemp("stamped"), Authority(url=tsa.url, roots=tsa.root.read_bytes()))


def unpacked(pack: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(pack)) as zipped:
        return {name: zipped.read(name) for name in zipped.namelist()}


def made_anew(folder: Path, files: dict[str, bytes]) -> bytes:
    """A pack of these files whose checksums agree: what somebody makes who knows the format."""
    folder.mkdir()
    listed = json.loads(files[MANIFEST])
    for one in listed["files"]:
        one["sha256"] = hashlib.sha256(files[one["name"]]).hexdigest()
        one["size"] = len(files[one["name"]])
    files = files | {MANIFEST: json.dumps(listed).encode()}
    others = {name: hashlib.sha256(body).hexdigest() for name, body in files.items() if name != SUMS}
    for name, body in (files | {SUMS: sums(others)}).items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(body)
    out = io.BytesIO()
    write_zip(folder, out)
    return out.getvalue()


def test_a_pack_without_an_authority_is_intact_and_says_what_it_does_not_prove(plain: bytes) -> None:
    verdict = verified(plain)
    assert (verdict.answers, verdict.linked, verdict.gone, verdict.stamps) == (1, 1, 0, ())
    files = unpacked(plain)
    statement = files["statement.html"].decode()
    assert "没有可信时间戳" in statement
    assert "王 &lt;b&gt;" in statement, "what was typed is text"
    assert "when they came into being is not shown" in json.dumps(json.loads(files[MANIFEST])["not_proved"])


@pytest.mark.parametrize("kind", ["plain", "stamped"])
def test_any_tool_unpacks_it_and_sha256sum_agrees(
    kind: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    with zipfile.ZipFile(io.BytesIO(request.getfixturevalue(kind))) as zipped:
        assert zipped.testzip() is None
        zipped.extractall(tmp_path)
    subprocess.run(["sha256sum", "--quiet", "-c", SUMS], cwd=tmp_path, check=True, timeout=30)


def test_every_byte_of_a_pack_counts(stamped: bytes, plain: bytes) -> None:
    """Every byte of the frame and of what hashes hang on, and a sample of the rest, each changed in one bit."""
    chance = random.Random(5)
    for pack in (stamped, plain):
        ends = range(len(pack) - 1000, len(pack))
        places = {*range(400), *ends, *chance.sample(range(len(pack)), 300)}
        for place in places:
            changed = bytearray(pack)
            changed[place] ^= 1 << chance.randrange(8)
            with pytest.raises(PackBroken):
                verified(bytes(changed))


@given(data=st.data())
@settings(max_examples=150)
def test_any_change_anywhere_is_named(plain: bytes, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(plain)))
    end = data.draw(st.integers(start, min(len(plain), start + 40)))
    put = data.draw(st.binary(max_size=40))
    changed = plain[:start] + put + plain[end:]
    if changed == plain:
        assert verified(changed).answers == 1
        return
    with pytest.raises(PackBroken) as broken:
        verified(changed)
    assert broken.value.place
    assert broken.value.zh
    assert broken.value.en


@pytest.mark.parametrize("length", [0, 1, 30, 100, -1, -22, -400])
def test_a_pack_that_was_cut_off_is_broken(plain: bytes, length: int) -> None:
    with pytest.raises(PackBroken):
        verified(plain[:length])


def test_what_is_added_at_either_end_is_seen(plain: bytes) -> None:
    for changed in (plain + b"\0", plain + plain, b"\0" + plain):
        with pytest.raises(PackBroken):
            verified(changed)


def test_the_file_that_was_changed_is_named(plain: bytes) -> None:
    place = plain.index(b'"segments"')
    changed = plain[:place] + b"'" + plain[place + 1 :]
    with pytest.raises(PackBroken) as broken:
        verified(changed)
    assert broken.value.place == "chain.json"


Forge = Callable[[dict[str, bytes]], None]


def _other_body(files: dict[str, bytes]) -> None:
    folder = files.pop("folder").decode()
    _, kept = answer(2)
    body = b"another body"
    shelf = WarcShelf(Path(folder), software="", operator="")
    place = shelf.keep(replace(kept, body=body, sha256=hashlib.sha256(body).hexdigest()))
    shelf.close()
    files["answers/00001.warc.gz"] = (Path(folder) / place.file).read_bytes()


def _other_facts(files: dict[str, bytes]) -> None:
    manifest = json.loads(files[MANIFEST])
    manifest["answers"][0]["facts"]["robots"] = "none"
    files[MANIFEST] = json.dumps(manifest).encode()


def _no_link(files: dict[str, bytes]) -> None:
    chain = json.loads(files["chain.json"])
    chain["segments"][0]["facts_sha256"] = []
    files["chain.json"] = json.dumps(chain).encode()


def _one_more(files: dict[str, bytes]) -> None:
    files["more.txt"] = b"x"


def _no_manifest_to_speak_of(files: dict[str, bytes]) -> None:
    files[MANIFEST] = json.dumps(json.loads(files[MANIFEST]) | {"answers": [7]}).encode()


@pytest.mark.parametrize(
    ("forge", "place"),
    [
        (_other_body, "answers/00001.warc.gz"),
        (_other_facts, "chain.json #2"),
        (_no_link, "chain.json #2"),
        (_one_more, "more.txt"),
        (_no_manifest_to_speak_of, MANIFEST),
    ],
)
def test_hashes_made_anew_do_not_help(plain: bytes, tmp_path: Path, forge: Forge, place: str) -> None:
    (tmp_path / "warc").mkdir()
    files = unpacked(plain) | {"folder": str(tmp_path / "warc").encode()}
    forge(files)
    files.pop("folder", None)
    with pytest.raises(PackBroken) as broken:
        verified(made_anew(tmp_path / "anew", files))
    assert broken.value.place == place


def test_a_warc_made_to_fill_the_memory_is_not_read(plain: bytes, tmp_path: Path) -> None:
    start = (
        b"WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: http://x/\r\nContent-Type: application/http\r\n"
    )
    for bomb in (start + b"X: " + b"x" * 50_000_000, start + b"\r\nHTTP/1.1 200 OK\r\n" + b"x" * 50_000_000):
        files = unpacked(plain) | {"answers/00001.warc.gz": gzip.compress(bomb)}
        with pytest.raises(PackBroken, match="unpacks to more"):
            verified(made_anew(tmp_path / f"anew-{len(bomb)}", files))


def test_a_zip_that_is_no_pack_is_told_so(tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as zipped:
        zipped.writestr("../../etc/passwd", b"x")
    for content in (out.getvalue(), b"", b"PK", b"x" * 5000):
        with pytest.raises(PackBroken):
            verified(content)


def test_a_time_stamp_says_when_and_by_whom_and_whose_word_that_is(
    stamped: bytes, tsa: TimeStampAuthority, other: TimeStampAuthority
) -> None:
    stamp = verified(stamped).pack_stamp
    assert stamp is not None
    assert (stamp.by, stamp.root) == ("CN=Test TSA,O=Test TSA Ltd", Root.IN_PACK)
    assert abs(stamp.at - dt.datetime.now(dt.UTC)) < dt.timedelta(minutes=5)
    assert verified(stamped, other.root).pack_stamp == stamp, "a stranger's root proves nothing"
    given_root = verified(stamped, other.root, tsa.root).pack_stamp
    assert given_root is not None
    assert (given_root.root, given_root.root_name) == (Root.GIVEN, "CN=Test TSA Root,O=Test TSA Ltd")


def test_openssl_agrees_with_our_check(stamped: bytes, tsa: TimeStampAuthority, tmp_path: Path) -> None:
    for name in (MANIFEST, "timestamps/manifest.tsr"):
        (tmp_path / Path(name).name).write_bytes(unpacked(stamped)[name])
    manifest, token = str(tmp_path / MANIFEST), str(tmp_path / "manifest.tsr")
    tsa.openssl("ts", "-verify", "-data", manifest, "-in", token, "-CAfile", str(tsa.root))


def test_a_pack_made_anew_cannot_keep_its_time_stamp(stamped: bytes, tmp_path: Path) -> None:
    files = unpacked(stamped)
    files["environment.json"] = b"[]"
    with pytest.raises(PackBroken) as broken:
        verified(made_anew(tmp_path / "anew", files))
    assert broken.value.place == "timestamps/manifest.tsr"


def test_a_stamp_of_the_chain_speaks_for_the_links_before_it(tsa: TimeStampAuthority, tmp_path: Path) -> None:
    contents = packed(tmp_path / "run")
    (segment,) = contents.chain
    before = link_hash(segment.previous, segment.digests[0])
    token = ask_stamp(Authority(url=tsa.url), before + segment.digests[1])
    segment = replace(segment, stamp=ChainStamp(link=3, token=token))
    write_pack(replace(contents, chain=(segment,)), tmp_path / "pack.zip", authority=None)
    verdict = verified((tmp_path / "pack.zip").read_bytes(), tsa.root)
    assert verdict.pack_stamp is None
    assert [(one.link, one.stamp.root) for one in verdict.stamps] == [(3, Root.GIVEN)]


def test_an_authority_that_fails_leaves_a_pack_that_says_so(tsa: TimeStampAuthority, tmp_path: Path) -> None:
    tsa.refuses = True
    try:
        pack = made(tmp_path, Authority(url=tsa.url))
    finally:
        tsa.refuses = False
    assert verified(pack).pack_stamp is None
    why = json.loads(unpacked(pack)[MANIFEST])["timestamp"]["why_none"]
    assert "HTTP 503" in why["en"]
    assert "HTTP 503" in unpacked(pack)["statement.html"].decode()


def test_an_authority_must_be_the_one_that_was_meant(
    tsa: TimeStampAuthority, other: TimeStampAuthority
) -> None:
    with pytest.raises(NotStamped, match="HAISHAO_TSA_CERTS"):
        ask_stamp(Authority(url=tsa.url, roots=other.root.read_bytes()), b"x")
    tsa.password = "let me in"
    try:
        with pytest.raises(NotStamped, match="401"):
            ask_stamp(Authority(url=tsa.url, user="user", password="wrong"), b"x")
        assert ask_stamp(Authority(url=tsa.url, user="user", password="let me in"), b"x")
    finally:
        tsa.password = ""
    with pytest.raises(NotStamped):
        ask_stamp(Authority(url="http://127.0.0.1:9/"), b"x")
