"""Trainings: the plan and what was held, who came, the cover of three years, and the fair a session prepares for."""

import datetime as dt
import io
import uuid

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from storage import models
from storage.training import Came, attend
from storage.viewers import Viewer
from tests.made_up import signed_in

STAFF = Viewer(user_id=None, staff=True)
TODAY = timezone.localdate()


def enterprise(name: str, *, listed: bool = False) -> models.Enterprise:
    row = models.Enterprise.objects.create(name=name)
    if listed:
        models.ListEntry.objects.create(
            kind="exhibitors", enterprise=row, year=TODAY.year, level="high", since_by="x"
        )
    return row


def added(staff: Client, **typed: object) -> models.TrainingSession:
    form = {
        "title": "参展实务",
        "day": str(TODAY),
        "audience": "fair",
        "planned": "on",
        "form": str(uuid.uuid4()),
    }
    answer = staff.post("/training/add", form | typed)
    assert answer.status_code == 302, answer.content.decode()
    return models.TrainingSession.objects.get(pk=answer["Location"].rsplit("/", 1)[1])


def test_a_session_sent_twice_is_one_and_stands_in_the_plan_until_it_is_held(staff: Client) -> None:
    form, day = str(uuid.uuid4()), TODAY - dt.timedelta(days=1 if TODAY.timetuple().tm_yday > 1 else 0)
    one = added(
        staff, form=form, day=str(day), teachers="王专家、李律师", materials="https://centre.example/a.pdf"
    )
    assert added(staff, form=form) == one and one.teachers == ["王专家", "李律师"]
    page = staff.get(f"/training?year={day.year}").content.decode()
    assert "<b>1</b> 场在年度计划内" in page and "<b>0</b> 场已举办" in page
    staff.post(f"/training/{one.pk}/state", {"state": "held"})
    assert "<b>1</b> 场已举办" in staff.get(f"/training?year={day.year}").content.decode()
    assert models.AuditEntry.objects.filter(did="training-saved").count() == 2


def test_nobody_comes_to_a_session_of_tomorrow_and_one_that_was_held_is_not_dropped(staff: Client) -> None:
    firm, later = enterprise("甲公司"), added(staff, day=str(TODAY + dt.timedelta(days=1)))
    for address, typed in (("state", {"state": "held"}), ("attend", {"came": firm.pk})):
        answer = staff.post(f"/training/{later.pk}/{address}", typed)
        assert (answer.status_code, "日期未到" in answer.content.decode()) == (409, True)
    held = added(staff)
    assert (
        staff.post(f"/training/{held.pk}/attend", {"came": firm.pk, f"persons-{firm.pk}": "3"}).status_code
        == 302
    )
    assert staff.post(f"/training/{held.pk}/state", {"state": "dropped"}).status_code == 409
    assert staff.post(f"/training/{held.pk}/attend", {"came": firm.pk, "persons": "0"}).status_code == 400
    held.refresh_from_db()
    assert (held.state, held.attendances.get().persons) == ("held", 3)


def test_whoever_comes_to_a_session_of_a_fair_is_trained_for_it_and_there_is_one_truth(staff: Client) -> None:
    firm, late = enterprise("甲公司"), enterprise("乙公司")
    fair = models.Fair.objects.create(
        name="SIAL", office="FR", opens_on=TODAY, closes_on=TODAY, checklist="译文"
    )
    entry = models.FairEntry.objects.create(fair=fair, enterprise=firm, trained_on=dt.date(2020, 1, 1))
    session = added(staff, fair=str(fair.pk))
    attend(STAFF, session.pk, [Came(enterprise_id=firm.pk), Came(enterprise_id=late.pk)], by="staff")
    entry.refresh_from_db()
    assert (entry.trained_on, entry.trained_in_id) == (TODAY, session.pk)
    staff.post(f"/fairs/{fair.pk}/entries", {"enterprise": late.pk})
    assert models.FairEntry.objects.get(enterprise=late).trained_on == TODAY
    staff.post(f"/fairs/{fair.pk}/entries/{entry.pk}/ready", {"ready": "译文", "trained_on": "2019-01-01"})
    entry.refresh_from_db()
    assert (entry.ready, entry.trained_on) == (["译文"], TODAY)
    page = staff.get(f"/fairs/{fair.pk}").content.decode()
    assert page.count(f'href="/training/{session.pk}"') == 3
    came = session.attendances.get(enterprise=firm)
    for _ in range(2):
        staff.post(f"/training/{session.pk}/attendances/{came.pk}/take-off")
    entry.refresh_from_db()
    assert (entry.trained_on, entry.trained_in_id) == (None, None)


