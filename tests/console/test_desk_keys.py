"""Twenty alerts reviewed at the desk with the keyboard alone, in a real Chromium against the real application."""

import threading
from collections.abc import Iterator

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.wsgi import get_wsgi_application
from waitress.server import create_server

from crawlers.chromium import chromium, why_no_browser
from domain.match import Tier
from storage.models import Alert, Decision, Review
from storage.people import save_user
from tests.console.test_desk import alerts_of
from tests.made_up import PASSWORD

KEYS = "ynoad"


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


def test_twenty_alerts_are_reviewed_by_key_and_the_last_is_taken_back(address: str) -> None:
    from playwright.sync_api import sync_playwright

    save_user("staff", PASSWORD, enterprise=None)
    alerts_of([(Tier.HIGH, number + 1) for number in range(20)])
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium(),
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        page = browser.new_page()
        refused: list[str] = []
        page.on("pageerror", lambda error: refused.append(str(error)))
        page.on("console", lambda message: refused.append(message.text) if "Policy" in message.text else None)
        page.goto(f"{address}/sign-in")
        page.fill("input[name=username]", "staff")
        page.fill("input[name=password]", PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(f"{address}/")
        page.goto(f"{address}/desk")
        for number in range(20):
            assert f"QINGLUHAI {number}" in page.inner_text(".pair")
            with page.expect_navigation():
                page.keyboard.press(KEYS[number % 5])
        assert page.is_visible("p.nothing")
        with page.expect_navigation():
            page.keyboard.press("u")
        assert "QINGLUHAI 19" in page.inner_text(".pair")
        browser.close()
    assert refused == []
    assert Decision.objects.count() == 12
    assert Review.objects.filter(undone_at__isnull=True).count() == 7
    assert Alert.objects.filter(open=True).count() == 8
