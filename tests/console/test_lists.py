"""The pages of the lists: kept by staff, seen by an enterprise as far as they are of itself."""

import datetime as dt
import io
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook
from typer.testing import CliRunner

from domain.brand import Brand
from domain.lists import ListItem, ListKind
from domain.role import Role
from haishao.__main__ import app
from storage import models
from storage.brands import save_brands
from storage.list_changes import add_entry
from storage.people import save_user
from storage.viewers import Viewer
from tests.made_up import PASSWORD, signed_in

STAFF = Viewer(user_id=None, staff=True)
OURS, THEIRS = "青禾食品公司", "拓泽液压管公司"


@pytest.fixture
def staff(db: None) -> Client:
    save_brands(
        [
            Brand(brand_id="a", name="青禾谷", enterprise=OURS, markets=("US",)),
            Brand(brand_id="b", name="拓泽力", enterprise=THEIRS),
        ]
    )
    return signed_in("staff", None)


def of_ours(role: Role) -> Client:
    save_user(role.value, PASSWORD, enterprise=OURS, role=role)
    client = Client()
    assert client.login(username=role.value, password=PASSWORD)
    return client


def page_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def test_an_enterprise_is_put_on_a_list_with_its_fairs_and_shops_once(staff: Client) -> None:
    typed = {
        "enterprise": OURS,
        "year": "2026",
        "level": "high",
        "reason": "常年参展",
        "review_by": "2020-01-01",
        "fairs": "SIAL Paris，法国，巴黎，2026-10-17 至 2026-10-21，5A 012",
        "shops": "Amazon, 美国站, A1\nShopee, 马来西亚站, x",
    }
    assert staff.post("/lists/exhibitors/add", typed).status_code == 302
    again = staff.post("/lists/exhibitors/add", typed)
    assert (again.status_code, "未重复添加" in again.content.decode()) == (409, True)
    page = page_of(staff, "/lists/exhibitors?due=overdue&year=2026")
    for said in (OURS, "SIAL Paris", "5A 012", "Shopee", "已逾期"):
        assert said in page
    assert models.FairEntry.objects.get().fair.office == "FR"
    assert staff.post("/lists/exhibitors/renew", {"year": "2026"}).status_code == 302
    assert staff.post("/lists/exhibitors/renew", {"year": "2026"}).status_code == 302
    assert models.ListEntry.objects.filter(year=2027).count() == 1
    assert "没有符合条件" in page_of(staff, "/lists/exhibitors?day=2020-01-01")
    assert "2026-09-30" in page_of(staff, "/lists/exhibitors?day=yesterday")


def test_what_is_wrong_in_a_form_is_said_with_its_cure_and_what_was_typed_stays(staff: Client) -> None:
    typed = {
        "enterprise": OURS,
        "year": "26",
        "level": "high",
        "review_by": "soon",
        "fairs": "某展会",
        "shops": "",
    }
    answer = staff.post("/lists/exhibitors/add", typed)
    page = answer.content.decode()
    assert answer.status_code == 400
    for said in ("年度应为四位数字", "日期应写作", "展会应写作", ">\n某展会<"):
        assert said in page
    profile = f"/enterprises/{models.Enterprise.objects.get(name=OURS).pk}"
    wrong = staff.post(profile, {"credit_code": "914403001922038217", "industry": "", "district": ""})
    assert "校验码不符" in wrong.content.decode()
    assert staff.post("/lists/industries", {"name": "a|b"}).status_code == 400


