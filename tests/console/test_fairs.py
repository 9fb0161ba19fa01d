"""The pages of fairs: by staff, by an enterprise, and in a browser."""

import datetime as dt
import io
import zipfile

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from jobs.fair_sheets import fair_sheets
from storage import models
from tests.at_the_console import browsing, complaints, sign_in
from tests.console.enterprises import Seeded, seed
from tests.made_up import signed_in

TYPED = {
    "name": "Anuga",
    "office": "DE",
    "opens_on": "2027-10-09",
    "closes_on": "2027-10-13",
    "checklist": "译文\n样品",
}


@pytest.fixture
def both(db: None) -> tuple[Seeded, Seeded]:
    return seed("A"), seed("B")


def fair_of(one: Seeded) -> models.Fair:
    return models.FairLead.objects.get(pk=one.lead).fair


def calendar_file(*rows: tuple[object, ...]) -> SimpleUploadedFile:
    book = openpyxl.Workbook()
    book.active.append(("展会名称", "国家/地区", "城市", "开幕日", "闭幕日"))
    for row in rows:
        book.active.append(row)
    held = io.BytesIO()
    book.save(held)
    return SimpleUploadedFile("展会.xlsx", held.getvalue())


def test_a_fair_is_entered_changed_and_refused_where_it_ends_before_it_begins(staff: Client) -> None:
    answer = staff.post(reverse("fair-add"), TYPED)
    fair = models.Fair.objects.get(name="Anuga")
    assert answer.url == reverse("fair", args=[fair.pk])
    assert "距开幕" in staff.get(reverse("fairs")).content.decode()
    assert staff.post(reverse("fair-add"), TYPED).status_code == 400, "sent twice it is one fair"
    wrong = staff.post(reverse("fair-edit", args=[fair.pk]), TYPED | {"closes_on": "2027-10-01"})
    assert "结束日期早于开始日期" in wrong.content.decode()
    staff.post(reverse("fair-edit", args=[fair.pk]), TYPED | {"city": "Köln"})
    assert models.Fair.objects.get().city == "Köln"


def test_a_fair_keeps_a_source_that_is_read_no_more_and_has_days_of_our_time(staff: Client) -> None:
    staff.post(reverse("fair-add"), TYPED)
    models.Fair.objects.update(source="a-list-of-before")
    row = models.Fair.objects.get()
    edit = reverse("fair-edit", args=[row.pk])
    assert '<option value="a-list-of-before" selected>' in staff.get(edit).content.decode()
    staff.post(edit, TYPED | {"city": "Köln", "source": "a-list-of-before"})
    assert models.Fair.objects.values_list("city", "source").get() == ("Köln", "a-list-of-before")
    for far in ({"opens_on": "0001-01-01"}, {"closes_on": "9999-12-31"}):
        refused = staff.post(edit, TYPED | far)
        assert refused.status_code == 400
        assert "距今天超过十年" in refused.content.decode()
    models.Fair.objects.update(opens_on="2001-01-01", closes_on="2001-01-02")
    kept = TYPED | {"opens_on": "2001-01-01", "closes_on": "2001-01-02", "city": "Bonn"}
    assert staff.post(edit, kept).status_code == 302, "an old fair can be changed"


def test_a_yearly_calendar_enters_what_is_right_and_names_what_is_not(staff: Client) -> None:
    rows = (
        ("Anuga", "德国", "科隆", dt.date(2027, 10, 9), "2027-10-13"),
        ("SIAL", "FR", "Paris", "2028年10月1日", "2028-10-05"),
        ("Nowhere", "亚特兰蒂斯", "", "2027-01-01", "2027-01-02"),
        ("Backwards", "US", "", "2027-01-05", "2027-01-02"),
    )
    pages = [
        staff.post(reverse("fairs-import"), {"file": calendar_file(*rows)}).content.decode() for _ in range(2)
    ]
    assert list(models.Fair.objects.order_by("name").values_list("name", "office", "opens_on")) == [
        ("Anuga", "DE", dt.date(2027, 10, 9)),
        ("SIAL", "FR", dt.date(2028, 10, 1)),
    ]
    assert "新登记 2 个展会" in pages[0]
    assert all(word in pages[0] for word in ("2 行未导入", "亚特兰蒂斯", "row 4", "闭幕日"))
    assert "2 个已登记" in pages[1]


