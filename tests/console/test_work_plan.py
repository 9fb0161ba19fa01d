"""The centre's plan of a year: entered, changed, done with something to show, imported, reminded of."""

import datetime as dt
import io
import re
import uuid

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils import timezone

from domain.period import Period
from jobs.plan_reminders import remind_of_plan
from storage import models
from storage.work_plan import items_as_of
from tests.made_up import signed_in

TODAY = timezone.localdate()


@pytest.fixture
def staff(db: None) -> Client:
    return signed_in("li", None)


def added(staff: Client, **typed: object) -> models.PlanItem:
    form = {
        "says": "建立预警机制",
        "due": "持续推进",
        "state": "open",
        "revision": "0",
        "form": str(uuid.uuid4()),
    }
    answer = staff.post(f"/work-plan/add?year={TODAY.year}", form | typed)
    assert answer.status_code == 302, answer.content.decode()
    return models.PlanItem.objects.get(pk=answer["Location"].rsplit("/", 1)[1])


def change(staff: Client, item: models.PlanItem, **typed: object) -> object:
    item.refresh_from_db()
    said = {"says": item.says, "due": item.due, "state": item.state, "revision": str(item.revision)}
    return staff.post(f"/work-plan/{item.pk}", said | {"form": str(uuid.uuid4())} | typed)


def test_an_item_is_done_only_with_something_to_show_and_its_history_tells_all(staff: Client) -> None:
    item = added(staff, paper="沪知局保〔2022〕18号", mechanism="M1", lead="保护处", due=str(TODAY))
    assert (item.paper, item.due_on, item.year) == ("S3", TODAY, TODAY.year)
    refused = change(staff, item, state="done")
    assert (refused.status_code, "须有完成依据" in refused.content.decode()) == (400, True)
    missing = change(staff, item, state="done", shows="/fairs/999999")
    assert (missing.status_code, "没有这个页面" in missing.content.decode()) == (400, True)
    fair = models.Fair.objects.create(name="SIAL", office="FR", opens_on=TODAY, closes_on=TODAY)
    stale = str(item.revision)
    address = f"https://centre.example/fairs/{fair.pk}"
    assert change(staff, item, state="done", shows=address, lead="保护处").status_code == 302
    assert change(staff, item, revision=stale, lead="别处").status_code == 409
    item.refresh_from_db()
    assert (item.state, item.shows, item.done_on, item.revision) == ("done", f"/fairs/{fair.pk}", TODAY, 2)
    page = staff.get(f"/work-plan/{item.pk}").content.decode()
    assert "<del>未开始</del>" in page and "<ins>已完成</ins>" in page
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        models.PlanItemEvent.objects.update(by="x")


def test_the_board_shows_what_is_overdue_and_how_far_each_group_is(staff: Client) -> None:
    added(staff, says="逾期一", due=str(TODAY - dt.timedelta(days=3)), mechanism="M1", lead_user=_id("li"))
    added(staff, says="以后", due=str(TODAY + dt.timedelta(days=90)), mechanism="M2", state="going")
    added(staff, says="长期", mechanism="K10")
    page = staff.get("/work-plan").content.decode()
    row = page[page.index("M 监测") :].partition("</tr>")[0]
    monitoring = dict(re.findall(r'data-label="([^"]+)">(?:<b class="soon">)?(\d+)', row))
    assert monitoring == {"项": "2", "未开始": "1", "推进中": "1", "已完成": "0", "其中逾期": "1"}
    assert "1 项逾期" in page and "逾期 3 天" in page and "M 监测" in page and "K 知识" in page
    shown = staff.get("/work-plan?show=overdue").content.decode()
    assert "逾期一" in shown and "以后" not in shown
    assert "逾期一" in staff.get("/work-plan?show=mine").content.decode()
    assert signed_in("member", "甲公司").get("/work-plan").status_code == 404


