"""What the desk at a fair sends and is given: who may, what is refused, what is made of a lead."""

import datetime as dt
import hashlib
import io
import json
import uuid
import zipfile

import docx
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from console.fair_lead_form import LIMITS
from storage.models import Brand, Fair, FairLead, FairPhoto
from tests.console.fairs import fair_with_a_desk, photograph
from tests.made_up import PASSWORD


@pytest.fixture
def fair(db: None) -> int:
    return fair_with_a_desk()


@pytest.fixture
def wang(fair: int) -> Client:
    client = Client()
    client.login(username="wang", password=PASSWORD)
    return client


def lead(client: Client, fair: int, **said: object) -> object:
    user = client.get(f"/fairs/{fair}/desk/data.json").json()["user"]
    brand = Brand.objects.get()
    body = {
        "form": str(uuid.uuid4()), "seen": "仿冒鱼罐头", "seen_at": timezone.now().isoformat(), "stand": "6B 214",
        "exhibitor": "Oceane Trading SARL", "place": "6 号馆", "enterprise": brand.enterprise_id, "brand": brand.pk,
        "photos": [], "user": user,
    }  # fmt: skip
    return client.post(f"/fairs/{fair}/desk/leads", body | said, content_type="application/json")


def photo(client: Client, fair: int, form: str, content: bytes, **said: str) -> object:
    sha256 = said.pop("sha256", hashlib.sha256(content).hexdigest())
    named = {"content_type": "image/jpeg", "headers": {"X-Taken-At": timezone.now().isoformat()}} | said
    return client.post(f"/fairs/{fair}/desk/leads/{form}/photos/{sha256}", content, **named)


def test_a_form_sent_twice_is_one_lead_and_one_that_says_otherwise_is_a_conflict(
    wang: Client, fair: int
) -> None:
    form, at = str(uuid.uuid4()), timezone.now().isoformat()
    answers = [lead(wang, fair, form=form, seen_at=at, seen=seen) for seen in ("甲", "甲", "乙")]
    assert [one.status_code for one in answers] == [201, 200, 409]
    assert answers[2].json()["lead"]["seen"] == "甲"
    assert FairLead.objects.get().seen == "甲"


def test_a_lead_that_cannot_be_is_refused_with_the_reason(wang: Client, fair: int) -> None:
    many = [hashlib.sha256(bytes([number])).hexdigest() for number in range(LIMITS["photos"] + 1)]
    wrong = (
        ({"seen": " "}, "请写明发现了什么"), ({"stand": "x" * 81}, "stand"), ({"form": "1"}, "form"), ({"photos": many}, "12"),
        ({"seen_at": "2999-01-01T00:00:00Z"}, "时钟"), ({"seen_at": "2026-11-30T10:00"}, "时钟"), ({"brand": True}, "brand"),
    )  # fmt: skip
    for said, words in wrong:
        answer = lead(wang, fair, **said)
        assert answer.status_code == 400
        assert words in answer.json()["problem"]
    assert lead(wang, fair, enterprise=10**9, brand=None).status_code == 404
    assert lead(wang, fair, user=10**9).status_code == 401, "another person wrote it"
    assert lead(wang, fair, seen="x" * 70_000).status_code == 413
    assert not FairLead.objects.exists()


def test_a_photograph_is_taken_once_and_only_as_it_was_announced(wang: Client, fair: int) -> None:
    taken, other = photograph("navy"), b"no picture"
    announced = [hashlib.sha256(one).hexdigest() for one in (taken, other)]
    form = lead(wang, fair, photos=announced).json()["lead"]["form"]
    assert photo(wang, fair, form, taken + b"x", sha256=announced[0]).status_code == 422
    assert photo(wang, fair, form, other).status_code == 422
    assert photo(wang, fair, form, taken, content_type="image/svg+xml").status_code == 415
    assert photo(wang, fair, form, photograph("olive")).status_code == 404
    assert photo(wang, fair, form, taken, headers={}).status_code == 400
    assert not FairPhoto.objects.exists()
    kept = FairLead.objects.get()
    wang.post(f"/fairs/{fair}/leads/{kept.pk}", {"becomes": "case"})
    assert [photo(wang, fair, form, taken).status_code for _ in range(2)] == [201, 200]
    assert FairLead.objects.get().case.documents.get().sha256 == announced[0], "its case has it too"
    line = wang.get(f"/fairs/{fair}/desk/data.json").json()["leads"][0]
    assert line["missing"] == [announced[1]]
    shown = wang.get(f"/fairs/{fair}/desk/photos/{line['photos'][0]['id']}.png")
    assert shown.content.startswith(b"\x89PNG") and b"Exif" not in shown.content
    assert bytes(FairPhoto.objects.get().content) == taken and b"Exif" in taken


