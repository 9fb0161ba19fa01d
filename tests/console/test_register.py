"""The register's pages: searched, exported, saved; by staff and by an enterprise."""

import csv
import io
import os
from urllib.parse import urlencode

import openpyxl
import psycopg
import pytest
from django.test import Client
from django.utils import timezone

from domain.brand import Brand
from domain.observation import Kind, Observation
from jobs.registering import index_register
from storage.brands import save_brands
from storage.evidence import save_responses
from storage.models import Observation as Row
from storage.models import RegisterEntry, SavedSearch
from storage.observations import take_in_sightings
from storage.runs import RunOutcome, close_judged, finish_run, start_run
from tests.made_up import filing as seen
from tests.made_up import received, signed_in

HOSTILE = (
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\tx",
    "\rx",
    "<script>alert(1)</script>",
    'a"b,c\r\nd',
    "x\x00y\x0bz",
)


def keep(*observations: Observation, source: str = "us-uspto-trtdxfap") -> int:
    """Keeps observations as a good run of a source, each with its answer, and indexes them."""
    run = start_run(source)
    answers = save_responses(
        run,
        [
            received(number, f"https://shop.example/search?q=QINGLUHAI&n={number}", "live")
            for number, _ in enumerate(observations, 1)
        ],
    )
    take_in_sightings(run, zip(answers.values(), observations, strict=True))
    outcome = RunOutcome(state="ok", reason_zh="正常", reason_en="ok", kept=len(observations), faults=0)
    finish_run(run, outcome, added=len(observations))
    close_judged(run)
    index_register(run, 0)
    return run


def asked(client: Client, path: str = "/register", **typed: object) -> str:
    return client.get(f"{path}?{urlencode(typed)}").content.decode()


def test_a_search_shows_the_sign_and_why_it_was_found_in_both_languages(staff: Client) -> None:
    keep(seen("97000001", "青鹭海"), seen("97000002", "TUOZELI"))
    page = asked(staff, word="qingluhai")
    assert "青鹭海 的拼音为 QINGLUHAI" in page
    assert "青鹭海 is QINGLUHAI in Pinyin" in page
    assert "Acme Trading LLC" in page
    assert "97000001" in page
    assert "2026-11-03" in page
    assert "TUOZELI" not in page


def test_nothing_found_stands_beside_since_when_its_sources_have_data_and_which_are_blocked(
    staff: Client,
) -> None:
    keep(seen("1", "TUOZELI"))
    run = start_run("gb-ukipo-tmj")
    finish_run(run, RunOutcome(state="blocked", reason_zh="被拒绝", reason_en="", kept=0, faults=0), added=0)
    page = asked(staff, word="qingluhai")
    assert "没有符合条件的监测信息" in page
    assert f"有数据自 {timezone.localdate():%Y-%m-%d}" in page
    assert "被拒绝" in page
    assert "被拒绝" not in asked(staff, word="qingluhai", office="US")


def test_what_a_hit_s_source_gives_now_stands_beside_it(staff: Client) -> None:
    keep(seen("1", "QINGLUHAI"))
    run = start_run("us-uspto-trtdxfap")
    finish_run(run, RunOutcome(state="blocked", reason_zh="", reason_en="", kept=0, faults=0), added=0)
    row = asked(staff, word="qingluhai").split("<tbody>")[1]
    assert "最近成功" in row or "缺少密钥" in row