def test_a_form_made_before_somebody_else_changed_the_entry_is_not_saved(staff: Client) -> None:
    entry, _ = add_entry(STAFF, ListItem(kind=ListKind.MARKETS, office="US"), by="x")
    address = f"/lists/entries/{entry.entry_id}"
    assert staff.post(address, {"level": "high", "reason": "first"}).status_code == 302
    stale = staff.post(address, {"level": "low", "reason": "second"})
    assert stale.status_code == 409
    assert "未保存" in stale.content.decode() and "second" in stale.content.decode()
    assert staff.post(f"{address}/reviewed").status_code == 409
    assert staff.post(f"{address}/remove").status_code == 409
    now = models.ListEntry.objects.get(until=None)
    assert staff.post(f"/lists/entries/{now.pk}/reviewed").status_code == 302
    now = models.ListEntry.objects.get(until=None)
    for _ in range(2):
        assert staff.post(f"/lists/entries/{now.pk}/remove", {"why": "不再出口"}).status_code == 302
    assert "不再出口" in page_of(staff, f"/lists/entries/{now.pk}")


def test_a_market_without_a_source_that_runs_is_shown_as_not_covered(staff: Client) -> None:
    add_entry(STAFF, ListItem(kind=ListKind.MARKETS, office="UZ", platform="某平台"), by="x")
    page = page_of(staff, "/lists/markets")
    assert page.count("未覆盖</span>") == 2


def test_a_brand_s_gaps_and_uncovered_markets_are_shown(staff: Client) -> None:
    right = {"brand_id": "a", "level": "high", "rights": "中国, 1234567, 29 30, 某某代理"}
    assert staff.post("/lists/brands/add", right).status_code == 302
    page = page_of(staff, "/lists/brands")
    for said in ("1234567 · 某某代理", "无图形", "无拼音、意译或音译", '<span class="mark near">美国</span>'):
        assert said in page
    assert "未登记国内注册号" not in page


def test_a_file_is_looked_at_confirmed_once_and_given_back(staff: Client) -> None:
    file = SimpleUploadedFile(
        "名录.csv", f"企业名称,行业,级别\n{OURS},食品,高\n新公司,管道,\n".encode("gb18030")
    )
    looked = staff.post("/lists/observers/import", {"file": file})
    page = page_of(staff, looked["Location"])
    for said in ("新公司", "第 3 行", "不在行业目录中"):
        assert said in page
    assert models.ListEntry.objects.count() == 0
    assert staff.post(looked["Location"], {"key": "other"}).status_code == 409
    key = page.partition('name="key" value="')[2][:64]
    for _ in range(2):
        assert staff.post(looked["Location"], {"key": key}).status_code == 302
    assert models.ListEntry.objects.count() == 2
    assert "已导入" in page_of(staff, looked["Location"])
    book = load_workbook(io.BytesIO(staff.get("/lists/observers/file.xlsx").content))
    assert {row[0].value for row in book.active.iter_rows(min_row=2)} == {OURS, "新公司"}
    assert staff.get("/lists/observers/file.doc").status_code == 404
    assert staff.get("/lists/nothing").status_code == 404


def test_an_agency_is_added_paired_and_stopped(staff: Client) -> None:
    typed = {
        "name": "境内所",
        "kind": "agency-home",
        "rights": "商标、专利",
        "industries": "食品",
        "active": "yes",
    }
    home = staff.post("/lists/agencies/advisers/add", typed)["Location"]
    assert staff.post("/lists/agencies/advisers/add", typed).status_code == 400
    wrong = staff.post("/lists/agencies/advisers/add", typed | {"name": "x", "industries": "管道"})
    assert "不是" not in wrong.content.decode() and "行业目录" in wrong.content.decode()
    abroad = staff.post(
        "/lists/agencies/advisers/add",
        {
            "name": "Kanzlei",
            "kind": "agency-abroad",
            "offices": "德国|EM",
            "languages": "de, en",
            "active": "yes",
        },
    )["Location"]
    assert staff.post(f"{home}/pair", {"pair": abroad.rsplit("/", 1)[1]}).status_code == 302
    assert "Kanzlei" in page_of(staff, home) and "境内所" in page_of(staff, abroad)
    assert staff.post(f"{home}/pair", {"pair": home.rsplit("/", 1)[1]}).status_code == 409
    assert staff.post(home, typed | {"active": "no"}).status_code == 302
    assert "停用" in page_of(staff, "/lists/agencies")


