"""The pages of trade and of industries, for staff alone."""

import io
from contextlib import nullcontext
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook
from typer.testing import CliRunner

from domain.brand import Brand
from haishao.__main__ import app
from storage import models
from storage.brands import save_brands
from tests.made_up import signed_in

FILE = "数据年月,商品编码,贸易伙伴名称,美元\n202601,400921,美国,140000\n202501,400921,美国,100000\n202601,40o9,美国,5\n".encode(
    "gb18030"
)


@pytest.fixture
def staff(db: None) -> Client:
    save_brands([Brand(brand_id="a", name="拓泽力", enterprise="拓泽液压管公司", markets=("US", "VE"))])
    models.Enterprise.objects.update(industry="液压管")
    return signed_in("staff", None)


def handed_in(client: Client, act: str) -> str:
    answer = client.post("/trade/import", {"file": SimpleUploadedFile("海关.csv", FILE), "act": act})
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_file_is_checked_then_taken_in_and_stands_beside_risk(staff: Client) -> None:
    assert "还没有这个行业的出口数据" in staff.get("/trade?industry=液压管&period=2026").content.decode()
    checked = handed_in(staff, "check")
    assert "尚未导入" in checked
    assert "商品编码应为 2 至 10 位数字" in checked
    assert not models.TradeImport.objects.exists()
    assert "新增 2" in handed_in(staff, "import")
    assert "没有改动" in handed_in(staff, "import")
    page = staff.get("/trade?industry=液压管&period=2026").content.decode()
    assert "美国：出口同比增长40.0%，预警0条，1件品牌中1件未见注册或申请。" in page
    assert 'class="chart"' in page
    book = load_workbook(io.BytesIO(staff.get("/trade/review.xlsx?industry=液压管&period=2026").content))
    assert [cell.value for cell in book.worksheets[0][2]][:5] == ["美国", "US", 140000, 100000, 40]
    assert "import-" in str([[cell.value for cell in row] for row in book.worksheets[1].rows])
    assert staff.get("/trade?industry=液压管&period=昨天").status_code == 400
    assert staff.get("/trade?industry=无此行业").status_code == 404
    assert staff.get("/trade/review.xlsx?industry=食品&period=2026").status_code == 404


def test_an_industry_s_page_says_plainly_which_markets_nobody_reads(staff: Client) -> None:
    page = staff.get("/industries/液压管").content.decode()
    assert "没有来源读取的市场 <small>2 / 2</small>" in page
    assert "委内瑞拉" in page
    assert "随程序提供的编码" in page
    assert staff.post("/industry-codes/液压管", {"codes": "40"}).status_code == 302
    assert "随程序提供的编码" not in staff.get("/industries/液压管").content.decode()
    wrong = staff.post("/industry-codes/液压管", {"codes": "4009\n4o"})
    assert wrong.status_code == 400
    assert "第几行： 2" in wrong.content.decode()
    assert staff.get("/industries/无此行业").status_code == 404
    for page in ("/overview", "/lists/markets", "/lists"):
        assert "/industries/%E6%B6%B2%E5%8E%8B%E7%AE%A1" in staff.get(page).content.decode()


def test_the_command_imports_and_says_what_it_left_out(
    staff: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("haishao.commands.trade.database", nullcontext)
    file = tmp_path / "海关.csv"
    file.write_bytes(FILE)
    for said in ("新增 2", "未作改动"):
        answer = CliRunner().invoke(app, ["trade", "import", str(file)])
        assert answer.exit_code == 0, answer.output
        assert said in answer.output
    assert "row 4 · 商品编码" in answer.output
    assert CliRunner().invoke(app, ["trade", "import", str(tmp_path / "无.csv")]).exit_code != 0
