"""The console over HTTP on loopback, with an enterprise in it, and a real Chromium that opens it."""

import threading
from collections.abc import Iterator

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.wsgi import get_wsgi_application
from waitress.server import create_server

from crawlers.chromium import chromium
from storage.people import save_user
from tests.console.enterprises import Seeded, seed
from tests.made_up import PASSWORD
from tests.screens.at_the_console import DESKTOP

FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update")


@pytest.fixture
def seeded(live_db: None) -> Seeded:
    save_user("staff", PASSWORD, enterprise=None)
    return seed("A")


@pytest.fixture
def address(seeded: Seeded) -> Iterator[str]:
    """The console, served over HTTP on loopback."""
    server = create_server(StaticFilesHandler(get_wsgi_application()), host="127.0.0.1", port=0, threads=2)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.close()
    thread.join(timeout=10)


@pytest.fixture
def context(address: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[object]:
    """A browser that reads Chinese; what the policy of contents refused fails the test at its end."""
    from playwright.sync_api import sync_playwright

    # The browser is driven by a loop of its own, which Django takes for the test's.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    refused: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        made = browser.new_context(base_url=address, locale="zh-CN", viewport=DESKTOP)
        made.set_default_timeout(20_000)
        made.on("console", lambda said: refused.append(said.text) if "Policy" in said.text else None)
        made.on("weberror", lambda error: refused.append(str(error.error)))
        yield made
        browser.close()
    assert refused == []