def test_an_enterprise_s_administrator_keeps_the_profile_and_says_whether_reports_may_name_it(
    staff: Client,
) -> None:
    for name in (OURS, THEIRS):
        item = ListItem(kind=ListKind.OBSERVERS, enterprise=name, reason=f"列入{name}")
        add_entry(STAFF, item, by="x")
    client = of_ours(Role.ENTERPRISE_ADMIN)
    page = page_of(client, "/lists")
    assert f"列入{OURS}" in page and THEIRS not in page
    ours = models.Enterprise.objects.get(name=OURS)
    address = f"/enterprises/{ours.pk}"
    typed = {"credit_code": " 9144 0300 1922 0382 16", "industry": "食品", "district": "源汇区"}
    assert client.post(address, typed).status_code == 302
    assert client.post(f"{address}/naming", {"naming": "allow"}).status_code == 302
    assert staff.post(f"{address}/naming", {"naming": "allow"}).status_code == 404
    ours.refresh_from_db()
    assert (ours.credit_code, ours.named_from) == ("914403001922038216", timezone.localdate())
    assert "同意，自" in page_of(staff, address)
    assert client.post(f"{address}/naming", {"naming": "withdraw"}).status_code == 302
    ours.refresh_from_db()
    assert ours.named_from is None
    member = of_ours(Role.MEMBER)
    assert member.post(address, typed).status_code == 404
    assert 'name="naming"' not in page_of(member, address)
    assert "914403001922038216" in page_of(staff, "/enterprises?industry=食品&word=青禾")


def test_lists_go_through_files_on_the_command_line(
    staff: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from contextlib import nullcontext

    monkeypatch.setattr("haishao.commands.lists.database", nullcontext)
    add_entry(STAFF, ListItem(kind=ListKind.MARKETS, office="US", review_by=dt.date(2027, 3, 1)), by="x")
    out = tmp_path / "markets.xlsx"

    def run(*args: str) -> tuple[int, str]:
        result = CliRunner().invoke(app, ["list", *args])
        return result.exit_code, result.output

    assert run("export", "markets", "--out", str(out))[0] == 0
    code, said = run("import", "markets", str(out))
    assert (code, "新增 0，修改 0，不变 1" in said) == (0, True)
    more = tmp_path / "more.csv"
    more.write_text("市场,级别\n日本,高\nJapan,低\n某国,高\n", encoding="utf-8")
    assert run("import", "markets", str(more), "--dry-run")[0] == 3
    assert models.ListEntry.objects.count() == 1
    code, said = run("import", "markets", str(more))
    assert (code, "新增 1" in said, "row 4" in said) == (3, True, True)
    assert models.ListEntry.objects.count() == 2
    assert run("export", "markets", "--out", str(tmp_path / "x.doc"))[0] != 0
    assert run("import", "markets", str(tmp_path / "missing.csv"))[0] != 0


def test_a_commissioner_looks_after_an_enterprise_until_that_is_ended(staff: Client) -> None:
    firm = models.Enterprise.objects.create(name="特派员所联系的企业")
    typed = {"kind": "commissioner", "name": "特派员甲", "active": "yes"}
    made = staff.post("/lists/think-tanks/advisers/add", typed)
    assert made.status_code == 302, made.content.decode()
    page = made["Location"]
    for _ in range(2):
        staff.post(f"{page}/assign", {"enterprise": firm.pk, "says": "每季走访"})
    kept = models.AdviserAssignment.objects.get()
    shown = staff.get(page).content.decode()
    assert (
        "每季走访" in shown
        and firm.name in shown
        and "特派员" in staff.get("/lists/think-tanks").content.decode()
    )
    for _ in range(2):
        staff.post(f"{page}/assign", {"end": kept.pk})
    kept.refresh_from_db()
    assert kept.until is not None and models.AuditEntry.objects.filter(did="adviser-relieved").count() == 1
    expert = models.Adviser.objects.create(kind="expert", name="专家")
    assert staff.post(f"/advisers/{expert.pk}/assign", {"enterprise": firm.pk}).status_code == 404