def test_an_entry_its_checklist_its_sheet_and_the_word_files(
    staff: Client, both: tuple[Seeded, Seeded]
) -> None:
    fair = fair_of(both[0])
    models.Fair.objects.update(checklist="译文\n样品")
    entry = fair.entries.get(enterprise__name=both[0].enterprise)
    ready = {"ready": ["译文", "不在清单"], "trained_on": "2026-11-01"}
    staff.post(reverse("fair-ready", args=[fair.pk, entry.pk]), ready)
    entry.refresh_from_db()
    assert (entry.ready, entry.trained_on) == (["译文"], dt.date(2026, 11, 1))
    models.FairSheetRound.objects.update(ended_at=timezone.now())
    staff.post(reverse("fair-sheets", args=[fair.pk]))
    assert "正在制作 0/2" in staff.get(reverse("fair", args=[fair.pk])).content.decode()
    begun = models.FairSheetRound.objects.latest("pk")
    fair_sheets(begun.pk)
    page = staff.get(reverse("fair-sheet", args=[fair.pk, entry.pk])).content.decode()
    assert all(word in page for word in ("品牌A牌", "未见不等于没有", "☑ 译文", "☐ 样品", "紧急应对卡"))
    assert "品牌B牌" not in page
    for name, arguments in (("fair-sheet-file", [fair.pk, entry.pk]), ("fair-summary", [fair.pk])):
        file = staff.get(reverse(name, args=arguments))
        text = zipfile.ZipFile(io.BytesIO(file.content)).read("word/document.xml").decode()
        assert both[0].enterprise in text


def test_an_address_of_an_imported_calendar_is_a_link_only_where_it_leads_to_the_web(
    staff: Client, both: tuple[Seeded, Seeded]
) -> None:
    fair = fair_of(both[0])
    for site, linked in (("javascript:alert(1)", False), ("https://fair.example/", True)):
        models.Fair.objects.filter(pk=fair.pk).update(site=site)
        assert (f'href="{site}"' in staff.get(f"/fairs/{fair.pk}").content.decode()) == linked


def test_a_lead_becomes_a_case_by_a_button_and_a_second_press_changes_nothing(
    staff: Client, both: tuple[Seeded, Seeded]
) -> None:
    fair = fair_of(both[0])
    before = models.Case.objects.count()
    for _ in range(2):
        staff.post(reverse("fair-lead", args=[fair.pk, both[0].lead]), {"becomes": "case"})
    assert models.Case.objects.count() == before + 1
    case = models.FairLead.objects.get(pk=both[0].lead).case
    assert case.enterprise.name == both[0].enterprise
    assert models.CaseDocument.objects.filter(case=case).count() == 1
    assert f'href="/cases/{case.pk}">{case.number}</a>' in staff.get(f"/fairs/{fair.pk}").content.decode()
    gone = staff.post(reverse("fair-lead", args=[fair.pk, both[0].lead]), {"becomes": "dismissed"})
    assert gone.status_code == 409


def test_dismissing_a_lead_stands_folded_and_is_asked_once_more(
    staff: Client, both: tuple[Seeded, Seeded]
) -> None:
    said = staff.get(f"/fairs/{fair_of(both[0]).pk}").content.decode()
    folded = said.partition('value="dismissed"')[0].rpartition("<summary>")[2]
    assert "</details>" not in folded
    assert "不能恢复" in folded
    assert 'value="case"' not in folded


def test_the_organiser_s_route_is_said_in_the_language_that_is_read(
    staff: Client, both: tuple[Seeded, Seeded]
) -> None:
    fair = fair_of(both[0])
    routes = {"route_zh": "展馆一号服务台", "route_en": "Desk 1 of the hall"}
    models.Fair.objects.filter(pk=fair.pk).update(**routes)
    assert routes["route_zh"] in staff.get(f"/fairs/{fair.pk}").content.decode()
    staff.post("/language", {"language": "en", "next": "/"})
    said = staff.get(f"/fairs/{fair.pk}").content.decode()
    assert routes["route_en"] in said
    assert routes["route_zh"] not in said
    models.Fair.objects.filter(pk=fair.pk).update(route_en="")
    assert routes["route_zh"] in staff.get(f"/fairs/{fair.pk}").content.decode()


def test_what_is_left_to_do_is_added_once_and_done_once(staff: Client, both: tuple[Seeded, Seeded]) -> None:
    fair = fair_of(both[0])
    for _ in range(2):
        staff.post(reverse("fair-follow-up-add", args=[fair.pk]), {"says": "回访", "due_on": "2027-01-10"})
        staff.post(
            reverse("fair-duty-add", args=[fair.pk]),
            {"person": "王值守", "reach": "138", "since": "2027-01-01", "until": "2027-01-02"},
        )
    item = models.FairFollowUp.objects.get()
    models.FairDuty.objects.get()
    staff.post(reverse("fair-follow-up-done", args=[fair.pk, item.pk]))
    item.refresh_from_db()
    assert item.done_by == "staff"


def test_the_pages_are_sound_in_a_browser(live_db: None, address: str) -> None:
    one = seed("A")
    signed_in("staff", None)
    fair = fair_of(one)
    fair_sheets(models.FairSheetRound.objects.create(fair=fair, asked_by="staff", wanted=1).pk)
    sheet = reverse("fair-sheet", args=[fair.pk, fair.entries.get().pk])
    with browsing(address) as made:
        page = sign_in(made, "staff")
        for path in (reverse("fairs"), reverse("fair", args=[fair.pk]), reverse("fair-add"), sheet):
            page.goto(path)
            assert complaints(page) == [], path