def test_a_plan_exported_and_imported_again_changes_nothing(staff: Client) -> None:
    added(
        staff,
        says="一",
        due="2026Q3",
        lead="甲处",
        support="乙处",
        paper="S2",
        mechanism="R6",
        lead_user=_id("li"),
    )
    added(staff, says="二", state="done", evidence="已印发", due="2026-06")
    before = list(models.PlanItem.objects.order_by("pk").values())
    file = staff.get("/work-plan/file.xlsx").content
    page = _imported(staff, "plan.xlsx", file)
    assert "新增 0 项" in page and "2 项无变化" in page
    assert list(models.PlanItem.objects.order_by("pk").values()) == before
    book = openpyxl.load_workbook(io.BytesIO(file))
    assert book.active["B3"].value == "国知发保字〔2021〕33号"
    book.active["B3"] = "S2"
    out = io.BytesIO()
    book.save(out)
    assert "2 项无变化" in _imported(staff, "plan.xlsx", out.getvalue()), "a paper is known by its number too"
    book.active["F2"] = "丙处"
    out = io.BytesIO()
    book.save(out)
    assert "更新 1 项" in _imported(staff, "plan.xlsx", out.getvalue())
    page = _imported(staff, "plan.csv", "事项,时限,依据页面\n三,尽快,\n四,2026Q4,/cases/999999\n".encode())
    assert "2 处有误" in page and "第 2 行" in page and "时限应写作" in page


def test_the_lead_is_reminded_once_a_step_before_and_after_the_day(staff: Client) -> None:
    for name in ("li", "wang"):
        models.Contact.objects.create(name=name, channel="email", address=f"{name}@centre.example")
    item = added(staff, says="报送年报", due=str(TODAY + dt.timedelta(days=2)), lead_user=_id("li"))
    added(staff, says="没有负责人", due=str(TODAY + dt.timedelta(days=14)))
    added(staff, says="长期")
    now = timezone.now()
    for _ in range(2):
        remind_of_plan(now)
    told = models.Delivery.objects.filter(notice__subject_zh__contains="报送年报")
    assert [one.contact.name for one in told.all()] == ["li"]
    assert models.Delivery.objects.filter(notice__subject_zh__contains="没有负责人").count() == 2
    remind_of_plan(now + dt.timedelta(days=4))
    assert told.count() == 2 and told.filter(notice__subject_zh__contains="已逾期 2 天").exists()
    assert change(staff, item, state="dropped").status_code == 302
    remind_of_plan(now + dt.timedelta(days=60))
    assert told.count() == 2


def test_items_reminded_of_long_ago_hold_back_none(staff: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jobs.plan_reminders.MOST_REMINDED", 2)
    models.Contact.objects.create(name="wang", channel="email", address="wang@centre.example")
    for number in range(2):
        added(staff, says=f"旧事项{number}", due=str(TODAY - dt.timedelta(days=40)))
    now = timezone.now()
    remind_of_plan(now)
    added(staff, says="新事项", due=str(TODAY + dt.timedelta(days=3)))
    for _ in range(2):
        remind_of_plan(now)
    told = models.Delivery.objects.filter(notice__subject_zh__contains="新事项")
    assert told.count() == 1


def test_a_report_knows_the_plan_as_it_stood(staff: Client) -> None:
    item = added(staff, says="一", due="2026-06")
    before = timezone.now()
    change(staff, item, says="一", state="done", evidence="已印发")
    (then,), (now,) = items_as_of(before), items_as_of(timezone.now())
    assert (then.state.value, now.state.value, now.done_on) == ("open", "done", TODAY)


def test_a_monthly_note_is_drafted_signed_and_made_again_the_same(staff: Client) -> None:
    month = Period.month_of(TODAY).before
    added(staff, says="上月到期", due=str(month))
    wanted = {"kind": "monthly", "period": str(month), "form": str(uuid.uuid4())}
    assert staff.post("/reports/draft", wanted | {"period": "2026Q3"}).status_code == 400
    page = staff.post("/reports/draft", wanted)["Location"]
    assert "月度工作进展" in staff.get("/reports").content.decode()
    shown = staff.get(page).content.decode()
    assert "推进计划" in shown and "需请示、协调的问题" in shown
    assert staff.post(f"{page}/sign").status_code == 302
    assert staff.get(f"{page}/file.docx").content[:2] == b"PK"
    counts = openpyxl.load_workbook(io.BytesIO(staff.get(f"{page}/counts.xlsx").content)).active
    rows = {row[1:3]: row[3:5] for row in counts.iter_rows(min_row=2, values_only=True)}
    assert rows["展会、培训、咨询、计划与来源", "计划事项本月到期（项） · 数量"] == (0, "项")


def _id(name: str) -> int:
    return int(models.Contact._meta.apps.get_model("auth", "User").objects.get(username=name).pk)


def _imported(staff: Client, name: str, content: bytes) -> str:
    file = {"file": SimpleUploadedFile(name, content)}
    return staff.post(f"/work-plan/import?year={TODAY.year}", file).content.decode()
