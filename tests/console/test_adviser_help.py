"""Advisers' time is logged and corrected by new lines, enterprises rate them for the staff alone, consultations become cases."""

import uuid

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils import timezone

from storage import models
from storage.adviser_help import given_by
from storage.viewers import Viewer
from tests.console.enterprises import Seeded, seed

STAFF = Viewer(user_id=None, staff=True, platform_admin=True)


@pytest.fixture
def expert(a: Seeded) -> models.Adviser:
    """Somebody named for A's case of whom nothing is written down yet."""
    made = models.Adviser.objects.create(kind="expert", name="专家乙")
    models.CaseAdviser.objects.create(case_id=a.case, adviser=made, named_by="staff")
    return made


def logged(adviser: models.Adviser, **typed: object) -> dict[str, object]:
    first = {
        "adviser": adviser.pk,
        "day": timezone.localdate(),
        "minutes": 90,
        "paid": "free",
        "what": "审阅异议材料",
    }
    return {**first, "form": uuid.uuid4(), **typed}


def test_time_is_logged_once_corrected_by_a_new_line_and_summed_on_both_pages(
    staff: Client, a: Seeded, expert: models.Adviser
) -> None:
    first = logged(expert)
    for _ in range(2):
        assert staff.post(f"/cases/{a.case}/time", first).status_code == 302
    assert staff.post(f"/cases/{a.case}/time", logged(expert, minutes=40, paid="paid")).status_code == 302
    for language, said in (("zh-hans", "1 小时 30 分"), ("en", "1 h 30 min")):
        page = staff.get(f"/cases/{a.case}", headers={"Accept-Language": language}).content.decode()
        assert f"专家乙 {timezone.localdate()} {said}</bdi>" in page
    line = models.AdviserTime.objects.get(minutes=90)
    right = logged(expert, minutes=60, corrects=line.pk)
    assert staff.post(f"/cases/{a.case}/time", right).status_code == 302
    assert staff.post(f"/cases/{a.case}/time", logged(expert, minutes=5, corrects=line.pk)).status_code == 409
    given = given_by(STAFF, [expert.pk])[expert.pk]
    assert (given.pro_bono, given.paid, given.cases) == (60, 40, 1)
    for address in (f"/advisers/{expert.pk}", "/lists/experts"):
        page = staff.get(address).content.decode()
        assert "公益 1 小时" in page
        assert "40 分" in page
    with pytest.raises(DatabaseError, match="only grows"), transaction.atomic():
        models.AdviserTime.objects.filter(pk=line.pk).update(minutes=1)
    for wrong in (
        {"minutes": 0},
        {"minutes": 9999},
        {"what": ""},
        {"paid": ""},
        {"day": "2999-01-01"},
        {"day": "1900-01-01"},
    ):
        assert staff.post(f"/cases/{a.case}/time", logged(expert, **wrong)).status_code == 400
    nobody = models.Adviser.objects.create(kind="expert", name="未推荐")
    assert staff.post(f"/cases/{a.case}/time", logged(nobody)).status_code == 404


def test_a_refused_line_of_time_and_a_refused_correction_keep_what_was_typed(
    staff: Client, a: Seeded, expert: models.Adviser
) -> None:
    refused = staff.post(f"/cases/{a.case}/time", logged(expert, minutes=9999, paid="paid", what="线上会议"))
    form = refused.content.decode()
    for kept in ('value="9999"', 'value="paid" checked', 'value="线上会议"', f'value="{expert.pk}" selected'):
        assert kept in form
    staff.post(f"/cases/{a.case}/time", logged(expert))
    line = models.AdviserTime.objects.get(minutes=90)
    wrong = logged(expert, minutes=9999, paid="paid", what="改为会议", corrects=line.pk)
    again = staff.post(f"/cases/{a.case}/time", wrong).content.decode()
    assert again.count('value="9999"') == 1
    assert 'value="改为会议"' in again.partition('name="corrects"')[2].partition("</form>")[0]


def test_an_enterprise_rates_an_adviser_once_the_case_ended_and_only_staff_read_it(
    staff: Client, member: Client, a: Seeded, expert: models.Adviser
) -> None:
    typed = {"adviser": expert.pk, "stars": "4", "words": "答复及时"}
    assert member.post(f"/cases/{a.case}/rate-adviser", typed).status_code == 409
    models.Case.objects.filter(pk=a.case).update(state="closed")
    assert "专家乙" in member.get(f"/cases/{a.case}").content.decode()
    for stars in ("4", "4", "2"):
        assert member.post(f"/cases/{a.case}/rate-adviser", typed | {"stars": stars}).status_code == 302
    assert models.AdviserRating.objects.filter(adviser=expert).count() == 2  # said anew; the last counts
    assert staff.post(f"/cases/{a.case}/rate-adviser", typed).status_code == 404
    for address in ("/lists/experts", f"/advisers/{expert.pk}"):
        assert "2.0 / 5（n = 1）" in staff.get(address).content.decode()
        assert member.get(address).status_code == 404
    b = seed("B")
    models.Case.objects.filter(pk=b.case).update(state="closed")
    assert member.post(f"/cases/{b.case}/rate-adviser", typed).status_code == 404


def test_a_consultation_is_written_down_once_and_becomes_a_case_by_one_button(
    staff: Client, a: Seeded
) -> None:
    typed = {
        "channel": "visit", "day": str(timezone.localdate()), "who": "陈女士", "subject": "马德里指定怎么选", "answer": "已说明",
        "minutes": "25", "enterprise": "", "form": uuid.uuid4(),
    }  # fmt: skip
    for _ in range(2):
        assert staff.post("/cases/consultations", typed).status_code == 302
    row = models.Consultation.objects.get(form=typed["form"])
    page = staff.get("/cases/consultations?word=马德里").content.decode()
    assert "走访" in page
    assert "1 件次 · 25 分 · 0 家企业" in page
    for wrong in ({"minutes": "0"}, {"day": "1900-01-01"}):
        refused = staff.post("/cases/consultations", typed | wrong | {"form": uuid.uuid4()})
        assert refused.status_code == 400
    button = f"/cases/consultations/{row.pk}/case"
    assert staff.post(button).status_code == 400  # a case is one enterprise's
    owner = models.Enterprise.objects.get(name=a.enterprise)
    first, again = (staff.post(button, {"enterprise": owner.pk}) for _ in range(2))
    assert first["Location"] == again["Location"]
    case = models.Case.objects.get(consultations=row)
    assert (case.origin, case.channel, case.title, case.asked_by) == (
        "consultation",
        "visit",
        "马德里指定怎么选",
        "陈女士",
    )
    with pytest.raises(DatabaseError, match="only grows"), transaction.atomic():
        models.Consultation.objects.filter(pk=row.pk).update(answer="x")