def test_what_is_not_indexed_yet_is_said(staff: Client) -> None:
    from storage.models import CrawlRun

    keep(seen("1", "QINGLUHAI"))
    assert "尚在建立检索" not in asked(staff)
    CrawlRun.objects.update(register_version=0)
    assert "尚在建立检索" in asked(staff)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"since": "2026-12-01", "until": "2026-01-01"}, "起始日期晚于截止日期"),
        ({"since": "yesterday"}, "日期应如"),
        ({"classes": "25, 99"}, "尼斯分类为 1 至 45，没有：99"),
        ({"classes": "x"}, "尼斯分类为 1 至 45"),
        ({"classes": ",".join(map(str, range(1, 20)))}, "最多 10 个类别"),
        ({"word": "长" * 5_000}, "共 5000 个字符，最多 100 个"),
        ({"holder": "x" * 101}, "最多 100 个"),
        ({"word": "!!!"}, "没有可识别的文字"),
        ({"office": "ZZ"}, "没有这样的市场代码"),
        ({"kind": "poem"}, "没有这个选项"),
        ({"source": "nowhere"}, "没有这个选项"),
    ],
)
def test_bad_input_gets_a_clear_message_and_keeps_what_was_typed(
    staff: Client, typed: dict[str, str], said: str
) -> None:
    keep(seen("1", "QINGLUHAI"))
    answer = staff.get("/register?" + urlencode({"holder": "Acme <b>", **typed}))
    page = answer.content.decode()
    assert answer.status_code == 400
    assert said in page
    assert "holder" in typed or "Acme &lt;b&gt;" in page
    if "word" in typed:
        assert typed["word"] in page
    assert staff.get("/register.csv?" + urlencode(typed)).status_code == 400


