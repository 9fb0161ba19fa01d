"""A watchlist imported by an enterprise in a real Chromium: a file, its preview with a bad row, the confirmation."""

from pathlib import Path

from domain.brand import Brand
from storage.brands import save_brands
from storage.models import Brand as Row
from storage.people import save_user
from tests.at_the_console import PHONE, browsing, sign_in
from tests.made_up import PASSWORD


def test_a_list_with_a_bad_row_is_previewed_confirmed_and_its_brand_looked_at(
    address: str, tmp_path: Path
) -> None:
    save_brands([Brand(brand_id="A1", name="青鹭海", enterprise="甲", markets=("US",))])
    save_user("admin", PASSWORD, enterprise="甲")
    file = tmp_path / "清单.csv"
    file.write_bytes(
        "品牌名称,别名,尼斯分类,市场\n青鹭海,QINGLUHAI,29,US\n拓泽力,TUOZELI,35,德国\n,无名,99,US\n".encode(
            "gbk"
        )
    )
    large = tmp_path / "large.csv"
    with large.open("wb") as held:
        held.truncate(51 * 1024**2)
    with browsing(address, PHONE) as context:
        page = sign_in(context, "admin")
        page.goto("/brands")
        page.click("text=批量导入")
        page.set_input_files("#file", large)
        assert page.is_visible("#too-large"), "said before it is sent"
        page.set_input_files("#file", file)
        assert not page.is_visible("#too-large")
        page.click("button.primary")
        page.wait_for_url("**/brands/import/*")
        assert page.inner_text(".faults tbody tr").startswith("第 4 行")
        page.click(".confirm button")
        page.wait_for_selector("text=已导入")
        page.goto("/brands")
        page.click("text=拓泽力")
        page.wait_for_selector("text=监测了什么、没有发现什么")
        assert "TUOZELI" in page.inner_text("main")
        assert page.evaluate("document.documentElement.scrollWidth") == 360
    assert set(Row.objects.values_list("name", flat=True)) == {"青鹭海", "拓泽力"}
    assert Row.objects.get(brand_id="A1").aliases == ["QINGLUHAI"]