def test_the_cover_of_three_years_names_who_was_not_trained(staff: Client) -> None:
    trained, typed, old, never = (enterprise(name, listed=True) for name in ("甲", "乙", "丙", "丁"))
    enterprise("不在名录")
    for firm, day in ((trained, TODAY), (old, dt.date(TODAY.year - 3, 12, 31))):
        session = models.TrainingSession.objects.create(
            form=uuid.uuid4(), title="课", day=day, audience="general", state="held", made_by="x"
        )
        models.TrainingAttendance.objects.create(session=session, enterprise=firm, added_by="x")
    fair = models.Fair.objects.create(name="SIAL", office="FR", opens_on=TODAY, closes_on=TODAY)
    models.FairEntry.objects.create(fair=fair, enterprise=typed, trained_on=dt.date(TODAY.year - 2, 1, 1))
    page = staff.get("/training").content.decode()
    assert "<b>4</b> 家在名录上" in page and "<b>2</b> 家三年内参训" in page and "50.0%" in page
    untrained = page.split("三年内未参训")[1].split("</ul>")[0]
    assert f'href="/enterprises/{old.pk}"' in untrained and f'href="/enterprises/{never.pk}"' in untrained
    assert f'href="/enterprises/{trained.pk}"' not in untrained
    book = openpyxl.load_workbook(io.BytesIO(staff.get("/training/file.xlsx").content))
    rows = list(book["三年一轮覆盖"].iter_rows(min_row=2, values_only=True))
    assert [row[0] for row in rows if row[2] == "三年内未参训"] == ["丁", "丙"]
    assert [row[2] for row in book["参训企业"].iter_rows(min_row=2, values_only=True)] == ["甲"]


def test_a_list_of_who_came_is_imported_and_once_more_changes_nothing(staff: Client) -> None:
    firm, session = enterprise("甲公司"), added(staff)
    file = "企业名称,人数,联系人\n甲公司,4,王\n没有的公司,1,\n".encode()
    pages = [
        staff.post(
            f"/training/{session.pk}/import", {"file": SimpleUploadedFile("came.csv", file)}
        ).content.decode()
        for _ in range(2)
    ]
    assert "其中 1 家为新增" in pages[0] and "没有登记这家企业" in pages[0] and "没有的公司" in pages[0]
    assert "其中 0 家为新增" in pages[1]
    came = session.attendances.get()
    assert (came.enterprise, came.persons, came.contact) == (firm, 4, "王")
    assert models.AuditEntry.objects.filter(did="training-attended").count() == 1


def test_an_enterprise_s_people_see_their_own_trainings_alone(staff: Client) -> None:
    ours, theirs = enterprise("甲公司"), enterprise("乙公司")
    for firm, title in ((ours, "我们的课"), (theirs, "别人的课")):
        session = added(staff, title=title, materials="https://centre.example/a.pdf")
        attend(STAFF, session.pk, [Came(enterprise_id=firm.pk, persons=2)], by="staff")
    page = signed_in("member", "甲公司").get("/training").content.decode()
    assert "我们的课" in page and "https://centre.example/a.pdf" in page and "别人的课" not in page
