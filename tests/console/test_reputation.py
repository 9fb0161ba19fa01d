"""Evidence that a brand is known abroad: kept by whoever keeps the brand, checked, packed, and seen by nobody else."""

import hashlib
import io
import uuid
import zipfile

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import ProgrammingError, transaction
from django.test import Client

from domain.brand import Brand
from domain.role import Role
from storage import models
from storage.brands import save_brands
from storage.isolation import bound_to
from storage.people import save_user
from tests.console.enterprises import seed
from tests.made_up import PASSWORD, signed_in

FIRM = "青禾食品公司"
INVOICES = b"%PDF-1.4 invoices"
TYPED = {
    "kind": "sales", "office": "US", "says": "2023 至 2025 年对美销售", "first_day": "2023-01-01", "last_day": "2025-12-31",
    "amount": "1,200,000", "currency": "usd", "valid_until": "",
}  # fmt: skip


@pytest.fixture
def page(db: None) -> str:
    """The page of a brand that is meant for the US."""
    save_brands([Brand(brand_id="a", name="青禾谷", enterprise=FIRM, markets=("US",))])
    return f"/brands/{models.Brand.objects.get().pk}/reputation"


def of_firm(role: Role) -> Client:
    save_user(role.value, PASSWORD, enterprise=FIRM, role=role)
    client = Client()
    assert client.login(username=role.value, password=PASSWORD)
    return client


def sent(file: bytes = b"", **typed: str) -> dict[str, object]:
    with_file = {"file": SimpleUploadedFile("发票.pdf", file)} if file else {}
    return TYPED | {"form": str(uuid.uuid4())} | typed | with_file


def test_an_administrator_adds_a_piece_once_and_the_checklist_says_what_is_missing(page: str) -> None:
    keeper = of_firm(Role.ENTERPRISE_ADMIN)
    before = keeper.get(page).content.decode()
    assert before.count(">缺<") == 6
    form = str(uuid.uuid4())
    for _ in range(2):
        assert keeper.post(page, sent(INVOICES, form=form)).status_code == 302
    item = models.ReputationItem.objects.get()
    assert (item.sha256, item.amount, item.currency) == (
        hashlib.sha256(INVOICES).hexdigest(),
        1_200_000,
        "USD",
    )
    keeper.post(page, sent(kind="survey", office="XX"))
    keeper.post(page, sent(INVOICES + b"2", kind="award", valid_until="2020-01-01"))
    shown = keeper.get(page + "?office=US").content.decode()
    assert shown.count(">缺<") == 5
    assert "可用 1" in shown
    assert "已过期 1" in shown
    assert "无文件 1" in shown
    assert keeper.get(f"{page}/{item.pk}/file").content == INVOICES


def test_the_pack_holds_the_index_and_every_file_by_its_hash(page: str) -> None:
    staff = signed_in("staff", None)
    staff.post(page, sent(INVOICES))
    staff.post(page, sent(INVOICES + b"3", office="BR"))
    pack = zipfile.ZipFile(io.BytesIO(staff.get(page + "/pack.zip?office=US").getvalue()))
    assert sorted(pack.namelist()) == ["001-sales.pdf", "SHA256SUMS", "index.docx"]
    assert pack.read("001-sales.pdf") == INVOICES
    assert pack.read("SHA256SUMS").decode() == f"{hashlib.sha256(INVOICES).hexdigest()}  001-sales.pdf\n"
    index = docx.Document(io.BytesIO(pack.read("index.docx")))
    words = " ".join(cell.text for table in index.tables for row in table.rows for cell in row.cells)
    assert "1,200,000" in words
    assert hashlib.sha256(INVOICES).hexdigest() in words
    assert "缺 missing" in words
    assert staff.get(page + "/pack.docx?office=US").status_code == 200
    assert staff.get(page + "/pack.zip?office=??").status_code == 404


def test_what_is_wrong_is_said_and_what_was_typed_stays(page: str) -> None:
    staff = signed_in("staff", None)
    for wrong, said in (
        ({"says": ""}, "未保存：请选择种类和国家"),
        ({"first_day": "2026-01-01"}, "起不晚于止"),
        ({"amount": "许多"}, "金额为数字"),
        ({"kind": "gossip"}, "未保存"),
    ):
        answer = staff.post(page, sent(**wrong))
        assert answer.status_code == 400
        assert said in answer.content.decode()
    assert 'value="1,200,000"' in staff.post(page, sent(kind="gossip")).content.decode()
    assert staff.post(page, sent(b"not a pdf")).status_code == 400
    assert not models.ReputationItem.objects.exists()


def test_a_piece_is_withdrawn_and_kept_and_members_only_look(page: str) -> None:
    keeper, member = of_firm(Role.ENTERPRISE_ADMIN), of_firm(Role.MEMBER)
    keeper.post(page, sent(INVOICES))
    item = models.ReputationItem.objects.get()
    assert "对美销售" in member.get(page).content.decode()
    assert member.post(page, sent()).status_code == 404
    assert member.post(page + "/withdraw", {"item": item.pk}).status_code == 404
    assert keeper.post(page + "/withdraw", {"item": item.pk}).status_code == 302
    assert "对美销售" not in keeper.get(page).content.decode()
    assert keeper.get(f"{page}/{item.pk}/file").status_code == 404
    assert models.ReputationItem.objects.get().withdrawn_by == Role.ENTERPRISE_ADMIN.value


def test_the_database_itself_refuses_a_piece_for_a_brand_of_another(db: None) -> None:
    ours, theirs = seed("A"), seed("B")
    mine = models.Enterprise.objects.get(name=ours.enterprise).pk
    with bound_to([mine], administers=[mine]):
        assert set(models.ReputationItem.objects.values_list("pk", flat=True)) == {ours.proof}
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            models.ReputationItem.objects.create(
                enterprise_id=mine, brand_id=theirs.brand, form=uuid.uuid4(), kind="sales", office="US", says="x", added_by="x"
            )  # fmt: skip


def test_the_plan_of_an_alert_counts_what_is_at_hand(db: None) -> None:
    seeded = seed("A")
    staff = signed_in("staff", None)
    page = staff.get(f"/alerts/{seeded.alert}").content.decode()
    assert f'/brands/{seeded.brand}/reputation?office=US">1 项</a>' in page
    plan = docx.Document(io.BytesIO(staff.get(f"/alerts/{seeded.alert}/plan/US.docx").content))
    rows = {row.cells[0].text: row.cells[1].text for table in plan.tables for row in table.rows}
    assert rows["现有知名度证据"] == "1 项"
