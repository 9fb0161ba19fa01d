"""The console over HTTP on loopback, and a real Chromium in which somebody comes to it."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.wsgi import get_wsgi_application
from waitress.server import create_server

from crawlers.chromium import chromium
from tests.made_up import PASSWORD

PHONE, DESKTOP = {"width": 360, "height": 780}, {"width": 1280, "height": 800}
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update")


@contextmanager
def served() -> Iterator[str]:
    """The console, served; where it stands."""
    server = create_server(StaticFilesHandler(get_wsgi_application()), host="127.0.0.1", port=0, threads=2)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.effective_port}"
    finally:
        server.close()
        thread.join(timeout=10)


@contextmanager
def browsing(address: str, size: dict[str, int] = DESKTOP) -> Iterator[object]:
    """A browser that reads Chinese; what the policy of contents or a script refused fails the test at its end."""
    from playwright.sync_api import sync_playwright

    refused: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        made = browser.new_context(base_url=address, locale="zh-CN", viewport=size)
        made.set_default_timeout(20_000)
        made.on("console", lambda said: refused.append(said.text) if "Policy" in said.text else None)
        made.on("weberror", lambda error: refused.append(str(error.error)))
        yield made
        browser.close()
    assert refused == []


def sign_in(context: object, user: str) -> object:
    """A page on which somebody has signed in."""
    page = context.new_page()
    page.goto("/sign-in")
    page.fill("input[name=username]", user)
    page.fill("input[name=password]", PASSWORD)
    with page.expect_navigation(url=lambda url: not url.endswith("/sign-in")):
        page.keyboard.press("Enter")
    return page


def complaints(page: object) -> list[str]:
    """What axe finds grave at the page, and whether it can only be read by moving it sideways on a phone."""
    from axe_playwright_python.sync_playwright import Axe

    page.set_viewport_size(DESKTOP)
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    grave = [
        f"{one['id']}: {node['html'][:200]}"
        for one in found
        if one["impact"] in ("serious", "critical")
        for node in one["nodes"][:3]
    ]
    page.set_viewport_size(PHONE)
    width = page.evaluate("document.documentElement.scrollWidth")
    return grave + ([f"{width} pixels wide on a phone of {PHONE['width']}"] if width > PHONE["width"] else [])