def test_a_search_that_takes_too_long_says_so_and_keeps_what_was_typed(
    staff: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.register.SEARCH_MS", 50)
    with psycopg.connect(os.environ["DATABASE_URL"]) as busy:
        busy.execute("LOCK TABLE storage_registerentry IN ACCESS EXCLUSIVE MODE")
        for typed in ({"word": "qingluhai"}, {"classes": "29"}):
            answer = staff.get("/register?" + urlencode(typed))
            assert answer.status_code == 503
            assert "两秒内未完成" in answer.content.decode()
            assert f'value="{next(iter(typed.values()))}"' in answer.content.decode()
    assert staff.get("/register?word=qingluhai").status_code == 200


def test_hostile_cells_come_back_from_both_files_as_text(staff: Client) -> None:
    keep(*(seen(str(number), sign) for number, sign in enumerate(HOSTILE)))
    rows = list(csv.reader(io.StringIO(staff.get("/register.csv").content.decode("utf-8-sig"), newline="")))
    book = openpyxl.load_workbook(io.BytesIO(staff.get("/register.xlsx").content))
    cells = [list(row) for row in book.worksheets[0].iter_rows()]
    assert rows[0][0] == cells[0][0].value == "标识"
    for table in (rows[1:], [[cell.value for cell in row] for row in cells[1:]]):
        by_ref = {row[4]: row[0] for row in table}
        assert len(by_ref) == len(HOSTILE)
        for number, sign in enumerate(HOSTILE[:6]):
            assert by_ref[str(number)].startswith("'" + sign[0])
        assert by_ref["6"] == HOSTILE[6]
    assert {row[4]: row[0] for row in rows}["7"] == HOSTILE[7]
    assert not [cell for row in cells for cell in row if cell.data_type == "f"]
    assert "us-uspto-trtdxfap" in {row[0].value for row in book.worksheets[1].iter_rows()}


def test_an_export_holds_what_the_search_holds_and_no_more(staff: Client) -> None:
    keep(seen("1", "QINGLUHAI"), seen("2", "TUOZELI"))
    text = staff.get("/register.csv?word=qingluhai").content.decode("utf-8-sig")
    assert "QINGLUHAI" in text
    assert "TUOZELI" not in text
    staff.post("/language", {"language": "en", "next": "/"})
    assert staff.get("/register.csv").content.decode("utf-8-sig").startswith("Sign,Why found,")
    assert staff.get("/register.docx").status_code == 404


def test_a_saved_search_belongs_to_its_user(staff: Client) -> None:
    other = signed_in("other", None)
    asked_for = "word=qingluhai&classes=29"
    assert staff.post("/register/save", {"asked": asked_for, "name": "我的<b>"}).status_code == 302
    saved = SavedSearch.objects.get()
    assert "我的&lt;b&gt;" in asked(staff)
    assert "word=qingluhai&amp;classes=29" in asked(staff)
    assert "我的" not in asked(other)
    other.post(f"/register/saved/{saved.pk}/forget")
    assert SavedSearch.objects.exists()
    staff.post(f"/register/saved/{saved.pk}/forget")
    assert not SavedSearch.objects.exists()


def test_a_search_saved_twice_is_one_and_there_is_a_bound(staff: Client) -> None:
    for number in range(51):
        answer = staff.post("/register/save", {"asked": f"word=q{number}", "name": str(number)})
    assert answer.status_code == 409
    assert "最多保存 50 个检索" in answer.content.decode()
    assert staff.post("/register/save", {"asked": "word=other", "name": "0"}).status_code == 302
    assert SavedSearch.objects.count() == 50
    staff.post("/register/save", {"asked": "classes=99", "name": "1"})
    assert not SavedSearch.objects.filter(asked__contains="99").exists()


@pytest.mark.parametrize(
    "asked_for", ["word=a\r\nX: y&classes=99", "word=%00", "x" * 5_000, "//evil.example"]
)
def test_an_odd_search_to_save_stays_on_the_page(staff: Client, asked_for: str) -> None:
    answer = staff.post("/register/save", {"asked": asked_for, "name": "n"})
    assert answer.status_code == 302
    assert answer["Location"].startswith("/register?")
    assert "\n" not in answer["Location"]


@pytest.mark.parametrize("path", ["/register", "/register?word=qingluhai", "/register.csv", "/register.xlsx"])
def test_the_register_is_not_there_for_an_enterprise(db: None, path: str) -> None:
    save_brands([Brand(brand_id="A", name="x", enterprise="甲")])
    keep(seen("1", "QINGLUHAI", source="ebay-browse", kind=Kind.LISTING), source="ebay-browse")
    answer = signed_in("member", "甲").get(path)
    assert answer.status_code == 404
    assert "QINGLUHAI" not in answer.content.decode()


def test_one_observation_shows_all_its_facts_and_its_answer(staff: Client) -> None:
    run = keep(seen("97000001", "QINGLUHAI", status="Published", representative="Li & Co"))
    row = Row.objects.get(run_id=run).pk
    page = asked(staff, f"/register/{row}", back="word=qinglu")
    for fact in (
        "QINGLUHAI",
        "97000001",
        "1 Fish Street",
        "Canned fish",
        "Li &amp; Co",
        f"{1:064}",
        "异议截止",
    ):
        assert fact in page
    assert "/register?word=qinglu" in page
    assert staff.get("/register/999999").status_code == 404
    assert staff.get("/register/" + "9" * 30).status_code == 404


def test_what_an_office_writes_is_told_in_the_language_of_the_page_and_its_code_called_a_code(
    staff: Client,
) -> None:
    keep(
        seen("97000001", "QINGLUHAI", status="686", feature="Word"),
        seen("2", "LUHAI", status="Published", feature="SHAPE_3D"),
    )
    coded, worded = (f"/register/{row.pk}" for row in Row.objects.order_by("pk"))
    page = staff.get(coded).content.decode()
    assert "<dt>标识形式</dt><dd>文字</dd>" in page and "<dt>官方状态代码</dt><dd>686</dd>" in page
    assert "robots.txt：允许" in page
    page = staff.get(worded).content.decode()
    assert "<dd>立体</dd>" in page and "<dt>官方状态（原文）</dt><dd>Published</dd>" in page
    staff.post("/language", {"language": "en", "next": "/"})
    assert "<dt>Office&#x27;s status code</dt><dd>686</dd>" in staff.get(coded).content.decode()


def test_a_sign_is_shown_and_never_run(staff: Client) -> None:
    keep(seen("1", "<script>alert(1)</script>"))
    row = RegisterEntry.objects.get().pk
    for path in ("/register", f"/register/{row}"):
        page = staff.get(path).content.decode()
        assert "<script" not in page
        assert "&lt;script&gt;" in page


def test_the_register_speaks_english_when_asked(staff: Client) -> None:
    keep(seen("1", "QINGLUHAI"))
    staff.post("/language", {"language": "en", "next": "/"})
    row = RegisterEntry.objects.get().pk
    for path in ("/register", "/register?classes=99", f"/register/{row}"):
        page = staff.get(path).content.decode()
        assert '<html lang="en">' in page
        assert "检索" not in page


@pytest.mark.parametrize("path", ["/register", "/register/1", "/register.csv"])
def test_every_page_asks_for_a_sign_in(db: None, path: str) -> None:
    assert Client().get(path)["Location"].startswith("/sign-in")
