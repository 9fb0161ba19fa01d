"""The pages on countries, tracked pages, the library and the warnings, as staff and members use them."""

import datetime as dt
import io
import re
import uuid

import docx
import pytest
from django.test import Client, override_settings
from django.utils import timezone

from console.markdown import markdown_html
from domain.alert import Channel, Contact
from jobs.links import advisory_link
from jobs.tracking import follow_sources
from storage import models, tracked_pages
from storage.brands import save_contact
from storage.people import save_user
from storage.tracked_pages import NewPage, PageSaid
from storage.viewers import Viewer
from tests.made_up import PASSWORD, signed_in

pytestmark = pytest.mark.usefixtures("db")
STAFF = Viewer(user_id=None, staff=True, platform_admin=True)


def page_of(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def test_markdown_of_an_editor_is_never_html_of_his() -> None:
    html = markdown_html(
        "# 美<i>国\n\n- **重点** <script>alert(1)</script>\n- [局](https://uspto.gov/?a=1&b=2)\n\n"
        '[x](javascript:alert(1)) [y](https://a"onclick=b) > & <'
    )
    assert "<h3>美&lt;i&gt;国</h3>" in html
    assert "<li><strong>重点</strong> &lt;script&gt;alert(1)&lt;/script&gt;</li>" in html
    assert '<a href="https://uspto.gov/?a=1&amp;b=2"' in html
    assert html.count("<a ") == 1
    assert "javascript:alert(1)" in html
    assert '"onclick' not in html


def test_a_country_shows_every_rule_with_its_source_and_what_is_not_watched() -> None:
    page = page_of(signed_in("member", "企业甲"), "/countries/US")
    for said in ("异议期", "30 日内可提出异议", "bitlaw.com", "核对于 2026-11-23", "600 USD", "未覆盖"):
        assert said in page
    assert "编辑</a>" not in page
    assert signed_in("other", "企业乙").get("/countries/ZZ").status_code == 404


def test_conflicting_sources_and_overdue_checks_are_flagged(monkeypatch: pytest.MonkeyPatch) -> None:
    client = signed_in("staff", None)
    assert "出处相互矛盾，按最早日期办理" in page_of(client, "/countries/VN")
    monkeypatch.setattr("response.country.CHECKED_FOR", dt.timedelta(days=-9999))
    assert "核对已超过一年" in page_of(client, "/countries/US")
    assert "核对已超过一年" in page_of(client, "/countries")


def test_priority_is_six_months_moved_off_closed_days() -> None:
    client = signed_in("member", "企业甲")
    page = page_of(client, "/countries/US?filed=2026-08-31")
    assert "优先权截止 2027-02-28" in page
    assert "遇闭厅顺延 2027-03-01" in page
    assert "日期应为" in page_of(client, "/countries/US?filed=9")


def test_an_editor_s_text_is_versioned_shown_and_printed_in_the_guide() -> None:
    client = signed_in("staff", None)
    typed = {"text": "# 使用在先\n\n- 保存 **当地销售** 凭证", "review_by": "2026-01-01", "after": "0"}
    assert client.post("/countries/US/edit", typed).status_code == 302
    page = page_of(client, "/countries/US")
    assert "<h3>使用在先</h3>" in page
    assert "编辑文字逾期未复核" in page
    stale = client.post("/countries/US/edit", typed | {"text": "别的"})
    assert stale.status_code == 409
    assert "别的" in stale.content.decode()
    file = client.get("/countries/US/guide.docx")
    words = "\n".join(one.text for one in docx.Document(io.BytesIO(file.content)).paragraphs)
    assert "国别指南：美国" in words
    assert "使用在先" in words
    assert "已逾期" in words
    assert client.post("/countries/US/edit", typed | {"review_by": "soon"}).status_code == 400


def changed_page(url: str) -> int:
    tracked_pages.add_pages(STAFF, [NewPage(url=url, offices=("US",))], by="staff")
    page = models.TrackedPage.objects.get(url=url).pk
    for fee in ("600", "650"):
        said = PageSaid(
            text=("Fees.", f"An opposition costs {fee} dollars a class."),
            sha256="0" * 64,
            provenance="made-up",
            run=1,
            noise=3,
            first_read_at=timezone.now(),
            last_read_at=timezone.now(),
        )
        change = tracked_pages.record_read(page, said)
    assert change is not None
    return change


def test_a_change_shows_both_sides_the_rows_that_rest_on_it_and_is_judged_once() -> None:
    url = "https://bitlaw.com/source/tmep/1503_03.html"
    change = changed_page(url)
    client = signed_in("staff", None)
    page = page_of(client, f"/tracked-pages/changes/{change}")
    assert "<del>600</del>" in page
    assert "<ins>650</ins>" in page
    assert "± 改动" in page
    assert re.search(r"opposition_windows\.csv</span>\s*行 2", page)
    assert "虚构" in page
    path = f"/tracked-pages/changes/{change}"
    assert client.post(path, {"verdict": "rule-changed"}).status_code == 400
    assert client.post(path, {"verdict": "rule-changed", "words": "官费上调"}).status_code == 302
    assert client.post(path, {"verdict": "no-consequence"}).status_code == 409
    assert "规则有变" in page_of(client, "/tracked-pages")


def test_the_sources_of_all_rules_are_followed_by_one_button_and_private_addresses_never() -> None:
    client = signed_in("staff", None)
    client.post("/tracked-pages/add")
    assert models.TrackedPage.objects.count() > 50
    assert follow_sources(STAFF, by="staff") == 0
    for bad in ("http://office.example/", "https://127.0.0.1/", "https://a:b@office.example/", "x"):
        assert client.post("/tracked-pages/add", {"url": bad}).status_code == 400, bad
    row = models.TrackedPage.objects.first()
    assert row is not None
    client.post(f"/tracked-pages/{row.pk}/switch", {"active": "no"})
    assert "已停止" in page_of(client, "/tracked-pages")


def written(**more: str) -> dict[str, str]:
    typed = {"title": "异议成功", "facts": "某食品企业被抢注", "right": "trademark", "kind": "squatting"}
    return {**typed, "form": str(uuid.uuid4()), "office": "US", "outcome": "won", **more}


def test_a_case_written_by_hand_is_refused_while_it_names_an_enterprise_then_published_by_another() -> None:
    models.Enterprise.objects.create(name="漯河某某食品有限公司")
    anna, berta = signed_in("anna", None), signed_in("berta", None)
    member = signed_in("member", "企业甲")
    typed = written(lesson="漯河某某食品有限公司应尽早申请")
    path = anna.post("/library/new", typed).headers["Location"]
    assert anna.post("/library/new", typed).headers["Location"] == path
    page = page_of(anna, path)
    assert "仍含可识别信息" in page
    refused = anna.post(path, {"do": "ask", "seen": "1"})
    assert refused.status_code == 409
    assert "漯河某某食品有限公司" in refused.content.decode()
    anna.post(path, {"do": "names", "seen": "1"})
    anna.post(path, {"do": "ask", "seen": "2"})
    assert anna.post(path, {"do": "publish", "seen": "2"}).status_code == 409
    assert member.get(path).status_code == 404
    assert "异议成功" not in page_of(member, "/library")
    shown = berta.post(path, {"do": "publish", "seen": "2"}).headers["Location"]
    assert "企业应尽早申请" in page_of(member, shown)
    assert "异议成功" in page_of(member, "/library?office=US&kind=squatting&word=抢注")
    assert "异议成功" not in page_of(member, "/library?office=JP")
    assert berta.post(f"{shown}/withdraw").status_code == 302
    assert member.get(shown).status_code == 404


def test_a_draft_form_that_is_stale_or_empty_loses_nothing() -> None:
    anna = signed_in("anna", None)
    path = anna.post("/library/new", written()).headers["Location"]
    changed = written(do="save", seen="1", facts="改过的案情")
    assert anna.post(path, changed).status_code == 302
    stale = anna.post(path, changed | {"facts": "又一次"})
    assert stale.status_code == 409
    assert "又一次" in stale.content.decode()
    empty = anna.post(path, changed | {"seen": "2", "facts": ""})
    assert empty.status_code == 400


def warning(client: Client, *, corrects: str = "") -> str:
    enterprise, _ = models.Enterprise.objects.get_or_create(name="企业甲")
    models.Enterprise.objects.filter(pk=enterprise.pk).update(industry="食品")
    typed = {"title": "美国抢注增多", "body": "**请**核对", "offices": ["US"], "industries": ["食品"]}
    typed |= {"form": str(uuid.uuid4()), "corrects": corrects}
    return str(client.post("/advisories/new", typed).headers["Location"])


def sent_warning() -> tuple[str, Client]:
    anna, berta = signed_in("anna", None), signed_in("berta", None)
    path = warning(anna)
    anna.post(f"{path}/act", {"do": "ask", "seen": "1"})
    assert anna.post(f"{path}/act", {"do": "good", "seen": "1"}).status_code == 409
    berta.post(f"{path}/act", {"do": "good", "seen": "1"})
    assert berta.post(f"{path}/act", {"do": "sign", "seen": "1"}).status_code == 302
    assert berta.post(f"{path}/act", {"do": "sign", "seen": "1"}).status_code == 409
    return path, berta


def test_a_warning_reaches_the_enterprises_of_an_industry_and_its_receipts_are_seen() -> None:
    member, stranger = signed_in("member", "企业甲"), signed_in("stranger", "企业乙")
    path, berta = sent_warning()
    assert stranger.get(path).status_code == 404
    assert stranger.post(f"{path}/acknowledge").status_code == 404
    page = page_of(member, path)
    assert "<strong>请</strong>核对" in page
    assert "回执" not in page
    assert member.post(f"{path}/acknowledge").status_code == 302
    assert member.post(f"{path}/acknowledge").status_code == 302
    receipts = page_of(berta, path)
    assert "企业甲" in receipts
    assert "✓" in receipts
    assert berta.post(f"{path}/act", {"do": "withdraw", "seen": "1"}).status_code == 400
    berta.post(f"{path}/act", {"do": "withdraw", "seen": "1", "why": "数据有误"})
    assert "数据有误" in page_of(member, path)


@override_settings(BASE_URL="http://testserver")
def test_a_link_in_a_message_opens_the_warning_and_writes_nothing_before_it_is_confirmed() -> None:
    contact = save_contact("企业甲", Contact(name="王五", channel=Channel.EMAIL, address="w@example.org"))
    path, _ = sent_warning()
    link = advisory_link(int(path.rsplit("/", 1)[1]), contact).removeprefix("http://testserver")
    browser = Client()
    assert "美国抢注增多" in page_of(browser, link)
    row = models.AdvisoryRecipient.objects.get()
    assert row.acknowledged_at is None
    assert browser.post(link).status_code == 200
    row.refresh_from_db()
    assert row.acknowledged_by == "王五"
    assert browser.get(link[:-3] + "xxx").status_code == 410


def test_a_warning_corrected_by_another_says_so_and_a_reviewer_may_not_sign() -> None:
    path, _ = sent_warning()
    save_user("carla", PASSWORD, enterprise=None)
    models.Membership.objects.filter(user__username="carla").delete()
    number = path.rsplit("/", 1)[1]
    anna = Client()
    assert anna.login(username="anna", password=PASSWORD)
    second = warning(anna, corrects=number)
    page = page_of(anna, second)
    assert "更正此前发布的" in page
    assert models.AdvisoryRecipient.objects.count() == 2
    page = page_of(anna, f"{path.replace(number, 'new')}?corrects={number}")
    assert "企业甲" in page
