"""Signing in with a second step, an invitation, a form that outlives its session and the tables, in a real Chromium."""

import threading
from collections.abc import Iterator

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.wsgi import get_wsgi_application
from django.test import override_settings
from waitress.server import create_server

from crawlers.chromium import chromium, why_no_browser
from storage.models import Contact
from storage.people import save_user
from tests.made_up import PASSWORD, app_code


@pytest.fixture
def address(live_db: None) -> Iterator[str]:
    """The console, served over HTTP on loopback."""
    if missing := why_no_browser():
        pytest.skip(f"no browser: {missing}")
    server = create_server(StaticFilesHandler(get_wsgi_application()), host="127.0.0.1", port=0, threads=2)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    at = f"http://127.0.0.1:{server.effective_port}"
    with override_settings(SECOND_FACTOR="staff", BASE_URL=at):
        yield at
    server.close()
    thread.join(timeout=10)


def test_staff_come_in_by_password_and_code_and_nothing_typed_is_lost(address: str) -> None:
    from playwright.sync_api import Page, sync_playwright

    save_user("staff", PASSWORD, enterprise=None)
    refused: list[str] = []

    def first_step(page: Page) -> None:
        page.fill("input[name=username]", "staff")
        page.fill("input[name=password]", PASSWORD)
        page.keyboard.press("Enter")

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium(),
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        context = browser.new_context(locale="zh-CN")
        page = context.new_page()
        page.on("pageerror", lambda error: refused.append(str(error)))
        page.on("console", lambda said: refused.append(said.text) if "Policy" in said.text else None)

        page.goto(f"{address}/sign-in")
        first_step(page)
        page.wait_for_url(f"{address}/sign-in/set-up")
        assert page.evaluate("document.querySelector('img.qr').naturalWidth") > 0, (
            "the picture is let through"
        )
        secret = page.inner_text("code.secret")
        page.fill("input[name=code]", app_code(secret, steps=-1))
        page.keyboard.press("Enter")
        page.wait_for_selector(".recovery")
        with page.expect_download() as download:
            page.click("a[download]")
        assert len(download.value.path().read_text("utf-8").split("\n")) == 13
        page.click("a.go")
        page.wait_for_url(f"{address}/")

        for path in ("/admin/", "/admin/storage/contact/", "/people"):
            page.goto(address + path)
            assert page.is_visible("table")

        page.goto(f"{address}/contacts")
        page.fill("form.fields input[name=name]", "老王")
        page.fill("form.fields input[name=address]", "wang@example.org")
        context.clear_cookies(name="sessionid")
        page.click("form.fields button")
        page.wait_for_url("**/sign-in?**")
        first_step(page)
        page.wait_for_url(f"{address}/sign-in/code")
        page.fill("input[name=code]", app_code(secret))
        page.keyboard.press("Enter")
        page.wait_for_url(f"{address}/unsaved")
        assert "老王" in page.inner_text("dl")
        page.click("button.primary")
        page.wait_for_url("**/contacts/*")

        page.goto(f"{address}/people")
        page.fill("input[name=email]", "new@example.org")
        page.click("form.fields button")
        link = page.input_value("#id_link")
        guest = browser.new_context().new_page()
        guest.goto(link)
        guest.fill("input[name=username]", "fuhe")
        guest.fill("input[name=new_password1]", PASSWORD)
        guest.fill("input[name=new_password2]", PASSWORD)
        guest.keyboard.press("Enter")
        guest.wait_for_url(f"{address}/sign-in/set-up")
        browser.close()
    assert refused == []
    assert Contact.objects.get().name == "老王"
