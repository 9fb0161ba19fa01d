"""A watchlist imported by an enterprise in a real Chromium: a file, its preview with a bad row, the confirmation."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.wsgi import get_wsgi_application
from waitress.server import create_server

from crawlers.chromium import chromium, why_no_browser
from domain.brand import Brand
from storage.brands import save_brands
from storage.models import Brand as Row
from storage.people import save_user
from tests.made_up import PASSWORD


@pytest.fixture
def address(live_db: None) -> Iterator[str]:
    """The console, served over HTTP on loopback."""
    if missing := why_no_browser():
        pytest.skip(f"no browser: {missing}")
    server = create_server(StaticFilesHandler(get_wsgi_application()), host="127.0.0.1", port=0, threads=2)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.close()
    thread.join(timeout=10)


def test_a_list_with_a_bad_row_is_previewed_confirmed_and_its_brand_looked_at(
    address: str, tmp_path: Path
) -> None:
    from playwright.sync_api import sync_playwright

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
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium(),
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        page = browser.new_page(locale="zh-CN", viewport={"width": 360, "height": 740})
        refused: list[str] = []
        page.on("pageerror", lambda error: refused.append(str(error)))
        page.on("console", lambda message: refused.append(message.text) if "Policy" in message.text else None)
        page.goto(f"{address}/sign-in")
        page.fill("input[name=username]", "admin")
        page.fill("input[name=password]", PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(f"{address}/")
        page.goto(f"{address}/brands")
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
        page.goto(f"{address}/brands")
        page.click("text=拓泽力")
        page.wait_for_selector("text=看了什么、没有发现什么")
        assert "TUOZELI" in page.inner_text("main")
        assert page.evaluate("document.documentElement.scrollWidth") == 360
        browser.close()
    assert refused == []
    assert set(Row.objects.values_list("name", flat=True)) == {"青鹭海", "拓泽力"}
    assert Row.objects.get(brand_id="A1").aliases == ["QINGLUHAI"]