def test_a_lead_is_held_while_its_photograph_comes_so_that_a_case_opened_meanwhile_gets_it(
    wang: Client, fair: int
) -> None:
    taken = photograph("navy")
    form = lead(wang, fair, photos=[hashlib.sha256(taken).hexdigest()]).json()["lead"]["form"]
    with CaptureQueriesContext(connection) as asked:
        assert photo(wang, fair, form, taken).status_code == 201
    said = [one["sql"] for one in asked.captured_queries]
    held = next(n for n, one in enumerate(said) if "storage_fairlead" in one and "FOR UPDATE" in one)
    kept = next(n for n, one in enumerate(said) if one.startswith('INSERT INTO "storage_fairphoto"'))
    assert held < kept


def test_whose_session_ended_is_told_so_and_a_forged_request_is_refused(fair: int, wang: Client) -> None:
    for answer in (Client().get(f"/fairs/{fair}/desk/data.json"), Client().post(f"/fairs/{fair}/desk/leads")):
        assert answer.status_code == 401
    strict = Client(enforce_csrf_checks=True)
    strict.login(username="wang", password=PASSWORD)
    assert strict.post(f"/fairs/{fair}/desk/leads", {}, content_type="application/json").status_code == 403


def test_each_person_s_key_is_their_own_and_the_same_again(fair: int, wang: Client) -> None:
    li = Client()
    li.login(username="li", password=PASSWORD)
    keys = [one.get(f"/fairs/{fair}/desk/data.json").json()["key"] for one in (wang, wang, li)]
    assert keys[0] == keys[1] != keys[2]
    assert [len(key) for key in keys] == [64, 64, 64]


def test_the_days_at_the_head_have_two_digits_each(fair: int, wang: Client) -> None:
    Fair.objects.filter(pk=fair).update(opens_on=dt.date(2026, 1, 2))
    assert "01-02–" in wang.get(f"/fairs/{fair}/desk").content.decode()


def test_the_worker_sees_its_fair_s_desk_and_nothing_else(fair: int, wang: Client) -> None:
    answer = wang.get(f"/fairs/{fair}/desk/worker.js")
    assert answer["Service-Worker-Allowed"] == f"/fairs/{fair}/desk"
    assert "unsafe" not in answer["Content-Security-Policy"]


def test_a_lead_becomes_a_letter_in_both_languages_and_a_pack_of_what_was_taken(
    wang: Client, fair: int
) -> None:
    taken = photograph("navy")
    sha256 = hashlib.sha256(taken).hexdigest()
    kept = lead(wang, fair, photos=[sha256], seen_at="2026-11-30T11:30:00-05:00").json()["lead"]
    photo(wang, fair, kept["form"], taken)
    address = f"/fairs/{fair}/desk/leads/{kept['lead']}"
    letter = wang.get(f"{address}/letter.docx").content
    written = docx.Document(io.BytesIO(letter))
    cells = [cell.text for table in written.tables for row in table.rows for cell in row.cells]
    words = "\n".join([*(one.text for one in written.paragraphs), *cells])
    for said in (
        "France 4711",
        "法国 4711",
        "6B 214",
        "仿冒鱼罐头",
        sha256,
        "MADE UP",
        "演示数据",
        "甲食品公司",
        "2026-11-30 16:30 UTC (2026-12-01 00:30 Beijing time)",
        "2026-11-30 16:30 UTC（北京时间 2026-12-01 00:30）",
    ):
        assert said in words
    pictures = [name for name in zipfile.ZipFile(io.BytesIO(letter)).namelist() if "/media/" in name]
    assert pictures and all(name.endswith(".png") for name in pictures), "drawn anew, without a position"
    pack = zipfile.ZipFile(io.BytesIO(b"".join(wang.get(f"{address}/evidence.zip").streaming_content)))
    assert pack.read("photo-01.jpg") == taken
    assert pack.read("SHA256SUMS").decode() == f"{sha256}  photo-01.jpg\n"
    assert json.loads(pack.read("lead.json"))["photos"][0]["sha256"] == sha256
    elsewhere = Fair.objects.create(
        name="x", office="DE", opens_on=timezone.localdate(), closes_on=timezone.localdate()
    )
    assert wang.get(f"/fairs/{elsewhere.pk}/desk/leads/{kept['lead']}/letter.docx").status_code == 404
