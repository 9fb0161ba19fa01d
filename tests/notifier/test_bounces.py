"""Mails that report on mail of ours, and mails that only look so."""

import time
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.bounce import Action, Bounce
from notifier.bounces import MOST_BYTES, read_bounce

FOLDER = Path(__file__).parent / "bounces"
EXPECTED = yaml.safe_load((FOLDER / "expected.yaml").read_text(encoding="utf-8"))
MAILS = {path.stem: path.read_bytes() for path in sorted(FOLDER.glob("*.eml"))}
OURS = "<alert-7-9-0a1b2c3d.00112233445566778899@console.haishao.example.org>"
REPORTS = [name for name, told in EXPECTED.items() if "action" in told]


def read(name: str) -> Bounce:
    bounce = read_bounce(MAILS[name])
    assert bounce is not None
    return bounce


def test_every_example_says_where_it_comes_from() -> None:
    assert EXPECTED.keys() == MAILS.keys()
    assert {told["provenance"] for told in EXPECTED.values()} == {"derived-from-example", "made-up"}
    assert all(told["origin"] for told in EXPECTED.values())


@pytest.mark.parametrize("name", REPORTS)
def test_a_report_says_which_mail_whose_address_and_what_became_of_it(name: str) -> None:
    bounce, told = read(name), EXPECTED[name]
    assert (bounce.action, bounce.status, bounce.recipient) == (
        told["action"],
        told["status"],
        told["recipient"],
    )
    assert told["says"] in bounce.diagnostic
    assert bounce.message_ids == (OURS,)


@pytest.mark.parametrize("name", [name for name in EXPECTED if name not in REPORTS])
def test_people_receipts_answering_machines_and_good_news_are_no_bounces(name: str) -> None:
    assert read_bounce(MAILS[name]) is None


def test_only_what_failed_for_good_is_permanent() -> None:
    permanent = {name for name in REPORTS if read(name).permanent}
    assert permanent == set(REPORTS) - {"rfc3464-given-up", "rfc3464-delayed", "no-known-form"}


def test_words_alone_are_not_believed_without_the_mail_they_are_about() -> None:
    bounce = read_bounce(MAILS["coremail"].partition(b"\n------=_Part_163\nContent-Type: message/rfc822")[0])
    assert bounce is not None
    assert bounce.action is Action.UNREAD


def test_the_same_report_has_the_same_key_whichever_way_it_came() -> None:
    mail = MAILS["postfix-headers"]
    other_way = b"Received: from mail.example.org by pipe\n" + mail.replace(b"\n", b"\r\n")
    again = read_bounce(other_way)
    assert again is not None
    assert again.key == read("postfix-headers").key
    assert len({read(name).key for name in REPORTS}) == len(REPORTS)


def test_lines_may_end_either_way() -> None:
    for name in REPORTS:
        crlf = read_bounce(MAILS[name].replace(b"\n", b"\r\n"))
        assert crlf == read(name), name


def test_a_picture_of_many_megabytes_behind_the_report_hides_nothing() -> None:
    mail = MAILS["exchange"].replace(b"5paH5a2XCg==", b"QUJD\n" * 2_000_000)
    assert len(mail) > 9_000_000
    assert read_bounce(mail) == read("exchange")


@pytest.mark.parametrize(
    "mail",
    [
        b"Content-Type: multipart/mixed; boundary=a\n\n" + b"--a\n\n" * 200_000,
        b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(5_000)),
        b"Content-Type: message/rfc822\n\n" * 20_000,
        b"Content-Type: multipart/digest; boundary=a\n\n--a\n\n" * 20_000,
        b"Content-Type: multipart/report; boundary=a\n\n--a\nContent-Type: message/delivery-status\n\n"
        + b"A: b\n\n" * 100_000,
        b"From: mailer-daemon@x.y\nSubject: undeliverable\n\n" + b"<" * MOST_BYTES,
        b"From: mailer-daemon@x.y\nSubject: undeliverable\n\n" + b"a@" * MOST_BYTES,
        b"From: mailer-daemon@x.y\nSubject: undeliverable\n\n" + b"-" * MOST_BYTES,
        b"From: mailer-daemon@x.y\nSubject: undeliverable\nContent-Type: text/html\n\n" + b"<style>" * 90_000,
        b"Subject: " + b"=?utf-8?b?YQ==?= " * 40_000,
    ],
)  # fmt: skip
def test_a_mail_made_to_be_slow_is_soon_done(mail: bytes) -> None:
    start = time.process_time()
    read_bounce(mail)
    assert time.process_time() - start < 5


def check(raw: bytes) -> None:
    bounce = read_bounce(raw)
    if bounce is None:
        return
    texts = (bounce.recipient, bounce.status, bounce.diagnostic, bounce.sender, bounce.subject)
    for text in (*texts, *bounce.message_ids):
        assert "\0" not in text
        assert text.encode("utf-8").decode("utf-8") == text
        assert len(text) <= 320
        assert len(text.splitlines()) <= 1
    assert len(bounce.key) == 64
    assert len(bounce.message_ids) <= 40


@given(st.binary(max_size=2_000))
def test_no_bytes_at_all_make_the_reader_fail(raw: bytes) -> None:
    check(raw)


HEADERS = st.sampled_from(
    [
        b"Content-Type: multipart/report; report-type=delivery-status; boundary=a\n",
        b"Content-Type: multipart/report; boundary*=a\0b'x'%ff\n",
        b"Content-Type: text/plain; charset=\"a\0b\"\n",
        b"Content-Type: text/plain; charset*0*=gb'%d6\n",
        b"Content-Type: message/delivery-status\n",
        b"Content-Type: message/global-delivery-status\n",
        b"Content-Type: message/rfc822\n",
        b"Content-Transfer-Encoding: base64\n",
        b"Content-Transfer-Encoding: x-uuencode\n",
        b"From: MAILER-DAEMON@x.y\n",
        b"Subject: =?gb2312?b?z7XNs83L0MU=?= undeliverable\n",
        b"Subject: =?\xff?q?=00?=\n",
        b"X-Failed-Recipients: a@b.c\n",
        b"Message-ID: <\xff\xfe@x>\n",
        b"Action: failed\nStatus: 5.1.1\n",
        b"Final-Recipient: rfc822; \xe9@b.c\n",
        b"Hi. This is the qmail\n<a@b.c>:\nno\n",
        b"--a\n",
        b"--a--\n",
        b"\n",
    ]
)  # fmt: skip


@settings(max_examples=300)
@given(st.lists(HEADERS | st.binary(max_size=30), max_size=40))
def test_no_heap_of_a_report_s_pieces_makes_the_reader_fail(pieces: list[bytes]) -> None:
    check(b"".join(pieces))


@settings(max_examples=300)
@given(st.sampled_from(REPORTS), st.data())
def test_no_damaged_report_makes_the_reader_fail(name: str, data: st.DataObject) -> None:
    mail = MAILS[name]
    start = data.draw(st.integers(0, len(mail)))
    end = data.draw(st.integers(start, len(mail)))
    check(mail[:start] + data.draw(st.binary(max_size=20)) + mail[end:])
